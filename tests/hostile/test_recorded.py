"""Every recorded file has an origin and a licence, an expectation written by eye, and a test that reads it."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from tests.hostile.recorded import GIVEN, RECORDED, expectations
from tests.hostile.table import output, says
from tests.hostile.tables import PARSERS
from wizard.system.base import Cancel
from wizard.system.crash_formats import read_crash_log
from wizard.system.linux import wifi_nmcli
from wizard.system.linux.name_servers import parse_resolv_conf, parse_search_domains
from wizard.system.linux.route_programs import parse_tracepath
from wizard.system.linux.routes import parse_ipv4_routes, parse_ipv6_routes
from wizard.system.network_trace import TraceRoute
from wizard.system.traceroute_output import parse_traceroute

MANIFEST_COLUMNS = ["file", "kind", "origin", "licence", "note"]
FREE = {"same as this project", "MIT", "BSD-3-Clause", "Apache-2.0", "ISC", "CC0-1.0"}
FOLDERS = sorted(folder for folder in RECORDED.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_every_file_says_where_it_is_from(folder: Path) -> None:
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows
    for row in rows:
        assert list(row)[:4] == MANIFEST_COLUMNS[:4]
        assert row["origin"] and row["licence"] in FREE, row
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert there - {"manifest.tsv", "expect.jsonl"} == {row["file"] for row in rows}


def test_every_file_is_named_by_a_test_or_an_expectation() -> None:
    tests = "".join(file.read_text("utf-8") for file in RECORDED.parent.rglob("*.py"))
    assert PARSERS  # loading the tables notes what they read
    for folder in FOLDERS:
        expected = {row["file"] for row in expectations(folder.name)}
        for file in folder.rglob("*"):
            if file.is_file() and file.name not in ("manifest.tsv", "expect.jsonl"):
                name = file.relative_to(folder).as_posix()
                known = name in expected or file in GIVEN or name in tests or file.stem in tests
                assert known, f"{folder.name}/{name} is not read"


def moment(text: str | None) -> datetime | None:
    """Read an expected time; ``local`` is this computer's, which the log does not name."""
    if text is None:
        return None
    return datetime.fromisoformat(text.removeprefix("local ")).astimezone()


@pytest.mark.parametrize("expected", expectations("crash"), ids=lambda expected: str(expected["file"]))
def test_a_crash_log_is_read_as_a_person_reads_it(expected: dict[str, object]) -> None:
    name = str(expected["file"])
    reading = read_crash_log(name, (RECORDED / "crash" / name).read_bytes())
    assert reading.format == expected["format"]
    assert reading.application == expected["application"]
    at = expected["at"]
    assert reading.at == moment(at if isinstance(at, str) else None)
    assert list(reading.codes) == expected["codes"]


@pytest.mark.parametrize("expected", expectations("nmcli"), ids=lambda expected: str(expected["file"]))
def test_networks_in_the_air(expected: dict[str, object]) -> None:
    points = wifi_nmcli.scan(Cancel(), says((RECORDED / "nmcli" / str(expected["file"])).read_bytes()))
    assert isinstance(points, tuple)
    found = [[each.bssid, each.channel, each.frequency_mhz, each.ssid, each.signal_dbm] for each in points]
    assert found == expected["points"]


@pytest.mark.parametrize("kind", ["route", "traceroute"])
def test_ways(kind: str) -> None:
    for expected in expectations(kind):
        content = output((RECORDED / kind / expected["file"]).read_bytes())
        parse = parse_tracepath if expected["file"].startswith("tracepath") else parse_traceroute
        way = parse("host", expected["target"], content)
        assert isinstance(way, TraceRoute), expected
        found = {
            "file": expected["file"],
            "target": way.address,
            "hops": len(way.hops),
            "ended": way.ended,
            "first_hop": way.hops[0].address,
            "silent": [hop.number for hop in way.hops if hop.address is None],
            "last_ms": list(way.hops[-1].latencies_ms),
        }
        assert found == expected


@pytest.mark.parametrize("expected", expectations("proc"), ids=lambda expected: str(expected["file"]))
def test_default_routes(expected: dict[str, str]) -> None:
    content = (RECORDED / "proc" / expected["file"]).read_text("ascii")
    parse = parse_ipv6_routes if expected["file"].startswith("ipv6") else parse_ipv4_routes
    assert [[route.gateway, route.interface, route.metric] for route in parse(content)] == expected["routes"]


@pytest.mark.parametrize("expected", expectations("resolv"), ids=lambda expected: str(expected["file"]))
def test_name_servers(expected: dict[str, str]) -> None:
    content = (RECORDED / "resolv" / expected["file"]).read_text("utf-8")
    assert list(parse_resolv_conf(content)) == expected["servers"]
    assert list(parse_search_domains(content)) == expected["search"]
