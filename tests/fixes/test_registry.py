"""Every fix says beforehand what it does, and what is not asked singly is never dangerous (DESIGN 4)."""

import ast
import re
import string
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

import pyphen
import pytest

import wizard.fixes
from wizard.fixes.fix import Fix
from wizard.fixes.registry import FIXES

FOLDER = Path(wizard.fixes.__file__).parent
HEAVY = ("psutil", "urllib3", "dns", "re2", "rich", "keyring", "dbus_fast", "PySide6", "icmplib", "scandir_rs")
BANNED = re.compile(r"\b(error|fail(ed)?|invalid|illegal|fatal|oops|please|sorry|0x[0-9a-f]+)\b", re.IGNORECASE)

every_fix = pytest.mark.parametrize("fix", FIXES.values(), ids=FIXES)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_fixes_of_the_contract_are_all_there() -> None:
    assert set(FIXES) == {
        "dns.flush", "cache.clear", "app.reinstall", "firmware.install", "computer.restart", "diagnostics.export",
        "trash.empty", "network.proxy_off",
    }  # fmt: skip
    assert all(name == fix.signature.name for name, fix in FIXES.items())


@every_fix
def test_the_whole_consent_is_written(fix: Fix) -> None:
    texts = tuple(text for text in astuple(fix.consent) if text is not None)
    assert all(text.strip() for text in (*texts, fix.title))
    assert not [text for text in (*texts, fix.title) if BANNED.search(text)]
    assert fix.consent.button.rstrip(".") not in {"OK", "Next", "Continue", "Yes"}
    assert len(fix.consent.button) <= 30


@every_fix
def test_what_cannot_be_undone_says_so(fix: Fix) -> None:
    assert (fix.undo is None) == ("cannot be undone" in fix.consent.undo)


@every_fix
def test_a_restart_and_a_loss_of_data_are_asked_singly(fix: Fix) -> None:
    if fix.risk in {"restart", "data_loss"} or fix.needs_administrator:
        assert fix.singly is not None


@every_fix
def test_whoever_may_ask_for_a_password_says_so_beforehand(fix: Fix) -> None:
    if fix.needs_administrator:
        assert fix.singly == "elevation"
        assert "password of an administrator" in fix.consent.changes


def test_what_is_asked_singly() -> None:
    assert {name for name, fix in FIXES.items() if fix.singly} == {
        "app.reinstall",
        "computer.restart",
        "dns.flush",
        "firmware.install",
        "trash.empty",
    }


def test_only_an_export_proves_nothing() -> None:
    assert [name for name, fix in FIXES.items() if not fix.signature.proves] == ["diagnostics.export"]


@every_fix
def test_facts_and_parameters_are_described(fix: Fix) -> None:
    for fact in fix.signature.facts.values():
        assert fact.description
    for parameter in fix.signature.parameters.values():
        assert parameter.description


def test_the_facts_of_the_contract() -> None:
    facts = {name: set(fix.signature.facts) for name, fix in FIXES.items()}
    assert facts["cache.clear"] == {"app_name", "freed_bytes", "in_use_files", "refused_files"}
    assert {"export_path", "export_bytes"} <= facts["diagnostics.export"]


@every_fix
def test_a_consent_uses_only_what_is_known_before(fix: Fix) -> None:
    known = {
        "app_name",
        "size_bytes",
        "trash_bytes",
        "device_name",
        "firmware_size_bytes",
        "target_version",
        "install_minutes",
    }
    used = set().union(*(placeholders(text) for text in (*astuple(fix.consent), fix.title) if text is not None))
    assert used <= known


# Words


def marked(path: Path) -> set[str]:
    """The texts that the extraction of the catalogues finds: constants inside N_()."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "N_" and isinstance(call.args[0], ast.Constant)
    }


MARKED = sorted(set().union(*map(marked, FOLDER.glob("*.py"))))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade (Kincaid et al. 1975), with pyphen's syllables."""
    plain = re.sub(r"\{[a-z_]+\}", "20", text)
    words = re.findall(r"[A-Za-z']+", plain)
    hyphens = pyphen.Pyphen(lang="en_US")
    syllables = sum(hyphens.inserted(word).count("-") + 1 for word in words)
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", plain)))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@every_fix
def test_every_consent_is_marked_for_translation(fix: Fix) -> None:
    assert {*astuple(fix.consent), fix.title} - {None} <= set(MARKED)


@pytest.mark.parametrize("text", MARKED)
def test_every_text_is_in_plain_words(text: str) -> None:
    assert not BANNED.search(text)
    assert grade(text) <= 6 or len(text.split()) <= 5


def test_importing_all_fixes_loads_nothing_heavy() -> None:
    code = f"import sys, wizard.fixes.registry; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER.parent.parent, capture_output=True, check=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
