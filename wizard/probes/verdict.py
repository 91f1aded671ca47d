"""Where does the fault lie? Pure: the answers of the network probes in, one word and its reason out.

What was measured bad decides, from the near end to the far one. *healthy* needs every part of the way measured
good from end to end; where something that could hide a fault was not measured, the word is *cannot_tell*.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from wizard.flow.events import FactValue
from wizard.probes.probe import ProbeResult

Place = Literal["healthy", "this_computer", "wifi", "router", "provider", "service", "sign_in_page", "cannot_tell"]

NEAR_LATENCY_MS = 30.0
"""Average round trip to the router above which the fault lies before it: a cable takes under 1 ms, Wi-Fi under 10."""
_NEEDED_FOR_HEALTHY = {
    "network.ping": "ok",
    "network.dns": "ok",
    "network.sign_in": "open",
    "network.proxy": "ok",
}


@dataclass(frozen=True)
class Verdict:
    """One place, and why, in English for Details."""

    place: Place
    because: str


def judge_place(results: Mapping[str, ProbeResult]) -> Verdict:
    """Return where the fault lies.

    ``results`` are answers by probe name: the parts of network.cause, wifi.scan where it ran; a probe that does not
    apply (no service in the organisation profile) is left out, which is not the same as unknown.
    """
    readings = _Readings(results)
    return (
        _on_no_network(readings)
        or _on_a_taken_address(readings)
        or _at_sign_in(readings)
        or _without_internet(readings)
        or _in_settings(readings)
        or _slow_or_lossy(readings)
        or _in_names(readings)
        or _at_the_far_end(readings)
        or _healthy_or_not(readings)
    )


class _Readings:
    """The answers, asked in the words of the rules below."""

    def __init__(self, results: Mapping[str, ProbeResult]) -> None:
        self._results = results

    def has(self, name: str) -> bool:
        return name in self._results

    def result(self, name: str) -> str:
        answer = self._results.get(name)
        return answer.result if answer is not None else "unknown"

    def fact(self, name: str, fact: str) -> FactValue:
        answer = self._results.get(name)
        return answer.facts.get(fact) if answer is not None else None

    @property
    def is_wireless(self) -> bool:
        if self.result("wifi.link") == "wired":
            return False
        return self.fact("network.adapter", "adapter_kind") == "wireless" or self.result("wifi.link") in ("ok", "weak")

    @property
    def internet_answers(self) -> bool:
        """Whether anything beyond the router answered at all."""
        return (
            self.result("network.ping") in ("ok", "slow", "lossy")
            or bool(self.fact("network.ping", "received"))
            or self.fact("network.dns", "public_answers") is True
            or self.result("network.sign_in") == "open"
            or self.result("network.service") == "ok"
        )


def _on_no_network(readings: _Readings) -> Verdict | None:
    match readings.result("network.adapter"):
        case "disconnected" if readings.fact("network.adapter", "adapter_kind") == "wireless":
            return Verdict("wifi", "the wireless adapter is on no network")
        case "disconnected":
            return Verdict("this_computer", "no adapter is on a network")
        case "no_address" if readings.result("wifi.link") == "weak":
            return Verdict("wifi", "the signal is too weak to get an address")
        case "no_address":
            return Verdict("router", "the router, which gives out addresses, gave none")
    return None


def _on_a_taken_address(readings: _Readings) -> Verdict | None:
    if readings.fact("network.gateway", "address_taken") is True:
        return Verdict("this_computer", "another computer uses the address of this one")
    return None


def _at_sign_in(readings: _Readings) -> Verdict | None:
    if readings.result("network.sign_in") == "sign_in":
        return Verdict("sign_in_page", "the network answers with a page of its own")
    return None


def _without_internet(readings: _Readings) -> Verdict | None:
    if readings.internet_answers:
        return None
    gateway = readings.result("network.gateway")
    weak = readings.result("wifi.link") in ("weak", "disconnected") and readings.result("network.gateway") != "ok"
    if gateway in ("missing", "unreachable"):
        if weak:
            return Verdict("wifi", f"the router is {gateway}, over a weak or absent wireless link")
        return Verdict("router", f"the router is {gateway}")
    if _has_dead_proxy_nearby(readings):
        return Verdict("this_computer", "the proxy in the settings of this computer does not answer")
    silent = readings.result("network.ping") == "down" and readings.result("network.dns") == "down"
    if not silent:
        return None
    if gateway in ("ok", "silent"):
        return Verdict("provider", "the router is there, but nothing beyond it answers")
    if weak:
        return Verdict("wifi", "nothing answers over a weak wireless link")
    return None


def _has_dead_proxy_nearby(readings: _Readings) -> bool:
    """Return whether a proxy on this computer or its own network is dead: that is no consequence of a dead line."""
    if readings.result("network.proxy") != "proxy_dead":
        return False
    try:
        host = urlsplit(str(readings.fact("network.proxy", "proxy_url"))).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _in_settings(readings: _Readings) -> Verdict | None:
    if not readings.internet_answers:
        return None
    match readings.result("network.proxy"):
        case "proxy_dead":
            return Verdict("this_computer", "the internet answers, but the proxy in the settings does not")
        case "clock_wrong":
            return Verdict("this_computer", "the clock is wrong")
    return None


def _slow_or_lossy(readings: _Readings) -> Verdict | None:
    quality = readings.result("network.ping")
    if quality not in ("slow", "lossy"):
        return None
    if readings.is_wireless and readings.result("wifi.link") == "weak":
        return Verdict("wifi", f"{quality} over a weak wireless link")
    if readings.is_wireless and readings.result("wifi.scan") == "crowded":
        return Verdict("wifi", f"{quality} on a crowded channel")
    near_ms = readings.fact("network.gateway", "gateway_latency_ms")
    if isinstance(near_ms, (int, float)) and near_ms > NEAR_LATENCY_MS:
        place: Place = "wifi" if readings.is_wireless else "router"
        return Verdict(place, f"{quality}, and the way to the router alone takes {near_ms:.0f} ms")
    if near_ms is None and readings.is_wireless:
        return Verdict("cannot_tell", f"{quality}, and the wireless way to the router cannot be measured by itself")
    return Verdict("provider", f"{quality} beyond the router")


def _in_names(readings: _Readings) -> Verdict | None:
    state = readings.result("network.dns")
    if state not in ("broken", "down", "slow") or not readings.internet_answers:
        return None
    return Verdict(_owner_of_name_server(readings), f"DNS: the own name server is {state}, and the internet answers")


def _owner_of_name_server(readings: _Readings) -> Place:
    """A name server on the own network is the router's; one on the internet is the provider's."""
    servers = str(readings.fact("network.dns", "name_servers") or "").split(",")
    for server in servers:
        try:
            if not ipaddress.ip_address(server.strip().partition("%")[0]).is_global:
                return "router"
        except ValueError:
            continue
    return "provider" if any(server.strip() for server in servers) else "router"


def _at_the_far_end(readings: _Readings) -> Verdict | None:
    if readings.fact("network.service", "large_packets_lost") is True:
        if readings.fact("network.proxy", "vpn_adapter"):
            return Verdict("this_computer", "large packets get lost, and a VPN is on")
        return Verdict("provider", "small packets pass, large ones get lost on the way")
    if readings.result("network.service") == "down" and readings.internet_answers:
        return Verdict("service", "the internet answers, the service does not")
    if readings.is_wireless and readings.result("wifi.link") == "weak":
        return Verdict("wifi", "the wireless signal is weak")
    return None


def _healthy_or_not(readings: _Readings) -> Verdict:
    not_seen = [name for name, good in _NEEDED_FOR_HEALTHY.items() if readings.result(name) != good]
    if readings.has("network.service") and readings.result("network.service") != "ok":
        not_seen.append("network.service")
    if not_seen:
        states = ", ".join(f"{name} is {readings.result(name)}" for name in not_seen)
        return Verdict("cannot_tell", f"not seen to work: {states}")
    return Verdict("healthy", "every part of the way was measured and is good")
