"""A device over HTTP: what it says is bounded and checked, and only its new run counts (FACTS A1, A2)."""

import dataclasses
import datetime
import hashlib
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import truststore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from wizard.device.base import Device, Installed, InstallFailed
from wizard.device.http import HttpDriver
from wizard.device.transport import MAX_ANSWER_BYTES, Patience
from wizard.organisation import DeviceEndpoints, DeviceProfile, Firmware
from wizard.practice.device_server import Behaviour, DeviceServer, PracticeDevice, PracticeFirmware
from wizard.system.base import Cancel, Missing

QUICK = Patience(connect_s=2, read_s=0.3, answer_s=1)
WHOLE = b'{"model": "Box", "serial": "SN1", "hardware": "rev B", "firmware": "2.2.0", "on_power": true, "uptime_s": 5}'


def profile(base_url: str, plain_http: bool = False, **endpoints: str) -> DeviceProfile:
    return DeviceProfile(
        name="box",
        driver="http",
        firmware=Firmware(version="2.3.1", size_bytes=100_000),
        endpoints=DeviceEndpoints(base_url=base_url, **endpoints),
        plain_http=plain_http,
    )


def driver(base_url: str, **changes: Any) -> HttpDriver:
    return HttpDriver(profile(base_url), patience=QUICK, install_patience=QUICK, poll_s=0.01, **changes)


def ignore(_share: float) -> None:
    pass


def test_it_reads_what_the_device_says(raw_server: Any) -> None:
    raw_server.json(WHOLE)
    assert driver(raw_server.url).identify(Cancel()) == Device(
        model="Box", serial="SN1", hardware="rev B", firmware_version="2.2.0", on_power=True, uptime_s=5.0
    )
    assert raw_server.requests[0].startswith(b"GET /api/device HTTP/1.1\r\n")


def test_keys_may_lead_into_nested_objects(raw_server: Any) -> None:
    raw_server.json(b'{"info": {"model": "Box"}, "status": {"sw": {"running": "2.2.0"}}}')
    asked = HttpDriver(profile(raw_server.url, model_key="info.model", version_key="status.sw.running"), patience=QUICK)
    assert asked.identify(Cancel()) == Device("Box", None, None, "2.2.0")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"2.3.1"',
        b"{}",
        b'{"model": null}',
        b'{"model": ["Box"], "firmware": {"a": 1}}',
        b'{"model": "' + b"x" * 65 + b'"}',
        b'{"model": "Box\\u0000"}',
        b'{"model": "\\u202exoB"}',
        b'{"model": "\\ud800"}',
        b"{" * 60_000,
        b'{"model":' + b"[" * 60_000,
        b"\xff\xfe{}",
        b"<html>sign in</html>",
    ],
    ids=range(15),
)
def test_nonsense_is_missing_with_a_detail(raw_server: Any, body: bytes) -> None:
    raw_server.json(body)
    answer = driver(raw_server.url).identify(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
    assert answer.detail


def test_an_answer_of_ten_megabytes_is_not_read(raw_server: Any) -> None:
    sent = []

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n{")
        for _ in range(1000):
            connection.sendall(b" " * 10_000)
            sent.append(10_000)

    raw_server.answer = endless
    answer = driver(raw_server.url).identify(Cancel())
    assert answer == Missing("not_available", f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
    assert sum(sent) < 10_000_000


def test_a_compressed_answer_is_not_unpacked(raw_server: Any) -> None:
    """A few bytes of gzip could grow to gigabytes: nothing is unpacked, so it is no JSON."""
    import gzip

    raw_server.json(gzip.compress(WHOLE), extra="Content-Encoding: gzip\r\n")
    assert isinstance(driver(raw_server.url).identify(Cancel()), Missing)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("301 Moved", "not_permitted"),
        ("307 Elsewhere", "not_permitted"),
        ("401 Who", "not_permitted"),
        ("404 No", "not_available"),
        ("500 Broken", "not_available"),
    ],
)
def test_any_other_status_is_missing(raw_server: Any, status: str, reason: str) -> None:
    raw_server.json(WHOLE, status=status, extra=f"Location: {raw_server.url}/elsewhere\r\n")
    answer = driver(raw_server.url).identify(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == reason
    assert len(raw_server.requests) == 1, "a redirect was followed"


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-dropbear\r\n", b"HTTP/1.1 200 OK\r\n", b"\x00" * 100])
def test_what_is_no_http_is_missing(raw_server: Any, answer: bytes) -> None:
    raw_server.says(answer)
    assert isinstance(driver(raw_server.url).identify(Cancel()), Missing)


def test_a_body_that_drips_ends_at_the_limit(raw_server: Any) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not raw_server.closing.wait(0.05):
            connection.sendall(b" ")

    raw_server.answer = drip
    answer = driver(raw_server.url).identify(Cancel())
    assert answer == Missing("timeout", "no whole answer within 1 s")


def test_a_head_that_drips_ends_at_the_limit(raw_server: Any) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not raw_server.closing.wait(0.05):
            connection.sendall(b"x")

    raw_server.answer = drip
    assert driver(raw_server.url).identify(Cancel()) == Missing("timeout", "no whole answer within 1 s")


def test_a_stop_ends_the_wait(raw_server: Any) -> None:
    raw_server.answer = lambda _connection: raw_server.closing.wait(20)
    cancel = Cancel()
    patient = HttpDriver(profile(raw_server.url), patience=Patience(connect_s=20, read_s=20, answer_s=20))
    threading.Timer(0.05, cancel.set).start()
    assert isinstance(patient.identify(cancel), Missing)


def test_nobody_there_is_a_timeout_and_not_reachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    gone = driver(f"http://127.0.0.1:{port}")
    missing = gone.identify(Cancel())
    assert isinstance(missing, Missing)
    assert missing.reason == "timeout"
    assert gone.reachable(Cancel()) is False


def test_any_answer_is_reachable(raw_server: Any) -> None:
    raw_server.json(b"", status="500 Broken")
    assert driver(raw_server.url).reachable(Cancel()) is True


@pytest.mark.parametrize(
    ("base_url", "plain_http"),
    [
        ("http://192.168.1.1", False),
        ("http://8.8.8.8", True),
        ("http://device.example.com", True),
        ("http://0.0.0.0", True),
        ("ftp://192.168.1.1", True),
        ("", True),
        ("http://[::1", True),
        ("http://127.0.0.1:99999", True),
    ],
)
def test_plain_http_only_where_it_is_allowed(base_url: str, plain_http: bool) -> None:
    """DESIGN 9: https, this computer itself, or an allowed device on the local network."""
    refused = HttpDriver(profile(base_url, plain_http), patience=QUICK)
    for answer in (refused.identify(Cancel()), refused.reachable(Cancel()), refused.wait_ready(1, ignore, Cancel())):
        assert isinstance(answer, Missing)
        assert answer.reason == "not_permitted"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def tls_server(httpserver_tls: Any) -> Any:
    httpserver_tls.expect_request("/api/device").respond_with_json(json.loads(WHOLE))
    return httpserver_tls


@pytest.fixture
def httpserver_tls(certificate: tuple[Path, Path]) -> Iterator[Any]:
    from pytest_httpserver import HTTPServer

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        yield server


def test_a_certificate_nobody_trusts_is_refused(tls_server: Any) -> None:
    answer = driver(f"https://127.0.0.1:{tls_server.port}").identify(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"
    assert "certificate" in answer.detail.lower()
    assert tls_server.log == []


def test_a_certificate_of_another_host_is_refused(
    tls_server: Any, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate is trusted here, but made for 127.0.0.1 and not for localhost."""

    def trusting(protocol: int) -> ssl.SSLContext:
        context = ssl.SSLContext(protocol)
        context.load_verify_locations(certificate[0])
        return context

    monkeypatch.setattr(truststore, "SSLContext", trusting)
    assert isinstance(driver(f"https://127.0.0.1:{tls_server.port}").identify(Cancel()), Device)
    answer = driver(f"https://localhost:{tls_server.port}").identify(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"


def test_plain_http_behind_an_https_address_is_refused(raw_server: Any) -> None:
    raw_server.json(WHOLE)
    answer = driver(raw_server.url.replace("http:", "https:")).identify(Cancel())
    assert isinstance(answer, Missing)


# installation, with a device that really goes away


def practice_device(behaviour: Behaviour = "normal", **changes: Any) -> PracticeDevice:
    device = PracticeDevice("Box", "SN1", "rev B", "2.2.0", behaviour=behaviour, restart_seconds=0.1)
    return dataclasses.replace(device, **changes)


@pytest.fixture
def firmware(tmp_path: Path) -> tuple[Path, str]:
    made = PracticeFirmware.make("2.3.1", "rev B", 300_000)
    file = tmp_path / "firmware.bin"
    file.write_bytes(made.content)
    return file, made.sha256


def test_the_device_takes_the_file_and_comes_back_with_it(firmware: tuple[Path, str]) -> None:
    """FACTS A1: the update to 2.3.1."""
    shares: list[float] = []
    with DeviceServer(practice_device()) as server:
        asked = driver(server.base_url)
        assert isinstance(asked.install(*firmware, shares.append, Cancel()), Installed)
        assert shares[-1] == 1.0
        assert shares == sorted(shares)
        assert asked.wait_ready(20, ignore, Cancel()) is True
        device = asked.identify(Cancel())
        assert isinstance(device, Device)
        assert device.firmware_version == "2.3.1"
        assert device.boot == "2"


def test_the_old_run_still_answering_is_not_ready(firmware: tuple[Path, str]) -> None:
    """The device answers for a moment after it took the file; that is the run of before."""
    with DeviceServer(practice_device(restart_seconds=60)) as server:
        asked = driver(server.base_url)
        asked.install(*firmware, ignore, Cancel())
        assert asked.wait_ready(0.8, ignore, Cancel()) is False


def test_a_stop_while_it_restarts_is_not_ready(firmware: tuple[Path, str]) -> None:
    with DeviceServer(practice_device(restart_seconds=60)) as server:
        asked = driver(server.base_url)
        asked.install(*firmware, ignore, Cancel())
        cancel = Cancel()
        threading.Timer(0.1, cancel.set).start()
        assert asked.wait_ready(60, ignore, cancel) is False


def test_a_device_that_keeps_its_version_is_ready_with_it(firmware: tuple[Path, str]) -> None:
    with DeviceServer(practice_device("keep_old")) as server:
        asked = driver(server.base_url)
        assert isinstance(asked.install(*firmware, ignore, Cancel()), Installed)
        assert asked.wait_ready(20, ignore, Cancel()) is True
        device = asked.identify(Cancel())
        assert isinstance(device, Device)
        assert (device.firmware_version, device.boot) == ("2.2.0", "2")


@pytest.mark.parametrize(
    ("device", "status"),
    [
        (practice_device("refuse"), 409),
        (practice_device(free_bytes=1000), 507),
        (practice_device(hardware="rev A"), 409),
    ],
)
def test_a_refusal_says_why(firmware: tuple[Path, str], device: PracticeDevice, status: int) -> None:
    with DeviceServer(device) as server:
        answer = driver(server.base_url).install(*firmware, ignore, Cancel())
        assert isinstance(answer, InstallFailed)
        assert answer.detail == f"HTTP {status}"
        assert server.uploads == 0


def test_the_device_checks_the_file_itself(firmware: tuple[Path, str]) -> None:
    with DeviceServer(practice_device()) as server:
        answer = driver(server.base_url).install(firmware[0], "0" * 64, ignore, Cancel())
        assert isinstance(answer, InstallFailed)
        assert answer.detail == "HTTP 400"
        assert server.boot == 1


def test_a_device_that_stalls_is_given_up(tmp_path: Path) -> None:
    """The file is larger than what sockets hold, so that the sender feels the stall."""
    file = tmp_path / "large.bin"
    file.write_bytes(b"\x00" * 20_000_000)
    with DeviceServer(practice_device("stall")) as server:
        answer = driver(server.base_url).install(file, hashlib.sha256(file.read_bytes()).hexdigest(), ignore, Cancel())
        assert isinstance(answer, InstallFailed)
        assert server.uploads == 0


@pytest.mark.parametrize("status", ["302 Found", "401 Who", "418 Teapot", "500 Broken", "503 Busy"])
def test_other_answers_to_an_upload_are_no_success(raw_server: Any, firmware: tuple[Path, str], status: str) -> None:
    def answer(connection: socket.socket) -> None:
        rest = 300_000 if raw_server.requests[-1].startswith(b"POST") else 0
        while rest > 0 and (piece := connection.recv(65_536)):
            rest -= len(piece)
        connection.sendall(f"HTTP/1.1 {status}\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n".encode())

    raw_server.answer = answer
    asked = HttpDriver(profile(raw_server.url), patience=QUICK, install_patience=Patience(5, 10, 30))
    assert isinstance(asked.install(*firmware, ignore, Cancel()), InstallFailed)


def test_a_line_lost_after_the_last_byte_is_left_to_the_version(raw_server: Any, firmware: tuple[Path, str]) -> None:
    """Some devices restart before they answer; only the version read back tells what became of it."""

    def answer(connection: socket.socket) -> None:
        rest = 300_000 if raw_server.requests[-1].startswith(b"POST") else 0
        while rest > 0 and (piece := connection.recv(65_536)):
            rest -= len(piece)

    raw_server.answer = answer
    asked = HttpDriver(profile(raw_server.url), patience=QUICK, install_patience=Patience(5, 10, 30))
    taken = asked.install(*firmware, ignore, Cancel())
    assert isinstance(taken, Installed)
    assert "no answer" in taken.detail


def test_a_link_is_never_sent(tmp_path: Path, firmware: tuple[Path, str]) -> None:
    link = tmp_path / "link.bin"
    link.symlink_to(firmware[0])
    with DeviceServer(practice_device()) as server:
        assert isinstance(driver(server.base_url).install(link, firmware[1], ignore, Cancel()), InstallFailed)
        assert server.uploads == 0


# which answer is that of a new run


def answers(raw_server: Any, *devices: dict[str, object]) -> Callable[[], None]:
    """Let the server say these one after the other, the last for ever; returns what moves on to the next."""
    index = [0]

    def answer(connection: socket.socket) -> None:
        said = devices[min(index[0], len(devices) - 1)]
        if said:
            body = json.dumps(said).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def forward() -> None:
        index[0] += 1

    raw_server.answer = answer
    return forward


OLD = {"model": "Box", "serial": "SN1", "firmware": "2.2.0"}


@pytest.mark.parametrize(
    ("after", "ready"),
    [
        ({**OLD, "boot": 7, "uptime_s": 900}, False),
        ({**OLD, "boot": 7, "uptime_s": 900, "firmware": "2.3.1"}, False),
        ({**OLD, "boot": 8, "uptime_s": 3}, True),
        ({**OLD, "boot": 8, "uptime_s": 3, "serial": "SN2"}, False),
    ],
    ids=["same start", "new version announced before the restart", "new start", "another device"],
)
def test_with_a_start_mark_only_a_new_one_counts(raw_server: Any, after: dict[str, object], ready: bool) -> None:
    forward = answers(raw_server, {**OLD, "boot": 7, "uptime_s": 800}, after)
    asked = driver(raw_server.url)
    asked._before = asked.identify(Cancel())  # type: ignore[assignment]
    forward()
    assert asked.wait_ready(0.3, ignore, Cancel()) is ready


@pytest.mark.parametrize(
    ("after", "ready"),
    [
        ({**OLD, "uptime_s": 801}, False),
        ({**OLD, "uptime_s": 801, "firmware": "2.3.1"}, False),
        ({**OLD, "uptime_s": 2}, True),
    ],
)
def test_with_a_running_time_only_a_shorter_one_counts(raw_server: Any, after: dict[str, object], ready: bool) -> None:
    forward = answers(raw_server, {**OLD, "uptime_s": 800}, after)
    asked = driver(raw_server.url)
    asked._before = asked.identify(Cancel())  # type: ignore[assignment]
    forward()
    assert asked.wait_ready(0.3, ignore, Cancel()) is ready


def test_without_either_it_must_have_been_gone_or_have_another_version(raw_server: Any) -> None:
    forward = answers(raw_server, OLD, OLD, {}, OLD, {**OLD, "firmware": "2.3.1"})
    asked = driver(raw_server.url)
    asked._before = asked.identify(Cancel())  # type: ignore[assignment]
    assert asked.wait_ready(0.2, ignore, Cancel()) is False, "the same answer all along"

    steps = iter([lambda: None, forward, forward, forward])

    def go_on(_share: float) -> None:
        next(steps, lambda: None)()

    assert asked.wait_ready(5, go_on, Cancel()) is True, "gone, then back"
    forward()
    assert asked.wait_ready(5, ignore, Cancel()) is True, "another version"


@given(st.binary(max_size=200))
def test_no_answer_breaks_it(body: bytes) -> None:
    outcome = driver("http://127.0.0.1:1")._device(body)
    assert isinstance(outcome, Device | Missing)


@given(
    st.dictionaries(
        st.sampled_from(["model", "serial", "hardware", "firmware", "on_power", "free_bytes", "boot", "uptime_s"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_what_is_kept_of_an_answer_is_plain(said: dict[str, object]) -> None:
    outcome = driver("http://127.0.0.1:1")._device(json.dumps(said).encode())
    if isinstance(outcome, Device):
        for text in (outcome.model, outcome.serial, outcome.hardware, outcome.firmware_version, outcome.boot):
            assert text is None or (text.isprintable() and 0 < len(text) <= 64)
        assert outcome.free_bytes is None or outcome.free_bytes >= 0
        assert outcome.on_power in (None, True, False)
