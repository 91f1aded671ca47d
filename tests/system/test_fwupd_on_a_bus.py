"""The real fwupdmgr, asked by the wizard, over a daemon that is played on a private bus out of a list of devices."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("fwupd is Linux'", allow_module_level=True)

from tests.system import played_fwupd, played_services
from wizard.system import health
from wizard.system.base import Cancel, FirmwareUpdate, FirmwareUpdates, Missing
from wizard.system.command import CommandOutput, run
from wizard.system.linux.firmware_updates import firmware_updates

RECORDED = Path(__file__).parent.parent / "recorded" / "fwupd"
_missing = played_services.why_not() or ("" if shutil.which("fwupdmgr") else "fwupdmgr is not installed")
pytestmark = pytest.mark.skipif(bool(_missing), reason=_missing or "-")

LAMP = FirmwareUpdate("Example Lamp", "3.1.3", "3.1.4")
SSD = {
    "Name": "Example Drive",
    "DeviceId": "c" * 40,
    "Guid": ["22222222-3333-5444-8555-666666666666"],
    "Version": "1",
    "Plugin": "ata",
    "Releases": [{"Version": "2", "RemoteId": "example", "Flags": ["is-upgrade"]}],
}

Ask = Callable[[list[Mapping[str, Any]]], FirmwareUpdates | Missing]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Play a daemon with these devices and have the wizard ask fwupdmgr."""
    with ExitStack() as stack:
        bus = stack.enter_context(played_services.private_bus())
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)

        def played(devices: list[Mapping[str, Any]]) -> FirmwareUpdates | Missing:
            stack.enter_context(played_fwupd.played(bus, devices))
            return firmware_updates(Cancel(), run)

        yield played


def devices(name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = json.loads((RECORDED / name).read_text("utf-8"))["Devices"]
    return found


def test_a_newer_release_among_older_ones(ask: Ask) -> None:
    found = ask(devices("devices-four-releases.json"))
    assert isinstance(found, FirmwareUpdates)
    assert found.updates == (LAMP,)
    assert found.asked_days == pytest.approx(1.0, abs=0.1), "a day old, in the words of the fwupdmgr that is here"


def test_nothing_newer(ask: Ask) -> None:
    found = ask(devices("devices-none-newer.json"))
    assert isinstance(found, FirmwareUpdates)
    assert found.updates == ()


def test_no_device_at_all_is_nothing_to_do(ask: Ask) -> None:
    """The daemon says NothingToDo, and fwupdmgr exits with 2: no fault of anybody's."""
    found = ask([])
    said = run(("fwupdmgr", "get-updates", "--json"), 20.0, Cancel())
    assert isinstance(said, CommandOutput)
    assert said.status == 2
    assert isinstance(found, FirmwareUpdates)
    assert found.updates == ()


@pytest.mark.parametrize("on_power", [True, False])
def test_what_needs_power_is_left_out_on_battery(ask: Ask, monkeypatch: pytest.MonkeyPatch, on_power: bool) -> None:
    """On battery the daemon takes ``updatable`` away and says nothing of it, so the answer carries the power."""
    monkeypatch.setattr(health, "battery", lambda: (50.0, on_power))
    flags = ["internal", "require-ac", "supported", "needs-reboot", *(("updatable",) if on_power else ())]
    found = ask([{**SSD, "Flags": flags}])
    assert isinstance(found, FirmwareUpdates)
    assert found.on_power is on_power
    newer = FirmwareUpdate("Example Drive", "1", "2", needs_power=True, needs_restart=True)
    assert found.updates == ((newer,) if on_power else ())


def test_without_a_daemon_it_is_not_available(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    found = firmware_updates(Cancel(), run)
    assert isinstance(found, Missing)
    assert found.reason == "not_available"
