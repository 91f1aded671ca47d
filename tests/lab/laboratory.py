"""One network of its own: laptop - router - provider - service, and the wizard as a process at the laptop.

The laptop has its address from the router (DHCP, dnsmasq), which passes names on to the service's name server and
hides the laptop behind its own address (nftables). All addresses are for documentation (RFC 5737, RFC 3849) or
private; nothing of it leaves the machine, as no namespace has a way out.
"""

import contextlib
import functools
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lab.places import REPOSITORY, Place, run, wait_for_line, wait_until
from tests.tickets.certificates import CertificateAuthority

ROUTER, LAPTOP = "192.168.1.1", "192.168.1.50"
PUBLIC_LINE, PRIVATE_LINE = ("203.0.113.1", "203.0.113.2"), ("10.64.0.1", "10.64.0.2")
"""The provider's end of the line and the router's."""
PING_TARGET, NAME_SERVER, WEB, CONNECTIVITY = "198.51.100.8", "198.51.100.53", "198.51.100.80", "198.51.100.81"
SERVICE_6, ROUTER_6 = "2001:db8:80::80", "2001:db8:1::1"
SERVICE_HOST, CONNECTIVITY_HOST = "service.lab.example", "connect.lab.example"
ELSEWHERE_HOST = "www.elsewhere.example"
"""Somebody else's: it has nothing in common with the service."""
NAMES = {SERVICE_HOST: WEB, CONNECTIVITY_HOST: CONNECTIVITY, ELSEWHERE_HOST: WEB}
CHECK_UP_S = 100.0
"""The longest time one check-up may take before the laboratory calls it hung."""
_numbers = itertools.count(1)


@functools.cache
def has_netem() -> bool:
    """Return whether this kernel can delay packets by itself."""
    place = Place(f"lab{os.getpid()}-netem")
    with place.made():
        try:
            place.tc("qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms")
        except RuntimeError:
            return False
    return True


@dataclass
class Laboratory:
    """The four places, once ``built``; a scene changes them, and then ``check`` is asked."""

    folder: Path
    number: int = field(default_factory=lambda: next(_numbers))
    environment: dict[str, str] = field(default_factory=dict)
    """What the wizard's process finds in its environment besides its home."""
    names: "subprocess.Popen[bytes] | None" = None
    """The router's dnsmasq."""

    def __post_init__(self) -> None:
        self.laptop, self.router, self.provider, self.service, self.stranger = (
            Place(f"lab{os.getpid()}-{self.number}-{name}")
            for name in ("laptop", "router", "provider", "service", "stranger")
        )
        self.resolv_conf = self.folder / "resolv.conf"
        self.profile = self.folder / "organisation.toml"
        self.authority = CertificateAuthority(self.folder)
        self.authority.server_context(SERVICE_HOST)
        self.certificate = self.folder / f"laboratory-{SERVICE_HOST}.pem"

    @contextlib.contextmanager
    def built(
        self,
        delay_ms: float = 0,
        roles: tuple[str, ...] = ("service:443",),
        clock_offset_s: int = 0,
        line: tuple[str, str] = PUBLIC_LINE,
        version6: bool = False,
    ) -> Iterator["Laboratory"]:
        """Build the network, a round trip taking ``delay_ms``, with these web servers, until the block ends.

        ``version6``: the home speaks IPv6, and nothing else.
        """
        with contextlib.ExitStack() as stack:
            for place in (self.laptop, self.router, self.provider, self.service):
                stack.enter_context(place.made())
            self._join_home()
            self._join_line(delay_ms, *line)
            self._join_service()
            if version6:
                self._speak_version6()
            self.serve_public_names(version6=version6)
            options = ["--clock-offset-s", str(clock_offset_s)]
            options += ["--certificate", str(self.certificate), "--key", str(self.certificate)]
            self.service.start_python("tests.lab.pages", *options, "connectivity:80", *roles)
            self.serve_home(*(("--enable-ra", "--dhcp-range=::,constructor:lan,ra-only") if version6 else ()))
            self.profile.write_text(profile(), "utf-8")
            yield self

    def _join_home(self) -> None:
        self.router.ip("link", "add", "lan", "type", "bridge")
        self.router.ip("addr", "add", f"{ROUTER}/24", "dev", "lan")
        self.router.ip("link", "set", "lan", "up")
        self.join_switch(self.laptop, "lan0", "port1")
        # Desktops let everybody ping; an empty namespace lets nobody.
        self.laptop.set("ipv4/ping_group_range", "0 2147483647")

    def join_switch(self, place: Place, device: str, port: str) -> None:
        """Plug a computer into the switch of the router."""
        place.ip("link", "add", device, "type", "veth", "peer", "name", port, "netns", self.router.name)
        self.router.ip("link", "set", port, "master", "lan", "up")
        place.ip("link", "set", device, "up")

    def _join_line(self, delay_ms: float, at_provider: str, at_router: str) -> None:
        if delay_ms and not has_netem():
            ends = (self.router.name, "wan0", self.provider.name, "line0")
            self.router.start_relay(*ends, str(delay_ms / 2))
        else:
            self.router.ip("link", "add", "wan0", "type", "veth", "peer", "name", "line0", "netns", self.provider.name)
        if delay_ms and has_netem():
            for place, device in ((self.router, "wan0"), (self.provider, "line0")):
                place.tc("qdisc", "add", "dev", device, "root", "netem", "delay", f"{delay_ms / 2}ms")
        for place, device, address in ((self.router, "wan0", at_router), (self.provider, "line0", at_provider)):
            place.ip("addr", "add", f"{address}/30", "dev", device)
            place.ip("link", "set", device, "up")
            place.set("ipv4/ip_forward", "1")
        self.router.ip("route", "add", "default", "via", at_provider)
        self.router.nft("nat postrouting", "oifname wan0 masquerade")

    def _join_service(self) -> None:
        self.provider.ip("link", "add", "far0", "type", "veth", "peer", "name", "net0", "netns", self.service.name)
        self.provider.ip("addr", "add", "198.51.100.1/24", "dev", "far0")
        self.provider.ip("link", "set", "far0", "up")
        for address in (PING_TARGET, NAME_SERVER, WEB, CONNECTIVITY):
            self.service.ip("addr", "add", f"{address}/24", "dev", "net0")
        self.service.ip("link", "set", "net0", "up")
        self.service.ip("route", "add", "default", "via", "198.51.100.1")

    def _speak_version6(self) -> None:
        for place, device, address in (
            (self.router, "lan", ROUTER_6),
            (self.router, "wan0", "2001:db8:2::2"),
            (self.provider, "line0", "2001:db8:2::1"),
            (self.provider, "far0", "2001:db8:80::1"),
            (self.service, "net0", SERVICE_6),
        ):
            place.ip("addr", "add", f"{address}/64", "dev", device)
        for place in (self.router, self.provider):
            place.set("ipv6/conf/all/forwarding", "1")
        for place, destination, gateway in (
            (self.router, "default", "2001:db8:2::1"),
            (self.provider, "2001:db8:1::/64", "2001:db8:2::2"),
            (self.service, "default", "2001:db8:80::1"),
        ):
            place.ip("route", "add", destination, "via", gateway)

    def serve_public_names(self, *, version6: bool = False) -> None:
        """Start the name server of the wide world."""
        also = f",{SERVICE_6}" if version6 else ""
        records = [f"--host-record={name},{address}{also}" for name, address in NAMES.items()]
        self.dnsmasq(self.service, "--local=/lab.example/elsewhere.example/", *records)

    def serve_home(self, *options: str, upstream: str = NAME_SERVER) -> None:
        """Start the router's dnsmasq: addresses for the home, and names from further up."""
        dhcp = ("--interface=lan", "--except-interface=lo", f"--dhcp-range={LAPTOP},{LAPTOP},1h", "--no-ping")
        leases = f"--dhcp-leasefile={self.folder / 'leases'}"
        forward = ("--cache-size=0", f"--server={upstream}")
        self.names = self.dnsmasq(self.router, *dhcp, "--dhcp-authoritative", leases, *forward, *options)

    def dnsmasq(self, place: Place, *options: str) -> "subprocess.Popen[bytes]":
        """Start dnsmasq with nothing of this machine's own settings."""
        own = ("--keep-in-foreground", "--conf-file=/dev/null", "--no-hosts", "--no-resolv", "--user=root")
        process = place.start("dnsmasq", *own, "--bind-interfaces", "--pid-file=", "--log-facility=-", *options)
        wait_for_line(process, b"started")
        return process

    def get_address(self) -> None:
        """Let the laptop ask for its address, as it does when a cable is plugged in."""
        client = self.folder / "lease.sh"
        client.write_text(LEASE, "utf-8")
        client.chmod(0o700)
        asked = ("udhcpc", "-i", "lan0", "-f", "-n", "-q", "-t", "10", "-T", "1", "-s", str(client))
        run(("env", f"RESOLV_CONF={self.resolv_conf}", *self.laptop.inside(*asked)))

    def hear_router(self) -> None:
        """Wait until the laptop has an address and a way from the router's advertisement (IPv6)."""
        wait_until(lambda: "default" in self.laptop.ip("-6", "route", "show", "default"))
        # The kernel leaves the name server of an advertisement (RFC 8106) to a desktop's network program.
        self.resolv_conf.write_text(f"nameserver {ROUTER_6}\n", "utf-8")

    def check(self) -> dict[str, Any]:
        """Run the wizard's check-up at the laptop and return its JSON document."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "SSL_CERT_FILE": str(self.authority.certificate),
            **self.environment,
        }
        # The laptop's own resolv.conf is seen by this process alone.
        own_names = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
        wizard = (sys.executable, "-m", "wizard", "check", "--json", "--organisation", str(self.profile))
        argv = self.laptop.inside("unshare", "--mount", "sh", "-c", own_names, str(self.resolv_conf), *wizard)
        ended = subprocess.run(
            argv, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=CHECK_UP_S
        )
        try:
            document: dict[str, Any] = json.loads(ended.stdout)
        except ValueError:
            raise RuntimeError(f"the check-up ended with status {ended.returncode}: {ended.stderr}") from None
        return document


LEASE = """#!/bin/sh
# What udhcpc calls with an address, as a desktop's network program would be.
[ "$1" = bound ] || exit 0
ip addr replace "$ip/$mask" dev "$interface"
ip route replace default via "$router" dev "$interface"
for server in $dns; do echo "nameserver $server"; done > "$RESOLV_CONF"
"""


def profile() -> str:
    """Return the neutral profile of the wizard, pointing into the laboratory."""
    own = {
        "ping_target": PING_TARGET,
        "dns_name": ELSEWHERE_HOST,
        "public_name_server": NAME_SERVER,
        "portal_url": f"http://{CONNECTIVITY_HOST}/generate_204",
        "clock_url": f"http://{CONNECTIVITY_HOST}/generate_204",
    }
    lines = []
    for line in (REPOSITORY / "assets" / "organisation.toml").read_text("utf-8").splitlines():
        key = line.partition("=")[0].strip()
        lines.append(f'{key} = "{own.pop(key)}"' if key in own else line)
        if line == "[network]":
            lines += [f'service_url = "https://{SERVICE_HOST}/"', 'service_name = "the laboratory"']
    assert not own, f"the neutral profile has no {', '.join(own)}"
    return "\n".join(lines) + "\n"
