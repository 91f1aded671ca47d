"""What Windows writes about Wi-Fi: adapters, the link, access points and what they send; read on any system."""

import ctypes
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.system.windows_buffers import network_name, station, station_list
from wizard.system.base import Cancel, Missing, WifiLink
from wizard.system.windows import wifi
from wizard.system.windows.calls import RefusedError
from wizard.system.windows.memory import DamagedError
from wizard.system.windows.structures_wifi import Connection, RadioState, WirelessInterface, WirelessInterfaces
from wizard.system.windows.wifi_answers import (
    WirelessAdapter,
    dbm_of_percent,
    decode_interfaces,
    decode_link,
    decode_number,
    decode_stations,
    decode_switched_off,
    interfaces_bytes,
    stations_bytes,
    usable_channel,
    usable_dbm,
)
from wizard.system.windows.wifi_elements import width_mhz

IDENTIFIER = uuid.UUID("4f0bcedb-1234-5678-9abc-def012345678")
NAME_ELEMENT = bytes((0, 4)) + b"home"


def ht_operation(channel: int, offset: int) -> bytes:
    return bytes((61, 22, channel, offset)) + bytes(20)


def vht_operation(width: int, first: int, second: int) -> bytes:
    return bytes((192, 5, width, first, second, 0, 0))


def he_operation(width: int, *, with_vht: bool = False, with_cohosted: bool = False) -> bytes:
    parameters = (1 << 17) | (with_vht << 14) | (with_cohosted << 15)
    content = b"\x24" + parameters.to_bytes(3, "little") + bytes(3) + bytes(3 * with_vht) + bytes(with_cohosted)
    content += bytes((37, width, 39, 0, 6))
    return bytes((255, len(content))) + content


def eht_operation(width: int) -> bytes:
    content = b"\x6a\x01" + bytes(4) + bytes((width, 31, 0))
    return bytes((255, len(content))) + content


# access points


def test_access_points() -> None:
    content = station_list(
        [
            (station("aabbccddee01", 2437), NAME_ELEMENT + ht_operation(6, 0)),
            (
                station("aabbccddee02", 5180, "kavárna".encode(), signal_dbm=-71),
                ht_operation(36, 1) + vht_operation(1, 42, 0),
            ),
            (station("aabbccddee03", 6135, b"", signal_dbm=0), he_operation(3)),
            (station("aabbccddee04", 60_480), b""),
        ]
    )
    first, second, third = decode_stations(content)
    assert (first.bssid, first.channel, first.frequency_mhz, first.signal_dbm) == ("aa:bb:cc:dd:ee:01", 6, 2437, -60)
    assert (first.ssid, first.width_mhz) == ("home", 20)
    assert (second.ssid, second.channel, second.signal_dbm, second.width_mhz) == ("kavárna", 36, -71, 80)
    assert (third.ssid, third.channel, third.signal_dbm, third.width_mhz) == (None, 37, None, 160)
    assert stations_bytes(content[:8]) == len(content)


@pytest.mark.parametrize(
    ("elements", "width"),
    [
        (b"", None),
        (NAME_ELEMENT, None),
        (ht_operation(6, 0), 20),
        (ht_operation(6, 1), 40),
        (ht_operation(6, 3), 40),
        (ht_operation(36, 1) + vht_operation(0, 0, 0), 40),
        (ht_operation(36, 1) + vht_operation(1, 42, 0), 80),
        (ht_operation(36, 1) + vht_operation(1, 42, 50), 160),
        (ht_operation(36, 1) + vht_operation(2, 50, 0), 160),
        (ht_operation(36, 1) + vht_operation(3, 42, 155), 160),
        (he_operation(0), 20),
        (he_operation(2, with_vht=True, with_cohosted=True), 80),
        (he_operation(3) + eht_operation(4), 320),
        (eht_operation(2), 80),
        (ht_operation(6, 1)[:-1], None),
    ],
)
def test_widths(elements: bytes, width: int | None) -> None:
    """IEEE 802.11-2020 9.4.2.56 and 9.4.2.158, 802.11ax 9.4.2.249, 802.11be 9.4.2.311."""
    assert width_mhz(elements) == width


@given(st.binary(max_size=600))
def test_anything_may_be_sent_through_the_air(elements: bytes) -> None:
    assert width_mhz(elements) in (None, 20, 40, 80, 160, 320)


@given(st.data())
def test_damaged_access_points(data: st.DataObject) -> None:
    content = bytearray(station_list([(station("aabbccddee01", 2437), ht_operation(6, 1))] * 2))
    for _ in range(data.draw(st.integers(0, 4))):
        position = data.draw(st.integers(0, len(content) - 4))
        content[position : position + 4] = data.draw(st.binary(min_size=4, max_size=4))
    kept = bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    for decode in (decode_stations, stations_bytes):
        try:
            decode(kept)
        except DamagedError:
            continue


def test_elements_outside_of_the_list_are_not_read() -> None:
    entry = station("aabbccddee01", 2437)
    content = bytearray(station_list([(entry, b"")]))
    content[-8:-4] = (1 << 31).to_bytes(4, "little")
    with pytest.raises(DamagedError):
        decode_stations(bytes(content))


@pytest.mark.parametrize(("said", "usable"), [(-60, -60), (0, None), (-121, None), (55, None), (-120, -120)])
def test_signals_that_cannot_be(said: int, usable: int | None) -> None:
    assert usable_dbm(said) == usable


# adapters and the link


def interface_list(*states: int, entries: int | None = None) -> bytes:
    rows = b""
    for state in states:
        row = WirelessInterface(state=state)
        row.identifier[:] = [
            int.from_bytes(IDENTIFIER.bytes_le[place : place + 4], "little") for place in (0, 4, 8, 12)
        ]
        description = "Wi-Fi 6 adaptér".encode("utf-16-le")
        ctypes.memmove(row.description, description, len(description))
        rows += bytes(row)
    return bytes(WirelessInterfaces(entries=len(states) if entries is None else entries)) + rows


def test_wireless_adapters() -> None:
    content = interface_list(1, 4)
    assert interfaces_bytes(content[:8]) == len(content)
    assert decode_interfaces(content)[0] == WirelessAdapter(IDENTIFIER, "Wi-Fi 6 adaptér", 1)
    assert [each.state for each in decode_interfaces(content)] == [1, 4]
    assert decode_interfaces(interface_list()) == ()


@pytest.mark.parametrize("entries", [2, 65, 2**32 - 1])
def test_a_count_that_the_list_does_not_hold(entries: int) -> None:
    with pytest.raises(DamagedError):
        decode_interfaces(interface_list(1, entries=entries))


def connection(state: int = 1, name: bytes = b"home", quality: int = 80, send_kbps: int = 866_700) -> Connection:
    found = Connection(state=state)
    found.association.ssid = network_name(name)
    found.association.bssid[:] = bytes.fromhex("aabbccddee01")
    found.association.quality_percent = quality
    found.association.send_kbps = send_kbps
    return found


def test_a_link() -> None:
    assert decode_link("Wi-Fi", bytes(connection())) == WifiLink(
        "Wi-Fi", True, "home", "aa:bb:cc:dd:ee:01", signal_dbm=-60, rate_mbps=866.7
    )


def test_a_link_that_is_none() -> None:
    assert decode_link("Wi-Fi", bytes(connection(state=4))) == WifiLink("Wi-Fi", False)


def test_what_a_link_does_not_tell_is_none() -> None:
    found = decode_link("Wi-Fi", bytes(connection(name=b"", send_kbps=0)))
    assert (found.ssid, found.rate_mbps) == (None, None)


@given(st.binary(max_size=700))
def test_damaged_links(content: bytes) -> None:
    for decode in (lambda raw: decode_link("Wi-Fi", raw), decode_interfaces, decode_number, decode_switched_off):
        try:
            decode(content)
        except DamagedError:
            continue


@pytest.mark.parametrize(("percent", "dbm"), [(0, -100), (50, -75), (100, -50), (2**32 - 1, -50)])
def test_per_cent_of_windows(percent: int, dbm: int) -> None:
    """Windows documentation, "WLAN_ASSOCIATION_ATTRIBUTES": 0 is -100 dBm, 100 is -50 dBm."""
    assert dbm_of_percent(percent) == dbm


def test_numbers() -> None:
    assert decode_number((-67 & 0xFFFFFFFF).to_bytes(4, "little")) == -67
    assert (usable_channel(36), usable_channel(0), usable_channel(-1)) == (36, None, None)


def test_a_switch() -> None:
    """Off by its switch or in the settings; what is unknown is not off."""

    def state(*radios: tuple[int, int]) -> bytes:
        found = RadioState(entries=len(radios))
        for radio, (software, hardware) in zip(found.radios, radios, strict=False):
            radio.software, radio.hardware = software, hardware
        return bytes(found)

    assert decode_switched_off(state((2, 1), (1, 2)))
    assert not decode_switched_off(state((1, 1), (2, 1)))
    assert not decode_switched_off(state((0, 0)))
    assert not decode_switched_off(state())


# refusals


def test_a_place_that_is_kept_back_says_where_to_open_it() -> None:
    """From 24H2 on Windows keeps Wi-Fi from programs that may not use the location."""
    with pytest.raises(RefusedError) as caught:
        wifi._check("WlanScan", 5)
    missing = caught.value.missing
    assert missing.reason == "not_permitted"
    assert "Location" in missing.detail and "ms-settings:privacy-location" in missing.detail


@pytest.mark.parametrize("code", [0x80342002, 5023])
def test_wifi_that_is_switched_off_is_told(code: int) -> None:
    with pytest.raises(RefusedError) as caught:
        wifi._check("WlanScan", code)
    assert caught.value.missing == Missing("not_available", "Wi-Fi is switched off")


def test_a_stop_before_the_beginning() -> None:
    cancel = Cancel()
    cancel.set()
    assert wifi.wifi_scan(cancel) == wifi.wifi_link(cancel) == Missing("timeout", "stopped")
