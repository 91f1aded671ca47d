"""Walks to draw: histories of the shipped flows, played by the engine, so that each picture is a real page.

The figures are made up; nothing is measured.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wizard.flow.events import (
    Acknowledged,
    Answered,
    Consented,
    Event,
    FactValue,
    Finished,
    Guided,
    Intended,
    Measured,
    Ordered,
)
from wizard.flow.rank import order
from wizard.flow.views import AskConsent, AskQuestion, Rank, RunFix, RunProbe, ShowGuide, ShowOutcome
from wizard.journal.records import SessionRecord
from wizard.probes.registry import PROBES
from wizard.session import Session

if TYPE_CHECKING:
    from wizard.environment import Environment

BEGUN = datetime(2026, 11, 22, 13, 2, tzinfo=UTC)
Rows = list[dict[str, str | int | float | bool | None]]
SLOW: dict[str, FactValue] = {
    "target": "8.8.8.8", "method": "icmp", "sent": 61, "received": 54,
    "loss_percent": 11.5, "latency_ms": 143.2, "jitter_ms": 38.1,
}  # fmt: skip
STILL_SLOW: dict[str, FactValue] = {**SLOW, "loss_percent": 9.0, "latency_ms": 128.4, "sent": 80, "received": 73}
QUICK: dict[str, FactValue] = {**SLOW, "loss_percent": 0.0, "latency_ms": 31.4, "sent": 100, "received": 100}
_OTHERS = (
    (1, -55), (1, -72), (4, -71), (5, -68), (6, -46), (6, -58), (6, -64), (6, -69), (6, -76), (7, -63), (11, -74),
)  # fmt: skip
_AIR: Rows = [{"channel": 6, "signal_dbm": -44, "own": True, "width_mhz": 20}]
_AIR += [{"channel": channel, "signal_dbm": signal, "own": False, "width_mhz": 20} for channel, signal in _OTHERS]
CROWDED: dict[str, FactValue] = {
    "channel": 6, "band_ghz": 2.4, "recommended_channel": 11, "neighbours": 9, "neighbours_recommended": 1,
    "access_points": _AIR, "gateway_address": "192.168.1.1",
}  # fmt: skip
LINKED: dict[str, FactValue] = {"channel": 6, "signal_dbm": -54, "adapter": "wlan0", "rate_mbps": 130.0}
FULL: dict[str, FactValue] = {
    "app_name": "Example App", "size_bytes": 812_000_000, "limit_bytes": 500_000_000, "files": 4_182, "unreadable": 0,
}  # fmt: skip
EMPTY: dict[str, FactValue] = {**FULL, "size_bytes": 1_200_000, "files": 12}

_MOST_STEPS = 60


@dataclass
class Walk:
    """A walk under construction: each method adds what happened next; the engine says where it stands."""

    environment: "Environment"
    flow_id: str
    session_id: str = "picture"

    def __post_init__(self) -> None:
        library = self.environment.library
        record = SessionRecord(self.session_id, self.flow_id, self.environment.texts.language, None, BEGUN)
        flows = {flow_id: library.flows[flow_id] for flow_id in library.usable_ids()}
        self._make: Callable[[tuple[Event, ...]], Session] = lambda events: Session(
            self.environment, record, flows, events
        )
        self._events: tuple[Event, ...] = ()
        self.session = self._make(())

    @property
    def _at(self) -> datetime:
        return BEGUN + timedelta(minutes=len(self._events) + 1)

    @property
    def _step(self) -> str:
        return self.session.view.address

    def _add(self, event: Event) -> "Walk":
        self._events = (*self._events, event)
        self.session = self._make(self._events)
        if isinstance(self.session.view, Rank):
            view = self.session.view
            self._add(Ordered(at=self._at, step=view.address, order=order(view.step, view.results)))
        return self

    def measured(self, result: str, facts: dict[str, FactValue] | None = None) -> "Walk":
        probe = getattr(self.session.view, "probe")  # noqa: B009  (only a view that measures has one)
        good = None if result == "unknown" else result in PROBES[probe].signature.good
        at, step = self._at, self._step
        return self._add(Measured(at=at, step=step, probe=probe, result=result, good=good, facts=facts or {}))

    def answered(self, choice: str, value: str | None = None) -> "Walk":
        return self._add(Answered(at=self._at, step=self._step, choice=choice, value=value))

    def guided(self, result: str = "done") -> "Walk":
        return self._add(Guided(at=self._at, step=self._step, result=result, changed_something=result == "done"))

    def seen(self) -> "Walk":
        return self._add(Acknowledged(at=self._at, step=self._step))

    def allowed(self, fix: str) -> "Walk":
        return self._add(Consented(at=self._at, step=self._step, fix=fix, granted=True, text_sha256="0" * 64))

    def repaired(self, fix: str, facts: dict[str, FactValue] | None = None) -> "Walk":
        self._add(Intended(at=self._at, step=self._step, fix=fix))
        return self._add(Finished(at=self._at, step=self._step, fix=fix, result="done", facts=facts or {}))


def slow_connection(environment: "Environment") -> Walk:
    """A slow connection whose fault lies at the router, up to the plan of repairs."""
    return Walk(environment, "connection").measured("slow", SLOW).measured("wifi", {"verdict": "wifi", **SLOW})


def router_to_restart(environment: "Environment") -> Walk:
    """A slow connection whose fault lies at the router, up to its restart."""
    walk = Walk(environment, "connection").measured("slow", SLOW).measured("router", SLOW)
    return walk.answered("steady").seen()


def fixed_connection(environment: "Environment") -> Walk:
    """A connection that the first repair did not help and the second did, up to the end."""
    walk = Walk(environment, "connection").measured("slow", SLOW).measured("router", SLOW).answered("steady")
    pings = iter([STILL_SLOW, STILL_SLOW])
    for _ in range(_MOST_STEPS):
        view = walk.session.view
        match view:
            case ShowOutcome():
                break
            case RunProbe(probe="network.ping"):
                facts = next(pings, QUICK)
                walk.measured("ok" if facts is QUICK else "slow", facts)
            case RunProbe(probe="wifi.link"):
                walk.measured("ok", LINKED)
            case RunProbe(probe="wifi.scan"):
                walk.measured("crowded", CROWDED)
            case RunProbe():
                walk.measured("unknown")
            case ShowGuide():
                walk.guided()
            case AskQuestion():
                walk.answered("not_sure")
            case AskConsent(fix=fix):
                walk.allowed(fix)
            case RunFix(fix=fix):
                walk.repaired(fix)
            case _:
                walk.seen()
    return walk


def crowded_air(environment: "Environment") -> Walk:
    """A crowded channel, up to the guide that changes it."""
    walk = Walk(environment, "wifi_channel").measured("ok", LINKED)
    return walk.measured("slow", SLOW).measured("crowded", CROWDED)


def full_cache(environment: "Environment") -> Walk:
    """A cache over its limit, up to the question of consent."""
    return Walk(environment, "app_cache").measured("over", FULL).answered("crashes")


def device_restart(environment: "Environment") -> Walk:
    """A device that misbehaves, up to the guide with the countdowns."""
    walk = Walk(environment, "restart_firmware").measured("ok", {"device_name": "device"})
    version: dict[str, FactValue] = {"firmware_version": "2.2.0", "target_version": "2.3.1"}
    return walk.measured("old", version).answered("misbehaves")


def device_version_unknown(environment: "Environment") -> Walk:
    """A device that does not tell its firmware version, up to the question for it."""
    return Walk(environment, "restart_firmware").measured("ok").measured("unknown")
