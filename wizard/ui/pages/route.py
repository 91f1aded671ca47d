"""How things stand at each station of a message's way, told only from what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from wizard.flow.events import FactValue, Measured
from wizard.marking import N_
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.chain import Link, LinkState

Station = Literal["computer", "wifi", "router", "provider", "service"]
STATIONS: tuple[Station, ...] = ("computer", "wifi", "router", "provider", "service")
_ICONS: dict[Station, str] = {
    "computer": "device-laptop", "wifi": "wifi", "router": "router",
    "provider": "building-broadcast-tower", "service": "cloud",
}  # fmt: skip
_NAMES: dict[Station, str] = {
    "computer": N_("This computer"),
    "wifi": N_("Wi-Fi"),
    "router": N_("Router"),
    "provider": N_("Provider"),
    "service": N_("Service"),
}
_WORDS: dict[LinkState, str] = {
    "good": N_("{station}: works."),
    "bad": N_("{station}: the fault is here."),
    "warn": N_("{station}: not as it should be."),
    "measuring": N_("{station}: measuring."),
    "unknown": N_("{station}: not known yet."),
}
_ASKED: dict[str, Station] = {
    "network.adapter": "computer",
    "wifi.link": "wifi",
    "wifi.scan": "wifi",
    "network.gateway": "router",
    "network.dns": "provider",
    "network.ping": "provider",
    "network.sign_in": "provider",
    "network.proxy": "computer",
    "network.service": "service",
}


@dataclass(frozen=True)
class Route:
    """States of the five stations, unknown where there is none; ``wired`` when the second one is a cable."""

    states: Mapping[Station, LinkState] = field(default_factory=dict)
    wired: bool = False

    def state(self, station: Station) -> LinkState:
        return self.states.get(station, "unknown")

    def marked(self, station: Station, state: LinkState) -> "Route":
        return replace(self, states={**self.states, station: state})

    def good_up_to(self, last: Station | None) -> "Route":
        """Return the route on which something came through as far as ``last``."""
        through = STATIONS[: STATIONS.index(last) + 1] if last is not None else ()
        states: dict[Station, LinkState] = dict.fromkeys(through, "good")
        return replace(self, states={**self.states, **states})


@dataclass(frozen=True)
class _Finding:
    """What a result says: everything up to ``through`` works, and ``station`` stands like this."""

    through: Station | None = None
    station: Station | None = None
    state: LinkState = "bad"


_FINDINGS: Mapping[tuple[str, str], _Finding] = {
    ("network.cause", "healthy"): _Finding("provider"),
    ("network.cause", "this_computer"): _Finding(None, "computer"),
    ("network.cause", "wifi"): _Finding("computer", "wifi"),
    ("network.cause", "router"): _Finding("wifi", "router"),
    ("network.cause", "provider"): _Finding("router", "provider"),
    ("network.cause", "service"): _Finding("provider", "service"),
    ("network.cause", "sign_in_page"): _Finding("router", "provider", "warn"),
    ("network.adapter", "connected"): _Finding("computer"),
    ("network.adapter", "disconnected"): _Finding(None, "wifi"),
    ("network.adapter", "no_address"): _Finding(None, "wifi"),
    ("wifi.link", "ok"): _Finding("wifi"),
    ("wifi.link", "wired"): _Finding("computer"),
    ("wifi.link", "weak"): _Finding("computer", "wifi", "warn"),
    ("wifi.link", "disconnected"): _Finding(None, "wifi"),
    ("wifi.scan", "crowded"): _Finding("computer", "wifi", "warn"),
    ("network.gateway", "ok"): _Finding("router"),
    ("network.gateway", "silent"): _Finding("router"),
    ("network.gateway", "unreachable"): _Finding(None, "router"),
    ("network.gateway", "missing"): _Finding(None, "router"),
    ("network.ping", "ok"): _Finding("provider"),
    ("network.sign_in", "sign_in"): _Finding("router", "provider", "warn"),
    ("network.proxy", "proxy_dead"): _Finding(None, "computer"),
    ("network.proxy", "clock_wrong"): _Finding(None, "computer"),
    ("network.service", "ok"): _Finding("service"),
    ("network.service", "down"): _Finding(None, "service"),
}
"""Only what a result proves: a message that came back proves every station before it, a lost one none."""


def is_on_route(probe: str) -> bool:
    """Return whether a probe tells something about the way of a message."""
    return probe in _ASKED or probe == "network.cause"


def measured(route: Route, probe: str, result: str, kind: FactValue = None) -> Route:
    """Return the route with what one probe found; a verdict replaces what was thought before."""
    if probe == "network.cause" and result != "unknown":
        route = Route(wired=route.wired)
    route = replace(route, wired=route.wired or kind == "wired" or (probe, result) == ("wifi.link", "wired"))
    found = _FINDINGS.get((probe, result))
    if found is None:
        return route
    route = route.good_up_to(found.through)
    return route.marked(found.station, found.state) if found.station is not None else route


def route_of(readings: tuple[Measured, ...], now_measuring: str | None = None) -> Route:
    """Return the route after these readings, oldest first; the station asked right now is ``measuring``."""
    route = Route()
    for reading in readings:
        route = measured(route, reading.probe, reading.result, reading.facts.get("adapter_kind"))
    if now_measuring in _ASKED and route.state(_ASKED[now_measuring]) == "unknown":
        route = route.marked(_ASKED[now_measuring], "measuring")
    if now_measuring == "network.cause":
        for station in STATIONS:
            if route.state(station) == "unknown":
                route = route.marked(station, "measuring")
    return route


def links_of(context: PageContext, route: Route) -> tuple[tuple[Link, ...], str]:
    """Return the stations to draw, and the same in words."""
    links, words = [], []
    for station in STATIONS:
        name, icon = context.say(_NAMES[station]), _ICONS[station]
        if station == "wifi" and route.wired:
            name, icon = context.say(N_("Cable")), "plug"
        state = route.state(station)
        links.append(Link(icon, name, state))
        words.append(context.say(_WORDS[state], {"station": name}))
    return tuple(links), " ".join(words)
