"""Walks to draw: histories of the shipped flows, played by the engine, so that each picture is a real page.

The figures are made up; nothing is measured.
"""

from collections.abc import Callable
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
from wizard.flow.views import AskConsent, AskQuestion, Rank, RunFix, RunProbe, ShowGuide, View
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
FAST: dict[str, FactValue] = {
    "download_mbps": 93.4, "upload_mbps": 38.2, "latency_ms": 12.0, "jitter_ms": 1.4, "method": "librespeed",
    "server": "speed.example.com", "moved_bytes": 131_000_000, "suits_calls": True, "suits_films": True,
    "suits_films_4k": True, "gigabyte_s": 86,
}  # fmt: skip
DATA: dict[str, FactValue] = {"mobile": False, "speed_test_bytes": 1_000_000_000}
EMPTY: dict[str, FactValue] = {**FULL, "size_bytes": 1_200_000, "files": 12}

_MOST_STEPS = 80
Answers = dict[str, list[tuple[str, dict[str, FactValue]]]]
"""By probe: its results, one per measurement; the last one stays."""
Stop = Callable[[View], bool]


class Player:
    """Plays a flow until a page is reached: the first answer to each question, whatever the flow looks like.

    Raises RuntimeError when the page does not come.
    """

    def __init__(self, environment: "Environment", flow_id: str, probes: Answers) -> None:
        library = environment.library
        record = SessionRecord("picture", flow_id, environment.texts.language, None, BEGUN)
        flows = {name: library.flows[name] for name in library.usable_ids()}
        self._make: Callable[[tuple[Event, ...]], Session] = lambda events: Session(environment, record, flows, events)
        self._events: tuple[Event, ...] = ()
        self._probes = {name: list(results) for name, results in probes.items()}
        self.guides: Callable[[ShowGuide], str] = lambda _view: "done"
        self.choices: dict[str, str] = {}
        """By step: what to answer instead of the first choice."""
        self.session = self._make(())

    @property
    def view(self) -> View:
        return self.session.view

    def until(self, stop: Stop) -> "Player":
        """Play on until ``stop`` says that this is the page."""
        for _ in range(_MOST_STEPS):
            if stop(self.view):
                return self
            self.step()
        raise RuntimeError(f"the page never came; the walk stands at {self.view.address}")

    def step(self) -> "Player":
        """Do the next thing."""
        at, step = BEGUN + timedelta(minutes=len(self._events) + 1), self.view.address
        match self.view:
            case RunProbe(probe=probe):
                result, facts = self._answer(probe)
                good = None if result == "unknown" else result in PROBES[probe].signature.good
                self._add(Measured(at=at, step=step, probe=probe, result=result, good=good, facts=facts))
            case AskQuestion(choices=choices):
                choice = self.choices.get(self.view.step_id, choices[0])
                value = "2.3.1" if choice == "given" else None
                self._add(Answered(at=at, step=step, choice=choice, value=value))
            case ShowGuide() as view:
                result = self.guides(view)
                changed = result == "done" and view.step.changes
                self._add(Guided(at=at, step=step, result=result, changed_something=changed))
            case AskConsent(fix=fix):
                self._add(Consented(at=at, step=step, fix=fix, granted=True, text_sha256="0" * 64))
            case RunFix(fix=fix, intended=None):
                self._add(Intended(at=at, step=step, fix=fix))
            case RunFix(fix=fix):
                self._add(Finished(at=at, step=step, fix=fix, result="done"))
            case Rank() as view:
                self._add(Ordered(at=at, step=step, order=order(view.step, view.results)))
            case _:
                self._add(Acknowledged(at=at, step=step))
        return self

    def _add(self, event: Event) -> None:
        self._events = (*self._events, event)
        self.session = self._make(self._events)

    def _answer(self, probe: str) -> tuple[str, dict[str, FactValue]]:
        answers = self._probes.get(probe)
        if not answers:
            return "unknown", {}
        return answers.pop(0) if len(answers) > 1 else answers[0]


def connection(environment: "Environment", cause: str = "router", pings: int = 1) -> Player:
    """A slow connection whose fault lies at ``cause``; after ``pings`` slow measurements it is quick."""
    from wizard.ui.picture_live import CALM  # which takes its figures from here

    slow = [("slow", SLOW), *([("slow", STILL_SLOW)] * (pings - 1))]
    probes: Answers = {
        "network.ping": [*slow, ("ok", QUICK)],
        "network.cause": [(cause, {"verdict": cause, **SLOW})],
        "wifi.link": [("ok", LINKED)],
        "wifi.scan": [("crowded", CROWDED), ("clear", CALM)],
    }
    return Player(environment, "connection", probes)


def crowded_wifi(environment: "Environment") -> Player:
    """A crowded channel that nothing has helped yet."""
    probes: Answers = {
        "wifi.link": [("ok", LINKED)],
        "network.ping": [("slow", SLOW), ("slow", STILL_SLOW)],
        "wifi.scan": [("crowded", CROWDED)],
    }
    return Player(environment, "wifi_channel", probes)


def fast_line(environment: "Environment") -> Player:
    """A line that is fast enough and charges for nothing."""
    return Player(environment, "speed_test", {"network.metered": [("free", DATA)], "network.speed": [("ok", FAST)]})


def full_cache(environment: "Environment") -> Player:
    """A cache over its limit."""
    return Player(environment, "app_cache", {"storage.cache": [("over", FULL), ("ok", EMPTY)]})


def sick_device(environment: "Environment", firmware: str = "old") -> Player:
    """A device that misbehaves; with ``firmware`` unknown its version has to be asked for."""
    version: dict[str, FactValue] = {"firmware_version": "2.2.0", "target_version": "2.3.1"}
    probes: Answers = {
        "device.reachable": [("ok", {"device_name": "device"})],
        "device.firmware": [(firmware, version if firmware != "unknown" else {})],
    }
    return Player(environment, "restart_firmware", probes)


def is_counting(view: View) -> bool:
    """Return whether a view is a guide with countdowns."""
    return isinstance(view, ShowGuide) and any(view.step.seconds)


def shows_channels(view: View) -> bool:
    """Return whether a view is the guide that changes the channel, with what a scan found."""
    return isinstance(view, ShowGuide) and view.step.watch == "wifi.link" and bool(view.facts.get("access_points"))


def asks(view: View) -> bool:
    """Return whether a view is a question with choices."""
    return isinstance(view, AskQuestion) and view.step.input is None


def asks_to_type(view: View) -> bool:
    """Return whether a view is a question for something typed."""
    return isinstance(view, AskQuestion) and view.step.input is not None
