"""What changes a Mac: scripts with what differs in their arguments alone, errors by number. Never run on a Mac."""

import os
import plistlib
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from wizard.system import elevation as verbs
from wizard.system.base import (
    Cancel,
    Capture,
    Cleared,
    DirectorySize,
    Done,
    Failed,
    Missing,
    RunningProcess,
)
from wizard.system.capture_file import COOKED, packets_in
from wizard.system.command import CommandOutput
from wizard.system.elevation import CapturePackets, FlushDns, ReinstallPackage, write_answer
from wizard.system.macos import crash, elevated, files, packet_capture, trash
from wizard.system.macos.changes import flush_dns, flush_dns_as_root, restart_computer
from wizard.system.macos.elevation import administrator_command, can_elevate, run_elevated
from wizard.system.macos.languages import preferred_languages
from wizard.system.macos.notifications import show
from wizard.system.macos.processes import close_process

# Scripts


def test_notification_texts_are_no_script(runner: Any) -> None:
    runner.says("/usr/bin/osascript")
    text = '" & (do shell script "touch /tmp/x") & "\nline'
    assert isinstance(show("-e", text, runner), Done)
    (argv,) = runner.asked
    assert argv[argv.index("--") + 1 :] == ("-e", text.replace("\n", " "))
    assert not any("touch" in part for part in argv[: argv.index("--")])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("execution error: Not authorised to send Apple events to loginwindow. (-1743)", "not_permitted"),
        ("Ausführungsfehler: „loginwindow“ wurde nicht gestartet. (-600)", "not_available"),
    ],
)
def test_errors_are_read_by_number_in_any_language(runner: Any, error: str, expected: str) -> None:
    runner.says("/usr/bin/osascript", err=f"0:31: {error}\n", status=1)
    found = restart_computer(runner)
    assert isinstance(found, Missing)
    assert found.reason == expected


def test_restart(runner: Any) -> None:
    runner.says("/usr/bin/osascript")
    assert restart_computer(runner) == Done("restart")
    runner.says("/usr/bin/osascript", err="User cancelled. (-128)", status=1)
    assert isinstance(restart_computer(runner), Failed)


# Elevation


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "wizard elevated's"
    path.write_text("#!/bin/sh\n")
    monkeypatch.setattr("wizard.system.macos.elevation.is_trusted", lambda found: found == path)
    return path


class Osascript:
    """Leaves an answer as the elevated program would, and says what osascript would."""

    def __init__(self, answer: Done | Failed | Missing | None, status: int = 0, err: str = "") -> None:
        self.answer, self.status, self.err = answer, status, err
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(tuple(argv))
        if self.answer is not None:
            Path(argv[-1]).write_bytes(write_answer(self.answer))
        return CommandOutput(self.status, "", self.err)


def test_the_command_is_quoted_by_applescript(program: Path) -> None:
    run = Osascript(Done("mDNSResponder"))
    assert run_elevated(FlushDns(), run, Cancel(), program) == Done("mDNSResponder")
    (argv,) = run.asked
    after = argv[argv.index("--") + 1 :]
    assert after[:2] == (str(program), "flush-dns")
    assert Path(after[2]).name == "result.json"
    script = " ".join(argv[: argv.index("--")])
    assert "quoted form of" in script
    assert "with administrator privileges" in script
    assert str(program) not in script


def test_nobody_typed_the_password(program: Path) -> None:
    run = Osascript(None, 1, "0:90: execution error: Abgebrochen. (-128)")
    found = run_elevated(FlushDns(), run, Cancel(), program)
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"
    assert "dscacheutil -flushcache" in found.detail


def test_an_answer_that_was_left_counts(program: Path) -> None:
    run = Osascript(Missing("not_available", "why"), 1, "error (1)")
    assert run_elevated(FlushDns(), run, Cancel(), program) == Missing("not_available", "why")
    assert isinstance(run_elevated(FlushDns(), Osascript(None, 1, "boom"), Cancel(), program), Failed)


def test_a_copy_without_a_trusted_program_never_elevates(runner: Any, tmp_path: Path) -> None:
    assert not can_elevate(tmp_path / "none")
    for found in (run_elevated(FlushDns(), runner, Cancel(), tmp_path / "none"), flush_dns(Cancel(), runner)):
        assert isinstance(found, Missing)
        assert found.reason == "not_permitted"
        assert "sudo killall -HUP mDNSResponder" in found.detail
    assert runner.asked == []


def test_every_verb_has_its_command() -> None:
    for request in (FlushDns(), ReinstallPackage("example-app"), CapturePackets(30)):
        assert administrator_command(request)
    assert "-G 30 -W 1" in str(administrator_command(CapturePackets(30)))


def test_what_root_does(runner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    runner.says("/usr/bin/dscacheutil")
    runner.says("/usr/bin/killall")
    place: Any = SimpleNamespace(write=lambda *_: None)
    assert elevated.perform(FlushDns(), place, runner, Cancel()) == Done("mDNSResponder")
    assert [argv[0] for argv in runner.asked] == ["/usr/bin/dscacheutil", "/usr/bin/killall"]
    runner.says("/usr/bin/killall", err="No matching processes belonging to you were found", status=1)
    assert isinstance(flush_dns_as_root(Cancel(), runner), Failed)
    asked = len(runner.asked)
    answer = elevated.perform(ReinstallPackage("example"), place, runner, Cancel())
    assert isinstance(answer, Missing)
    assert len(runner.asked) == asked
    assert verbs.PROGRAM == "wizard-elevated"


# Packets


def ethernet_pcap() -> bytes:
    payload = b"secret"
    udp = struct.pack("!HHHH", 1000, 53, 8 + len(payload), 0) + payload
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x0a\0\0\1", b"\x0a\0\0\2") + udp
    frame = b"\x00\x00\x5e\x00\x53\x01" + b"\x00\x00\x5e\x00\x53\x02" + b"\x08\x00" + ip
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 1)
    return header + struct.pack("<IIII", 1, 2, len(frame), len(frame)) + frame


class Tcpdump:
    """Writes what it recorded and runs on until it is ended; the route is told beside it."""

    def __init__(self, content: bytes | None, route: str = "en1") -> None:
        self.content, self.route = content, route
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(tuple(argv))
        if argv[0] != "/usr/sbin/tcpdump":
            return CommandOutput(0, f"  gateway: 10.0.0.1\n  interface: {self.route}\n", "")
        if self.content is None:
            return CommandOutput(1, "", "tcpdump: en1: You don't have permission to capture on that device")
        Path(argv[-1]).write_bytes(self.content)
        return Missing("timeout", "ended")


def opened_to_us(root: Path) -> Path:
    (root / "dev").mkdir()
    (root / "dev/bpf0").touch()
    return root


def test_a_recording_keeps_headers_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept/capture.pcap"
    file.parent.mkdir()
    run = Tcpdump(ethernet_pcap())
    root = opened_to_us(tmp_path)
    found = packet_capture.capture_packets(file, 0.1, Cancel(), lambda _: None, run=run, root=root)
    assert isinstance(found, Capture)
    assert (found.method, found.packets, found.size_bytes) == ("tcpdump", 1, file.stat().st_size)
    link_type, packets = packets_in(file.read_bytes())
    assert link_type == COOKED
    ((_, kept, original_bytes),) = packets
    assert len(kept) == 16 + 28
    assert original_bytes == 16 + 28 + len(b"secret")
    assert kept[6:12] == b"\x00\x00\x5e\x00\x53\x02"
    assert b"secret" not in file.read_bytes()
    assert [each.name for each in file.parent.iterdir()] == ["capture.pcap"]
    assert run.asked[-1][4:6] == ("-i", "en1") or "en1" in run.asked[-1]


def test_an_adapter_is_no_option(tmp_path: Path) -> None:
    run = Tcpdump(ethernet_pcap(), route="--evil")
    found = packet_capture.record(tmp_path / "a.pcap", 0.1, Cancel(), lambda _: None, run)
    assert isinstance(found, Missing)
    assert all(argv[0] == "/sbin/route" for argv in run.asked)


def test_who_may_not_record_gets_the_command(tmp_path: Path) -> None:
    root = opened_to_us(tmp_path)
    file = tmp_path / "a.pcap"
    found = packet_capture.capture_packets(file, 30, Cancel(), lambda _: None, run=Tcpdump(None), root=root)
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"
    assert "sudo tcpdump -n -s 96 -G 30 -W 1 -w a.pcap" in found.detail
    assert not file.exists()


def test_filters_belong_to_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(packet_capture.os, "open", refused)
    assert packet_capture.may_capture(tmp_path) == "needs_administrator"


def test_a_filter_in_use_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    root, real = opened_to_us(tmp_path), os.open
    (root / "dev/bpf1").touch()

    def busy(path: Path, flags: int) -> int:
        if path.name == "bpf0":
            raise OSError(errno.EBUSY, "Resource busy")
        return real(path, flags)

    monkeypatch.setattr(packet_capture.os, "open", busy)
    assert packet_capture.may_capture(root) == "yes"
    assert isinstance(packet_capture.may_capture(tmp_path / "none"), Missing)


# Files


def test_the_trash_is_closed_without_full_disk_access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Missing("not_permitted", "Operation not permitted")
    monkeypatch.setattr(files, "directory_size", lambda *_: closed)
    monkeypatch.setattr(files, "clear_directory", lambda *_: closed)
    for found in (
        trash.trash_size(tmp_path, Cancel(), lambda _: None),
        trash.empty_trash(tmp_path, Cancel(), lambda _: None),
    ):
        assert isinstance(found, Missing)
        assert found.reason == "not_permitted"
        assert "Full Disk Access" in found.detail


def test_a_trash_that_cannot_be_listed_is_not_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "directory_size", lambda *_: DirectorySize(0, 0, 1))
    assert isinstance(trash.trash_size(tmp_path, Cancel(), lambda _: None), Missing)


def test_the_trash_is_measured_and_emptied(tmp_path: Path) -> None:
    folder = tmp_path / ".Trash"
    assert trash.trash_size(folder, Cancel(), lambda _: None) == DirectorySize(0, 0)
    (folder / "a").mkdir(parents=True)
    (folder / "a/b").write_bytes(b"12345")
    assert trash.trash_size(folder, Cancel(), lambda _: None) == DirectorySize(5, 1)
    assert trash.empty_trash(folder, Cancel(), lambda _: None) == Cleared(5, 1, 0, 0)
    assert list(folder.iterdir()) == []


def test_files_in_use_stay(tmp_path: Path) -> None:
    (tmp_path / "free").write_bytes(b"1")
    with (tmp_path / "held").open("wb") as held:
        held.write(b"12")
        held.flush()
        cleared = files.clear_directory(tmp_path, Cancel(), lambda _: None)
    assert isinstance(cleared, Cleared)
    assert (cleared.removed_files, cleared.in_use_files, cleared.in_use_examples) == (1, 1, ("held",))


def test_crash_logs_of_the_system_are_looked_at_too(tmp_path: Path) -> None:
    own = tmp_path / "home/Library/Logs/DiagnosticReports"
    of_all = tmp_path / "Library/Logs/DiagnosticReports"
    text = '{"app_name":"Example","timestamp":"2026-01-05 12:34:56.00 +0100"}\n{"exception":{"codes":"0x0, 0xdead"}}'
    for folder in (own, of_all):
        folder.mkdir(parents=True)
        (folder / "Example-2026-01-05.ips").write_text(text)
    found = crash.crash_logs((own,), Cancel(), tmp_path)
    assert not isinstance(found, Missing)
    assert {log.path.parent for log in found} == {own, of_all}
    assert all(57005 in log.codes and log.format == "ips" for log in found)
    elsewhere = crash.crash_logs((tmp_path / "home",), Cancel(), tmp_path)
    assert not isinstance(elsewhere, Missing)
    assert of_all not in {log.path.parent for log in elsewhere}


def test_languages_of_who_started_it_in_the_finder(tmp_path: Path) -> None:
    assert preferred_languages(tmp_path) == ()
    file = tmp_path / "Library/Preferences/.GlobalPreferences.plist"
    file.parent.mkdir(parents=True)
    file.write_bytes(plistlib.dumps({"AppleLanguages": ["cs-CZ", "en-US", 5, ""]}, fmt=plistlib.FMT_BINARY))
    assert preferred_languages(tmp_path) == ("cs-CZ", "en-US")
    file.write_bytes(b"bplist00")
    assert preferred_languages(tmp_path) == ()


# Programs


@pytest.fixture
def sleeper() -> Any:
    process = subprocess.Popen((sys.executable, "-c", "import signal; print(flush=True); signal.pause()"),
                               stdout=subprocess.PIPE)  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    reaper = threading.Thread(target=process.wait, daemon=True)
    reaper.start()
    yield process
    process.kill()
    reaper.join(10)
    process.stdout.close()


def found(process: Any) -> RunningProcess:
    return RunningProcess(process.pid, "sleeper", psutil.Process(process.pid).create_time())


def test_a_program_without_windows_is_asked_to_end(sleeper: Any) -> None:
    assert isinstance(close_process(found(sleeper), 10.0, Cancel()), Done)


def test_another_process_of_that_number_is_left_alone(sleeper: Any) -> None:
    other = RunningProcess(sleeper.pid, "sleeper", 1.0)
    assert isinstance(close_process(other, 1.0, Cancel()), Done)
    assert psutil.pid_exists(sleeper.pid)


def test_a_program_with_windows_quits_by_itself(sleeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked as its own menu would ask it, never by a signal: it may have work to save."""
    asked: list[int] = []

    def quit_later(pid: int) -> Any:
        def terminate() -> bool:
            asked.append(pid)
            os.kill(pid, signal.SIGKILL)
            return True

        return SimpleNamespace(terminate=terminate)

    kit = SimpleNamespace(NSRunningApplication=SimpleNamespace(runningApplicationWithProcessIdentifier_=quit_later))
    monkeypatch.setitem(sys.modules, "AppKit", kit)
    assert isinstance(close_process(found(sleeper), 10.0, Cancel()), Done)
    assert asked == [sleeper.pid]


def test_one_that_stays_open_is_told_and_not_killed(sleeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    still = SimpleNamespace(terminate=lambda: True)
    kit = SimpleNamespace(
        NSRunningApplication=SimpleNamespace(runningApplicationWithProcessIdentifier_=lambda _: still)
    )
    monkeypatch.setitem(sys.modules, "AppKit", kit)
    assert isinstance(close_process(found(sleeper), 0.1, Cancel()), Failed)
    assert psutil.pid_exists(sleeper.pid)
