"""All probes: their fixed names, and sentences that a worried person can read."""

import ast
import re
import string
import subprocess
import sys
from pathlib import Path

import pyphen
import pytest

import wizard.probes
from wizard.flow.catalogue import UNKNOWN
from wizard.probes.registry import PROBES

FOLDER = Path(wizard.probes.__file__).parent
HEAVY = {"psutil", "urllib3", "dns", "re2", "rich", "keyring", "dbus_fast", "PySide6", "icmplib", "truststore"}
FORBIDDEN = re.compile(
    r"\b(error|fail(ed|ure|s)?|invalid|illegal|fatal|oops|please|sorry)\b|0x[0-9a-f]+", re.IGNORECASE
)

# What flows, tests and reports of others build on: name → (parameters, good results, bad results).
FIXED = {
    "network.adapter": ((), "connected", "no_address disconnected"),
    "network.gateway": ((), "ok silent", "unreachable missing"),
    "network.dns": (("max_latency_ms",), "ok", "slow broken down"),
    "network.ping": (("target", "max_latency_ms", "max_loss_percent", "max_seconds"), "ok", "slow lossy down"),
    "network.sign_in": ((), "open", "sign_in"),
    "network.proxy": ((), "ok", "proxy_dead clock_wrong"),
    "network.tls": ((), "inspected ok one_site", "untrusted"),
    "network.service": ((), "ok", "down"),
    "network.metered": ((), "free", "metered"),
    "network.speed": (("minimum_download_mbps", "minimum_upload_mbps"), "ok", "slow"),
    "network.cause": ((), "healthy", "this_computer wifi router provider service sign_in_page"),
    "wifi.link": (("min_signal_dbm",), "ok wired", "weak disconnected"),
    "wifi.scan": ((), "clear wired", "crowded"),
    "storage.cache": (("app", "max_bytes"), "ok absent", "over"),
    "storage.app_caches": ((), "found none", ""),
    "storage.free": (("min_free_bytes", "min_free_percent", "min_free_files_percent"), "ok", "low too_many_files"),
    "storage.health": (("max_wear_percent",), "ok", "failing worn"),
    "storage.trash": (("max_bytes",), "ok", "full"),
    "storage.downloads": (("max_bytes",), "ok absent", "large"),
    "device.firmware": (("minimum_version",), "current", "old beta"),
    "device.reachable": ((), "ok", "gone"),
    "crash.logs": (("code", "within_days"), "none", "found"),
    "health.snapshot": (("min_disk_free_percent", "min_memory_free_percent"), "ok", "low_disk low_memory"),
    "computer.temperature": (("max_celsius", "danger_celsius", "seconds"), "ok", "hot danger"),
    "computer.fan": ((), "turning", "still"),
    "app.version": (("app", "version"), "current newer", "old absent"),
    "display.graphics": ((), "ok", "software no_driver"),
    "computer.firmware": (("max_age_years",), "recent", "old"),
    "computer.firmware_updates": (("max_list_age_days",), "current", "available on_battery"),
    "account.page": ((), "ok", "down"),
    "computer.slowness": (
        (
            "seconds",
            "max_cpu_percent",
            "min_memory_free_percent",
            "max_memory_stall_percent",
            "min_disk_free_percent",
            "max_uptime_days",
            "restart_counts",
        ),
        "ok",
        "low_disk low_memory busy restart_pending long_uptime",
    ),
}

EVERY = pytest.mark.parametrize("name", sorted(PROBES))


def test_no_probe_is_missing_and_none_is_new() -> None:
    assert set(PROBES) == set(FIXED)


@EVERY
def test_signature(name: str) -> None:
    signature = PROBES[name].signature
    parameters, good, bad = FIXED[name]
    assert signature.name == name
    assert tuple(signature.parameters) == parameters
    assert signature.good == set(good.split())
    assert set(signature.results) == {*good.split(), *bad.split()}
    assert UNKNOWN not in signature.results
    for parameter in signature.parameters.values():
        assert isinstance(parameter.default, parameter.type)
    assert set(signature.depends_on) <= set(PROBES)
    assert signature.watch_fact is None or signature.watch_fact in signature.facts
    assert PROBES[name].limit_parameter is None or PROBES[name].limit_parameter in signature.parameters
    assert 0 < signature.timeout_s <= 60


@EVERY
def test_there_is_a_sentence_for_every_answer(name: str) -> None:
    probe = PROBES[name]
    assert set(probe.sentences) == {*probe.signature.results, UNKNOWN}
    assert probe.title


SENTENCES = [
    pytest.param(name, result, sentence, id=f"{name} {result}")
    for name, probe in PROBES.items()
    for result, sentence in {**probe.sentences, "title": probe.title}.items()
]


@pytest.mark.parametrize(("name", "result", "sentence"), SENTENCES)
def test_sentence(name: str, result: str, sentence: str) -> None:
    assert not FORBIDDEN.search(sentence), "codes and these words frighten and say nothing"
    used = {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}
    assert used <= set(PROBES[name].signature.facts)
    if result == "title":
        return
    assert sentence.endswith(".")
    assert _grade(sentence) <= 6, f"{_grade(sentence):.1f}: {sentence}"
    if result not in PROBES[name].signature.good:
        assert sentence.count(".") >= 2, "what is wrong alone does not help: say what to do"


def _grade(text: str) -> float:
    """Return the Flesch-Kincaid grade (Kincaid et al. 1975), with pyphen's syllables."""
    plain = re.sub(r"\{[a-z_]+\}", "20", text)
    words = re.findall(r"[A-Za-zÀ-ž']+", plain)
    hyphens = pyphen.Pyphen(lang="en_US")
    syllables = sum(hyphens.inserted(word).count("-") + 1 for word in words)
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", plain)))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _marked(path: Path) -> set[str]:
    """Return the texts that the extraction of the catalogues finds: constants inside N_()."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "N_" and isinstance(call.args[0], ast.Constant)
    }


def test_every_sentence_is_marked_for_translation() -> None:
    marked = set().union(*map(_marked, FOLDER.glob("*.py")))
    texts = {text for probe in PROBES.values() for text in (probe.title, *probe.sentences.values())}
    assert texts <= marked


def test_importing_all_probes_loads_nothing_heavy() -> None:
    code = "import sys, wizard.probes.registry; print(*{name.partition('.')[0] for name in sys.modules})"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not HEAVY & set(out.stdout.split())
