"""The public speed test, whole: the internal command, its child, speedtest-cli in it, over https through a proxy."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.speed_server import Behaviour, SpeedServer
from tests.tickets.certificates import CertificateAuthority
from wizard.cli.arguments import parse
from wizard.system import speed_public
from wizard.system.base import Cancel, Missing, Progress, SpeedRequest, SpeedTest
from wizard.system.own_program import own_command
from wizard.system.speed_command import COMMAND

CONFIG = b"""<?xml version="1.0"?>
<settings>
<client ip="198.51.100.7" lat="50.0" lon="14.4" isp="Example" country="CZ"/>
<server-config threadcount="2" ignoreids=""/>
<download testlength="10" threadsperurl="4"/>
<upload testlength="10" ratio="3" threads="2" maxchunkcount="50"/>
</settings>"""
"""The parts of speedtest.net's answer that speedtest-cli 2.1.3 reads (its get_config)."""
A_MOMENT = 160_000_000
"""Enough bytes for a measurement, and few enough for a quick test."""


def servers(*ports: int) -> bytes:
    rows = "".join(
        f'<server url="http://127.0.0.1:{port}/speedtest/upload.php" lat="50.{number}" lon="14.4" name="Town"'
        f' country="CZ" cc="CZ" sponsor="Example" id="{number}" host="127.0.0.1:{port}"/>'
        for number, port in enumerate(ports, 1)
    )
    return f'<?xml version="1.0"?><settings><servers>{rows}</servers></settings>'.encode()


@pytest.fixture
def near() -> Iterator[SpeedServer]:
    """The server that speeds are measured against."""
    server = SpeedServer().start()
    yield server
    server.close()


@pytest.fixture
def listing(tmp_path: Path, near: SpeedServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpeedServer]:
    """Who plays www.speedtest.net, with a certificate that the child trusts, behind the system's proxy."""
    authority = CertificateAuthority(tmp_path)
    behaviour = Behaviour(config=CONFIG, servers=servers(near.port))
    server = SpeedServer(behaviour=behaviour, context=authority.server_context("www.speedtest.net")).start()
    for name, value in {
        "https_proxy": f"http://127.0.0.1:{server.port}",
        "http_proxy": f"http://127.0.0.1:{server.port}",
        "no_proxy": "127.0.0.1",
        "SSL_CERT_FILE": str(authority.certificate),
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    server.close()


def test_a_whole_measurement(listing: SpeedServer, near: SpeedServer) -> None:
    seen: list[Progress] = []
    speed = speed_public.measure(SpeedRequest(most_bytes=A_MOMENT), Cancel(), seen.append)
    assert isinstance(speed, SpeedTest), speed
    assert speed.method == "speedtest_cli"
    assert speed.server == f"127.0.0.1:{near.port}"
    assert speed.download_mbps > 1 and speed.upload_mbps is not None and speed.upload_mbps > 1
    assert speed.latency_ms is not None and 0 < speed.latency_ms < 1000
    assert speed.moved_bytes > A_MOMENT / 2
    assert any(progress.sample for progress in seen)
    assert [p.fraction for p in seen] == sorted(p.fraction or 0 for p in seen)
    assert any(each.startswith("GET /speedtest-config.php") for each in listing.behaviour.asked), "asked over https"


def test_no_upload_where_none_is_wanted(listing: SpeedServer, near: SpeedServer) -> None:
    speed = speed_public.measure(SpeedRequest(upload=False, most_bytes=A_MOMENT), Cancel(), lambda _: None)
    assert isinstance(speed, SpeedTest) and speed.upload_mbps is None, speed
    assert not any(each.startswith("POST") for each in near.behaviour.asked)


@pytest.mark.usefixtures("near")
def test_a_dead_server_is_nobody(listing: SpeedServer, near: SpeedServer) -> None:
    near.close()
    found = speed_public.measure(SpeedRequest(most_bytes=A_MOMENT), Cancel(), lambda _: None)
    assert isinstance(found, Missing) and "no server answered" in found.detail, found


def test_the_dead_one_of_two_is_passed_over(listing: SpeedServer, near: SpeedServer) -> None:
    gone = SpeedServer()
    gone.close()
    listing.behaviour.servers = servers(gone.port, near.port)
    speed = speed_public.measure(SpeedRequest(upload=False, most_bytes=A_MOMENT), Cancel(), lambda _: None)
    assert isinstance(speed, SpeedTest) and speed.server == f"127.0.0.1:{near.port}", speed


@pytest.mark.parametrize("behaviour", [Behaviour(stop_after_bytes=3_000_000), Behaviour(silent_after_bytes=3_000_000)])
def test_part_of_a_measurement_is_none(listing: SpeedServer, near: SpeedServer, behaviour: Behaviour) -> None:
    near.behaviour = behaviour
    found = speed_public.measure(SpeedRequest(most_bytes=3 * A_MOMENT), Cancel(), lambda _: None)
    assert isinstance(found, Missing), found
    assert any(said in found.detail for said in ("stood still", "broke down", "too little came")), found


def test_a_list_that_is_refused(listing: SpeedServer) -> None:
    listing.behaviour.status = 403
    found = speed_public.measure(SpeedRequest(), Cancel(), lambda _: None)
    assert isinstance(found, Missing) and found.reason == "not_available" and "403" in found.detail, found


def test_a_stop_ends_it_within_half_a_second(listing: SpeedServer, near: SpeedServer) -> None:
    cancel = Cancel()
    stopped_s: list[float] = []

    def stop_at_the_first_speed(progress: Progress) -> None:
        if progress.sample and not stopped_s:
            stopped_s.append(time.monotonic())
            cancel.set()

    found = speed_public.measure(SpeedRequest(), cancel, stop_at_the_first_speed)
    assert isinstance(found, Missing) and found.reason == "timeout"
    assert time.monotonic() - stopped_s[0] < 0.5


def test_the_deadline_ends_it(listing: SpeedServer, near: SpeedServer) -> None:
    near.behaviour.silent_after_bytes = 0
    found = speed_public.measure(SpeedRequest(longest_s=2.0), Cancel(), lambda _: None)
    assert found == Missing("timeout", "the speed test took over 2 s")


def child(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


WHOLE = '{"ended": true, "server": "x", "download_mbps": 5.0, "upload_mbps": 3.0}'


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("pass", "ended early, with status 0"),
        ("import sys; sys.exit('Traceback: it broke')", "status 1: Traceback: it broke"),
        ("print('{\"ended\": tr')", "unreadable"),
        ('print(\'{"download_mbps": "fast"}\')', "unreadable"),
        ("print('{\"download_mbps\": 12.0}')", "ended early"),
        (f"print('{WHOLE}'.replace('5.0', '0.0'))", "left a speed out"),
        (f"print('{WHOLE}'.replace(', \"upload_mbps\": 3.0', ''))", "left a speed out"),
        (f"import sys; print('{WHOLE}'); sys.exit(1)", "status 1"),
    ],
)
def test_what_is_no_whole_answer_is_no_speed(script: str, told: str) -> None:
    found = speed_public.measure(SpeedRequest(), Cancel(), lambda _: None, child(script))
    assert isinstance(found, Missing) and told in found.detail, found


def test_it_works_without_standard_streams(listing: SpeedServer, near: SpeedServer) -> None:
    """As in a windowed program: the child's own streams are None, only the pipe's number is there."""
    start = own_command(COMMAND)[2]
    argv = child(f"import sys; sys.stdout = sys.stderr = sys.stdin = None; {start}") + own_command(COMMAND)[3:]
    speed = speed_public.measure(SpeedRequest(upload=False, most_bytes=A_MOMENT), Cancel(), lambda _: None, argv)
    assert isinstance(speed, SpeedTest), speed


def test_a_child_whose_parent_is_gone_ends(listing: SpeedServer, near: SpeedServer) -> None:
    reading, writing = os.pipe()
    asked = (*own_command(COMMAND), '{"upload": true, "most_bytes": 9000000000}')
    pid = os.posix_spawn(asked[0], asked, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    assert os.read(reading, 100)
    os.close(reading)
    begun_s = time.monotonic()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert time.monotonic() - begun_s < 3


def test_the_child_loads_nothing_of_the_window() -> None:
    loaded = "import sys, wizard.__main__, wizard.system.speed_child"
    asked = f"{loaded}; sys.exit(any('PySide6' in name for name in sys.modules))"
    assert subprocess.run((sys.executable, "-c", asked), check=False).returncode == 0


def test_the_internal_command_is_not_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert COMMAND not in capsys.readouterr().out
