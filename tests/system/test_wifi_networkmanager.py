"""NetworkManager over D-Bus, played by a bus of this test: its answers, its refusals, its silence."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dbus_fast.aio
import pytest
from dbus_fast import Message, MessageType, Variant

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.linux import wifi_networkmanager

NM = "org.freedesktop.NetworkManager"
HOME = {
    "Ssid": Variant("ay", b"home"),
    "HwAddress": Variant("s", "FE:DC:BA:09:87:03"),
    "Frequency": Variant("u", 5180),
    "Strength": Variant("y", 75),
    "Bandwidth": Variant("u", 80),
}
HIDDEN = {
    "Ssid": Variant("ay", b""),
    "HwAddress": Variant("s", "FE:DC:BA:09:87:04"),
    "Frequency": Variant("u", 2437),
    "Strength": Variant("y", 20),
}
ODD = {"Ssid": Variant("ay", b"x"), "Frequency": Variant("u", 0), "Strength": Variant("y", 20)}


def now_ms() -> int:
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)


class PlayedBus:
    """A system bus on which NetworkManager lives; each attribute is a knob."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], dict[str, Any]] = {
            ("/org/freedesktop/NetworkManager", NM): {"WirelessEnabled": Variant("b", True)},
            ("/d/1", f"{NM}.Device"): {"DeviceType": Variant("u", 1), "Interface": Variant("s", "eth0")},
            ("/d/2", f"{NM}.Device"): {
                "DeviceType": Variant("u", 2),
                "Interface": Variant("s", "wlan0"),
                "State": Variant("u", 100),
            },
            ("/d/2", f"{NM}.Device.Wireless"): {
                "ActiveAccessPoint": Variant("o", "/a/1"),
                "Bitrate": Variant("u", 270000),
                "LastScan": Variant("x", now_ms() - 60_000),
            },
            ("/a/1", f"{NM}.AccessPoint"): HOME,
            ("/a/2", f"{NM}.AccessPoint"): HIDDEN,
            ("/a/3", f"{NM}.AccessPoint"): ODD,
        }
        self.devices = ["/d/1", "/d/2"]
        self.points = ["/a/1", "/a/2", "/a/3", "/a/gone"]
        self.scan_error: str | None = None
        self.scan_finishes = True
        self.scans = 0
        self.connected = self.disconnected = 0
        self.connect_error: Exception | None = None

    def set(self, path: str, interface: str, **values: Variant) -> None:
        self.objects[path, interface] = {**self.objects[path, interface], **values}

    async def connect(self) -> "PlayedBus":
        if self.connect_error:
            raise self.connect_error
        self.connected += 1
        return self

    def disconnect(self) -> None:
        self.disconnected += 1

    async def call(self, message: Message) -> Any:
        await asyncio.sleep(0)
        match message.member:
            case "GetDevices":
                return self.answer(self.devices)
            case "GetAllAccessPoints":
                return self.answer(self.points)
            case "RequestScan":
                self.scans += 1
                if self.scan_finishes:
                    self.set("/d/2", f"{NM}.Device.Wireless", LastScan=Variant("x", now_ms()))
                return self.refuse(self.scan_error) if self.scan_error else self.answer()
            case "GetAll":
                found = self.objects.get((message.path, message.body[0]))
                return self.refuse("org.freedesktop.DBus.Error.UnknownObject") if found is None else self.answer(found)
        raise AssertionError(message.member)

    def answer(self, *body: Any) -> Any:
        return SimpleNamespace(message_type=MessageType.METHOD_RETURN, error_name=None, body=list(body))

    def refuse(self, name: str) -> Any:
        return SimpleNamespace(message_type=MessageType.ERROR, error_name=name, body=["as it said"])


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> PlayedBus:
    played = PlayedBus()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/played")
    monkeypatch.setattr(dbus_fast.aio, "MessageBus", lambda bus_type: played)
    return played


def test_link(bus: PlayedBus) -> None:
    link = wifi_networkmanager.link(Cancel())
    assert link == WifiLink("wlan0", True, "home", "fe:dc:ba:09:87:03", 36, 5180, -55, 270.0)
    assert (bus.connected, bus.disconnected) == (1, 1)


@pytest.mark.parametrize(
    ("state", "active"),
    [(30, "/"), (100, "/"), (50, "/a/1"), (20, "/")],
)
def test_no_link(bus: PlayedBus, state: int, active: str) -> None:
    bus.set("/d/2", f"{NM}.Device", State=Variant("u", state))
    bus.set("/d/2", f"{NM}.Device.Wireless", ActiveAccessPoint=Variant("o", active))
    assert wifi_networkmanager.link(Cancel()) == WifiLink("wlan0", False)


def test_an_unknown_rate_is_not_zero(bus: PlayedBus) -> None:
    bus.set("/d/2", f"{NM}.Device.Wireless", Bitrate=Variant("u", 0))
    link = wifi_networkmanager.link(Cancel())
    assert isinstance(link, WifiLink)
    assert link.rate_mbps is None


def test_scan(bus: PlayedBus) -> None:
    """A point that has gone, and one on no Wi-Fi channel, are passed over; a hidden one is a neighbour."""
    assert wifi_networkmanager.scan(Cancel()) == (
        AccessPoint("fe:dc:ba:09:87:03", 36, -55, "home", 5180, 80),
        AccessPoint("fe:dc:ba:09:87:04", 6, -88, None, 2437, None),
    )
    assert bus.scans == 1


@pytest.mark.parametrize(("age_ms", "scans"), [(1_000, 0), (29_000, 0), (31_000, 1)])
def test_a_fresh_scan_is_taken_as_it_is(bus: PlayedBus, age_ms: int, scans: int) -> None:
    bus.set("/d/2", f"{NM}.Device.Wireless", LastScan=Variant("x", now_ms() - age_ms))
    assert len(wifi_networkmanager.scan(Cancel())) == 2  # type: ignore[arg-type]
    assert bus.scans == scans


def test_never_scanned(bus: PlayedBus) -> None:
    bus.set("/d/2", f"{NM}.Device.Wireless", LastScan=Variant("x", -1))
    wifi_networkmanager.scan(Cancel())
    assert bus.scans == 1


def test_a_scan_under_way_is_awaited(bus: PlayedBus) -> None:
    bus.scan_error = f"{NM}.Device.NotAllowed"
    assert not isinstance(wifi_networkmanager.scan(Cancel()), Missing)


@pytest.mark.parametrize(
    "error", [f"{NM}.PermissionDenied", "org.freedesktop.DBus.Error.AccessDenied", f"{NM}.Device.PermissionDenied"]
)
def test_not_permitted(bus: PlayedBus, error: str) -> None:
    """polkit gives wifi.scan to those who sit there, and asks an administrator over SSH."""
    bus.scan_error, bus.scan_finishes = error, False
    answer = wifi_networkmanager.scan(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"
    assert "administrator" in answer.detail


def test_a_scan_that_never_ends(bus: PlayedBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wifi_networkmanager, "_SCAN_S", 0.3)
    bus.scan_finishes = False
    answer = wifi_networkmanager.scan(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "timeout"
    assert bus.disconnected == 1


def test_a_stop(bus: PlayedBus) -> None:
    bus.scan_finishes = False
    cancel = Cancel()
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(wifi_networkmanager.scan(cancel)))
    thread.start()
    cancel.set()
    thread.join(2.0)
    assert answers == [Missing("timeout", "stopped")]


@pytest.mark.parametrize(
    ("path", "interface", "values"),
    [
        ("/org/freedesktop/NetworkManager", NM, {"WirelessEnabled": Variant("b", False)}),
        ("/d/2", f"{NM}.Device", {"State": Variant("u", 20)}),
        ("/d/2", f"{NM}.Device", {"DeviceType": Variant("u", 13)}),
    ],
)
def test_nothing_to_scan_with(bus: PlayedBus, path: str, interface: str, values: dict[str, Variant]) -> None:
    bus.set(path, interface, **values)
    answer = wifi_networkmanager.scan(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


@pytest.mark.parametrize("error", [ConnectionRefusedError(), EOFError(), FileNotFoundError("bus")])
def test_no_bus(bus: PlayedBus, error: Exception) -> None:
    bus.connect_error = error
    answer = wifi_networkmanager.link(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


def test_no_networkmanager(bus: PlayedBus) -> None:
    bus.objects.clear()
    answer = wifi_networkmanager.scan(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


@pytest.fixture
def silent_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Something that takes connections in the bus's place and says nothing."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "bus"))
        server.listen()
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        yield


@pytest.mark.usefixtures("silent_socket")
def test_a_silent_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wifi_networkmanager, "_QUICK_S", 0.3)
    answer = wifi_networkmanager.link(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "timeout"


@pytest.mark.parametrize("address", ["nonsense", "unix:path=/nowhere/at/all", "tcp:host=127.0.0.1,port=1"])
def test_a_wrong_bus_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    answer = wifi_networkmanager.link(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
