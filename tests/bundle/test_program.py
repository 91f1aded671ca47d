"""The frozen program as a command: its answers, its report, its native parts, and life without standard streams."""

import json
import os
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.bundle.conftest import Runner
from tests.bundle.desktop import run_program
from tests.bundle.played_network import played_network
from wizard.probes.registry import PROBES

ROOT = Path(__file__).resolve().parent.parent.parent

VERDICTS = {
    "this_computer", "wifi", "router", "provider", "service", "sign_in_page", "healthy", "cannot_tell",
}  # fmt: skip
WIRELESS = """
mount -t tmpfs none /sys/class/net
mkdir -p /sys/class/net/wlan0
echo DEVTYPE=wlan > /sys/class/net/wlan0/uevent
exec "$@"
"""


def test_the_check_up_of_this_computer_is_one_document(run: Runner) -> None:
    result = run("check", "--json")
    document = json.loads(result.output)
    assert (document["format"], result.errors) == (1, "")
    assert document["verdict"] in VERDICTS
    assert {row["probe"] for row in document["probes"]} <= PROBES.keys()
    assert "network.adapter" in {row["probe"] for row in document["probes"]}
    assert result.status == {"healthy": 0, "cannot_tell": 3}.get(document["verdict"], 1)


def test_a_walk_that_nothing_helps_ends_in_a_report(run: Runner) -> None:
    result = run("walk", "connection", "--practice", "stubborn-connection", "--json")
    document = json.loads(result.output)
    assert (result.status, document["outcome"], document["proof"]) == (1, "escalate", "not_fixed")
    assert document["practice"] == "stubborn-connection"
    folder = Path(document["report"])
    assert {"report.txt", "report.html", "report.json"} <= {path.name for path in folder.iterdir()}
    assert all(path.stat().st_size for path in folder.iterdir())


def test_every_flow_that_ships_is_inside_and_whole(run: Runner) -> None:
    assert run("flows", "check").status == 0
    (inside, shipped) = (json.loads(run("flows", "list", "--json").output), Path(__file__).parents[2] / "flows")
    assert {flow["flow"] for flow in inside["flows"]} == {
        folder.name for folder in shipped.iterdir() if folder.is_dir()
    }


def test_it_speaks_every_language_that_ships(run: Runner) -> None:
    shipped = sorted((ROOT / "assets" / "locale").glob("*/LC_MESSAGES/wizard.po"))
    assert shipped
    for catalogue in shipped:
        with catalogue.open("rb") as file:
            verdict = read_po(file)["Everything that was checked is fine."].string
        said = run("check", "--practice", "healthy", "--language", catalogue.parts[-3]).output
        assert " ".join(verdict.split()) in " ".join(said.split())


def test_health_is_read_by_psutil(run: Runner) -> None:
    facts = json.loads(run("probe", "health.snapshot", "--json").output)["facts"]
    assert min(facts["memory_total_bytes"], facts["disk_total_bytes"], facts["uptime_s"]) > 0


def test_a_cache_is_counted_by_scandir_rs(run: Runner, home: Path) -> None:
    """FACTS A5: more than 500 MB is over."""
    cache = home / ".cache" / "example-app"
    cache.mkdir(parents=True)
    with (cache / "large").open("wb") as file:
        file.truncate(500_000_001)
    document = json.loads(run("probe", "storage.cache", "--json").output)
    assert (document["result"], document["facts"]["size_bytes"]) == ("over", 500_000_001)


def test_the_wireless_link_is_read_over_d_bus(elsewhere: Path, home: Path) -> None:
    rights = () if os.geteuid() == 0 else ("--map-root-user",)
    alone = ["unshare", *rights, "--mount", "--net", "sh", "-ec", WIRELESS, "sh"]
    with played_network() as address:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home), "WIZARD_HOME": str(home)}
        environment["DBUS_SYSTEM_BUS_ADDRESS"] = address
        result = run_program([*alone, str(elsewhere), "probe", "wifi.link", "--json"], environment)
    document = json.loads(result.output)
    assert document["result"] == "ok", result
    assert (document["facts"]["adapter"], document["facts"]["channel"], document["facts"]["rate_mbps"]) == (
        "wlan0", 36, 270.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status"),
    [("check --practice healthy --json", 0), ("walk connection --practice healthy", 3), ("no-such-command", 2)],
)
def test_without_standard_streams_it_ends_with_its_status(
    elsewhere: Path, home: Path, arguments: str, status: int
) -> None:
    closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", str(elsewhere), *arguments.split()]
    assert run_program(closed, {"PATH": "/usr/bin:/bin", "HOME": str(home), "WIZARD_HOME": str(home)}).status == status


def test_a_missing_scene_gets_a_sentence(run: Runner) -> None:
    result = run("check", "--practice", "no-such-scene")
    assert (result.status, result.output) == (2, "")
    assert "no-such-scene" in result.errors
    assert "Traceback" not in result.errors
