"""Whatever a Mac's programs and files hold, the parsers give a typed answer, sound and bounded. Never run on a Mac."""

import json
import plistlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.system.base import AccessPoint, Drive, Graphics, Missing, WifiLink
from wizard.system.command import CommandOutput
from wizard.system.macos.airport_profile import parse_channel, parse_link, parse_networks
from wizard.system.macos.hardware import (
    parse_battery,
    parse_disk,
    parse_disks,
    parse_firmware,
    parse_graphics,
    parse_serials,
)
from wizard.system.macos.homebrew import parse_installed
from wizard.system.macos.interfaces import parse_hardware_ports, parse_ifconfig
from wizard.system.macos.osascript import error_number
from wizard.system.macos.ping_echo import parse_ping
from wizard.system.macos.profile import parse_json, parse_property_list
from wizard.system.macos.proxy import from_settings
from wizard.system.macos.route_probes import open_route_probes, without_ip_header
from wizard.system.macos.routes import parse_neighbours, parse_route
from wizard.system.macos.system_configuration import parse_dictionary, parse_name_servers, parse_search_domains
from wizard.system.name_lookup import is_address
from wizard.system.traceroute_output import parse_traceroute

RECORDED = Path(__file__).parent.parent / "recorded"
TEXT_FILES = sorted(RECORDED.glob("macos-network/*.txt"))
JSON_FILES = sorted([*RECORDED.glob("macos-airport/*.json"), *RECORDED.glob("macos-hardware/*.json")])
PLIST_FILES = sorted(RECORDED.glob("macos-hardware/*.plist"))
LONGEST_S = 1.0

TEXT_PARSERS: dict[str, Callable[[str], object]] = {
    "ping": lambda text: parse_ping(CommandOutput(0, text, text)),
    "traceroute": lambda text: parse_traceroute("a", "192.0.2.1", CommandOutput(0, text, text)),
    "route": lambda text: parse_route(CommandOutput(0, text, "")),
    "arp": lambda text: parse_neighbours(text, "192.0.2.1", "en1"),
    "ifconfig": parse_ifconfig,
    "networksetup": parse_hardware_ports,
    "scutil --dns": parse_name_servers,
    "search domains": parse_search_domains,
    "scutil --proxy": lambda text: from_settings(parse_dictionary(text)),
    "osascript": lambda text: error_number(CommandOutput(1, "", text)),
    "json": parse_json,
    "plist": lambda text: parse_property_list(text.encode("utf-8", "surrogatepass")),
}
DOCUMENT_PARSERS: dict[str, Callable[[object], object]] = {
    "link": parse_link,
    "networks": parse_networks,
    "channel": parse_channel,
    "firmware": parse_firmware,
    "serials": parse_serials,
    "graphics": parse_graphics,
    "disks": parse_disks,
    "disk": parse_disk,
    "battery": lambda document: tuple(parse_battery(document)),
    "homebrew": parse_installed,
}
KEYS = sorted(
    {
        "SPAirPortDataType", "spairport_airport_interfaces", "_name", "spairport_current_network_information",
        "spairport_airport_other_local_wireless_networks", "spairport_network_channel", "spairport_signal_noise",
        "spairport_status_information", "spairport_network_rate", "spairport_network_bssid", "SPHardwareDataType",
        "boot_rom_version", "serial_number", "SPDisplaysDataType", "spdisplays_ndrvs", "_spdisplays_pixels",
        "spdisplays_pixelresolution", "sppci_model", "WholeDisks", "Internal", "MediaName", "SMARTStatus",
        "SMARTDeviceSpecificKeysMayVaryNotGuaranteed", "TEMPERATURE", "PERCENTAGE_USED", "TotalSize", "SolidState",
        "Temperature", "casks", "formulae", "token", "name", "installed", "artifacts", "app", "version",
    }
)  # fmt: skip
VALUES = st.sampled_from(
    ["en0", "spairport_status_connected", "6 (2GHz, 20MHz)", "149,+1", "-57 dBm / 0 dBm", "-999 dBm", "Verified",
     "2880 x 1800", "disk0", "Foo.app", "٣", "9" * 5000, "\0", True, False, None, -1, 0, 6, 10**30, 1e308, float("nan")]
)  # fmt: skip
DOCUMENTS = st.recursive(
    VALUES | st.text(max_size=8) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)
LINES = [line for file in TEXT_FILES for line in file.read_text("utf-8").splitlines() if line.strip()]
TEXTS = st.lists(
    st.sampled_from(LINES)
    | st.sampled_from(["\n", " : ", "<dictionary> {", "<array> {", "}", "9" * 5000, "٣", "\0", "%"])
    | st.text(max_size=12),
    max_size=30,
).map("\n".join)


@pytest.mark.parametrize("parser", TEXT_PARSERS)
@given(text=TEXTS)
def test_any_text(parser: str, text: str) -> None:
    TEXT_PARSERS[parser](text)


@given(text=TEXTS)
def test_what_is_read_of_names_is_sound(text: str) -> None:
    assert all(is_address(address) for address in parse_name_servers(text))
    route = parse_route(CommandOutput(0, text, ""))
    assert route is None or not route.gateway or is_address(route.gateway)
    latency_ms = parse_ping(CommandOutput(0, text, ""))
    assert latency_ms is None or isinstance(latency_ms, Missing) or 0 <= latency_ms < 10_000_000


@pytest.mark.parametrize("parser", DOCUMENT_PARSERS)
@given(document=DOCUMENTS)
def test_any_document(parser: str, document: object) -> None:
    DOCUMENT_PARSERS[parser](document)


@given(document=DOCUMENTS)
def test_what_is_read_of_documents_is_sound(document: object) -> None:
    link = parse_link(document)
    assert link is None or isinstance(link, WifiLink)
    for point in parse_networks(document):
        assert isinstance(point, AccessPoint)
        assert 1 <= point.channel <= 233
        assert point.signal_dbm is None or -120 <= point.signal_dbm < 0
    for drive in parse_disk(document):
        assert isinstance(drive, Drive)
        assert drive.temperature_celsius is None or 0 < drive.temperature_celsius < 150
        assert drive.size_bytes is None or drive.size_bytes > 0
    shown = parse_graphics(document)
    assert isinstance(shown, Missing | Graphics)


@pytest.mark.parametrize("file", TEXT_FILES, ids=lambda file: str(file.stem))
@given(share=st.floats(0, 1))
@settings(max_examples=15)
def test_cut_texts(file: Path, share: float) -> None:
    text = file.read_text("utf-8")
    for parse in TEXT_PARSERS.values():
        parse(text[: int(len(text) * share)])


@pytest.mark.parametrize("file", JSON_FILES, ids=lambda file: str(file.stem))
@given(share=st.floats(0, 1))
@settings(max_examples=10)
def test_cut_json_is_nothing_at_all(file: Path, share: float) -> None:
    text = file.read_text("utf-8").rstrip()
    cut = parse_json(text[: int((len(text) - 1) * share)])
    assert cut is None


@pytest.mark.parametrize("file", PLIST_FILES, ids=lambda file: str(file.stem))
@given(share=st.floats(0, 1), noise=st.binary(max_size=6), place=st.floats(0, 1))
@settings(max_examples=25)
def test_damaged_property_lists(file: Path, share: float, noise: bytes, place: float) -> None:
    content = file.read_bytes()
    at = int(len(content) * place)
    for damaged in (content[: int(len(content) * share)], content[:at] + noise + content[at + len(noise) :]):
        document = parse_property_list(damaged)
        for parse in DOCUMENT_PARSERS.values():
            parse(document)


@given(content=st.binary(max_size=400))
def test_any_property_list(content: bytes) -> None:
    for form in (content, b"bplist00" + content, b"<?xml version='1.0'?><plist>" + content):
        parse_property_list(form)


@given(place=st.integers(0, 200), noise=st.binary(min_size=1, max_size=8))
def test_damaged_binary_property_lists(place: int, noise: bytes) -> None:
    content = plistlib.dumps({"AppleLanguages": ["cs-CZ"], "a": [1, {"b": True}]}, fmt=plistlib.FMT_BINARY)
    at = place % len(content)
    parse_property_list(content[:at] + noise + content[at + len(noise) :])


@given(packet=st.binary(max_size=120))
def test_any_packet(packet: bytes) -> None:
    import socket

    without_ip_header(packet)
    for address, family in (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6)):
        with socket.socket(family, socket.SOCK_DGRAM) as connection:
            from wizard.system.macos.route_probes import IcmpProbes

            asked = IcmpProbes(address, connection)
            assert asked.read_packet(packet, "192.0.2.254", 1.0) is None
    assert callable(open_route_probes)


HUGE = {
    "one line": "a" * 1_000_000,
    "colons": ":" * 1_000_000,
    "spaces": " " * 1_000_000,
    "lines": "\n" * 1_000_000,
    "resolvers": "resolver #1\n  nameserver[0] : 192.0.2.1\n" * 20_000,
    "dictionaries": "x : <dictionary> {\n" * 50_000,
    "ports": "Hardware Port: Wi-Fi\n" * 45_000,
    "adapters": "en0: flags=1\n\ttype: Wi-Fi\n" * 40_000,
    "hops": " 1  192.0.2.1  1.000 ms\n" * 40_000,
    "brackets": "[" * 1_000_000,
}


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.parametrize("parser", TEXT_PARSERS)
def test_as_much_as_a_program_may_say_takes_no_time(parser: str, name: str) -> None:
    """The runner keeps a million bytes of a program at most."""
    started = time.process_time()
    TEXT_PARSERS[parser](HUGE[name])
    assert time.process_time() - started < LONGEST_S


def test_a_bomb_of_entities_is_refused() -> None:
    """XML may define entities by entities ("billion laughs"); a property list has none."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a0 "ha">{entities}]><plist><string>&a9;</string></plist>'
    started = time.process_time()
    assert parse_property_list(bomb.encode()) is None
    assert time.process_time() - started < LONGEST_S


def test_thousands_of_networks_are_cut() -> None:
    near = [{"_name": f"N{n}", "spairport_network_channel": 6} for n in range(5000)]
    document = {"SPAirPortDataType": [{"spairport_airport_interfaces": [
        {"_name": "en0", "spairport_airport_other_local_wireless_networks": near}
    ]}]}  # fmt: skip
    assert len(parse_networks(json.loads(json.dumps(document)))) == 2000
