"""What can be wrong with a network: one scene each, and the verdicts it may get."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from tests.lab.laboratory import (
    CONNECTIVITY,
    CONNECTIVITY_HOST,
    ELSEWHERE_HOST,
    LAPTOP,
    PRIVATE_LINE,
    SERVICE_HOST,
    Laboratory,
)
from tests.lab.places import wait_for_line
from tests.tickets.certificates import CertificateAuthority

Stage = Callable[[Laboratory], AbstractContextManager[None]]


@dataclass(frozen=True)
class Scene:
    """One fault. ``must`` are the verdicts that are right; ``note`` one that the check-up must add.

    ``answer``: a probe, and what it must have answered besides.
    """

    name: str
    stage: Stage
    must: frozenset[str]
    note: str | None = None
    answer: tuple[str, str] | None = None


def far_away(delay_ms: float) -> Stage:
    """A provider whose line takes this long, there and back."""
    return lambda lab: _plain(lab, delay_ms=delay_ms)


def lossy(per_mille: int) -> Stage:
    """The provider's line loses this many of 1,000 packets on their way to the home."""

    @contextlib.contextmanager
    def stage(lab: Laboratory) -> Iterator[None]:
        with _plain(lab):
            lab.provider.nft("filter forward", f"oifname line0 numgen random mod 1000 < {per_mille} drop")
            yield

    return stage


@contextlib.contextmanager
def _plain(lab: Laboratory, **how: Any) -> Iterator[None]:
    with lab.built(**how):
        lab.get_address()
        yield


@contextlib.contextmanager
def router_gone(lab: Laboratory) -> Iterator[None]:
    """Switched off behind a switch that is on: the cable seems fine. The kernel has forgotten it by now."""
    with _plain(lab):
        lab.router.ip("addr", "flush", "dev", "lan")
        lab.laptop.ip("neigh", "flush", "dev", "lan0")
        yield


@contextlib.contextmanager
def provider_gone(lab: Laboratory) -> Iterator[None]:
    with _plain(lab):
        lab.provider.ip("link", "set", "line0", "down")
        yield


@contextlib.contextmanager
def names_broken(lab: Laboratory) -> Iterator[None]:
    """The router's name server takes questions and never answers one; addresses work."""
    with _plain(lab):
        lab.router.nft("filter input", "iifname lan udp dport 53 drop", "iifname lan tcp dport 53 drop")
        yield


@contextlib.contextmanager
def names_refused(lab: Laboratory) -> Iterator[None]:
    """The router's name server has crashed."""
    with _plain(lab):
        assert lab.names is not None
        lab.router.end(lab.names)
        yield


@contextlib.contextmanager
def names_slow(lab: Laboratory) -> Iterator[None]:
    """Names take 1.5 s at the router."""
    with _plain(lab):
        assert lab.names is not None
        lab.router.end(lab.names)
        lab.router.start_python("tests.lab.slow_names", "127.0.0.1", "5353", "198.51.100.53", "1500")
        lab.serve_home(upstream="127.0.0.1#5353")
        yield


@contextlib.contextmanager
def captive_portal(lab: Laboratory) -> Iterator[None]:
    """As in a hotel: names work, pages lead to the sign-in page, everything else is dropped."""
    with _plain(lab):
        lab.router.start_python("tests.lab.pages", "portal:8080")
        lab.router.nft("nat prerouting", "iifname lan tcp dport 80 redirect to :8080")
        lab.router.nft("filter forward", "iifname lan drop")
        yield


def service_broken(lab: Laboratory) -> AbstractContextManager[None]:
    """The service answers that it is down (503)."""
    return _plain(lab, roles=("broken:443",))


def service_gone(lab: Laboratory) -> AbstractContextManager[None]:
    """Nothing listens where the service was."""
    return _plain(lab, roles=())


@contextlib.contextmanager
def only_version6(lab: Laboratory) -> Iterator[None]:
    """No IPv4 at all, while the profile still names an IPv4 address to ping."""
    with lab.built(version6=True):
        lab.hear_router()
        yield


@contextlib.contextmanager
def silent_router(lab: Laboratory) -> Iterator[None]:
    with _plain(lab):
        lab.router.set("ipv4/icmp_echo_ignore_all", "1")
        yield


@contextlib.contextmanager
def double_nat(lab: Laboratory) -> Iterator[None]:
    """The router hangs behind another one that hides its home as well."""
    with _plain(lab, line=PRIVATE_LINE):
        lab.provider.nft("nat postrouting", "oifname far0 masquerade")
        yield


@contextlib.contextmanager
def duplicate_address(lab: Laboratory) -> Iterator[None]:
    """Somebody set the laptop's address by hand, and talks to the router as well."""
    with _plain(lab), lab.stranger.made():
        lab.join_switch(lab.stranger, "lan0", "port2")
        lab.stranger.ip("addr", "add", f"{LAPTOP}/24", "dev", "lan0")
        # Computers that come, go and ask anew where the router is: each question makes the router believe it.
        talking = "while :; do ip neigh flush dev lan0; ping -n -c 1 -W 1 192.168.1.1 >/dev/null; echo on; done"
        wait_for_line(lab.stranger.start("sh", "-c", talking), b"on")
        yield


@contextlib.contextmanager
def black_hole(lab: Laboratory) -> Iterator[None]:
    """The line carries no packet over 1280 bytes, and what would tell the sender so is thrown away."""
    with _plain(lab):
        lab.provider.ip("link", "set", "line0", "mtu", "1280")
        lab.provider.nft("filter output", "icmp type destination-unreachable drop")
        yield


@contextlib.contextmanager
def dead_proxy(lab: Laboratory) -> Iterator[None]:
    """A proxy of the office, at home."""
    with _plain(lab):
        lab.environment |= dict.fromkeys(("http_proxy", "https_proxy"), "http://192.168.1.77:3128")
        yield


def wrong_clock(lab: Laboratory) -> AbstractContextManager[None]:
    """The laptop is two hours behind the rest of the world (whose clocks are set, as a machine has but one)."""
    return _plain(lab, clock_offset_s=7200)


def looked_into(*, known: bool) -> Stage:
    """Whoever runs the router opens safe connections; the laptop was told to trust that authority, or was not."""

    @contextlib.contextmanager
    def stage(lab: Laboratory) -> Iterator[None]:
        with _plain(lab):
            inspector = CertificateAuthority(lab.folder, "inspector")
            inspector.server_context(SERVICE_HOST, CONNECTIVITY_HOST, ELSEWHERE_HOST)
            own = str(lab.folder / f"inspector-{SERVICE_HOST}.pem")
            lab.router.start_python("tests.lab.pages", "--certificate", own, "--key", own, "service:8443")
            lab.router.nft("nat prerouting", "iifname lan tcp dport 443 redirect to :8443")
            if known:
                lab.environment["SSL_CERT_FILE"] = str(inspector.certificate)
            yield

    return stage


@contextlib.contextmanager
def captive_portal_with_https(lab: Laboratory) -> Iterator[None]:
    """The sign-in page answers for every site by https too, with a certificate of its own."""
    with captive_portal(lab):
        hotel = CertificateAuthority(lab.folder, "hotel")
        hotel.server_context("sign-in.lab.example")
        own = str(lab.folder / "hotel-sign-in.lab.example.pem")
        lab.router.start_python("tests.lab.pages", "--certificate", own, "--key", own, "safe-portal:8443")
        lab.router.nft("nat prerouting", "iifname lan tcp dport 443 redirect to :8443")
        yield


@contextlib.contextmanager
def own_authority(lab: Laboratory) -> Iterator[None]:
    """The organisation's test page has an authority that this computer does not know; its service has another."""
    with _plain(lab):
        authority = CertificateAuthority(lab.folder, "organisation")
        authority.server_context(CONNECTIVITY_HOST)
        own = str(lab.folder / f"organisation-{CONNECTIVITY_HOST}.pem")
        lab.service.start_python("tests.lab.pages", "--certificate", own, "--key", own, "service:8443")
        lab.service.nft("nat prerouting", f"ip daddr {CONNECTIVITY} tcp dport 443 redirect to :8443")
        yield


HEALTHY = frozenset({"healthy"})
PROVIDER = frozenset({"provider"})
ROUTER = frozenset({"router"})
THIS_COMPUTER = frozenset({"this_computer"})

SCENES: tuple[Scene, ...] = (
    Scene("120 ms", far_away(120), PROVIDER),
    Scene("90 ms", far_away(90), HEALTHY),
    Scene("2 % loss", lossy(20), PROVIDER),
    Scene("0.2 % loss", lossy(2), frozenset({"healthy", "cannot_tell"})),
    Scene("router gone", router_gone, ROUTER),
    Scene("provider gone", provider_gone, PROVIDER),
    Scene("DNS silent", names_broken, ROUTER),
    Scene("DNS crashed", names_refused, ROUTER),
    Scene("DNS slow", names_slow, ROUTER),
    Scene("captive portal", captive_portal, frozenset({"sign_in_page"})),
    Scene(
        "captive portal with https",
        captive_portal_with_https,
        frozenset({"sign_in_page"}),
        answer=("network.tls", "unknown"),
    ),
    Scene("service answers 503", service_broken, frozenset({"service"})),
    Scene("service gone", service_gone, frozenset({"service"})),
    Scene("IPv6 only", only_version6, HEALTHY, note="only_ipv6"),
    Scene("silent gateway", silent_router, HEALTHY, note="silent_router"),
    Scene("double NAT", double_nat, HEALTHY, note="double_nat"),
    Scene("duplicate address", duplicate_address, THIS_COMPUTER),
    Scene("MTU black hole", black_hole, PROVIDER),
    Scene("dead proxy", dead_proxy, THIS_COMPUTER),
    Scene("wrong clock", wrong_clock, THIS_COMPUTER),
    Scene("TLS looked into, trusted", looked_into(known=True), HEALTHY, note="inspected"),
    Scene("TLS looked into, not trusted", looked_into(known=False), THIS_COMPUTER),
    Scene("test page of an own authority", own_authority, HEALTHY, note="one_site"),
)
"""The table: each scene and the verdict it must get."""
