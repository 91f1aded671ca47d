"""network.adapter: is this computer on a network at all?"""

import ipaddress

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown_because
from wizard.system.base import Missing, NetworkInterface

SIGNATURE = ProbeSignature(
    name="network.adapter",
    results=("connected", "no_address", "disconnected"),
    good=frozenset({"connected"}),
    facts={
        "adapter": Fact(str, "Name of the adapter that was judged"),
        "adapter_kind": Fact(str, "wired, wireless, vpn, virtual or other"),
        "ip_versions": Fact(str, "4, 6 or 4+6: what it has an address of; null without any"),
    },
    timeout_s=5.0,
)

TITLE = N_("Network adapter")
SENTENCES = {
    "connected": N_("Your computer is on a network."),
    "no_address": N_(
        "Your computer sees the network, but it got no address. The router may be stuck. "
        "Restart the router, then try again."
    ),
    "disconnected": N_(
        "Your computer is not on any network. The cable may be loose, or Wi-Fi may be off. "
        "Plug in the cable or turn on Wi-Fi, then try again."
    ),
    "unknown": N_(
        "We could not see how your computer is linked to the network. Check that the cable is in or that Wi-Fi is on."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Judge the adapter that is nearest to working: one with an address, one that is up, one that is there at all.

    Tunnels and virtual adapters (VPN, virtual machines) are up without any network; they count only on a computer
    that has no other adapter, as a virtual machine itself.
    """
    interfaces = context.system.interfaces()
    if isinstance(interfaces, Missing):
        return unknown_because(interfaces)
    real = tuple(interface for interface in interfaces if interface.kind not in ("vpn", "virtual"))
    judged = max(real or interfaces, key=_nearness, default=None)
    if judged is None:
        return ProbeResult("disconnected", dict.fromkeys(SIGNATURE.facts))
    facts: dict[str, FactValue] = {
        "adapter": judged.name,
        "adapter_kind": judged.kind,
        "ip_versions": "+".join(sorted(map(str, ip_versions(judged)))) or None,
    }
    if not judged.up:
        return ProbeResult("disconnected", facts)
    return ProbeResult("connected" if has_address(judged) else "no_address", facts)


def has_address(interface: NetworkInterface) -> bool:
    """Return whether an adapter has an address that reaches beyond its own cable.

    Link-local addresses (RFC 3927, RFC 4291) are what a computer gives itself when nobody gave it one.
    """
    return bool(ip_versions(interface))


def ip_versions(interface: NetworkInterface) -> frozenset[int]:
    """Return of which versions of the protocol an adapter has an address that reaches beyond its own cable."""
    return frozenset(version for address in interface.addresses if (version := _far_version(address)) is not None)


def _far_version(text: str) -> int | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0].partition("/")[0])
    except ValueError:
        return None
    near = address.is_link_local or address.is_loopback or address.is_unspecified
    return None if near else address.version


def _nearness(interface: NetworkInterface) -> tuple[bool, bool, int]:
    """Order adapters; of those that are down, the wireless one is the likelier way of a computer without a cable."""
    connected = interface.up and has_address(interface)
    kinds = ("vpn", "virtual", "other", "wireless", "wired") if interface.up else ("other", "wired", "wireless")
    return connected, interface.up, kinds.index(interface.kind) if interface.kind in kinds else -1


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
