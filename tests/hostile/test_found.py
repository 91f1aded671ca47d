"""What damage, bombs and real files have broken once, each kept as it was found."""

import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.bounds import cpu_bound, unsound
from tests.hostile.recorded import RECORDED
from tests.hostile.table import output, says
from wizard.system.base import Cancel, Missing
from wizard.system.capture_file import RECORD_BYTES, CaptureFile, packets_in
from wizard.system.crash_formats import read_crash_log
from wizard.system.crash_logs import crash_logs
from wizard.system.linux import bus, graphics, proxy, wifi_iw, wifi_networkmanager
from wizard.system.linux.route_programs import parse_tracepath
from wizard.system.macos import interfaces
from wizard.system.network_trace import TraceRoute
from wizard.system.traceroute_output import parse_traceroute

ADDRESS = "198.51.100.7"


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, whose files may have any time."""
    shared = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as name:
        yield Path(name)


@pytest.mark.parametrize("stamp", ["0001-01-01 00:00:00.00 +1000", "9999-12-31 23:59:59.00 -1000"])
def test_a_time_that_leaves_the_calendar_in_utc(stamp: str, tmp_path: Path) -> None:
    """It ended the whole reading of the folder."""
    log = f'{{"app_name": "Example", "timestamp": "{stamp}"}}\n{{"exception": {{"codes": "0xdead"}}}}'
    (tmp_path / "a.ips").write_text(log)
    (found,) = read(tmp_path)
    assert found.codes == (0xDEAD,)
    assert found.at_utc is not None  # of the file itself


@pytest.mark.parametrize("seconds", [-70_000_000_000, 300_000_000_000, 2**62])
def test_a_file_of_a_time_outside_of_the_calendar(seconds: int, memory: Path) -> None:
    file = memory / "a.log"
    file.write_text("error code: 0xDEAD\n")
    try:
        os.utime(file, (0, seconds))
    except OSError as error:
        pytest.skip(f"this file system keeps no such time: {error.strerror}")
    (found,) = read(memory)
    assert found.codes == (0xDEAD,)


@pytest.mark.parametrize("name", ["\\ud800", "a\\udfffb", "\\u001b[2Jb", "\\u0000"])
def test_an_application_whose_name_is_no_text(name: str, tmp_path: Path) -> None:
    """The journal holds UTF-8: half a pair of surrogates could not be kept, and the walk ended."""
    (tmp_path / "a.ips").write_text(f'{{"app_name": "{name}"}}\n{{"exception": {{"codes": "0xdead"}}}}')
    (found,) = read(tmp_path)
    assert unsound(found) == []
    assert found.application is None or found.application.isprintable()


@pytest.mark.parametrize("month", ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
def test_apports_english_dates_are_read_on_every_system(month: str) -> None:
    """The program's own language was used, in which there is no "Mar" once Qt has set it to Czech."""
    log = f"ProblemType: Crash\nDate: Mon {month}  5 12:34:56 2024\nExecutablePath: /usr/bin/example\n"
    at = read_crash_log("a.crash", log.encode()).at
    assert at is not None
    assert at.astimezone().strftime("%d %H:%M:%S %Y") == "05 12:34:56 2024"


def test_a_minidump_that_holds_its_exception_last(tmp_path: Path) -> None:
    """Windows' own writer puts 2.9 MB before it; only the first half megabyte was looked at."""
    small = (RECORDED / "crash" / "minidump-wine-dead.dmp").read_bytes()
    streams, directory = struct.unpack_from("<II", small, 8)
    places = [directory + 12 * number for number in range(streams)]
    entry = next(place for place in places if struct.unpack_from("<I", small, place)[0] == 6)
    _, size, place = struct.unpack_from("<III", small, entry)
    for before in (2_908_123, 700_000, 5_000_000):
        large = bytearray(small) + bytes(before)
        struct.pack_into("<I", large, entry + 8, len(large))
        large += small[place : place + size] + bytes(2_000_000 if before == 700_000 else 24)
        (tmp_path / "example.exe.4711.dmp").write_bytes(large)
        (found,) = read(tmp_path)
        assert (found.format, found.codes, found.application) == ("minidump", (0xDEAD,), "example.exe")


@pytest.mark.parametrize(
    "content", [" " + "9" * 5000 + "  192.0.2.1  1.0 ms\n", " 1  192.0.2.1  ٣.٣ ms\n", " 1  " + "1" * 200_000 + "\n"]
)
def test_a_way_with_numbers_that_are_none(content: str) -> None:
    with cpu_bound():
        assert isinstance(parse_traceroute("host", ADDRESS, output(content.encode())), TraceRoute | Missing)


@pytest.mark.parametrize(
    "content", [" 1:  192.0.2.1   1.2.3ms \n", " 1:  192.0.2.1   .ms\n", " " + "9" * 5000 + ":  192.0.2.1  1.0ms\n"]
)
def test_a_tracepath_with_numbers_that_are_none(content: str) -> None:
    assert isinstance(parse_tracepath("host", ADDRESS, output(content.encode())), TraceRoute | Missing)


def test_lines_and_gaps_that_took_the_square_of_their_length() -> None:
    with cpu_bound():
        proxy.from_kde("[Proxy Settings]\nProxyType" + " " * 200_000 + "x=1\n", {})
    with cpu_bound():
        graphics.parse_glxinfo("OpenGL renderer string: llvmpipe" + "\n" * 300_000)
    with cpu_bound():
        scan = b"BSS 02:00:00:00:00:01(on wlan0)\n\tfreq: 5180\n\tVHT operation:" + b"\n" * 300_000
        wifi_iw.scan(("wlan0",), Cancel(), says(scan))


def test_a_packet_from_after_the_end_of_time(tmp_path: Path) -> None:
    """2^32 seconds and as many microseconds do not fit into the 32 bits they are written to."""
    header = struct.pack("<IHHiIIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 113, 0)[:24]
    _, packets = packets_in(header + struct.pack("<IIII", 0xFFFFFFFF, 0xFFFFFFFF, 16, 16) + bytes(16))
    recording = CaptureFile(tmp_path / "a.pcap")
    for at_ns, kept, size in packets:
        recording.add(at_ns, kept, size)
    recording.keep()
    assert (tmp_path / "a.pcap").stat().st_size == 24 + RECORD_BYTES + 16


def test_an_address_of_another_class_is_none() -> None:
    """Chaosnet's A record is a number, and was shown as an address."""
    import dns.message

    from wizard.system.name_lookup import _addresses_in

    answer = dns.message.from_text(
        "id 1\nopcode QUERY\nrcode NOERROR\nflags QR\n;QUESTION\nhost.example. IN A\n;ANSWER\n"
        "host.example. 60 CH A host.example. 1234\nhost.example. 60 IN A 192.0.2.7\n"
    )
    assert _addresses_in(answer) == ("192.0.2.7",)


def test_an_address_before_a_code_of_macos() -> None:
    """KERN_INVALID_ADDRESS at 0xDEAD is no code 0xDEAD."""
    log = (RECORDED / "crash" / "macos-10.15-address.crash").read_bytes()
    assert b"at 0x000000000000dead" in log
    assert 0xDEAD not in read_crash_log("a.crash", log).codes


def read(folder: Path) -> tuple:  # type: ignore[type-arg]
    logs = crash_logs((folder,), Cancel())
    assert not isinstance(logs, Missing)
    return logs


@pytest.mark.parametrize("ssid", [[300], [-1], ["a"], [None], [[1]], {"a": 1}, "text", None, 2**70, b"\0", [78, 101]])
def test_a_name_on_the_bus_that_is_not_made_of_bytes(ssid: object) -> None:
    """``bytes`` of such a list raises, and of a number makes as many zeros."""
    point = wifi_networkmanager.access_point({"Ssid": ssid, "Frequency": 5180})
    assert point is not None
    assert point.ssid == ("Ne" if ssid == [78, 101] else None)


def test_a_service_that_answers_in_other_types(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answers(_question: object) -> object:
        return dict(None)  # type: ignore[call-overload]  (what a reader does with a missing table)

    monkeypatch.setattr(bus, "_connected", answers)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    found = bus.ask(lambda _bus: answers(None), "UDisks2", 1.0, Cancel())
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


def test_a_gap_in_ifconfig() -> None:
    with cpu_bound():
        interfaces.parse_ifconfig("en0: flags=8863<UP>\n" + "\n" * 300_000)
