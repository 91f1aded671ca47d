"""wifi.link and wifi.scan (FACTS A4): signal, and the calmest of 1, 6, 11 or 36, 40."""

import math
from pathlib import Path

import pytest

from wizard.probes.channel_choice import Neighbour, choose
from wizard.system.base import AccessPoint, Cancel, Gateway, Missing, NetworkInterface, WifiLink
from wizard.system.linux.wifi_iw import parse_scan

RECORDED = Path(__file__).parent.parent / "recorded" / "iw"
"""Scans of other people's air; origin and licence stand in manifest.tsv beside them."""
OWN = "02:00:00:00:00:01"
LINK = WifiLink("wlan0", True, "Mine", OWN, 6, 2437, -50, 144.0)


def neighbour(channel: int, signal_dbm: int | None, width_mhz: int | None = 20, number: int = 9) -> AccessPoint:
    return AccessPoint(f"0a:77:10:9{number}:{channel:02x}:0{number}", channel, signal_dbm, "Other", None, width_mhz)


# choice


def test_the_least_loaded_channel_wins_by_power_not_by_number() -> None:
    """One strong neighbour weighs more than three faint ones: powers add, decibels do not."""
    others = (Neighbour(6, -40), Neighbour(11, -75), Neighbour(11, -75), Neighbour(11, -75), Neighbour(1, -60))
    choice = choose(6, 2.4, 20, others)
    assert (choice.channel, choice.neighbours, choice.neighbours_there, choice.is_crowded) == (11, 1, 3, True)
    assert "channel 6: 1 other networks, -40 dBm together" in choice.because
    assert "channel 11: 3 other networks, -70 dBm together" in choice.because


@pytest.mark.parametrize("channel", [1, 6, 11, 3, 13, 149, 36, 6])
def test_a_tie_keeps_the_own_channel(channel: int) -> None:
    band = 2.4 if channel <= 14 else 5.0
    assert choose(channel, band, 20, ()).channel == channel
    everywhere = tuple(Neighbour(each, -60, 20) for each in {1, 6, 11, 36, 40, channel})
    if channel in (1, 6, 11, 36):
        choice = choose(channel, band, 20, everywhere)
        assert (choice.channel, choice.is_crowded) == (channel, False)


@pytest.mark.parametrize(
    ("theirs", "overlaps"), [(6, True), (2, True), (10, True), (1, False), (11, False), (13, False)]
)
def test_channels_fewer_than_five_apart_overlap(theirs: int, overlaps: bool) -> None:
    assert choose(6, 2.4, 20, (Neighbour(theirs, -50),)).neighbours == int(overlaps)


def test_a_wide_neighbour_fills_36_and_40_alike() -> None:
    """36 and 40 share a block of 80 MHz: between them there is nothing to choose, and it is said."""
    choice = choose(36, 5.0, 80, (Neighbour(36, -40, 80),))
    assert (choice.channel, choice.is_crowded) == (36, False)
    assert "share one block" in choice.because
    unknown_width = choose(36, 5.0, None, (Neighbour(36, -40, None),))
    assert unknown_width.channel == 36


def test_narrow_networks_make_40_a_choice() -> None:
    choice = choose(36, 5.0, 20, (Neighbour(36, -40, 20),))
    assert (choice.channel, choice.is_crowded) == (40, True)
    assert choose(40, 5.0, 20, (Neighbour(36, -40, 40),)).neighbours == 1, "40 MHz from 36 reaches 40"
    assert choose(44, 5.0, 20, (Neighbour(36, -40, 40),)).neighbours == 0
    assert choose(149, 5.0, 80, (Neighbour(161, -40, 20),)).neighbours == 1
    assert choose(149, 5.0, 80, (Neighbour(144, -40, 80),)).neighbours == 0
    assert choose(36, 5.0, 160, (Neighbour(64, -40, 20),)).neighbours == 1


def test_faint_neighbours_crowd_nothing() -> None:
    choice = choose(6, 2.4, 20, (Neighbour(6, -88), Neighbour(6, -90)))
    assert (choice.channel, choice.is_crowded) == (1, False)


def test_a_slightly_calmer_channel_is_named_but_not_worth_the_work() -> None:
    choice = choose(6, 2.4, 20, (Neighbour(6, -60), Neighbour(1, -61), Neighbour(11, -60)))
    assert (choice.channel, choice.is_crowded) == (1, False)


@pytest.mark.parametrize("signal_dbm", [None, 0, 5, -400])
def test_without_a_signal_networks_are_counted(signal_dbm: int | None) -> None:
    """macOS keeps the signal of some neighbours back; a made-up value must not weigh either."""
    others = (Neighbour(6, signal_dbm), Neighbour(6, -90), Neighbour(11, -20), Neighbour(1, -20), Neighbour(1, -20))
    choice = choose(6, 2.4, 20, others)
    assert (choice.channel, choice.is_crowded) == (11, True)
    assert "channel 6: 2 other networks;" in choice.because


def test_the_own_channel_of_another_band_has_nothing_to_compare() -> None:
    choice = choose(37, 6.0, 160, (Neighbour(37, -50), Neighbour(53, -30)))
    assert (choice.channel, choice.neighbours, choice.is_crowded) == (37, 1, False)


def test_the_sum_is_linear() -> None:
    """Ten networks of -60 dBm are as loud as one of -50 dBm (CIPM: 10 · log10)."""
    ten = choose(6, 2.4, 20, tuple(Neighbour(6, -60) for _ in range(10)))
    assert "-50 dBm together" in ten.because
    assert 10 * math.log10(10 * 10 ** (-60 / 10)) == pytest.approx(-50)


# wifi.link


def air(made, link, seen=(), interfaces=(), gateway=None):
    return made(wifi_link=link, wifi_scan=seen, interfaces=tuple(interfaces), gateway=lambda cancel: gateway)


@pytest.mark.parametrize(("signal_dbm", "result"), [(-75, "ok"), (-76, "weak"), (-30, "ok"), (-95, "weak")])
def test_signal(measure, made, signal_dbm: int, result: str) -> None:
    link = WifiLink("wlan0", True, "Mine", OWN, 36, 5180, signal_dbm, 866.0)
    answer = measure("wifi.link", air(made, link))
    assert answer.result == result
    assert answer.facts == {
        "adapter": "wlan0",
        "channel": 36,
        "band_ghz": 5.0,
        "signal_dbm": signal_dbm,
        "rate_mbps": 866.0,
    }


@pytest.mark.parametrize("signal_dbm", [None, 0, 70, -1000])
def test_connected_without_a_signal_is_not_ok(measure, made, signal_dbm: int | None) -> None:
    """Some drivers put 0 or a percentage where a signal belongs."""
    answer = measure("wifi.link", air(made, WifiLink("wlan0", True, channel=11, signal_dbm=signal_dbm)))
    assert (answer.result, answer.reason) == ("unknown", "not_available")
    assert answer.facts["channel"] == 11


def test_disconnected(measure, made, wireless) -> None:
    down = NetworkInterface("wlan0", "wireless", False, ())
    assert measure("wifi.link", air(made, WifiLink("wlan0", False), (), [down])).result == "disconnected"


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_a_link_that_cannot_be_read(measure, made, wireless, reason: str) -> None:
    answer = measure("wifi.link", air(made, Missing(reason, "location is off"), (), [wireless]))
    assert (answer.result, answer.reason, answer.detail) == ("unknown", reason, "location is off")


@pytest.mark.parametrize("link", [Missing("not_available"), Missing("not_permitted"), WifiLink("wlan0", False)])
def test_a_cable_makes_wifi_unimportant(measure, made, wired, link) -> None:
    assert measure("wifi.link", air(made, link, (), [wired])).result == "wired"
    assert measure("wifi.scan", air(made, link, (), [wired])).result == "wired"


@pytest.mark.parametrize(("interface", "result"), [("eth0", "wired"), ("wlan0", "ok")])
def test_with_both_the_default_route_tells(measure, made, wired, wireless, interface: str, result: str) -> None:
    system = air(made, LINK, (), [wired, wireless], Gateway("192.168.1.1", interface))
    assert measure("wifi.link", system).result == result


def test_a_bridge_of_virtual_machines_is_no_cable(measure, made, wireless) -> None:
    bridge = NetworkInterface("docker0", "virtual", True, ("172.17.0.1",))
    down = NetworkInterface("wlan0", "wireless", False, ())
    assert measure("wifi.link", air(made, WifiLink("wlan0", False), (), [bridge, down])).result == "disconnected"
    assert measure("wifi.link", air(made, Missing("not_available"), (), [bridge])).result == "wired"


# wifi.scan


def test_crowded(measure, made) -> None:
    seen = (AccessPoint(OWN, 6, -50, "Mine", None, 20), neighbour(6, -45), neighbour(7, -55), neighbour(1, -50))
    answer = measure("wifi.scan", air(made, LINK, seen))
    assert answer.result == "crowded"
    assert {name: answer.facts[name] for name in ("channel", "band_ghz", "recommended_channel")} == {
        "channel": 6,
        "band_ghz": 2.4,
        "recommended_channel": 11,
    }
    assert (answer.facts["neighbours"], answer.facts["neighbours_recommended"]) == (2, 1), "7 reaches 11, faintly"
    assert answer.facts["access_points"][0] == {"channel": 6, "signal_dbm": -50, "own": True, "width_mhz": 20}
    assert not any("Mine" in str(value) or "Other" in str(value) for value in answer.facts.values()), "no names"


def test_the_own_networks_are_no_neighbours(measure, made) -> None:
    """The same name on another access point (a mesh), the guest network of the same radio, and 5 GHz."""
    seen = (
        AccessPoint(OWN.upper(), 6, -40, None),
        AccessPoint("02:00:00:00:00:05", 6, -41, "Guests"),
        AccessPoint("0e:11:22:00:00:01", 6, -41, "Hotspot"),
        AccessPoint("0a:aa:aa:aa:aa:aa", 6, -60, "Mine"),
        AccessPoint("0a:bb:bb:bb:bb:bb", 36, -30, "Other"),
    )
    answer = measure("wifi.scan", air(made, LINK, seen))
    assert (answer.result, answer.facts["neighbours"]) == ("clear", 0)
    assert [row["own"] for row in answer.facts["access_points"]] == [True, True, True, True, False]


def test_after_the_change_it_is_clear(measure, made) -> None:
    """The second scan that verifies must not ask for the next change."""
    others = (neighbour(6, -45), neighbour(1, -60), neighbour(11, -70))
    first = measure("wifi.scan", air(made, LINK, others))
    moved = WifiLink("wlan0", True, "Mine", OWN, int(str(first.facts["recommended_channel"])), None, -50, 144.0)
    assert first.result == "crowded"
    assert measure("wifi.scan", air(made, moved, others)).result == "clear"


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_a_scan_that_cannot_be_had(measure, made, reason: str) -> None:
    answer = measure("wifi.scan", air(made, LINK, Missing(reason, "no location")))
    assert (answer.result, answer.reason) == ("unknown", reason)


@pytest.mark.parametrize("link", [Missing("not_permitted"), WifiLink("wlan0", False), WifiLink("wlan0", True, "Mine")])
def test_without_the_own_channel_nothing_is_compared(measure, made, link) -> None:
    answer = measure("wifi.scan", air(made, link, (neighbour(6, -40),)))
    assert answer.result == "unknown"
    assert len(answer.facts["access_points"]) == 1
    assert answer.facts["recommended_channel"] is None


def test_an_empty_scan_is_not_clear(measure, made) -> None:
    """Whoever is on a network and sees none has not seen anything."""
    assert measure("wifi.scan", air(made, LINK, ())).result == "unknown"


def test_a_stop_is_heard(measure, made) -> None:
    cancel = Cancel()
    cancel.set()
    for name in ("wifi.link", "wifi.scan"):
        assert measure(name, air(made, LINK, (neighbour(6, -40),)), cancel=cancel).reason == "timeout"


@pytest.mark.parametrize(
    ("own", "channel", "recommended", "result", "neighbours"),
    [
        # By hand, in mW · 1e6. Around 1: 2·2.0 + 2·0.02 + 0.2 + 0.004 = 4.2. Around 6: 2·5.0 + 0.1 + 0.013 = 10.1.
        # Around 11, without the own router's two: 0.1 + 0.008 + 0.063 + 0.025 + 0.079 + 0.002 + 2·0.01 = 0.3.
        ("ac:22:05:e6:ff:41", 11, 11, "clear", 8),
        ("38:43:7d:1c:95:e6", 6, 1, "crowded", 5),
        # This router's own second network is as loud as the first: without both, 0.1 + 0.02 is left around 6.
        ("90:5c:44:d1:34:2f", 6, 6, "clear", 4),
    ],
)
def test_recorded_air(measure, made, own: str, channel: int, recommended: int, result: str, neighbours: int) -> None:
    """A block of flats with 26 networks, as `iw` saw it; the own network is one of them in turn."""
    seen = parse_scan((RECORDED / "scan-many.txt").read_text("utf-8"))
    mine = next(point for point in seen if point.bssid == own)
    link = WifiLink("wlan0", True, mine.ssid, mine.bssid, channel, mine.frequency_mhz, mine.signal_dbm, 144.0)
    answer = measure("wifi.scan", air(made, link, seen))
    assert (answer.facts["recommended_channel"], answer.result) == (recommended, result), answer.detail
    assert answer.facts["neighbours"] == neighbours
    assert len(answer.facts["access_points"]) == 26


def test_recorded_5_ghz_air(measure, made) -> None:
    """All neighbours are 80 MHz wide: 36 or 40 makes no difference, so the own channel stays."""
    seen = parse_scan((RECORDED / "scan-many.txt").read_text("utf-8"))
    link = WifiLink("wlan0", True, "UPCCDB29F5", "ac:22:05:e6:ff:24", 36, 5180, -30, 866.0)
    answer = measure("wifi.scan", air(made, link, seen))
    assert (answer.result, answer.facts["recommended_channel"], answer.facts["neighbours"]) == ("clear", 36, 5)
    assert "share one block" in answer.detail
