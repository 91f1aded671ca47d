"""Recording packets (FACTS C2): real ones in a network made for one test, read again by a reader of this test."""

import os
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wizard.system import command
from wizard.system.base import Cancel, Capture, Missing, Progress
from wizard.system.capture_file import CaptureFile, packets_in
from wizard.system.command import CommandOutput
from wizard.system.linux import packet_capture
from wizard.system.linux.packet_capture import capture_packets, may_capture

RECORDED = Path(__file__).parent.parent / "recorded" / "capture"
REPOSITORY = Path(__file__).parent.parent.parent
SECRET = b"the password is hunter2"


@dataclass(frozen=True)
class Packet:
    """One packet as this test's own reader sees it."""

    at_s: float
    original_bytes: int
    direction: int
    protocol: int
    content: bytes


def read(path: Path) -> list[Packet]:
    """Read a pcap by the format's own description; fails on anything that is not as it should be."""
    content = path.read_bytes()
    magic, major, minor, zone, accuracy, snap, link = struct.unpack_from("<IHHiIII", content)
    assert (magic, major, minor, zone, accuracy, link) == (0xA1B2C3D4, 2, 4, 0, 0, 113)
    found, position = [], 24
    while position < len(content):
        seconds, micros, kept, original = struct.unpack_from("<IIII", content, position)
        assert kept <= min(snap, original)
        assert micros < 1_000_000
        packet = content[position + 16 : position + 16 + kept]
        assert len(packet) == kept
        direction, _, address_length, _, protocol = struct.unpack_from("!HHH8sH", packet)
        assert direction in range(5)
        assert address_length <= 8
        found.append(Packet(seconds + micros / 1e6, original, direction, protocol, packet[16:]))
        position += 16 + kept
    return found


KNOWN = """
import threading, time
from pathlib import Path

def capture(path, seconds, send):
    sent = threading.Event()
    def report(progress):
        if not sent.is_set():
            sent.set()
            send()
    return plain(system.capture_packets(Path(path), seconds, Cancel(), report))

def datagrams():
    import socket
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as four:
        four.bind(("127.0.0.1", 40001))
        for number in range(7):
            four.sendto(SECRET, ("127.0.0.1", 9))
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as six:
        six.sendto(SECRET * 40, ("::1", 9))
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            client.sendall(SECRET)
            server.accept()[0].close()
"""


def inside(namespace: Any, code: str, expression: str) -> Any:
    return namespace.call(f"(exec({code!r}, globals()), {expression})[1]")


@pytest.fixture
def known(networks: Any, tmp_path: Path) -> tuple[Any, Path]:
    """Record known packets on the loopback adapter of a namespace."""
    path = tmp_path / "capture.pcap"
    code = f"SECRET = {SECRET!r}\n{KNOWN}\noutcome = capture({str(path)!r}, 1.0, datagrams)"
    return inside(networks.computer, code, "outcome"), path


def test_known_packets(known: tuple[Any, Path]) -> None:
    """Each packet once, with its true size and time; counted as they are."""
    told, path = known
    packets = read(path)
    assert (told["kind"], told["method"], told["full"], told["dropped"]) == ("Capture", "socket", False, 0)
    assert (told["packets"], told["size_bytes"]) == (len(packets), path.stat().st_size)
    assert told["seconds"] == pytest.approx(1.0, abs=0.4)
    udp = [packet for packet in packets if packet.protocol == 0x0800 and packet.content[9] == 17]
    assert len(udp) == 7
    for packet in udp:
        assert struct.unpack("!HHH", packet.content[20:26]) == (40001, 9, 8 + len(SECRET))
        assert packet.original_bytes == 16 + 28 + len(SECRET)
    (six,) = [packet for packet in packets if packet.protocol == 0x86DD and packet.content[6] == 17]
    assert six.original_bytes == 16 + 48 + 40 * len(SECRET)
    assert [packet.at_s for packet in packets] == sorted(packet.at_s for packet in packets)
    assert all(abs(packet.at_s - path.stat().st_mtime) < 30 for packet in packets)


def test_no_content_is_kept(known: tuple[Any, Path]) -> None:
    """Headers only: not one byte of what was said, neither in datagrams, nor in connections, nor in refusals."""
    _, path = known
    assert SECRET not in path.read_bytes()
    assert b"password" not in path.read_bytes()
    sizes = {len(packet.content) for packet in read(path) if packet.content[:1] == b"\x45" and packet.content[9] == 17}
    assert sizes == {28}
    refusals = [packet for packet in read(path) if packet.protocol == 0x0800 and packet.content[9] == 1]
    assert {len(packet.content) for packet in refusals} == {20 + 8 + 28}


def test_the_file_is_private(known: tuple[Any, Path]) -> None:
    _, path = known
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_another_reader_agrees(known: tuple[Any, Path]) -> None:
    tcpdump = shutil.which("tcpdump")
    if tcpdump is None:
        pytest.skip("needs tcpdump, which is not installed; this test's own reader has read the same file")
    argv = (tcpdump, *(("-Z", "root") if os.geteuid() == 0 else ()), "-n", "-r", str(known[1]))
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=20)
    assert len(done.stdout.splitlines()) == known[0]["packets"]
    assert "127.0.0.1.40001 > 127.0.0.1.9: UDP, length 23" in done.stdout


def test_packets_on_the_cable(long_way: Any, tmp_path: Path) -> None:
    """Both directions on a real adapter, with the neighbour's own questions (ARP)."""
    path = tmp_path / "capture.pcap"
    code = f"{KNOWN}\noutcome = capture({str(path)!r}, 1.0, lambda: echoes('203.0.113.80', 3))"
    inside(long_way.computer, code, "outcome")
    packets = read(path)
    echoed = [packet for packet in packets if packet.protocol == 0x0800 and packet.content[9] == 1]
    assert [(packet.direction, packet.content[20]) for packet in echoed] == [(4, 8), (0, 0)] * 3
    assert {packet.direction for packet in packets if packet.protocol == 0x0806} == {0, 4}


# Ends


@pytest.fixture
def _may_record() -> None:
    if may_capture() != "yes":
        pytest.skip("needs root: only who may open a packet socket records")


@pytest.mark.usefixtures("_may_record")
def test_stop(tmp_path: Path) -> None:
    """Within half a second, and nothing is kept."""
    cancel, began = Cancel(), threading.Event()
    answers: list[object] = []
    path = tmp_path / "capture.pcap"
    work = threading.Thread(
        target=lambda: answers.append(capture_packets(path, 30, cancel, lambda _: began.set(), command.run)),
        daemon=True,
    )
    work.start()
    assert began.wait(5)
    assert [file.suffix for file in tmp_path.iterdir()] != [".pcap"]
    stopped_s = time.monotonic()
    cancel.set()
    work.join(5)
    assert time.monotonic() - stopped_s < 0.5
    assert answers == [Missing("timeout", "stopped")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_may_record")
def test_progress(tmp_path: Path) -> None:
    told: list[Progress] = []
    capture_packets(tmp_path / "capture.pcap", 1.0, Cancel(), told.append, command.run)
    fractions = [progress.fraction for progress in told if progress.fraction is not None]
    assert len(fractions) >= 2
    assert fractions == sorted(fractions)
    assert all(0 < fraction <= 1 for fraction in fractions)


@pytest.mark.usefixtures("_may_record")
def test_no_larger_than_its_bound(networks: Any, tmp_path: Path) -> None:
    """It ends early and says so; what it holds is whole."""
    path = tmp_path / "capture.pcap"
    code = (
        f"SECRET = {SECRET!r}\n{KNOWN}\n"
        "from wizard.system import capture_file\n"
        "capture_file.CaptureFile.__init__.__defaults__ = (500,)\n"
        f"outcome = capture({str(path)!r}, 20.0, datagrams)"
    )
    told = inside(networks.computer, code, "outcome")
    assert told["full"]
    assert told["seconds"] < 10
    assert path.stat().st_size <= 500
    assert len(read(path)) == told["packets"] > 0


@pytest.mark.usefixtures("_may_record")
def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    found = capture_packets(tmp_path / "gone" / "capture.pcap", 0.1, Cancel(), lambda _: None, command.run)
    assert found == Missing("not_available", "capture.pcap cannot be written: No such file or directory")


FULL_DISK = """
import resource, socket, sys, threading
from pathlib import Path
from wizard.system.base import Cancel
from wizard.system.linux.computer import LinuxSystem
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
stop = threading.Event()
def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while not stop.is_set():
            sender.sendto(b"x", ("127.0.0.1", 9))
threading.Thread(target=send, daemon=True).start()
print(LinuxSystem().capture_packets(Path(sys.argv[1]), 30.0, Cancel(), lambda _: None))
stop.set()
"""


@pytest.mark.usefixtures("_may_record")
def test_a_full_disk(tmp_path: Path) -> None:
    """It fails with its reason while it records, and leaves nothing behind."""
    done = run_python(("-c", FULL_DISK, str(tmp_path / "capture.pcap")))
    assert "Missing(reason='not_available', detail='capture.pcap cannot be written: File too large')" in done
    assert list(tmp_path.iterdir()) == []


def run_python(arguments: Sequence[str], before: Sequence[str] = ()) -> str:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    argv = (*before, sys.executable, *arguments)
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


# Who may not

NOT_ALLOWED = """
from pathlib import Path
from wizard.system.base import Cancel
from wizard.system.linux.computer import LinuxSystem
system = LinuxSystem()
print(system.may_capture())
print(system.capture_packets(Path("/tmp/capture.pcap"), 30.0, Cancel(), lambda _: None))
"""


def test_nobody_special_is_told_what_an_administrator_would_run(unprivileged_user: tuple[int, int]) -> None:
    """Nothing is elevated: the answer holds the whole command."""
    uid, gid = unprivileged_user
    become = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups") if os.geteuid() == 0 else ()
    may, found = run_python(("-c", NOT_ALLOWED), become).strip().splitlines()
    if may == "yes":
        pytest.skip("this computer lets everyone record")
    assert may == "needs_administrator"
    assert found.startswith("Missing(reason='not_permitted', detail='packet socket: Operation not permitted")
    assert "sudo timeout 30 tcpdump -Z root -i any -s 96 -w capture.pcap" in found or "sudo dumpcap" in found


def test_the_command_survives_odd_names() -> None:
    assert "'/home/a b/c;d.pcap'" in packet_capture.capture_command(Path("/home/a b/c;d.pcap"), 30)


# Programs that have the right where this user has not


@dataclass
class Program:
    """Stands for dumpcap or tcpdump: writes a recorded file to where it was told."""

    content: bytes | None
    answer: CommandOutput | Missing
    asked: Sequence[str] = ()

    def __call__(self, argv: Sequence[str], _timeout_s: float, _cancel: Cancel) -> CommandOutput | Missing:
        self.asked = tuple(argv)
        if self.content is not None:
            Path(argv[argv.index("-w") + 1]).write_bytes(self.content)
        return self.answer


@pytest.fixture
def granted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Close the packet socket, and let a program be the one with the right."""

    def grant(name: str) -> None:
        missing = Missing("not_permitted", "packet socket: Operation not permitted")
        monkeypatch.setattr(packet_capture, "_open", lambda: missing)
        monkeypatch.setattr(packet_capture, "_granted_program", lambda: f"/usr/bin/{name}")

    return grant


PROGRAMS = [
    ("dumpcap", CommandOutput(0, "", "Packets captured: 6")),
    ("tcpdump", Missing("timeout", "tcpdump did not end within 30 s")),
]


@pytest.mark.parametrize(("name", "answer"), PROGRAMS)
def test_a_program_records(
    granted: Callable[[str], None], tmp_path: Path, name: str, answer: CommandOutput | Missing
) -> None:
    """Its own file held what was said; ours does not, and its own is gone."""
    granted(name)
    content = (RECORDED / f"{name}.pcap").read_bytes()
    assert SECRET in content
    program = Program(content, answer)
    path = tmp_path / "capture.pcap"
    assert may_capture() == "yes"
    found = capture_packets(path, 30, Cancel(), lambda _: None, program)
    assert isinstance(found, Capture)
    assert (found.method, found.packets, found.size_bytes) == (name, 6, path.stat().st_size)
    assert program.asked[0] == f"/usr/bin/{name}"
    assert [len(packet.content) for packet in read(path)] == [28, 56] * 3
    assert SECRET not in path.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["capture.pcap"]


@pytest.mark.parametrize(
    ("content", "answer", "reason"),
    [
        (None, CommandOutput(1, "", "dumpcap: no permission"), "not_permitted"),
        (None, Missing("not_permitted", "may not be started"), "not_permitted"),
        (None, Missing("timeout", "did not end"), "timeout"),
        (b"no pcap", CommandOutput(0, "", ""), "not_permitted"),
        (struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 147), CommandOutput(0, "", ""), "not_permitted"),
    ],
)
def test_a_program_that_records_nothing(
    granted: Callable[[str], None], tmp_path: Path, content: bytes | None, answer: Any, reason: str
) -> None:
    granted("dumpcap")
    found = capture_packets(tmp_path / "capture.pcap", 30, Cancel(), lambda _: None, Program(content, answer))
    assert isinstance(found, Missing)
    assert found.reason == reason
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_stopped(granted: Callable[[str], None], tmp_path: Path) -> None:
    granted("dumpcap")
    cancel = Cancel()

    def stopped(argv: Sequence[str], _timeout_s: float, _cancel: Cancel) -> Missing:
        Path(argv[argv.index("-w") + 1]).write_bytes((RECORDED / "dumpcap.pcap").read_bytes())
        cancel.set()
        return Missing("timeout", "dumpcap was stopped")

    assert capture_packets(tmp_path / "c.pcap", 30, cancel, lambda _: None, stopped) == Missing("timeout", "stopped")
    assert list(tmp_path.iterdir()) == []


CAPABILITY = struct.Struct("<IIIII")


@pytest.mark.parametrize(("bits", "has"), [(1 << 13, True), (1 << 12, False), (0, False)])
def test_which_program_has_the_right(monkeypatch: pytest.MonkeyPatch, bits: int, has: bool) -> None:
    """capabilities(7): the right stands beside the file, as Wireshark's packages put it there."""
    monkeypatch.setattr(os, "getxattr", lambda *_: CAPABILITY.pack(0x02000001, bits, 0, 0, 0))
    monkeypatch.setattr(packet_capture, "find_program", lambda name: sys.executable if name == "dumpcap" else None)
    assert (packet_capture._granted_program() is not None) == has


# The file


def test_an_old_recording_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "capture.pcap"
    path.write_bytes(b"old")
    recording = CaptureFile(path)
    recording.add(1_500_000_000, bytes(16), 60)
    assert path.read_bytes() == b"old"
    recording.keep()
    assert [(packet.at_s, packet.original_bytes) for packet in read(path)] == [(1.5, 60)]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "unit"), [(0xA1B2C3D4, 1000), (0xA1B23C4D, 1)])
def test_pcap_of_every_kind(order: str, magic: int, unit: int) -> None:
    """Either byte order, micro- and nanoseconds; an unfinished last packet is left out."""
    header = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 128, 113)
    record = struct.pack(f"{order}IIII", 1, 5, 2, 60) + b"ab"
    link_type, packets = packets_in(header + record + record[:-1])
    assert (link_type, list(packets)) == (113, [(1_000_000_000 + 5 * unit, b"ab", 60)])


@pytest.mark.parametrize("content", [b"", b"\xd4\xc3\xb2\xa1", b"\x0a\x0d\x0d\x0a" + bytes(40)])
def test_what_is_no_pcap(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a pcap"):
        packets_in(content)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few pages."""
    if os.geteuid() != 0:
        pytest.skip("needs root: only root may mount")
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=8k", "none", str(tmp_path)), check=True, timeout=20)
    yield tmp_path
    subprocess.run(("umount", str(tmp_path)), check=True, timeout=20)


def test_a_disk_that_fills_up(tiny_disk: Path) -> None:
    recording = CaptureFile(tiny_disk / "capture.pcap")

    def fill() -> None:
        while not recording.full:
            recording.add(0, b"x" * 100, 100)

    with pytest.raises(OSError, match="No space left"):
        fill()
    recording.discard()
    assert list(tiny_disk.iterdir()) == []


def test_nothing_stays_open(tmp_path: Path) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files()
    capture_packets(tmp_path / "capture.pcap", 0.05, Cancel(), lambda _: None, command.run)
    assert open_files() == before
