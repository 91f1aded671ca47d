"""Networks: echoes, ways, routes, neighbours, name servers, proxies, packets."""

import struct

from tests.hostile.recorded import seeds
from tests.hostile.table import Parser, in_file, output, says, text
from wizard.system.base import Cancel, Missing
from wizard.system.capture_file import packets_in
from wizard.system.certificate import issuer_name
from wizard.system.http import Proxies, is_loopback
from wizard.system.linux import (
    address_conflict,
    configuration,
    interfaces,
    name_servers,
    ping_echo,
    proxy,
    proxy_kde,
    routes,
)
from wizard.system.linux.route_probes import _offender
from wizard.system.linux.route_programs import parse_tracepath, trace_by_program
from wizard.system.name_lookup import is_address, split_port
from wizard.system.packet_headers import headers_length
from wizard.system.pcapng import packets_in_blocks
from wizard.system.system_proxy import without_credentials
from wizard.system.traceroute_output import parse_traceroute

LINUX = "wizard.system.linux"
ADDRESS = "198.51.100.7"
LACKING = Missing("not_available", "no sockets")
KDE = b"[Proxy Settings]\nProxyType=1\nhttpProxy=http://user:secret@proxy.example.org 8080\n"
KDE += b"NoProxyFor=localhost,.example\n"
GSETTINGS = (b"'manual'\n", b"['localhost', '127.0.0.0/8']\n", b"8080\n", b"@as []\n", b"'http://wpad/wpad.dat'\n")
RESOLVECTL = b"Global: 1.1.1.1\nLink 2 (eth0): 192.168.1.1 1.1.1.1:853#name fe80::1%2\n"
NEIGHBOUR = b"192.168.1.1 lladdr 02:00:00:00:00:01 REACHABLE\n"
ARP = b"IP address HW type Flags HW address Mask Device\n192.168.1.1 0x1 0x2 02:00:00:00:00:01 * eth0\n"
UEVENT = b"DEVTYPE=wlan\nINTERFACE=wlan0\nIFINDEX=3\n"
ARP_FRAME = b"\xff" * 6 + b"\x02" * 6 + b"\x08\x06\x00\x01\x08\x00\x06\x04\x00\x02" + b"\x02" * 6 + b"\xc0\xa8\x01\x02"
ARP_FRAME += b"\0" * 10
PCAPNG = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
PCAPNG += struct.pack("<IIHHII", 1, 20, 1, 0, 128, 20)
PCAPNG += struct.pack("<IIIIIII4sI", 6, 36, 0, 1, 2, 4, 4, b"abcd", 36)
CERTIFICATE = bytes.fromhex("3026302402010130003011310f300d06035504030c0645786d706c65300030003000")
PACKETS = (
    bytes.fromhex("4500002800010000400600007f0000017f000001") + bytes(20),
    bytes.fromhex("6000000000083aff") + bytes(32) + bytes.fromhex("8800000000000000"),
    bytes.fromhex("0001080006040001") + bytes(20),
)


def _headers(content: bytes) -> object:
    for protocol in (0x0800, 0x86DD, 0x0806, 0x8100, 0x88CC):
        length = headers_length(protocol, content)
        assert 0 <= length <= len(content)
    return None


def _packets(content: bytes) -> object:
    link_type, packets = packets_in(content)
    for _at_ns, kept, _size in packets:
        assert len(kept) <= len(content)
    return link_type


def _proxied(content: bytes) -> object:
    entry = text(content)
    url = Proxies("http://a", "http://b", (entry,)).url_for("https", "example.org")
    return url, Proxies("http://a", "http://b", ("10.0.0.0/8",)).url_for("https", entry), is_loopback(entry)


PARSERS = (
    Parser("ping", (f"{LINUX}.ping_echo",), lambda data: ping_echo.parse_ping(output(data)), seeds("ping/*.txt")),
    Parser("ping fails", (f"{LINUX}.ping_echo",), lambda data: ping_echo.parse_ping(output(data, 2)), (b"ping: a\n",)),
    Parser(
        "traceroute",
        ("wizard.system.traceroute_output", f"{LINUX}.route_programs"),
        lambda data: parse_traceroute("host", ADDRESS, output(data)),
        seeds("route/traceroute*.txt", "traceroute/*.txt"),
    ),
    Parser(
        "tracepath",
        (f"{LINUX}.route_programs",),
        lambda data: parse_tracepath("host", ADDRESS, output(data)),
        seeds("route/tracepath*.txt"),
    ),
    Parser(
        "any program of ways",
        (f"{LINUX}.route_programs",),
        lambda data: trace_by_program("host", ADDRESS, Cancel(), says(data, 1), LACKING),
        seeds("route/*.txt"),
    ),
    Parser(
        "/proc/net/route", (f"{LINUX}.routes",), lambda data: routes.parse_ipv4_routes(text(data)), seeds("proc/route*")
    ),
    Parser(
        "/proc/net/ipv6_route",
        (f"{LINUX}.routes",),
        lambda data: routes.parse_ipv6_routes(text(data)),
        seeds("proc/ipv6_route*"),
    ),
    Parser(
        "default route", (f"{LINUX}.routes",), in_file("proc/net/route", routes.default_route), seeds("proc/route*")
    ),
    Parser("ip neigh", (f"{LINUX}.routes",), lambda data: routes.parse_neighbours(text(data)), (NEIGHBOUR,)),
    Parser(
        "/proc/net/arp",
        (f"{LINUX}.routes",),
        lambda data: routes.parse_arp_table(text(data), "192.168.1.1", "eth0"),
        (ARP,),
    ),
    Parser(
        "ARP frame",
        (f"{LINUX}.address_conflict",),
        lambda data: address_conflict.claimant(data, b"\xc0\xa8\x01\x02"),
        (ARP_FRAME,),
    ),
    Parser("error queue", (f"{LINUX}.route_probes",), _offender, (b"\x02\0\0\0\x7f\0\0\1", b"\x0a" + bytes(27))),
    Parser(
        "resolv.conf",
        (f"{LINUX}.name_servers",),
        in_file(
            "etc/resolv.conf", lambda root: name_servers.name_servers(says(RESOLVECTL), root / "etc", root / "run")
        ),
        seeds("resolv/*.conf"),
    ),
    Parser(
        "search domains",
        (f"{LINUX}.name_servers", f"{LINUX}.identity"),
        lambda data: name_servers.parse_search_domains(text(data)),
        seeds("resolv/*.conf"),
    ),
    Parser(
        "resolvectl", (f"{LINUX}.name_servers",), lambda data: name_servers.parse_resolvectl(text(data)), (RESOLVECTL,)
    ),
    Parser("KDE's proxy", (f"{LINUX}.proxy",), lambda data: proxy.from_kde(text(data), {}), (KDE,)),
    Parser(
        "a lock in Plasma's file",
        (f"{LINUX}.proxy_kde",),
        in_file("kioslaverc", lambda root: proxy_kde.proxy_state(says(b"1"), {"XDG_CONFIG_DIRS": str(root)})),
        (KDE, b"[Proxy Settings][$i]\nProxyType=1\n", b"[$i]\n", b"[Proxy Settings]\nProxyType[$i]=1\n"),
    ),
    Parser(
        "kreadconfig",
        (f"{LINUX}.proxy_kde",),
        lambda data: proxy_kde.proxy_state(says(data), {"XDG_CONFIG_DIRS": "/nowhere"}),
        (b"1\n", b"http://user:secret@proxy.example.org 8080\n"),
    ),
    Parser("GNOME's proxy", (f"{LINUX}.proxy",), lambda data: proxy.from_gnome(says(data)), GSETTINGS),
    Parser(
        "proxy variables",
        (f"{LINUX}.proxy", "wizard.system.system_proxy"),
        lambda data: proxy.from_environment({"https_proxy": text(data), "no_proxy": text(data)}),
        (b"http://user:secret@proxy.example.org:8080", b"localhost,.example.org,10.0.0.0/8,[::1]"),
    ),
    Parser(
        "proxy address",
        ("wizard.system.system_proxy",),
        lambda data: without_credentials(text(data)),
        (b"http://user:secret@[::1]:8080/", b"socks5://a:b@c"),
    ),
    Parser("proxy exceptions", ("wizard.system.http",), _proxied, (b"*.example.org", b"10.0.0.0/8", b"[::1]")),
    Parser(
        "address", ("wizard.system.name_lookup",), lambda data: is_address(text(data)), (b"fe80::1%eth0", b"1.1.1.1")
    ),
    Parser("address and port", ("wizard.system.name_lookup",), lambda data: split_port(text(data)), (b"[::1]:53",)),
    Parser(
        "kind of adapter",
        (f"{LINUX}.interfaces",),
        in_file("class/net/wlan0/uevent", lambda root: interfaces.kind_of("wlan0", root)),
        (UEVENT,),
    ),
    Parser(
        "configuration",
        (f"{LINUX}.configuration",),
        lambda data: configuration._command(says(data), "ip"),
        (NEIGHBOUR,),
    ),
    Parser(
        "pcap",
        ("wizard.system.capture_file", f"{LINUX}.capture_programs"),
        _packets,
        seeds("capture/*.pcap"),
        (ValueError,),
    ),
    Parser(
        "pcapng", ("wizard.system.pcapng",), lambda data: list(packets_in_blocks(data))[:0], (PCAPNG,), (ValueError,)
    ),
    Parser("issuer", ("wizard.system.certificate",), issuer_name, (CERTIFICATE,)),
    Parser("packet", ("wizard.system.packet_headers",), _headers, PACKETS),
)
