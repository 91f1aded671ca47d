"""A Mac's Wi-Fi: system_profiler's JSON as recorded, CoreWLAN as a stand-in of its interface. Never run on a Mac."""

import json
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.macos import core_wlan
from wizard.system.macos.airport_profile import Channel, parse_channel, parse_link, parse_networks
from wizard.system.macos.wifi import wifi_link, wifi_scan

Read = Callable[[str], str]
ALL = ("10.15.7", "12.7.2-hotspot", "12.7.2-disassociated", "15.5", "15.5-disassociated", "15.5-hotspot",
       "15.5-wifi-off", "15.5-wpa2")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "link", "networks"),
    [
        ("10.15.7", WifiLink("en1", True, "SSID-6", "fe:dc:ba:09:87:65", 6, 2437, -55, 145.0), 17),
        ("12.7.2-hotspot", WifiLink("en0", True, "SSID-4", None, 149, 5745, -68, 324.0), 4),
        ("12.7.2-disassociated", WifiLink("en0", False), 0),
        ("15.5", WifiLink("en0", True, "SSID-2", None, 6, 2437, -40, 144.0), 5),
        ("15.5-disassociated", WifiLink("en0", False), 2),
        ("15.5-hotspot", WifiLink("en0", True, "SSID-1", None, 149, 5745, -55, 864.0), 1),
        ("15.5-wifi-off", WifiLink("en0", False), 0),
        ("15.5-wpa2", None, None),
    ],
)
def test_recorded(recorded: Read, name: str, link: WifiLink | None, networks: int | None) -> None:
    """The own network may stand among its neighbours as well: it is told once."""
    document = json.loads(recorded(f"macos-airport/{name}.json"))
    found = parse_link(document)
    if link is None:  # held to what was read from it by eye
        assert found is not None
        assert (found.ssid, found.channel, found.signal_dbm) == ("SSID-7", 6, -58)
        return
    assert found == link
    assert len(parse_networks(document)) == networks


def test_a_network_without_a_signal_has_none(recorded: Read) -> None:
    points = parse_networks(json.loads(recorded("macos-airport/15.5.json")))
    assert points[2] == AccessPoint("", 44, None, "SSID-3", 5220, 80)
    assert points[1].signal_dbm == -39


@pytest.mark.parametrize(
    ("value", "channel"),
    [
        (6, Channel(6, 2437, None)),
        ("149,+1", Channel(149, 5745, None)),
        ("14", Channel(14, 2484, None)),
        ("6 (2GHz, 20MHz)", Channel(6, 2437, 20)),
        ("5 (6GHz, 160MHz)", Channel(5, 5975, 160)),
        ("0", None),
        ("999", None),
        ("six", None),
        (None, None),
        ([6], None),
    ],
)
def test_channels(value: object, channel: Channel | None) -> None:
    assert parse_channel(value) == channel


def test_a_hidden_name_is_no_name(recorded: Read) -> None:
    document = json.loads(recorded("macos-airport/15.5.json").replace("SSID-2", "<redacted>"))
    link = parse_link(document)
    assert link is not None
    assert (link.connected, link.ssid, link.channel) == (True, None, 6)


def test_without_core_wlan_system_profiler_is_asked(runner: Any, recorded: Read) -> None:
    runner.says("/usr/sbin/system_profiler", out=recorded("macos-airport/15.5.json"))
    link = wifi_link(Cancel(), runner)
    assert isinstance(link, WifiLink)
    assert link.ssid == "SSID-2"


@pytest.mark.parametrize("name", ["15.5-wifi-off", "12.7.2-disassociated"])
def test_no_network_is_never_clear_air(runner: Any, recorded: Read, name: str) -> None:
    runner.says("/usr/sbin/system_profiler", out=recorded(f"macos-airport/{name}.json"))
    found = wifi_scan(Cancel(), runner)
    assert isinstance(found, Missing)


def test_a_mac_without_wifi(runner: Any) -> None:
    runner.says("/usr/sbin/system_profiler", out='{"SPAirPortDataType": []}')
    for found in (wifi_link(Cancel(), runner), wifi_scan(Cancel(), runner)):
        assert found == Missing("not_available", "this Mac has no Wi-Fi adapter")


# CoreWLAN, by the names of its methods


def channel(number: int, band: int, width: int) -> Any:
    return SimpleNamespace(channelNumber=lambda: number, channelBand=lambda: band, channelWidth=lambda: width)


def network(ssid: str | None, bssid: str | None, signal: int, where: Any) -> Any:
    return SimpleNamespace(ssid=lambda: ssid, bssid=lambda: bssid, rssiValue=lambda: signal, wlanChannel=lambda: where)


class Adapter:
    """A CWInterface."""

    on, mode, signal, found, error = True, 1, -51, None, None  # type: ignore[var-annotated]
    name: str | None = "Home"

    def interfaceName(self) -> str:
        return "en0"

    def powerOn(self) -> bool:
        return self.on

    def interfaceMode(self) -> int:
        return self.mode

    def rssiValue(self) -> int:
        return self.signal

    def wlanChannel(self) -> Any:
        return channel(5, 3, 4)

    def transmitRate(self) -> float:
        return 1200.0

    def ssid(self) -> str | None:
        return self.name

    def bssid(self) -> str | None:
        return "0:0:5e:0:53:1" if self.name else None

    def scanForNetworksWithName_error_(self, _name: None, _error: None) -> tuple[Any, Any]:
        return self.found, self.error


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> Adapter:
    made = Adapter()
    client = SimpleNamespace(interface=lambda: made)
    core = SimpleNamespace(CWWiFiClient=SimpleNamespace(sharedWiFiClient=lambda: client))
    monkeypatch.setitem(sys.modules, "CoreWLAN", core)
    return made


@pytest.fixture
def located(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def allow(status: int, asked: list[str] | None = None) -> None:
        manager = SimpleNamespace(
            authorizationStatus=lambda: status,
            requestWhenInUseAuthorization=lambda: (asked if asked is not None else []).append("asked"),
        )
        allocated = SimpleNamespace(init=lambda: manager)
        core = SimpleNamespace(CLLocationManager=SimpleNamespace(alloc=lambda: allocated))
        monkeypatch.setitem(sys.modules, "CoreLocation", core)
        core_wlan._location_service.cache_clear()

    yield allow
    core_wlan._location_service.cache_clear()


def test_core_wlan_link(adapter: Adapter, runner: Any) -> None:
    assert wifi_link(Cancel(), runner) == WifiLink("en0", True, "Home", "00:00:5e:00:53:01", 5, 5975, -51, 1200.0)
    assert runner.asked == []


def test_core_wlan_link_without_the_location(adapter: Adapter, runner: Any) -> None:
    adapter.name = None
    link = wifi_link(Cancel(), runner)
    assert isinstance(link, WifiLink)
    assert (link.connected, link.ssid, link.signal_dbm) == (True, None, -51)


@pytest.mark.parametrize(("on", "mode", "signal"), [(False, 1, -50), (True, 0, -50), (True, 1, 0)])
def test_core_wlan_without_a_link(adapter: Adapter, runner: Any, on: bool, mode: int, signal: int) -> None:
    adapter.on, adapter.mode, adapter.signal = on, mode, signal
    assert wifi_link(Cancel(), runner) == WifiLink("en0", False)


def test_core_wlan_scan(adapter: Adapter, runner: Any) -> None:
    adapter.found = [network("A", "0:0:5e:0:53:1", -60, channel(36, 2, 3))]
    assert wifi_scan(Cancel(), runner) == (AccessPoint("00:00:5e:00:53:01", 36, -60, "A", 5180, 80),)


@pytest.mark.parametrize("found", [None, set()])
def test_what_to_allow_is_said(adapter: Adapter, runner: Any, located: Callable[..., None], found: Any) -> None:
    adapter.found, adapter.error = found, SimpleNamespace(code=lambda: -3930)
    located(2)
    answer = wifi_scan(Cancel(), runner)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"
    assert "Location Services" in answer.detail


def test_nothing_found_where_all_is_allowed(adapter: Adapter, runner: Any, located: Callable[..., None]) -> None:
    adapter.found = set()
    located(3)
    assert wifi_scan(Cancel(), runner) == ()


@pytest.mark.parametrize(("status", "times"), [(0, 1), (2, 0), (3, 0)])
def test_who_was_never_asked_is_asked(
    adapter: Adapter, runner: Any, located: Callable[..., None], status: int, times: int
) -> None:
    """Channels and signals are told meanwhile; a refusal is never asked again."""
    asked: list[str] = []
    located(status, asked)
    adapter.found = [network(None, None, -60, channel(36, 2, 3))]
    assert wifi_scan(Cancel(), runner) == (AccessPoint("", 36, -60, None, 5180, 80),)
    assert len(asked) == times
