"""Cached names, the cost of the line and recordings of packets on Windows, with its programs played by a runner."""

import struct
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.base import Cancel, Capture, Done, Failed, Missing
from wizard.system.capture_file import MAX_CAPTURE_BYTES, packets_in
from wizard.system.command import CommandOutput
from wizard.system.pcapng import packets_in_blocks
from wizard.system.windows import flush_dns, metered, packet_capture
from wizard.system.windows.calls import RefusedError

PAYLOAD = b"what was said"
UDP = bytes.fromhex("450000290001000040110000c0000202c00002fe") + bytes.fromhex("30390035001500 00".replace(" ", ""))
ETHERNET_FRAME = bytes.fromhex("0200000000bb0200000000aa0800") + UDP + PAYLOAD
WIRELESS_FRAME = (
    bytes.fromhex("8801 0000 0200000000bb 0200000000aa 0200000000cc 0000 0000 aaaa03000000 0800".replace(" ", ""))
    + UDP
    + PAYLOAD
)


# names


@pytest.mark.parametrize(("status", "answer"), [(0, Done("ipconfig")), (1, Failed)])
def test_ipconfig_where_the_call_is_missing(
    runner: object, status: int, answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Judged by its exit status: its texts are in the person's language."""

    def function(*_: object) -> object:
        raise RefusedError(Missing("not_available", "not in every Windows"))

    monkeypatch.setattr(flush_dns, "function", function)
    runner.says("ipconfig", "/flushdns", out="Mezipaměť byla vyprázdněna.", status=status)  # type: ignore[attr-defined]
    found = flush_dns.flush_dns(Cancel(), runner)  # type: ignore[arg-type]
    assert found == answer or (isinstance(answer, type) and isinstance(found, answer))


def test_the_call_comes_first(runner: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flush_dns, "function", lambda *_: lambda: 1)
    assert isinstance(flush_dns.flush_dns(Cancel(), runner), Done)  # type: ignore[arg-type]
    assert runner.asked == []  # type: ignore[attr-defined]


def test_a_call_that_fails_is_no_done(runner: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flush_dns, "function", lambda *_: lambda: 0)
    found = flush_dns.flush_dns(Cancel(), runner)  # type: ignore[arg-type]
    assert isinstance(found, Missing) and found.reason == "not_available"


def test_a_stop_changes_nothing(runner: object, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = Cancel()
    cancel.set()
    assert flush_dns.flush_dns(cancel, runner) == Missing("timeout", "stopped")  # type: ignore[arg-type]


# the cost of the line


@pytest.mark.parametrize(
    ("cost", "answer"),
    [(1, False), (2, True), (4, True), (0x40001, True), (0x10001, True), (0x20001, False), (0x80001, False)],
)
def test_costs(cost: int, answer: bool) -> None:
    """NLM_CONNECTION_COST of netlistmgr.h: fixed, variable, over the limit and roaming cost money."""
    assert metered.judge(cost) is answer


def test_an_unknown_cost_is_not_free() -> None:
    found = metered.judge(0)
    assert isinstance(found, Missing) and found.reason == "not_available"


# packets


def block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def recording(*packets: tuple[int, bytes], resolution: bytes = b"") -> bytes:
    """Return a pcapng file with one adapter of each link type, as pktmon writes it."""
    link_types = list(dict.fromkeys(link_type for link_type, _ in packets)) or [1]
    options = struct.pack("<HH", 9, len(resolution)) + resolution.ljust(4, b"\0") + bytes(4) if resolution else b""
    found = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    for link_type in link_types:
        found += block(1, struct.pack("<HHI", link_type, 0, 128) + options)
    for number, (link_type, content) in enumerate(packets):
        at = 1_700_000_000_000_000 + number
        header = struct.pack("<IIIII", link_types.index(link_type), at >> 32, at & 0xFFFFFFFF, len(content), 1500)
        found += block(6, header + content)
    return found


class Pktmon:
    """Plays pktmon: keeps what was asked, writes what it would write."""

    def __init__(self, converted: bytes, *, started: int = 0, log_bytes: int = 1000) -> None:
        self.converted = converted
        self.started = started
        self.log_bytes = log_bytes
        self.asked: list[tuple[str, ...]] = []

    @property
    def verbs(self) -> list[str]:
        return [argv[1] for argv in self.asked]

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(tuple(argv))
        match argv[1]:
            case "start":
                with Path(argv[argv.index("--file-name") + 1]).open("wb") as log:
                    log.truncate(self.log_bytes)
                return CommandOutput(self.started, "", "")
            case "etl2pcap":
                Path(argv[-1]).write_bytes(self.converted)
        return CommandOutput(0, "", "")


def record(pktmon: Pktmon, file: Path, cancel: Cancel | None = None, seconds: float = 0.01) -> Capture | Missing:
    return packet_capture.record(file, seconds, cancel or Cancel(), lambda _: None, pktmon)


def test_a_recording(tmp_path: Path) -> None:
    """FACTS C2: headers alone, of cables and of Wi-Fi, in one file; nothing else is left on the disk."""
    pktmon = Pktmon(recording((1, ETHERNET_FRAME), (105, WIRELESS_FRAME), (147, b"of an unknown kind")))
    found = record(pktmon, tmp_path / "a.pcap")
    assert isinstance(found, Capture)
    assert (found.packets, found.method, found.full, found.dropped) == (2, "pktmon", False, None)
    assert pktmon.verbs == ["start", "stop", "etl2pcap"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.pcap"]
    content = (tmp_path / "a.pcap").read_bytes()
    assert len(content) == found.size_bytes
    assert PAYLOAD not in content
    _, packets = packets_in(content)
    cable, air = packets
    assert cable[1][16:] == air[1][16:] == UDP
    assert cable[1][6:12] == bytes.fromhex("0200000000aa")
    assert air[0] - cable[0] == 1000


def test_a_log_that_went_round_is_full(tmp_path: Path) -> None:
    found = record(Pktmon(recording((1, ETHERNET_FRAME)), log_bytes=MAX_CAPTURE_BYTES), tmp_path / "a.pcap")
    assert isinstance(found, Capture) and found.full


def test_somebody_elses_recording_is_left_alone(tmp_path: Path) -> None:
    pktmon = Pktmon(b"", started=1)
    found = record(pktmon, tmp_path / "a.pcap")
    assert isinstance(found, Missing) and found.reason == "not_available"
    assert pktmon.verbs == ["start"]
    assert list(tmp_path.iterdir()) == []


def test_a_stop_ends_the_recording_and_keeps_nothing(tmp_path: Path) -> None:
    pktmon, cancel = Pktmon(b""), Cancel()
    found = packet_capture.record(tmp_path / "a.pcap", 60, cancel, lambda _: cancel.set(), pktmon)
    assert found == Missing("timeout", "stopped")
    assert pktmon.verbs == ["start", "stop"]
    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_between_ends_the_recording(tmp_path: Path) -> None:
    pktmon = Pktmon(b"")

    def fault(_: object) -> None:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError):
        packet_capture.record(tmp_path / "a.pcap", 60, Cancel(), fault, pktmon)
    assert pktmon.verbs == ["start", "stop"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("converted", [b"", b"nonsense", recording((147, b"unknown"))])
def test_a_recording_that_cannot_be_read(tmp_path: Path, converted: bytes) -> None:
    found = record(Pktmon(converted), tmp_path / "a.pcap")
    assert isinstance(found, Missing) and found.reason == "not_available"
    assert list(tmp_path.iterdir()) == []


def elevation(monkeypatch: pytest.MonkeyPatch, elevated: bool | None, program: str | None = "pktmon.exe") -> None:
    def function(*_: object) -> Callable[[], int]:
        if elevated is None:
            raise RefusedError(Missing("not_available", "shell32"))
        return lambda: int(elevated)

    monkeypatch.setattr(packet_capture, "find_program", lambda _: program)
    monkeypatch.setattr(packet_capture, "function", function)


def test_who_may_record(monkeypatch: pytest.MonkeyPatch) -> None:
    elevation(monkeypatch, True)
    assert packet_capture.may_capture() == "yes"
    elevation(monkeypatch, False)
    assert packet_capture.may_capture() == "needs_administrator"
    for elevated, program in ((True, None), (None, "pktmon.exe")):
        elevation(monkeypatch, elevated, program)
        found = packet_capture.may_capture()
        assert isinstance(found, Missing) and found.reason == "not_available"


def test_who_may_not_record_gets_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elevation(monkeypatch, False)
    pktmon, file = Pktmon(b""), tmp_path / "a b.pcap"
    found = packet_capture.capture_packets(file, 30, Cancel(), lambda _: None, pktmon)
    assert isinstance(found, Missing) and found.reason == "not_permitted"
    assert packet_capture.capture_command(file, 30) in found.detail
    assert pktmon.asked == []


def test_the_command() -> None:
    """The same as this program does, and with the paths whole."""
    file = Path("C:/Users/a b/x.pcap")
    command = packet_capture.capture_command(file, 30)
    assert command == (
        f'pktmon start --capture --comp nics --pkt-size 128 --file-name "{file}.etl" --file-size 20 && '
        f'timeout /t 30 /nobreak && pktmon stop && pktmon etl2pcap "{file}.etl" --out "{file}"'
    )


# the newer format of recordings


def test_times_in_other_units() -> None:
    (packet,) = packets_in_blocks(recording((1, ETHERNET_FRAME), resolution=b"\x09"))
    assert packet.at_ns == 1_700_000_000_000_000
    (packet,) = packets_in_blocks(recording((1, ETHERNET_FRAME), resolution=b"\x07"))
    assert packet.at_ns == 170_000_000_000_000_000
    assert (packet.link_type, packet.kept, packet.original_bytes) == (1, ETHERNET_FRAME, 1500)


def test_an_unfinished_last_packet_is_left_out() -> None:
    content = recording((1, ETHERNET_FRAME), (1, ETHERNET_FRAME))
    assert len(list(packets_in_blocks(content[:-1]))) == 1


@given(st.data())
def test_damaged_recordings(data: st.DataObject) -> None:
    content = bytearray(recording((1, ETHERNET_FRAME), (105, WIRELESS_FRAME), resolution=b"\x06"))
    for _ in range(data.draw(st.integers(0, 5))):
        position = data.draw(st.integers(0, len(content) - 4))
        content[position : position + 4] = data.draw(st.binary(min_size=4, max_size=4))
    kept = bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    try:
        packets = list(packets_in_blocks(kept))
    except ValueError:
        return
    assert all(len(packet.kept) <= len(kept) for packet in packets)


def test_nobody_is_left_running(tmp_path: Path) -> None:
    before = threading.active_count()
    record(Pktmon(recording()), tmp_path / "a.pcap")
    assert threading.active_count() == before
