"""Frequencies, channels and signal scales (FACTS A4: 36, 40 at 5 GHz; 1, 6, 11 at 2.4 GHz)."""

import pytest

from wizard.system.wireless import channel_of, dbm_of_quality, hardware_address


@pytest.mark.parametrize(
    ("frequency_mhz", "channel"),
    [
        (2412, 1),
        (2437, 6),
        (2462, 11),
        (2472, 13),
        (2484, 14),
        (5180, 36),
        (5200, 40),
        (5500, 100),
        (5745, 149),
        (5885, 177),
        (5955, 1),
        (6115, 33),
        (7115, 233),
        (5935, 2),
        (0, None),
        (900, None),
        (3000, None),
        (60480, None),
        (-5, None),
    ],
)
def test_channels(frequency_mhz: int, channel: int | None) -> None:
    assert channel_of(frequency_mhz) == channel


@pytest.mark.parametrize(("quality", "dbm"), [(0, -100), (50, -70), (75, -55), (100, -40), (140, -40), (-3, -100)])
def test_signal(quality: int, dbm: int) -> None:
    assert dbm_of_quality(quality) == dbm


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("FE:DC:BA:09:87:01", "fe:dc:ba:09:87:01"),
        ("fe-dc-ba-09-87-01", "fe:dc:ba:09:87:01"),
        (" fe:dc:ba:09:87:01\n", "fe:dc:ba:09:87:01"),
        ("xx:xx:xx:xx:3e:41", None),
        ("00:00:00:00:00:00", None),
        ("fe:dc:ba:09:87", None),
        ("fe:dc:ba:09:87:01:02", None),
        ("", None),
    ],
)
def test_hardware_addresses(text: str, address: str | None) -> None:
    assert hardware_address(text) == address
