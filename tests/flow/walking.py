"""A walk through flows for tests: answers a view with the events that a session would record."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tests.flow.sample import CATALOGUE
from wizard.flow.catalogue import FIX_RESULTS, UNKNOWN
from wizard.flow.engine import next_view
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
    WentBack,
)
from wizard.flow.model import Flow
from wizard.flow.rank import order
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Rank,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    View,
)

START = datetime(2024, 1, 1, tzinfo=UTC)


def answers(view: View) -> tuple[str, ...]:
    """Return everything that can happen on ``view``."""
    match view:
        case RunProbe():
            return (*CATALOGUE.probes[view.probe].results, UNKNOWN)
        case AskQuestion():
            return view.choices
        case ShowGuide():
            return view.step.results
        case AskConsent():
            return ("granted", "declined")
        case RunFix(intended=None):
            return ("begun",)
        case RunFix():
            return (*(result for result in FIX_RESULTS if result != "declined"), "interrupted")
        case Rank():
            return ("ranked",)
        case ShowPlan() | ShowProof():
            return ("seen",)
        case ShowOutcome():
            return ()


def event(view: View, answer: str, at: datetime = START, facts: Mapping[str, FactValue] | None = None) -> Event:
    """Return what is recorded when ``answer`` happens on ``view``."""
    step = view.address
    match view:
        case RunProbe():
            good = None if answer == UNKNOWN else answer in CATALOGUE.probes[view.probe].good
            reason = "timeout" if answer == UNKNOWN else None
            return Measured(
                at=at, step=step, probe=view.probe, result=answer, good=good, facts=dict(facts or {}), reason=reason
            )
        case AskQuestion():
            value = "something typed" if answer == "given" and not view.step.secret else None
            return Answered(at=at, step=step, choice=answer, value=value)
        case ShowGuide():
            changed = view.step.changes and answer in ("done", "changed")
            return Guided(at=at, step=step, result=answer, changed_something=changed)
        case AskConsent():
            return Consented(at=at, step=step, fix=view.fix, granted=answer == "granted", text_sha256="0" * 64)
        case RunFix(intended=None):
            return Intended(at=at, step=step, fix=view.fix)
        case RunFix():
            return Finished(at=at, step=step, fix=view.fix, result=answer, facts=dict(facts or {}))  # type: ignore[arg-type]
        case Rank():
            return Ordered(at=at, step=step, order=order(view.step, view.results))
        case ShowPlan() | ShowProof():
            return Acknowledged(at=at, step=step)
        case ShowOutcome():
            raise AssertionError("an outcome waits for nothing")


class Walk:
    """A walk whose view is always computed afresh from its whole history."""

    def __init__(self, flows: Mapping[str, Flow], start: str) -> None:
        self.flows = flows
        self.start = start
        self.history: tuple[Event, ...] = ()
        self.view = next_view(flows, start, ())

    def take(self, *given: str, **facts: FactValue) -> View:
        """Let ``given`` happen, one after the other; facts go with the last."""
        for number, answer in enumerate(given, 1):
            assert answer in answers(self.view), (answer, self.view)
            self.append(event(self.view, answer, START, facts if number == len(given) else {}))
        return self.view

    def append(self, happened: Event) -> View:
        """Record ``happened``; on an error nothing is recorded."""
        view = next_view(self.flows, self.start, (*self.history, happened))
        self.history = (*self.history, happened)
        self.view = view
        return view

    def back(self) -> View:
        return self.append(WentBack(at=START))
