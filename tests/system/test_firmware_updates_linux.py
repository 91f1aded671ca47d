"""fwupd's answers: written after its documentation, exit status 2, and whatever else may stand there."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system import health
from wizard.system.base import Cancel, FirmwareUpdate, Missing
from wizard.system.command import CommandOutput
from wizard.system.linux.firmware_updates import firmware_updates, read_age_days, read_updates

RECORDED = Path(__file__).parent.parent / "recorded" / "fwupd"


def said(name: str, status: int = 0) -> CommandOutput:
    return CommandOutput(status, (RECORDED / name).read_text("utf-8"), "")


def test_a_device_with_newer_firmware() -> None:
    newer = (FirmwareUpdate("Example Lamp", "3.1.3", "3.1.4"),)
    assert read_updates(said("updates-one-newer.json")) == newer
    # get-devices lists all releases, older ones among them.
    assert read_updates(said("devices-four-releases.json")) == newer


def test_a_current_device_among_others_has_nothing_newer() -> None:
    assert read_updates(said("devices-none-newer.json")) == ()


def test_a_device_that_tells_no_version_is_left_out() -> None:
    newer = FirmwareUpdate("EXAMPLE-SSD-240", "EX.1", "EX.2", needs_power=True, needs_restart=True)
    assert read_updates(said("devices-untold-version.json")) == (newer,)


@pytest.mark.parametrize("out", ["", "{}", '{"Error": {"Message": "No updates available"}}', "No updates"])
def test_exit_status_2_is_nothing_to_do(out: str) -> None:
    assert read_updates(CommandOutput(2, out, "")) == ()


@pytest.mark.parametrize("out", ["", "{}", "[]", '{"Devices": 1}', "[" * 5000, '{"Error": {"Message": "no daemon"}}'])
def test_any_other_answer_without_devices_is_none(out: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_updates(CommandOutput(1, out, ""))


def test_what_an_update_needs() -> None:
    device = {
        "Name": "System Firmware",
        "Version": "1.2",
        "Flags": ["updatable", "require-ac", "needs-reboot"],
        "Releases": [{"Version": "1.4", "Flags": ["is-upgrade"]}, {"Version": "1.3", "Flags": ["is-upgrade"]}],
    }
    [found] = read_updates(CommandOutput(0, json.dumps({"Devices": [device]}), ""))
    assert found == FirmwareUpdate("System Firmware", "1.2", "1.4", needs_power=True, needs_restart=True)


@pytest.mark.parametrize(
    ("remotes", "days"),
    [
        ([{"Kind": "download", "Enabled": True, "ModificationTime": 1_000_000}], 1.0),
        ([{"Kind": "download", "Enabled": "true", "ModificationTime": 1_000_000}], 1.0),
        ([{"Kind": "download", "Enabled": True, "Mtime": 1_000_000}], 1.0),  # as fwupdmgr 2.0.20 says it
        ([{"Kind": "local", "Enabled": True, "ModificationTime": 1_000_000}], None),
        ([{"Kind": "download", "Enabled": False, "ModificationTime": 1_000_000}], None),
        ([{"Kind": "download", "Enabled": True, "ModificationTime": 0}], None),  # never fetched
        ([{"Kind": "download", "Enabled": True, "ModificationTime": 9_000_000_000}], None),
        ([{"Kind": "download", "Enabled": True}, "x", None], None),
    ],
)
def test_how_old_the_list_is(remotes: object, days: float | None) -> None:
    assert read_age_days(json.dumps({"Remotes": remotes}), 1_086_400) == days


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["Devices", "Name", "Version", "Releases", "Flags", "Remotes", "Kind", "Enabled", "Error"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(st.text(max_size=50) | JSON.map(json.dumps), st.integers(0, 3))
def test_whatever_stands_there_is_read_or_refused(text: str, status: int) -> None:
    try:
        found = read_updates(CommandOutput(status, text, ""))
    except ValueError:
        found = ()
    assert all(each.device and each.version and each.newer_version for each in found)
    read_age_days(text, 1.0)


def test_power_is_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """AC-only updates are left out in silence on battery."""
    monkeypatch.setattr(health, "battery", lambda: (50.0, False))

    def run(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        assert argv[0] == "fwupdmgr"
        return CommandOutput(2, "", "") if "get-updates" in argv else Missing("timeout", "late")

    found = firmware_updates(Cancel(), run)
    assert not isinstance(found, Missing)
    assert (found.updates, found.on_power, found.asked_days) == ((), False, None)


def test_no_daemon_is_not_available() -> None:
    found = firmware_updates(Cancel(), lambda *_: CommandOutput(1, "", "Failed to connect to daemon\n"))
    assert found == Missing("not_available", "fwupd: Failed to connect to daemon")
