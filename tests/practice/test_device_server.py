"""The practice device: real HTTP, a real restart, and every way to misbehave that a scene can name (DESIGN 7)."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from wizard.practice.device_server import (
    FILE_PATH,
    IDENTIFY_PATH,
    INSTALL_PATH,
    DeviceServer,
    FirmwareServer,
    PracticeDevice,
    PracticeFirmware,
)

FIRMWARE = PracticeFirmware.make("2.3.1", "B", 100_000)
DEVICE = PracticeDevice("PX", "SN1", "B", "2.2.0", restart_seconds=0.05)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def upload(server: DeviceServer, firmware: PracticeFirmware = FIRMWARE, sha256: str | None = None) -> int:
    headers = {"X-Firmware-SHA256": firmware.sha256 if sha256 is None else sha256}
    return ask(server.port, "POST", INSTALL_PATH, firmware.content, headers)[0]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_says_what_it_is(stack: ExitStack) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    status, _, body = ask(server.port, "GET", IDENTIFY_PATH)
    said = json.loads(body)
    assert status == 200
    assert said.pop("uptime_s") >= 0
    assert said == {
        "model": "PX",
        "serial": "SN1",
        "hardware": "B",
        "firmware": "2.2.0",
        "on_power": True,
        "free_bytes": 64_000_000,
        "boot": 1,
    }


def test_it_listens_on_this_computer_alone(stack: ExitStack) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    assert server._listener.socket.getsockname()[0] == "127.0.0.1"


def test_its_port_is_really_closed_while_it_restarts(stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    server = stack.enter_context(DeviceServer(PracticeDevice("PX", "SN1", "B", "2.2.0", restart_seconds=600)))
    gone = threading.Event()
    stop = server._listener.stop

    def stopped() -> None:
        stop()
        gone.set()

    monkeypatch.setattr(server._listener, "stop", stopped)
    assert upload(server) == 202
    assert gone.wait(10)
    assert not is_open(server.port)


def test_it_comes_back_on_the_same_port_as_a_new_run(stack: ExitStack) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    assert upload(server) == 202
    assert server.wait_restarted(10)
    said = json.loads(ask(server.port, "GET", IDENTIFY_PATH)[2])
    assert (said["firmware"], said["boot"]) == ("2.3.1", 2)
    assert said["uptime_s"] < 10


def test_it_takes_firmware_again_and_again(stack: ExitStack) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    for number, version in enumerate(("2.3.1", "2.4", "2.10.0"), 2):
        assert upload(server, PracticeFirmware.make(version, "B", 5000)) == 202
        assert server.wait_restarted(10)
        assert (server.version, server.boot) == (version, number)


@pytest.mark.parametrize(
    ("behaviour", "firmware", "sha256", "status"),
    [
        ("refuse", FIRMWARE, None, 409),
        ("normal", PracticeFirmware.make("2.3.1", "C", 5000), None, 409),
        ("normal", FIRMWARE, "0" * 64, 400),
        ("normal", FIRMWARE, "", 400),
        ("normal", PracticeFirmware(b"x" * 5000, "0" * 64), None, 400),
        ("normal", PracticeFirmware.make("2.3.1", "B", 64_000_001), None, 507),
    ],
)
def test_what_it_does_not_take(
    stack: ExitStack, behaviour: str, firmware: PracticeFirmware, sha256: str | None, status: int
) -> None:
    server = stack.enter_context(DeviceServer(PracticeDevice("PX", "SN1", "B", "2.2.0", behaviour=behaviour)))
    assert upload(server, firmware, sha256) == status
    assert (server.uploads, server.boot, server.version) == (0, 1, "2.2.0")


def test_a_stubborn_one_restarts_into_the_old_version(stack: ExitStack) -> None:
    server = stack.enter_context(
        DeviceServer(PracticeDevice("PX", "SN1", "B", "2.2.0", behaviour="keep_old", restart_seconds=0))
    )
    assert upload(server) == 202
    assert server.wait_restarted(10)
    assert (server.version, server.boot) == ("2.2.0", 2)


@pytest.mark.parametrize("length", ["", "-1", "x", "9" * 11])
def test_an_upload_without_a_length_that_can_be_is_refused(stack: ExitStack, length: str) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    with socket.create_connection(("127.0.0.1", server.port), 10) as line:
        head = f"POST {INSTALL_PATH} HTTP/1.1\r\nHost: x\r\n"
        line.sendall((head + (f"Content-Length: {length}\r\n" if length else "") + "\r\n").encode())
        assert line.recv(100).startswith(b"HTTP/1.1 411")


def test_an_upload_that_breaks_off_changes_nothing(stack: ExitStack) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    with socket.create_connection(("127.0.0.1", server.port), 10) as line:
        line.sendall(f"POST {INSTALL_PATH} HTTP/1.1\r\nContent-Length: 100000\r\n\r\n".encode() + b"x" * 10)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert server.uploads == 0


def test_it_ends_while_it_restarts_and_while_it_stalls(stack: ExitStack) -> None:
    restarting = DeviceServer(PracticeDevice("PX", "SN1", "B", "2.2.0", restart_seconds=600))
    with restarting:
        upload(restarting)
    assert restarting.wait_restarted(0)
    assert not is_open(restarting.port)
    stalling = DeviceServer(PracticeDevice("PX", "SN1", "B", "2.2.0", behaviour="stall"))
    with stalling, socket.create_connection(("127.0.0.1", stalling.port), 10) as line:
        line.sendall(f"POST {INSTALL_PATH} HTTP/1.1\r\nContent-Length: 10\r\n\r\n01234".encode())
    assert not is_open(stalling.port)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_pages_are_not_there(stack: ExitStack, method: str) -> None:
    server = stack.enter_context(DeviceServer(DEVICE))
    assert ask(server.port, method, "/admin", b"")[0] == 404


# the firmware's server


def test_the_file_comes_whole_or_in_part(stack: ExitStack) -> None:
    server = stack.enter_context(FirmwareServer(FIRMWARE))
    port = int(server.url.split(":")[2].split("/", maxsplit=1)[0])
    status, headers, body = ask(port, "GET", FILE_PATH)
    assert (status, body, headers["ETag"]) == (200, FIRMWARE.content, server.etag)
    status, headers, body = ask(port, "GET", FILE_PATH, None, {"Range": "bytes=99990-", "If-Range": server.etag})
    assert (status, body) == (206, FIRMWARE.content[99_990:])
    assert headers["Content-Range"] == "bytes 99990-99999/100000"
    status, _, body = ask(port, "GET", FILE_PATH, None, {"Range": "bytes=99990-", "If-Range": '"other"'})
    assert (status, body) == (200, FIRMWARE.content)
    assert ask(port, "GET", FILE_PATH, None, {"Range": "bytes=100000-"})[0] == 416
    assert ask(port, "GET", "/other")[0] == 404
    assert server.served == [(0, 100_000), (99_990, 100_000), (0, 100_000)]


def test_a_cut_happens_once_half_way(stack: ExitStack) -> None:
    server = stack.enter_context(FirmwareServer(FIRMWARE, cut=True))
    port = int(server.url.split(":")[2].split("/", maxsplit=1)[0])
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(port, "GET", FILE_PATH)
    assert len(caught.value.partial) == 50_000
    assert ask(port, "GET", FILE_PATH)[2] == FIRMWARE.content
