"""A recording that needs an administrator: asked for, rewritten to headers, and nothing left where it is refused."""

import os
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.system.conftest import RECORDED
from wizard.system import elevation
from wizard.system.base import Cancel, Capture, Done, Failed, Missing
from wizard.system.capture_file import packets_in
from wizard.system.command import CommandOutput
from wizard.system.elevated_capture import capture_elevated
from wizard.system.elevation import AnswerFolder, CapturePackets

RAW = (RECORDED / "capture" / "tcpdump.pcap").read_bytes()
HELPER = Path("/usr/lib/self-help-wizard/wizard-elevated")
Answer = Done | Failed | Missing


def asked(answer: Answer, content: bytes | None = RAW) -> Callable[[CapturePackets, Cancel, AnswerFolder], Answer]:
    """What run_elevated does once it was allowed, or was not."""

    def ask(request: CapturePackets, cancel: Cancel, folder: AnswerFolder) -> Answer:
        assert stat.S_IMODE(folder.folder.stat().st_mode) == 0o700 or sys.platform == "win32"
        folders.append(folder.folder)
        requests.append(request)
        if content is not None:
            folder.capture_file.write_bytes(content)
        return answer

    folders.clear()
    requests.clear()
    return ask


folders: list[Path] = []
requests: list[CapturePackets] = []


def test_what_was_recorded_is_kept_as_headers(tmp_path: Path) -> None:
    file = tmp_path / "capture.pcap"
    found = capture_elevated(file, 30.0, Cancel(), asked(Done("6 packets in 30 s")))
    assert isinstance(found, Capture)
    assert (found.packets, found.method, found.seconds, found.size_bytes) == (6, "elevated", 30.0, file.stat().st_size)
    _, packets = packets_in(file.read_bytes())
    # Cooked header, IP and UDP, the refusals with the headers they quote: no byte of what was said.
    assert all(len(kept) < 16 + 20 + 8 + 20 + 8 + 1 for _, kept, _ in packets)
    assert requests == [CapturePackets(30)]
    assert not folders[0].exists()
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("seconds", "asked_s"), [(0.2, 1), (29.6, 30), (9999.0, 300)])
def test_seconds_that_the_elevated_program_takes(tmp_path: Path, seconds: float, asked_s: int) -> None:
    capture_elevated(tmp_path / "capture.pcap", seconds, Cancel(), asked(Done("")))
    assert requests == [CapturePackets(asked_s)]


@pytest.mark.parametrize(
    ("answer", "content", "reason"),
    [
        (Missing("not_permitted", "closed. An administrator can run: sudo x"), None, "not_permitted"),
        (Missing("timeout", "late"), RAW, "timeout"),
        (Failed("exit status 1"), RAW, "not_available"),
        (Done("done"), None, "not_available"),
        (Done("done"), b"no recording", "not_available"),
    ],
)
def test_nothing_is_left_of_what_failed(tmp_path: Path, answer: Answer, content: bytes | None, reason: str) -> None:
    found = capture_elevated(tmp_path / "capture.pcap", 30.0, Cancel(), asked(answer, content))
    assert isinstance(found, Missing)
    assert found.reason == reason
    assert list(tmp_path.iterdir()) == []
    assert not folders[0].exists()


def test_stopped_keeps_nothing(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    found = capture_elevated(tmp_path / "capture.pcap", 30.0, cancel, asked(Done("done")))
    assert found == Missing("timeout", "stopped")
    assert list(tmp_path.iterdir()) == []


# Linux, where pkexec asks

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="pkexec is Linux'")


class Pkexec:
    def __init__(self, status: int) -> None:
        self.status = status
        self.asked: list[Sequence[str]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(tuple(argv))
        if self.status == 0:
            result = Path(argv[-1])
            result.with_name(elevation.CAPTURE_NAME).write_bytes(RAW)
            result.write_bytes(elevation.write_answer(Done("6 packets")))
        return CommandOutput(self.status, "", "Not authorized.\n" if self.status else "")


@pytest.fixture
def no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    """This user may open no packet socket, and run no program that may."""
    from wizard.system.linux import packet_capture

    refused = Missing("not_permitted", "packet socket: Operation not permitted")
    monkeypatch.setattr(packet_capture, "_open", lambda: refused)
    monkeypatch.setattr(packet_capture, "_granted_program", lambda: None)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.system.linux import elevation as linux_elevation

    monkeypatch.setattr(linux_elevation, "is_trusted", lambda path: path == HELPER)
    monkeypatch.setattr(linux_elevation, "program_path", lambda: HELPER)
    monkeypatch.setattr(linux_elevation, "find_program", lambda name: f"/usr/bin/{name}")


@on_linux
@pytest.mark.usefixtures("no_rights", "program")
def test_an_installed_copy_asks(tmp_path: Path) -> None:
    from wizard.system.linux.packet_capture import capture_packets, may_capture

    pkexec = Pkexec(0)
    assert may_capture() == "with_password"
    found = capture_packets(tmp_path / "capture.pcap", 30.0, Cancel(), lambda _: None, pkexec)
    assert isinstance(found, Capture)
    [words] = pkexec.asked
    assert words[:5] == ("pkexec", "--disable-internal-agent", str(HELPER), "capture-packets", "30")


@on_linux
@pytest.mark.usefixtures("no_rights", "program")
@pytest.mark.parametrize(("status", "said"), [(126, "closed"), (127, "Not authorized")])
def test_nobody_allowed_it(tmp_path: Path, status: int, said: str) -> None:
    from wizard.system.linux.packet_capture import capture_packets

    found = capture_packets(tmp_path / "capture.pcap", 30.0, Cancel(), lambda _: None, Pkexec(status))
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"
    assert said in found.detail
    assert "An administrator can run: sudo" in found.detail
    assert list(tmp_path.iterdir()) == []


@on_linux
@pytest.mark.usefixtures("no_rights")
def test_a_copy_that_anybody_could_change_asks_nobody(tmp_path: Path) -> None:
    from wizard.system.linux.packet_capture import capture_packets, may_capture

    pkexec = Pkexec(0)
    assert may_capture() == "needs_administrator"
    found = capture_packets(tmp_path / "capture.pcap", 30.0, Cancel(), lambda _: None, pkexec)
    assert isinstance(found, Missing)
    assert "An administrator can record it: sudo" in found.detail
    assert pkexec.asked == []


@on_linux
@pytest.mark.usefixtures("no_rights", "program")
def test_the_elevated_program_asks_for_no_more_rights(tmp_path: Path) -> None:
    from wizard.system.linux.packet_capture import capture_directly

    pkexec = Pkexec(0)
    found = capture_directly(tmp_path / "capture.pcap", 30.0, Cancel(), lambda _: None, pkexec)
    assert isinstance(found, Missing)
    assert pkexec.asked == []


# macOS, on Linux: the question is osascript's


def test_a_mac_asks_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.system.macos import packet_capture

    def refused(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refused)
    assert packet_capture.may_capture(tmp_path) == "needs_administrator"
    monkeypatch.setattr(packet_capture, "can_elevate", lambda: True)
    assert packet_capture.may_capture(tmp_path) == "with_password"
    monkeypatch.setattr(packet_capture, "may_capture", lambda _root: "with_password")
    declined = Missing("not_permitted", "nobody allowed it. An administrator can run: sudo tcpdump")
    monkeypatch.setattr(packet_capture, "run_elevated", lambda *_, **__: declined)
    found = packet_capture.capture_packets(
        tmp_path / "capture.pcap", 30.0, Cancel(), lambda _: None, run=Pkexec(0), root=tmp_path
    )
    assert found == declined
