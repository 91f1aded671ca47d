"""No output of a program or file, whatever is in it, ends the program: parsers pass over what they cannot read."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.command import CommandOutput
from wizard.system.linux.name_servers import parse_resolv_conf, parse_resolvectl, parse_search_domains
from wizard.system.linux.ping_echo import parse_ping
from wizard.system.linux.proxy import from_kde
from wizard.system.linux.routes import parse_arp_table, parse_ipv4_routes, parse_ipv6_routes, parse_neighbours
from wizard.system.linux.wifi_iw import parse_link, parse_scan
from wizard.system.linux.wifi_nmcli import access_point, parse_rows
from wizard.system.name_lookup import is_address, split_port
from wizard.system.system_proxy import from_environment, without_credentials

PIECES = [
    "BSS 00:19:a9:cd:c6:80(on wlan0)",
    "\n",
    "\n\t",
    "freq: ",
    "2412",
    "signal: -",
    " dBm",
    "SSID: ",
    "\\x",
    "\\xff",
    "tx bitrate: ",
    " MBit/s",
    "Connected to ",
    "VHT operation:",
    "* channel width: ",
    "9" * 5000,
    "bytes from x: time=",
    " ms",
    ":",
    "\\",
    "nameserver ",
    "127.0.0.1",
    "::1%",
    "Link 2 (eth0): ",
    "#",
    "[",
    "]",
    "00000000",
    "eth0\t",
    "0003",
    "-1",
    " ",
    "0" * 32,
    "REACHABLE",
    "[Proxy Settings]\n",
    "ProxyType=1\n",
    "httpProxy=",
    "%(x)s",
    "http://",
    "@",
    "٣",
    "\0",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join)

PARSERS: dict[str, Callable[[str], object]] = {
    "ping": lambda text: parse_ping(CommandOutput(0, text, text)),
    "iw link": lambda text: parse_link("wlan0", CommandOutput(0, text, "")),
    "iw scan": parse_scan,
    "nmcli": lambda text: [access_point(row) for row in parse_rows(text, ("BSSID", "FREQ", "SIGNAL"))],
    "nmcli row": lambda text: access_point({"CHAN": text, "FREQ": text, "SIGNAL": text, "BSSID": text}),
    "routes": parse_ipv4_routes,
    "routes6": parse_ipv6_routes,
    "neighbours": parse_neighbours,
    "arp": lambda text: parse_arp_table(text, "127.0.0.1", "eth0"),
    "resolv.conf": parse_resolv_conf,
    "search": parse_search_domains,
    "resolvectl": parse_resolvectl,
    "kde": lambda text: from_kde(text, {}),
    "environment": lambda text: from_environment({"https_proxy": text, "no_proxy": text}),
    "credentials": without_credentials,
    "address": is_address,
    "port": split_port,
}


@pytest.mark.parametrize("parser", PARSERS)
@given(text=TEXTS)
def test_any_text(parser: str, text: str) -> None:
    PARSERS[parser](text)


@given(text=TEXTS)
def test_what_is_read_is_sound(text: str) -> None:
    """Whatever comes in, no impossible channel or signal goes out."""
    rows = ({"CHAN": text, "FREQ": text, "SIGNAL": text},)
    for point in (*parse_scan(text), *(point for point in map(access_point, rows) if point)):
        assert 1 <= point.channel <= 233
        assert point.signal_dbm is None or -200 < point.signal_dbm < 0
