"""The wizard on a real private bus, with NetworkManager and UDisks2 played by python-dbusmock (fwupd: test_fwupd…).

The walk at the end is the program's own: the channel changes at the router, and the guide goes on by itself.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("D-Bus is Linux'", allow_module_level=True)

from dbus_fast import Variant

from tests.system import played_services
from wizard import measuring
from wizard.app import main
from wizard.system.base import AccessPoint, Cancel, Drive, Gateway, NetworkInterface, WifiLink
from wizard.system.linux import drives, wifi, wifi_networkmanager
from wizard.system.linux.computer import LinuxSystem
from wizard.system.wireless import dbm_of_quality

pytestmark = pytest.mark.skipif(bool(played_services.why_not()), reason=played_services.why_not() or "-")

NM = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"
WIRELESS, POINT = f"{NM}.Device.Wireless", f"{NM}.AccessPoint"
MOCK = played_services.MOCK
OWN = "02:00:5e:20:00:01"
CHANNEL_1, CHANNEL_6, CHANNEL_11 = 2412, 2437, 2462
SCAN = (
    "import time\n"
    f"self.UpdateProperties('{WIRELESS}', "
    "{'LastScan': dbus.Int64(int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000))})"
)


class Air:
    """A wireless adapter, its router and the neighbours, as NetworkManager has them."""

    def __init__(self, bus: played_services.Bus) -> None:
        self._bus = bus
        self.device = self._mock(ROOT, "AddWiFiDevice", "ssi", "wlan0", "wlan0", 100)
        self._mock(self.device, "AddMethod", "sssss", WIRELESS, "RequestScan", "a{sv}", "", SCAN)
        self.own = self.appear("own", "Home", OWN, CHANNEL_6, 80)
        # What the template leaves out and NetworkManager has.
        properties = {"ActiveAccessPoint": Variant("o", self.own), "LastScan": Variant("x", -1)}
        self._mock(self.device, "AddProperties", "sa{sv}", WIRELESS, properties)

    def appear(self, name: str, ssid: str, address: str, frequency_mhz: int, quality: int) -> str:
        body = (self.device, name, ssid, address, 2, frequency_mhz, 54000, quality, 0)
        return str(self._mock(ROOT, "AddAccessPoint", "ssssuuuyu", *body))

    def vanish(self, path: str) -> None:
        self._mock(ROOT, "RemoveAccessPoint", "ss", self.device, path)

    def change_channel(self, frequency_mhz: int) -> None:
        self._mock(self.own, "UpdateProperties", "sa{sv}", POINT, {"Frequency": Variant("u", frequency_mhz)})

    def _mock(self, path: str, member: str, signature: str, *body: Any) -> Any:
        return self._bus.call(NM, path, MOCK, member, signature, *body)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[played_services.Bus]:
    with played_services.private_bus() as started:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", started.address)
        yield started


@pytest.fixture
def air(bus: played_services.Bus) -> Iterator[Air]:
    with played_services.played(bus, NM, "--template", "networkmanager"):
        yield Air(bus)


def test_access_points_appear_and_vanish(air: Air) -> None:
    own = AccessPoint(OWN, 6, dbm_of_quality(80), "Home", CHANNEL_6)
    assert wifi_networkmanager.scan(Cancel()) == (own,)
    there = air.appear("next", "Neighbour", "02:00:5e:99:00:07", CHANNEL_1, 60)
    neighbour = AccessPoint("02:00:5e:99:00:07", 1, dbm_of_quality(60), "Neighbour", CHANNEL_1)
    assert wifi_networkmanager.scan(Cancel()) == (own, neighbour)
    air.vanish(there)
    assert wifi_networkmanager.scan(Cancel()) == (own,)


def test_the_channel_of_the_link_changes(air: Air) -> None:
    before = wifi_networkmanager.link(Cancel())
    air.change_channel(CHANNEL_11)
    after = wifi_networkmanager.link(Cancel())
    assert isinstance(before, WifiLink) and isinstance(after, WifiLink)
    assert (before.channel, after.channel) == (6, 11)


class GoodEcho:
    method, address = "icmp", "192.0.2.1"

    def send(self, timeout_s: float) -> float:
        return 12.0

    def close(self) -> None: ...


def test_the_guide_goes_on_by_itself_once_the_channel_has_changed(
    air: Air, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Flow wifi_channel, walked whole by the program; only where the cable leads and how far it is are made up."""
    for number in range(4):
        air.appear(f"crowd{number}", f"Neighbour {number}", f"02:00:5e:99:0{number}:07", CHANNEL_6, 90)
    home = NetworkInterface("wlan0", "wireless", up=True, addresses=("192.0.2.23",))
    monkeypatch.setattr(LinuxSystem, "interfaces", lambda _self: (home,))
    monkeypatch.setattr(LinuxSystem, "gateway", lambda _self, _cancel: Gateway("192.0.2.1", "wlan0", answers=True))
    monkeypatch.setattr(LinuxSystem, "open_echo", lambda _self, _target, _cancel: GoodEcho())
    monkeypatch.setattr(wifi, "wireless_names", lambda _sys: ("wlan0",))
    monkeypatch.setattr(measuring, "WATCH_PAUSE_S", 0.05)
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    answers = tmp_path / "answers.toml"
    answers.write_text('consent = []\n[answers.wifi_channel]\nquiet_change = "watch"\n', "utf-8")

    watching, measured = threading.Event(), threading.Event()
    wait_for_change, wifi_link = measuring.wait_for_change, wifi.wifi_link

    def begin(*words: Any) -> bool:
        watching.set()
        return wait_for_change(*words)

    def read(*words: Any) -> Any:
        found = wifi_link(*words)
        if watching.is_set():
            measured.set()
        return found

    def router() -> None:
        """Somebody sets another channel at the router, once the guide has seen the old one."""
        if measured.wait(60):
            air.change_channel(CHANNEL_11)

    monkeypatch.setattr(measuring, "wait_for_change", begin)
    monkeypatch.setattr(wifi, "wifi_link", read)
    person = threading.Thread(target=router)
    person.start()
    with Path(os.devnull).open("r") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        status = main(["walk", "wifi_channel", "--answers", str(answers), "--json"])
    measured.set()
    person.join()
    told = capfdbinary.readouterr()
    assert told.out, told.err.decode()
    document = json.loads(told.out)
    assert (status, document["outcome"], document["proof"]) == (0, "solved", "fixed"), document
    [proof] = document["verified"]
    assert (proof["probe"], proof["before"]["channel"], proof["after"]["channel"]) == ("wifi.scan", 6, 11)
    steps = {each["step"]: each["result"] for each in document["steps"]}
    assert steps["quiet_change"] == "changed"


UDISKS = "org.freedesktop.UDisks2"


def test_drives_of_udisks(bus: played_services.Bus, tmp_path: Path) -> None:
    """A failing disk, a worn NVMe drive with its log page, and a stick that is not built in."""
    root = f"/{UDISKS.replace('.', '/')}"
    with played_services.played(bus, UDISKS, "--is-object-manager", UDISKS, root, f"{UDISKS}.Root"):

        def add(name: str, **drive: Variant) -> str:
            path = f"{root}/drives/{name}"
            bus.call(UDISKS, root, MOCK, "AddObject", "ssa{sv}a(ssss)", path, f"{UDISKS}.Drive", drive, [])
            return path

        def properties(path: str, interface: str, **values: Variant) -> None:
            bus.call(UDISKS, path, MOCK, "AddProperties", "sa{sv}", f"{UDISKS}.{interface}", values)

        disk = add("disk", Model=Variant("s", "WD10"), Size=Variant("t", 10**12), RotationRate=Variant("i", 7200))
        properties(
            disk, "Drive.Ata", SmartEnabled=Variant("b", True), SmartUpdated=Variant("t", 1_700_000_000),
            SmartFailing=Variant("b", True), SmartTemperature=Variant("d", 321.15),
        )  # fmt: skip
        nvme = add("nvme", Model=Variant("s", "980 PRO"), Size=Variant("t", 5 * 10**11), RotationRate=Variant("i", 0))
        properties(
            nvme, "NVMe.Controller", SmartUpdated=Variant("t", 1_700_000_000), SmartTemperature=Variant("q", 313),
            SmartCriticalWarning=Variant("as", []),
        )  # fmt: skip
        log = "ret = {'percent_used': dbus.Byte(97)}"
        interface = f"{UDISKS}.NVMe.Controller"
        bus.call(UDISKS, nvme, MOCK, "AddMethod", "sssss", interface, "SmartGetAttributes", "a{sv}", "a{sv}", log)
        add("stick", Model=Variant("s", "Stick"), Removable=Variant("b", True), Size=Variant("t", 10**9))
        assert drives.drives(Cancel(), tmp_path) == (
            Drive("WD10", "rotating", 10**12, False, 48.0, None),
            Drive("980 PRO", "solid_state", 5 * 10**11, True, 39.9, 97.0),
        )
