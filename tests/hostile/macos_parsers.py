"""What programs of macOS say: text, JSON, property lists. Never run on a Mac."""

from collections.abc import Callable

from tests.hostile.recorded import seeds
from tests.hostile.table import Parser, in_file, output, text
from wizard.system.macos import (
    airport_profile,
    apps,
    hardware,
    homebrew,
    interfaces,
    osascript,
    ping_echo,
    profile,
    proxy,
    proxy_change,
    route_probes,
    routes,
    system_configuration,
)
from wizard.system.traceroute_output import parse_traceroute

MACOS = "wizard.system.macos"
NETWORK = "macos-network"
SCRIPT = b"execution error: User canceled. (-128)\n"
SERVICES = b"An asterisk (*) denotes that a network service is disabled.\nWi-Fi\n*USB LAN\n"
WEB_PROXY = b"Enabled: Yes\nServer: proxy.example\nPort: 3128\nAuthenticated Proxy Enabled: 0\n"
BUNDLE = (
    b'<?xml version="1.0"?><plist version="1.0"><dict><key>CFBundleIdentifier</key><string>com.example.app</string>'
    b"<key>CFBundleShortVersionString</key><string>3.2.1</string><key>CFBundleName</key><string>Example</string>"
    b"</dict></plist>"
)


def json_of(parse: Callable[[object], object]) -> Callable[[bytes], object]:
    return lambda content: _listed(parse(profile.parse_json(text(content))))


def list_of(parse: Callable[[object], object]) -> Callable[[bytes], object]:
    return lambda content: _listed(parse(profile.parse_property_list(content)))


def _listed(found: object) -> object:
    return list(found) if hasattr(found, "__next__") else found  # type: ignore[call-overload]


def row(name: str, module: str, read: Callable[[bytes], object], *patterns: str) -> Parser:
    return Parser(name, (f"{MACOS}.{module}", f"{MACOS}.profile"), read, seeds(*patterns))


PARSERS = (
    row("Wi-Fi link", "airport_profile", json_of(airport_profile.parse_link), "macos-airport/1*.json"),
    row("Wi-Fi networks", "airport_profile", json_of(airport_profile.parse_networks), "macos-airport/1*.json"),
    row("firmware", "hardware", json_of(hardware.parse_firmware), "macos-hardware/hardware*.json"),
    row("serial numbers", "hardware", json_of(hardware.parse_serials), "macos-hardware/hardware*.json"),
    row("graphics", "hardware", json_of(hardware.parse_graphics), "macos-hardware/displays*.json"),
    row("disks", "hardware", list_of(hardware.parse_disks), "macos-hardware/diskutil-list*"),
    row("disk", "hardware", list_of(hardware.parse_disk), "macos-hardware/diskutil-[nv]*"),
    row("battery", "hardware", list_of(hardware.parse_battery), "macos-hardware/ioreg*"),
    row("Homebrew", "homebrew", json_of(homebrew.parse_installed), "macos-hardware/brew*.json"),
    row("ifconfig", "interfaces", lambda data: interfaces.parse_ifconfig(text(data)), f"{NETWORK}/ifconfig*"),
    Parser("services", (f"{MACOS}.proxy_change",), lambda data: proxy_change.services(text(data)), (SERVICES,)),
    Parser("one proxy", (f"{MACOS}.proxy_change",), lambda data: proxy_change.fields_of(text(data)), (WEB_PROXY,)),
    row("ports", "interfaces", lambda data: interfaces.parse_hardware_ports(text(data)), f"{NETWORK}/networksetup*"),
    row("ping", "ping_echo", lambda data: ping_echo.parse_ping(output(data)), f"{NETWORK}/ping*"),
    row("route", "routes", lambda data: routes.parse_route(output(data)), f"{NETWORK}/route*"),
    row("arp", "routes", lambda data: routes.parse_neighbours(text(data), "192.0.2.1", "en1"), f"{NETWORK}/arp*"),
    row(
        "scutil --dns",
        "system_configuration",
        lambda data: (
            system_configuration.parse_name_servers(text(data)),
            system_configuration.parse_search_domains(text(data)),
        ),
        f"{NETWORK}/scutil-dns*",
    ),
    row(
        "traceroute",
        "route_probes",
        lambda data: (parse_traceroute("host", "192.0.2.1", output(data)), len(route_probes.without_ip_header(data))),
        f"{NETWORK}/traceroute*",
    ),
    row(
        "scutil --proxy",
        "proxy",
        lambda data: proxy.from_settings(system_configuration.parse_dictionary(text(data))),
        f"{NETWORK}/scutil-prox*",
    ),
    Parser(
        "osascript", (f"{MACOS}.osascript",), lambda data: osascript.error_number(output(data, 1)), (b"error (-128)\n",)
    ),
    Parser(
        "bundle",
        (f"{MACOS}.apps",),
        in_file("Example.app/Contents/Info.plist", lambda root: apps.read_bundle(root / "Example.app")),
        (BUNDLE,),
    ),
)
