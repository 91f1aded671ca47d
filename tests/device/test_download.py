"""The firmware file: a cut is gone on from, byte for byte, and nothing wrong is ever handed over (FACTS A1)."""

import errno
import hashlib
import re
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.device import download as downloading
from wizard.device.download import Downloaded, DownloadFailed, DownloadLimits, Wanted, download
from wizard.device.transport import Patience
from wizard.practice.device_server import FirmwareServer, PracticeFirmware
from wizard.system.base import Cancel

FIRMWARE = PracticeFirmware.make("2.3.1", "rev B", 500_000)
QUICK = DownloadLimits(patience=Patience(connect_s=2, read_s=0.5), attempts=2, retry_pause_s=0, total_s=20)


def wanted(url: str, firmware: PracticeFirmware = FIRMWARE) -> Wanted:
    return Wanted(url, len(firmware.content), firmware.sha256)


def fetch(url: str, folder: Path, **changes: Any) -> Downloaded | DownloadFailed:
    arguments = {"report": lambda _bytes: None, "cancel": Cancel(), "limits": QUICK} | changes
    return download(wanted(url), folder, **arguments)


def part(folder: Path) -> Path:
    return folder / f"firmware-{FIRMWARE.sha256[:16]}.part"


class Served:
    """Answers a raw server's requests from a list of head, body and whether the line is cut; the last one repeats."""

    def __init__(self, raw_server: Any) -> None:
        self.raw_server = raw_server
        self.answers: list[tuple[str, bytes]] = []
        raw_server.answer = self._answer

    def add(self, head: str, body: bytes = b"") -> "Served":
        self.answers.append((head, body))
        return self

    def _answer(self, connection: socket.socket) -> None:
        head, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        connection.sendall(f"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n".encode() + body)

    @property
    def ranges(self) -> list[str | None]:
        found = [re.search(rb"\r\nRange: ([^\r]*)\r\n", head) for head in self.raw_server.requests]
        return [match[1].decode() if match else None for match in found]


@pytest.fixture
def served(raw_server: Any) -> Served:
    return Served(raw_server)


WHOLE_HEAD = f'200 OK\r\nContent-Length: {len(FIRMWARE.content)}\r\nETag: "a"'


def range_head(start: int, etag: str = '"a"', total: int = len(FIRMWARE.content)) -> str:
    return (
        f"206 Partial\r\nContent-Length: {total - start}\r\nETag: {etag}\r\n"
        f"Content-Range: bytes {start}-{total - 1}/{total}"
    )


def test_the_whole_file_arrives_and_is_private(tmp_path: Path) -> None:
    seen: list[int] = []
    with FirmwareServer(FIRMWARE) as server:
        outcome = fetch(server.url, tmp_path, report=seen.append)
    assert isinstance(outcome, Downloaded)
    assert outcome.file.read_bytes() == FIRMWARE.content
    assert outcome.fetched_bytes == len(FIRMWARE.content)
    assert seen == sorted(seen)
    assert seen[-1] == len(FIRMWARE.content)
    assert stat.S_IMODE(outcome.file.stat().st_mode) == 0o600


def test_a_cut_line_goes_on_with_exactly_the_missing_bytes(tmp_path: Path) -> None:
    """A1: 12.4 MB over the same bad connection that is being repaired."""
    with FirmwareServer(FIRMWARE, cut=True) as server:
        outcome = fetch(server.url, tmp_path)
        assert isinstance(outcome, Downloaded)
        assert server.served == [(0, 500_000), (250_000, 500_000)]
    assert outcome.fetched_bytes == 500_000
    assert outcome.file.read_bytes() == FIRMWARE.content


def test_a_stopped_download_goes_on_in_the_next_try(tmp_path: Path) -> None:
    cancel = Cancel()

    def stop_half_way(done_bytes: int) -> None:
        if done_bytes >= 200_000:
            cancel.set()

    with FirmwareServer(FIRMWARE) as server:
        first = fetch(server.url, tmp_path, report=stop_half_way, cancel=cancel)
        assert isinstance(first, DownloadFailed)
        assert first.stopped
        have = part(tmp_path).stat().st_size
        assert 200_000 <= have < 500_000
        second = fetch(server.url, tmp_path)
        assert isinstance(second, Downloaded)
        assert server.served[1:] == [(have, 500_000)]
        assert second.fetched_bytes == 500_000 - have
        assert second.file.read_bytes() == FIRMWARE.content


def test_a_checked_file_is_not_fetched_again(tmp_path: Path) -> None:
    with FirmwareServer(FIRMWARE) as server:
        fetch(server.url, tmp_path)
        again = fetch(server.url, tmp_path)
        assert isinstance(again, Downloaded)
        assert again.fetched_bytes == 0
        assert len(server.served) == 1


def test_a_file_that_was_changed_on_disk_is_fetched_again(tmp_path: Path) -> None:
    with FirmwareServer(FIRMWARE) as server:
        first = fetch(server.url, tmp_path)
        assert isinstance(first, Downloaded)
        first.file.write_bytes(b"x" * 500_000)
        again = fetch(server.url, tmp_path)
        assert isinstance(again, Downloaded)
        assert again.file.read_bytes() == FIRMWARE.content


def test_the_wrong_content_is_thrown_away(tmp_path: Path, served: Served) -> None:
    served.add(WHOLE_HEAD, b"x" * 500_000)
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.NOT_THE_FILE
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_other_content_is_thrown_away_and_the_whole_fetched(tmp_path: Path, served: Served) -> None:
    """The first half came from another file under the same ETag: only the hash can tell."""
    served.add(WHOLE_HEAD, b"x" * 200_000).add(range_head(200_000), FIRMWARE.content[200_000:])
    served.add(WHOLE_HEAD, FIRMWARE.content)
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, Downloaded)
    assert outcome.file.read_bytes() == FIRMWARE.content
    assert served.ranges == [None, "bytes=200000-", None]


def test_a_whole_part_that_a_power_cut_damaged_is_fetched_again(tmp_path: Path) -> None:
    part(tmp_path).write_bytes(bytes(500_000))
    with FirmwareServer(FIRMWARE) as server:
        outcome = fetch(server.url, tmp_path)
        assert isinstance(outcome, Downloaded)
        assert server.served == [(0, 500_000)]
    assert outcome.file.read_bytes() == FIRMWARE.content


def test_a_new_file_on_the_server_begins_again(tmp_path: Path, served: Served) -> None:
    """If-Range: the server's file is another one now, so it sends the whole (RFC 9110, 13.1.5)."""
    served.add(WHOLE_HEAD, FIRMWARE.content[:200_000]).add(WHOLE_HEAD.replace('"a"', '"b"'), FIRMWARE.content)
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, Downloaded)
    assert b'\r\nIf-Range: "a"\r\n' in served.raw_server.requests[1]
    assert outcome.file.read_bytes() == FIRMWARE.content


@pytest.mark.parametrize(
    "head",
    [
        range_head(100_000),
        range_head(200_000, etag='"b"'),
        range_head(200_000, total=600_000),
        "206 Partial\r\nContent-Length: 300000",
        "206 Partial\r\nContent-Length: 300000\r\nContent-Range: bytes 200000-499999/*",
        "416 Range\r\nContent-Length: 0",
    ],
)
def test_a_range_the_server_did_not_honour_begins_again(tmp_path: Path, served: Served, head: str) -> None:
    served.add(WHOLE_HEAD, FIRMWARE.content[:200_000]).add(head, FIRMWARE.content[200_000:])
    served.add(WHOLE_HEAD, FIRMWARE.content)
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, Downloaded)
    assert outcome.file.read_bytes() == FIRMWARE.content
    assert served.ranges == [None, "bytes=200000-", None]


@pytest.mark.parametrize("etag", ["", '\r\nETag: W/"a"', "\r\nETag: a", '\r\nETag: "'])
def test_without_a_strong_etag_it_begins_again(tmp_path: Path, served: Served, etag: str) -> None:
    head = f"200 OK\r\nContent-Length: 500000{etag}"
    served.add(head, FIRMWARE.content[:200_000]).add(head, FIRMWARE.content)
    assert isinstance(fetch(served.raw_server.url, tmp_path), Downloaded)
    assert served.ranges == [None, None]


def test_a_part_of_another_address_is_not_gone_on_with(tmp_path: Path, served: Served) -> None:
    served.add(WHOLE_HEAD, FIRMWARE.content[:200_000])
    fetch(
        served.raw_server.url, tmp_path, limits=DownloadLimits(QUICK.patience, attempts=1, retry_pause_s=0, total_s=0)
    )
    served.answers = [(WHOLE_HEAD, FIRMWARE.content)]
    assert isinstance(fetch(served.raw_server.url + "/other", tmp_path), Downloaded)
    assert served.ranges[-1] is None


@pytest.mark.parametrize("note", [b"", b"{", b'{"url": 1}', b'["x"]', b"\xff" * 5000])
def test_a_damaged_note_begins_again(tmp_path: Path, served: Served, note: bytes) -> None:
    part(tmp_path).write_bytes(b"y" * 1000)
    part(tmp_path).with_suffix(".json").write_bytes(note)
    served.add(WHOLE_HEAD, FIRMWARE.content)
    assert isinstance(fetch(served.raw_server.url, tmp_path), Downloaded)
    assert served.ranges == [None]


def test_a_part_that_is_too_long_begins_again(tmp_path: Path) -> None:
    part(tmp_path).write_bytes(b"y" * 600_000)
    with FirmwareServer(FIRMWARE) as server:
        assert isinstance(fetch(server.url, tmp_path), Downloaded)
        assert server.served == [(0, 500_000)]


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("200 OK\r\nContent-Length: 500001", downloading.NOT_THE_FILE),
        ("200 OK\r\nContent-Length: 499999", downloading.NOT_THE_FILE),
        ("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 500000", downloading.NOT_THE_FILE),
        ("301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0", downloading.UNTRUSTED),
        ("302 Found\r\nLocation: https://example.com/\r\nContent-Length: 0", downloading.UNTRUSTED),
        ("404 Gone\r\nContent-Length: 0", downloading.NOT_THERE),
        ("403 No\r\nContent-Length: 0", downloading.NOT_THERE),
    ],
)
def test_what_will_not_change_is_not_tried_again(tmp_path: Path, served: Served, head: str, reason: str) -> None:
    served.add(head)
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == reason
    assert len(served.raw_server.requests) == 1


def test_more_than_the_expected_bytes_are_not_written(tmp_path: Path, served: Served) -> None:
    """Without a length, a server could fill the disk."""
    served.add("200 OK", FIRMWARE.content + b"x" * 100_000)
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.NOT_THE_FILE
    assert not part(tmp_path).exists() or part(tmp_path).stat().st_size <= 500_000


def test_a_busy_server_is_asked_again(tmp_path: Path, served: Served) -> None:
    served.add("503 Busy\r\nContent-Length: 0").add(WHOLE_HEAD, FIRMWARE.content)
    assert isinstance(fetch(served.raw_server.url, tmp_path), Downloaded)


def test_attempts_without_a_byte_end(tmp_path: Path, served: Served) -> None:
    served.add("503 Busy\r\nContent-Length: 0")
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.BROKE_OFF
    assert "503" in outcome.detail
    assert len(served.raw_server.requests) == QUICK.attempts


def test_a_line_that_always_breaks_but_moves_on_arrives(tmp_path: Path, served: Served) -> None:
    served.add(WHOLE_HEAD, FIRMWARE.content[:100_000])
    for start in range(100_000, 500_000, 100_000):
        served.add(range_head(start), FIRMWARE.content[start : start + 100_000])
    outcome = fetch(served.raw_server.url, tmp_path)
    assert isinstance(outcome, Downloaded)
    assert outcome.fetched_bytes == 500_000


def test_a_server_that_stalls_is_given_up_with_the_part_kept(tmp_path: Path, raw_server: Any) -> None:
    def stall(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 {WHOLE_HEAD}\r\n\r\n".encode() + FIRMWARE.content[:1000])
        raw_server.closing.wait(10)

    raw_server.answer = stall
    outcome = fetch(raw_server.url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.BROKE_OFF
    assert part(tmp_path).read_bytes() == FIRMWARE.content[:1000]


def test_the_time_for_all_attempts_is_bounded(tmp_path: Path, raw_server: Any) -> None:
    """One byte at a time keeps every single wait short; the whole is bounded all the same."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 {WHOLE_HEAD}\r\n\r\n".encode())
        for byte in FIRMWARE.content:
            if raw_server.closing.wait(0.02):
                return
            connection.sendall(bytes([byte]))

    raw_server.answer = drip
    limits = DownloadLimits(QUICK.patience, attempts=2, retry_pause_s=0, total_s=0.5)
    outcome = fetch(raw_server.url, tmp_path, limits=limits)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.BROKE_OFF


def test_a_stop_ends_the_pause_between_attempts(tmp_path: Path, served: Served) -> None:
    served.add("503 Busy\r\nContent-Length: 0")
    cancel = Cancel()
    threading.Timer(0.2, cancel.set).start()
    limits = DownloadLimits(QUICK.patience, attempts=9, retry_pause_s=600, total_s=9999)
    outcome = fetch(served.raw_server.url, tmp_path, cancel=cancel, limits=limits)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.stopped


@pytest.mark.parametrize("url", ["http://192.0.2.1/f", "http://printer.local/f", "file:///etc/passwd", "https://", ""])
def test_addresses_that_are_not_asked(tmp_path: Path, url: str) -> None:
    """DESIGN 9: firmware comes over https, or from this computer itself in practice."""
    outcome = fetch(url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.UNTRUSTED


def test_an_untrusted_certificate_ends_it(tmp_path: Path, raw_server: Any) -> None:
    raw_server.says(b"HTTP/1.1 200 OK\r\n\r\n")
    outcome = fetch(raw_server.url.replace("http:", "https:"), tmp_path)
    assert isinstance(outcome, DownloadFailed)


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, downloading.NO_ROOM), (errno.EDQUOT, downloading.NO_ROOM), (errno.EIO, downloading.NOT_WRITABLE)],
)
def test_a_disk_that_takes_no_more_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def full(_sink: object, _piece: bytes) -> None:
        raise OSError(number, "made to fail")

    monkeypatch.setattr(downloading._Sink, "write", full)
    with FirmwareServer(FIRMWARE) as server:
        outcome = fetch(server.url, tmp_path)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == reason


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A file system of 200 kB, None where this user may not mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], check=False, capture_output=True, timeout=10
    )
    yield folder if mounted.returncode == 0 else None
    if mounted.returncode == 0:
        subprocess.run(["umount", folder], check=True, timeout=10)


def test_a_really_full_disk_says_so(tiny_disk: Path | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no small disk can be mounted, a limit on the size of files stands in for it (EFBIG)."""
    folder = tiny_disk or tmp_path
    with FirmwareServer(FIRMWARE) as server, _file_limit(200_000 if tiny_disk is None else None):
        outcome = fetch(server.url, folder)
    assert isinstance(outcome, DownloadFailed)
    assert outcome.reason == downloading.NO_ROOM
    assert "needed_bytes" in outcome.reason


class _file_limit:  # noqa: N801
    """No file of this process may grow over so many bytes."""

    def __init__(self, limit_bytes: int | None) -> None:
        self.limit_bytes = limit_bytes

    def __enter__(self) -> None:
        import resource
        import signal

        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if self.limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit_bytes, self.before[1]))

    def __exit__(self, *_: object) -> None:
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        signal.signal(signal.SIGXFSZ, self.handler)


@pytest.mark.parametrize("place", [part, lambda folder: part(folder).with_suffix(".bin")])
def test_a_link_in_the_way_is_not_written_through(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    target = tmp_path / "kept"
    target.write_bytes(FIRMWARE.content)
    folder = tmp_path / "work"
    folder.mkdir()
    place(folder).symlink_to(target)
    with FirmwareServer(FIRMWARE) as server:
        outcome = fetch(server.url, folder)
    assert target.read_bytes() == FIRMWARE.content
    assert not target.is_symlink()
    if isinstance(outcome, Downloaded):
        assert not outcome.file.is_symlink()


def test_a_left_behind_thread_writes_nothing_any_more(tmp_path: Path) -> None:
    with downloading._Sink(tmp_path / "part") as sink:
        sink.write(b"before")
    sink.write(b"after")
    sink.restart()
    assert (tmp_path / "part").read_bytes() == b"before"


def test_the_practice_firmware_is_the_same_every_time() -> None:
    again = PracticeFirmware.make("2.3.1", "rev B", 500_000)
    assert again == FIRMWARE
    assert hashlib.sha256(again.content).hexdigest() == again.sha256
    assert PracticeFirmware.make("2.3.1", "rev B", 12_400_000).content[:18] == b"practice firmware\n"
    assert len(PracticeFirmware.make("2.3.1", "rev B", 12_400_000).content) == 12_400_000


_CHILD = """
import sys
from pathlib import Path
from wizard.device.download import Wanted, download
from wizard.system.base import Cancel
url, size, sha256, folder = sys.argv[1:]
download(Wanted(url, int(size), sha256), Path(folder), lambda done: print(done, flush=True), Cancel())
"""


def test_a_killed_program_goes_on_from_where_it_was(tmp_path: Path, raw_server: Any) -> None:
    """DESIGN 1: kill it at any moment, nothing is lost."""

    def half(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 {WHOLE_HEAD}\r\n\r\n".encode() + FIRMWARE.content[:250_000])
        raw_server.closing.wait(60)

    raw_server.answer = half
    arguments = [raw_server.url, "500000", FIRMWARE.sha256, str(tmp_path)]
    root = Path(downloading.__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", _CHILD, *arguments], stdout=subprocess.PIPE, cwd=root) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) == 250_000:
                break
        child.kill()
    assert part(tmp_path).stat().st_size == 250_000
    served = Served(raw_server).add(range_head(250_000), FIRMWARE.content[250_000:])
    outcome = fetch(raw_server.url, tmp_path)
    assert isinstance(outcome, Downloaded)
    assert outcome.fetched_bytes == 250_000
    assert served.ranges == [None, "bytes=250000-"]
