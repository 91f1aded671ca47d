"""The accurate client against a real server of the LibreSpeed protocol, well and sick."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.lab.speed_server import Behaviour, SpeedServer
from wizard.system import speed_client
from wizard.system.base import Cancel, Missing, Progress, SpeedRequest, SpeedTest
from wizard.system.http import Proxies

A_MOMENT = 60_000_000
"""Bytes that a loopback moves at once: the shortest measurement is 0.3 s each way."""
Serve = Callable[[Behaviour], SpeedServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[SpeedServer] = []

    def start(behaviour: Behaviour) -> SpeedServer:
        started.append(SpeedServer(behaviour=behaviour).start())
        return started[-1]

    yield start
    for server in started:
        server.close()


def measure(server: SpeedServer, cancel: Cancel | None = None, **wanted: object) -> SpeedTest | Missing:
    request = SpeedRequest(f"http://127.0.0.1:{server.port}/backend", **{"most_bytes": A_MOMENT, **wanted})  # type: ignore[arg-type]
    return speed_client.speed_test(request, Proxies(), cancel or Cancel(), lambda _: None)


@pytest.mark.parametrize("chunked", [False, True])
def test_both_ways(serve: Serve, chunked: bool) -> None:
    server = serve(Behaviour(chunked=chunked))
    seen: list[Progress] = []
    request = SpeedRequest(f"http://127.0.0.1:{server.port}/backend/", most_bytes=A_MOMENT)
    speed = speed_client.speed_test(request, Proxies(), Cancel(), seen.append)
    assert isinstance(speed, SpeedTest), speed
    assert (speed.method, speed.server) == ("librespeed", "127.0.0.1")
    assert speed.download_mbps > 50
    assert speed.upload_mbps is not None and speed.upload_mbps > 50
    assert speed.latency_ms is not None and 0 < speed.latency_ms < 500
    assert [each.fraction for each in seen] == sorted(each.fraction or 0 for each in seen)
    assert all(0 <= (each.fraction or 0) < 1 for each in seen)
    assert any(each.startswith("GET /backend/garbage.php") for each in server.behaviour.asked)
    assert "POST /backend/empty.php" in server.behaviour.asked


def test_the_volume_is_bounded(serve: Serve) -> None:
    """What a loopback moves in the shortest time is less than it would in the usual one."""
    begun_s = time.monotonic()
    speed = measure(serve(Behaviour()))
    assert isinstance(speed, SpeedTest), speed
    assert speed.moved_bytes >= A_MOMENT
    assert time.monotonic() - begun_s < 5, "of 16 s"


def test_no_upload_where_none_is_wanted(serve: Serve) -> None:
    server = serve(Behaviour())
    speed = measure(server, upload=False)
    assert isinstance(speed, SpeedTest) and speed.upload_mbps is None, speed
    assert not any(each.startswith("POST") for each in server.behaviour.asked)


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_a_server_that_refuses_is_no_slow_line(serve: Serve, status: int) -> None:
    found = measure(serve(Behaviour(status=status)))
    assert isinstance(found, Missing) and found.reason == "not_available" and str(status) in found.detail, found


def test_nobody_there() -> None:
    server = SpeedServer()
    server.close()
    found = measure(server)
    assert isinstance(found, Missing) and found.reason == "not_available", found


def test_a_connection_that_breaks_is_no_speed(serve: Serve) -> None:
    found = measure(serve(Behaviour(stop_after_bytes=3_000_000)))
    assert isinstance(found, Missing) and found.reason == "not_available", found


def test_a_server_that_falls_silent_is_no_speed(serve: Serve) -> None:
    found = measure(serve(Behaviour(silent_after_bytes=3_000_000)))
    assert isinstance(found, Missing) and found.reason == "timeout", found


def test_a_page_where_the_test_should_be_is_no_speed(serve: Serve) -> None:
    """As of a sign-in page, which answers 200 to everything."""
    found = measure(serve(Behaviour(page=b"<html>Welcome to our hotel</html>" * 40)))
    assert isinstance(found, Missing) and "no speed test there" in found.detail, found


def test_plain_http_needs_leave() -> None:
    found = speed_client.speed_test(SpeedRequest("http://speed.example.com/"), Proxies(), Cancel(), lambda _: None)
    assert found == Missing("not_permitted", "address: plain http to speed.example.com is not allowed")


@pytest.mark.parametrize("address", ["ftp://speed.example.com/", "https://", "speed", "https://[::1"])
def test_what_is_no_address(address: str) -> None:
    found = speed_client.speed_test(SpeedRequest(address), Proxies(), Cancel(), lambda _: None)
    assert isinstance(found, Missing) and found.detail.startswith("address:"), found


@pytest.mark.parametrize("direction", ["download_mbps", "upload_mbps"])
def test_a_stop_ends_it_within_half_a_second(serve: Serve, direction: str) -> None:
    server = serve(Behaviour())
    cancel = Cancel()
    stopped_s: list[float] = []

    def stop(progress: Progress) -> None:
        if progress.facts.get(direction) and not stopped_s:
            stopped_s.append(time.monotonic())
            cancel.set()

    request = SpeedRequest(f"http://127.0.0.1:{server.port}/", most_bytes=2_000_000_000)
    found = speed_client.speed_test(request, Proxies(), cancel, stop)
    assert found == Missing("timeout", "stopped")
    assert time.monotonic() - stopped_s[0] < 0.5


def test_a_stop_in_the_silence_ends_it_too(serve: Serve) -> None:
    cancel = Cancel()
    cancel.set()
    begun_s = time.monotonic()
    assert isinstance(measure(serve(Behaviour(silent_after_bytes=0)), cancel), Missing)
    assert time.monotonic() - begun_s < 0.5


def test_through_a_proxy(serve: Serve) -> None:
    """A plain request goes to the proxy with its whole address."""
    proxy = serve(Behaviour())
    proxies = Proxies(http_url=f"http://127.0.0.1:{proxy.port}")
    request = SpeedRequest("http://speed.lab.example/", most_bytes=A_MOMENT, plain_http=True)
    speed = speed_client.speed_test(request, proxies, Cancel(), lambda _: None)
    assert isinstance(speed, SpeedTest), speed
    assert speed.server == "speed.lab.example"
    assert "POST http://speed.lab.example/empty.php" in proxy.behaviour.asked
