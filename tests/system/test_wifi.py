"""Wireless readings by nmcli and iw, from recorded outputs, and which way is asked when."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.command import CommandOutput
from wizard.system.linux import bus, wifi_iw, wifi_nmcli
from wizard.system.linux.wifi import wifi_link, wifi_scan
from wizard.system.linux.wifi_nmcli import access_point, parse_rows, split_escaped

Recorded = Callable[[str], str]

DEFAULT_FIELDS = ("IN-USE", "BSSID", "SSID", "MODE", "CHAN", "RATE", "SIGNAL", "BARS", "SECURITY")
OWN_FIELDS = ("IN-USE", "SSID", "BSSID", "MODE", "CHAN", "FREQ", "SIGNAL", "SECURITY", "WPA-FLAGS", "RSN-FLAGS")


# nmcli


def test_recorded_nmcli_with_default_fields(recorded: Recorded) -> None:
    """An SSID with a colon and a backslash; the order is nmcli's own."""
    rows = parse_rows(recorded("nmcli/wifi-list-default-fields.txt"), DEFAULT_FIELDS)
    points = [access_point(row) for row in rows]
    assert len(points) == 11
    assert points[1] == AccessPoint("fe:dc:ba:09:87:02", 6, -40, ssid="SSID-2-\\foo:bar")
    own = next(row for row in rows if row["IN-USE"] == "*")
    assert access_point(own) == AccessPoint("fe:dc:ba:09:87:03", 1, -48, ssid="SSID-3")


def test_recorded_nmcli_with_frequencies(recorded: Recorded) -> None:
    """The strongest is not the one in use; one is hidden; one name stands for several."""
    rows = parse_rows(recorded("nmcli/wifi-list-fields.txt"), OWN_FIELDS)
    points = [point for point in map(access_point, rows) if point]
    assert len(points) == 14
    assert [point.ssid for point in points].count(None) == 1
    own = access_point(next(row for row in rows if row["IN-USE"] == "yes"))
    assert own == AccessPoint("31:23:03:1a:9f:1d", 36, -55, ssid="Linksys01777_5GHz", frequency_mhz=5180)
    assert points[1].ssid == "Linksys01777-invité"


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a:b", ["a", "b"]),
        (r"a\:b:c", ["a:b", "c"]),
        (r"a\\:b", ["a\\", "b"]),
        (r"a\\\:b", ["a\\:b"]),
        ("", [""]),
        ("::", ["", "", ""]),
        ("a\\", ["a"]),
    ],
)
def test_escapes(line: str, fields: list[str]) -> None:
    assert split_escaped(line) == fields


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"CHAN": "", "FREQ": ""},
        {"CHAN": "x", "FREQ": "900 MHz"},
        {"CHAN": "0", "SIGNAL": "50"},
    ],
)
def test_a_network_without_a_channel_is_passed_over(row: dict[str, str]) -> None:
    assert access_point(row) is None


def test_an_unknown_signal_is_not_zero() -> None:
    assert access_point({"CHAN": "6", "SIGNAL": "", "BSSID": "xx"}) == AccessPoint("", 6, None)


def test_damaged_rows_are_passed_over() -> None:
    text = "one:two\n*:FE\\:DC:six\n\0\0\n" + ":" * 40 + "\n*:a:b\n"
    assert parse_rows(text, ("x", "y", "z")) == [
        {"x": "*", "y": "FE:DC", "z": "six"},
        {"x": "*", "y": "a", "z": "b"},
    ]


NMCLI = ("nmcli", "-t", "-e", "yes", "-f")
LIST = "IN-USE,BSSID,SSID,CHAN,FREQ,RATE,SIGNAL"


def test_nmcli_link(runner: Any) -> None:
    runner.says(
        *NMCLI, "DEVICE,TYPE,STATE", out="lo:loopback:unmanaged\nwlan1:wifi:unavailable\nwlan0:wifi:connected\n"
    )
    runner.says(*NMCLI, LIST, out="*:FE\\:DC\\:BA\\:09\\:87\\:03:home:36:5180 MHz:270 Mbit/s:75\n")
    expected = WifiLink("wlan0", True, "home", "fe:dc:ba:09:87:03", 36, 5180, -55)
    assert wifi_nmcli.link(Cancel(), runner) == expected
    assert runner.asked[-1][-4:] == ("ifname", "wlan0", "--rescan", "no")


@pytest.mark.parametrize(
    ("devices", "link"),
    [
        ("wlan0:wifi:disconnected\n", WifiLink("wlan0", False)),
        ("wlan0:wifi:unavailable\n", WifiLink("wlan0", False)),
        ("wlan0:wifi:connecting (configuring)\n", WifiLink("wlan0", False)),
        ("wlan0:wifi:connected (externally)\n", WifiLink("wlan0", True)),
    ],
)
def test_nmcli_link_states(runner: Any, devices: str, link: WifiLink) -> None:
    runner.says(*NMCLI, "DEVICE,TYPE,STATE", out=devices)
    runner.says(*NMCLI, LIST, out="")
    assert wifi_nmcli.link(Cancel(), runner) == link


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Error: NetworkManager is not running.", "not_available"),
        ("Error: Access point list: not authorized to request a scan.", "not_permitted"),
        ("Error: Scanning not allowed: insufficient privileges", "not_permitted"),
        ("", "not_available"),
    ],
)
def test_nmcli_refuses(runner: Any, said: str, reason: str) -> None:
    runner.says(*NMCLI, err=said, status=8)
    for answer in (wifi_nmcli.scan(Cancel(), runner), wifi_nmcli.link(Cancel(), runner)):
        assert isinstance(answer, Missing)
        assert answer.reason == reason


def test_nmcli_without_wireless(runner: Any) -> None:
    runner.says(*NMCLI, out="eth0:ethernet:connected\n")
    assert isinstance(wifi_nmcli.link(Cancel(), runner), Missing)


# iw


def test_recorded_iw_link(recorded: Recorded) -> None:
    """Newer versions print ``freq: 2412.0``."""
    link = wifi_iw.parse_link("wlp1s0", CommandOutput(0, recorded("iw/link.txt"), ""))
    assert link == WifiLink("wlp1s0", True, "SSID-1", "fe:dc:ba:98:76:02", 1, 2412, -51, 26.0)


def test_iw_without_a_link() -> None:
    assert wifi_iw.parse_link("wlan0", CommandOutput(0, "Not connected.\n", "")) == WifiLink("wlan0", False)


def test_recorded_iw_scan_of_two(recorded: Recorded) -> None:
    assert wifi_iw.parse_scan(recorded("iw/scan-two.txt")) == (
        AccessPoint("00:19:a9:cd:c6:80", 1, -45, "Cisco1240", 2412),
        AccessPoint("d0:d0:fd:69:ca:70", 11, -70, "Cisco1250", 2462),
    )


def test_recorded_iw_scan_of_many(recorded: Recorded) -> None:
    """``(on wlan0)`` is glued to the address; one name on two bands; widths stand in two places."""
    points = wifi_iw.parse_scan(recorded("iw/scan-many.txt"))
    assert len(points) == 26
    assert points[0] == AccessPoint("ac:22:05:db:4d:5b", 1, -57, "Hoeheitsgebiet", 2412, 20)
    own = next(point for point in points if point.bssid == "ac:22:05:e6:ff:24")
    assert own == AccessPoint("ac:22:05:e6:ff:24", 36, -30, "UPCCDB29F5", 5180, 80)
    assert {point.width_mhz for point in points} <= {20, 40, 80, 160}


def test_recorded_iw_scan_with_a_masked_address(recorded: Recorded) -> None:
    """It is a neighbour on that channel all the same; its address is unknown, not ``xx``."""
    assert wifi_iw.parse_scan(recorded("iw/scan-ax-masked.txt")) == (
        AccessPoint("", 1, -54, "Troubleshooting", 2412, 20),
    )


@pytest.mark.parametrize(
    ("said", "ssid"),
    [
        ("home", "home"),
        (r"caf\xc3\xa9 \x5c", "café \\"),
        (r"\x00\x00\x00", None),
        ("", None),
        (r"broken \xff", "broken \ufffd"),
        ("freq: 2412", "freq: 2412"),
    ],
)
def test_iw_names(said: str, ssid: str | None) -> None:
    text = f"BSS 00:19:a9:cd:c6:80(on wlan0)\n\tfreq: 5180\n\tsignal: -45.00 dBm\n\tSSID: {said}\n"
    assert wifi_iw.parse_scan(text) == (AccessPoint("00:19:a9:cd:c6:80", 36, -45, ssid, 5180),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BSS ",
        "BSS 00:19:a9:cd:c6:80(on wlan0)\n",
        "BSS 00:19:a9:cd:c6:80(on wlan0)\n\tfreq: many\n",
        "BSS 00:19:a9:cd:c6:80(on wlan0)\n\tfreq: 60480\n",
        "\tfreq: 2412\n\tsignal: -40 dBm\n",
        "\0\ufffd" * 500,
    ],
)
def test_damaged_iw_scan(text: str) -> None:
    assert wifi_iw.parse_scan(text) == ()


def test_an_unreadable_answer_is_not_a_clear_air(runner: Any) -> None:
    runner.says("iw", out="scan aborted!\n")
    runner.says("nmcli", out="one:two\n")
    for answer in (wifi_iw.scan(("wlan0",), Cancel(), runner), wifi_nmcli.scan(Cancel(), runner)):
        assert isinstance(answer, Missing)
    runner.says("iw", out="")
    runner.says("nmcli", out="")
    assert wifi_iw.scan(("wlan0",), Cancel(), runner) == ()
    assert wifi_nmcli.scan(Cancel(), runner) == ()


def test_a_signal_without_a_unit_is_unknown() -> None:
    text = "BSS 00:19:a9:cd:c6:80(on wlan0)\n\tfreq: 2412\n\tsignal: 70/100\n"
    assert wifi_iw.parse_scan(text)[0].signal_dbm is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("command failed: Operation not permitted (-1)", "not_permitted"),
        ("command failed: Device or resource busy (-16)", "timeout"),
        ("command failed: Network is down (-100)", "not_available"),
        ("command failed: No such device (-19)", "not_available"),
        ("", "not_available"),
    ],
)
def test_iw_refuses(runner: Any, said: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wifi_iw, "_BUSY_S", 0.0)
    runner.says("iw", err=said, status=255)
    for answer in (wifi_iw.scan(("wlan0",), Cancel(), runner), wifi_iw.link(("wlan0",), Cancel(), runner)):
        assert isinstance(answer, Missing)
        assert answer.reason == reason


def test_iw_looks_at_every_adapter(runner: Any, recorded: Recorded) -> None:
    runner.says("iw", "dev", "wlan0", "link", out="Not connected.")
    runner.says("iw", "dev", "wlan1", "link", out=recorded("iw/link.txt"))
    link = wifi_iw.link(("wlan0", "wlan1"), Cancel(), runner)
    assert isinstance(link, WifiLink)
    assert (link.interface, link.connected) == ("wlan1", True)


# Which way


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer with one wireless adapter and no D-Bus."""
    adapter = tmp_path / "sys/class/net/wlan0"
    (adapter / "phy80211").mkdir(parents=True)
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(bus, "_DEFAULT_BUS", tmp_path / "no bus")
    return tmp_path


def test_without_an_adapter_nobody_is_asked(tmp_path: Path, runner: Any) -> None:
    for answer in (wifi_link(Cancel(), runner, tmp_path), wifi_scan(Cancel(), runner, tmp_path)):
        assert answer == Missing("not_available", "this computer has no wireless adapter")
    assert runner.asked == []


def test_iw_stands_in_for_networkmanager(root: Path, runner: Any, recorded: Recorded) -> None:
    runner.says("nmcli", err="Error: NetworkManager is not running.", status=8)
    runner.says("iw", "dev", "wlan0", "link", out=recorded("iw/link.txt").replace("wlp1s0", "wlan0"))
    runner.says("iw", "dev", "wlan0", "scan", out=recorded("iw/scan-two.txt"))
    link, points = wifi_link(Cancel(), runner, root), wifi_scan(Cancel(), runner, root)
    assert isinstance(link, WifiLink)
    assert link.channel == 1
    assert not isinstance(points, Missing)
    assert len(points) == 2


def test_no_program_at_all(root: Path, runner: Any) -> None:
    answer = wifi_scan(Cancel(), runner, root)
    assert answer == Missing(
        "not_available", "there is no D-Bus system bus; nmcli is not installed; iw is not installed"
    )


def test_a_refusal_is_the_answer(root: Path, runner: Any, recorded: Recorded) -> None:
    """iw's leftovers of an old scan would look like an empty air."""
    runner.says("nmcli", err="Error: not authorized", status=4)
    runner.says("iw", "dev", "wlan0", "scan", out=recorded("iw/scan-two.txt"))
    answer = wifi_scan(Cancel(), runner, root)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"
