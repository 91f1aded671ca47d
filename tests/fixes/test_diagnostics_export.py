"""diagnostics.export: one private file, whose manifest tells what is in it and what is not (FACTS A6, C1)."""

import hashlib
import json
import os
import stat
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wizard.device.base import Device
from wizard.fixes import diagnostics_sections
from wizard.fixes.diagnostics_export import FIX, prepare, resumed
from wizard.fixes.fix import FixResult
from wizard.system.base import CrashLog, Gateway, Health, Missing, NetworkInterface, ProxySettings

HEALTH = Health(5.0, 8_000, 4_000, 100_000, 50_000, 60.0, "boot-1", top_processes=(("app", 1.0, 5),))
DEAD = 0xDEAD


@dataclass
class Opened:
    """An export, read back."""

    path: Path
    files: dict[str, bytes]
    manifest: Any

    def json(self, name: str) -> Any:
        return json.loads(self.files[name])

    def left_out(self) -> dict[str, str]:
        return {each["what"]: each["why"] for each in self.manifest["left_out"]}


def opened(result: FixResult) -> Opened:
    assert result.result == "done", result
    path = Path(str(result.facts["export_path"]))
    assert result.facts["export_bytes"] == path.stat().st_size
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        files = {name: bundle.read(name) for name in bundle.namelist()}
    return Opened(path, files, json.loads(files.pop("manifest.json")))


@pytest.fixture
def crashes(bench: Any) -> Path:
    folder: Path = bench.computer.folders.roots["crash"]
    return folder


@pytest.fixture(autouse=True)
def a_whole_computer(bench: Any) -> None:
    bench.computer.readings = {
        "health": HEALTH,
        "interfaces": (NetworkInterface("eth0", "wired", True, ("192.0.2.7",)),),
        "gateway": Gateway("192.0.2.1", "eth0", True),
        "name_servers": ("192.0.2.53",),
        "proxy": ProxySettings(None),
        "wifi": Missing("not_available", "no wireless adapter"),
        "configuration": {"system": "Linux"},
    }
    bench.gadget.identity = Device("Box", "SN1", "rev B", "2.2.0")


def log(path: Path, content: bytes, *codes: int, format_: str = "text", at: str = "2026-01-05T12:00:00Z") -> CrashLog:
    path.write_bytes(content)
    return CrashLog(path, "Example App", at, codes, format_)


def test_everything_is_in_it_and_the_manifest_proves_it(bench: Any, crashes: Path) -> None:
    bench.computer.logs = (log(crashes / "crash.log", b"code=0xDEAD\n", DEAD),)
    export = opened(bench.run(FIX))
    assert set(export.files) == {
        "health.json",
        "network.json",
        "configuration.json",
        "device.json",
        "crash_logs/001_crash.log",
    }
    assert {each["name"] for each in export.manifest["files"]} == set(export.files)
    for each in export.manifest["files"]:
        content = export.files[each["name"]]
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["size_bytes"] == len(content)
    assert export.json("health.json")["memory_total_bytes"] == 8_000
    assert export.json("network.json")["gateway"]["address"] == "192.0.2.1"
    assert export.json("device.json")["firmware_version"] == "2.2.0"
    assert export.json("configuration.json") == {"system": "Linux"}
    crash = next(each for each in export.manifest["files"] if "crash" in each["name"])
    assert (crash["source"], crash["codes"], crash["cut"]) == (str(crashes / "crash.log"), ["0xDEAD"], False)
    assert export.manifest["created_utc"].endswith("Z")


def test_it_is_private_and_nothing_else_is_left_beside_it(bench: Any) -> None:
    export = opened(bench.run(FIX))
    assert export.path.parent == bench.work_folder
    assert stat.S_IMODE(export.path.stat().st_mode) == 0o600
    assert list(bench.work_folder.iterdir()) == [export.path]


def test_a_second_export_leaves_the_first_one_as_it_was(bench: Any) -> None:
    first = opened(bench.run(FIX)).path
    content = first.read_bytes()
    second = opened(bench.run(FIX)).path
    assert first != second
    assert first.read_bytes() == content


def test_a_reading_that_cannot_be_had_says_why_and_stops_nothing(bench: Any) -> None:
    bench.computer.readings |= {"health": Missing("timeout", "no answer"), "gateway": RuntimeError("a fault")}
    bench.computer.logs = Missing("not_permitted", "closed")
    result = bench.run(FIX)
    export = opened(result)
    assert export.left_out() == {
        "health.json": "timeout: no answer",
        "network.json: gateway": "not_available: RuntimeError: a fault",
        "network.json: wifi": "not_available: no wireless adapter",
        "crash logs": "not_permitted: closed",
    }
    assert export.json("network.json")["gateway"]["missing"] == "not_available"
    assert export.json("network.json")["name_servers"] == ["192.0.2.53"]
    assert "health.json" not in export.files
    assert result.facts["export_left_out"] == 4
    assert "could not be collected" in str(result.reason)


@pytest.mark.parametrize("section", ["health", "interfaces", "configuration"])
def test_a_fault_in_any_section_stops_no_other(bench: Any, section: str) -> None:
    bench.computer.readings[section] = OSError("a fault of this section")
    export = opened(bench.run(FIX))
    assert any("a fault of this section" in why for why in export.left_out().values())
    assert {"network.json", "device.json"} <= set(export.files)


def test_no_default_route_is_an_answer_not_a_gap(bench: Any) -> None:
    bench.computer.readings["gateway"] = None
    export = opened(bench.run(FIX))
    assert export.json("network.json")["gateway"] is None
    assert "network.json: gateway" not in export.left_out()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://anna:secret@proxy.example:3128", "http://proxy.example:3128"),
        ("anna:secret@proxy.example:3128", "proxy.example:3128"),
        ("http://proxy.example:3128/p@th", "http://proxy.example:3128/p@th"),
        ("http://anna:sec:ret@x@proxy.example", "http://proxy.example"),
        (None, None),
    ],
)
def test_a_password_of_the_proxy_stays_out(bench: Any, url: str | None, kept: str | None) -> None:
    bench.computer.readings["proxy"] = ProxySettings(url, automatic_url=url, source="environment")
    export = opened(bench.run(FIX))
    assert export.json("network.json")["proxy"] == {"url": kept, "automatic_url": kept, "source": "environment"}
    assert b"secret" not in b"".join(export.files.values())


def test_a_computer_that_does_nothing_saves_no_file(bench: Any) -> None:
    bench.computer.readings = {
        "health": Missing("not_available", "none"),
        "interfaces": RuntimeError("none"),
        "configuration": RuntimeError("none"),
    }
    bench.gadget.identity = Missing("not_available", "none")
    result = bench.run(FIX)
    assert result.result == "failed"
    assert list(bench.work_folder.iterdir()) == []
    assert "export_path" not in result.facts


# Crash logs


def test_logs_with_the_code_come_first(bench: Any, crashes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics_sections, "MAX_LOGS", 2)
    bench.computer.logs = tuple(
        log(crashes / f"{number}.log", b"x", *((DEAD,) if number == 4 else (5,))) for number in range(5)
    )
    export = opened(bench.run(FIX))
    assert [name for name in export.files if "crash" in name] == ["crash_logs/001_4.log", "crash_logs/002_0.log"]
    left = export.left_out()
    assert {Path(what).name for what in left if what.startswith("/")} == {"1.log", "2.log", "3.log"}
    assert left[str(crashes / "1.log")] == "only 2 logs are taken"


def test_of_a_large_log_the_two_ends_are_kept_and_marked(bench: Any, crashes: Path) -> None:
    content = b"begin\n" + b"." * 2_500_000 + b"\nend\n"
    bench.computer.logs = (log(crashes / "large.log", content),)
    export = opened(bench.run(FIX))
    kept = export.files["crash_logs/001_large.log"]
    assert kept.startswith(b"begin\n")
    assert kept.endswith(b"\nend\n")
    assert b"cut here" in kept
    assert len(kept) < 1_001_000
    assert next(each for each in export.manifest["files"] if "large" in each["name"])["cut"] is True


def test_all_logs_together_have_a_bound(bench: Any, crashes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics_sections, "MAX_LOGS_BYTES", 1000)
    bench.computer.logs = tuple(log(crashes / f"{number}.log", b"x" * 600) for number in range(4))
    export = opened(bench.run(FIX))
    assert len([name for name in export.files if "crash" in name]) == 2
    assert export.left_out()[str(crashes / "3.log")] == "only 1000 bytes of logs are taken"


@pytest.mark.parametrize("format_", ["minidump", "core", "binary", "unreadable"])
def test_copies_of_memory_and_what_nobody_can_read_stay_out(bench: Any, crashes: Path, format_: str) -> None:
    bench.computer.logs = (log(crashes / "app.dmp", b"MDMP password", DEAD, format_=format_),)
    export = opened(bench.run(FIX))
    assert not [name for name in export.files if "crash" in name]
    assert str(crashes / "app.dmp") in export.left_out()


def test_of_core_dumps_the_list_alone_goes_along(bench: Any, crashes: Path) -> None:
    bench.computer.logs = (
        CrashLog(None, "example-app", "2026-01-05T11:34:56Z", (), "coredumpctl", "SIGSEGV"),
        log(crashes / "crash.log", b"x"),
    )
    export = opened(bench.run(FIX))
    told = json.loads(export.files["crash_logs/core_dumps.json"])
    assert told == [{"application": "example-app", "time": "2026-01-05T11:34:56Z", "signal": "SIGSEGV"}]
    assert "crash_logs/001_crash.log" in export.files
    assert "passwords" in export.left_out()["core dumps"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes exist on Linux alone")
def test_a_name_that_is_no_text_goes_along(bench: Any, crashes: Path) -> None:
    path = crashes / os.fsdecode(b"caf\xe9.log")
    bench.computer.logs = (
        log(path, b"code=0xDEAD\n", DEAD),
        log(crashes / os.fsdecode(b"\xff.dmp"), b"x", format_="core"),
    )
    export = opened(bench.run(FIX))
    assert export.files["crash_logs/001_caf_.log"] == b"code=0xDEAD\n"
    sources = [each["source"] for each in export.manifest["files"] if each["name"].startswith("crash_logs/001")]
    assert sources == [str(crashes / r"caf\xe9.log")]
    assert str(crashes / r"\xff.dmp") in export.left_out()


def test_a_log_that_is_gone_or_a_link_is_listed(bench: Any, crashes: Path, tmp_path: Path) -> None:
    gone = log(crashes / "gone.log", b"x")
    gone.path.unlink()
    linked = log(crashes / "linked.log", b"x")
    linked.path.unlink()
    (tmp_path / "private").write_text("private")
    linked.path.symlink_to(tmp_path / "private")
    bench.computer.logs = (gone, linked)
    export = opened(bench.run(FIX))
    assert {str(gone.path), str(linked.path)} <= set(export.left_out())
    assert b"private" not in b"".join(export.files.values())


@pytest.mark.parametrize("name", ["../../evil", "a\\b:c*?.log", "new\nline", "žluťoučký.log", "a" * 200, ".."])
def test_names_inside_are_plain_on_every_system(bench: Any, crashes: Path, name: str) -> None:
    path = crashes / name.replace("/", "%") if name != ".." else crashes / "...log"
    bench.computer.logs = (log(path, b"x"),)
    export = opened(bench.run(FIX))
    inside = next(each for each in export.files if "crash" in each)
    folder, _, file = inside.partition("/")
    assert folder == "crash_logs"
    assert file.startswith("001_")
    assert file.isascii()
    assert not set(file) & set('/\\:*?"<>|\n')
    assert len(file) <= 90


def test_only_the_folders_of_the_profile_are_looked_in(bench: Any, crashes: Path) -> None:
    bench.run(FIX)
    state = bench.computer.folders.roots["state"]
    assert bench.computer.asked == [f"crash logs {state / 'example-app/crashes'} {crashes}"]


# Stop, resume


def test_a_stop_saves_no_file(bench: Any) -> None:
    bench.cancel.set()
    result = bench.run(FIX)
    assert (result.result, result.facts) == ("failed", {})
    assert list(bench.work_folder.iterdir()) == []


def test_a_folder_that_is_gone_is_said(bench: Any) -> None:
    bench.work_folder.rmdir()
    result = bench.run(FIX)
    assert result.result == "failed"
    assert "could not be saved" in str(result.reason)
    assert str(bench.work_folder) in result.detail


def test_it_has_no_undo_and_says_so() -> None:
    """DESIGN 4: the person is told before."""
    assert FIX.undo is None
    assert "cannot be undone" in FIX.consent.undo


def test_after_an_interruption_the_file_tells(bench: Any) -> None:
    state = prepare(bench.context())
    assert resumed(bench.context(), state) == "not_yet"
    bench.run(FIX)
    assert resumed(bench.context(), state) == "done"
    assert resumed(bench.context(), {}) is None
