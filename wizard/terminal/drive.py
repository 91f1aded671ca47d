"""The loop every front end without a window shares: view → person or work → next view."""

from typing import Protocol, assert_never

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
)
from wizard.session import Session


class FrontEnd(Protocol):
    """Where answers come from: a person at a terminal, or a file. Each method moves the session or raises."""

    def ask(self, session: Session, view: AskQuestion, /) -> None: ...
    def guide(self, session: Session, view: ShowGuide, /) -> None: ...
    def consent(self, session: Session, view: AskConsent, /) -> None: ...
    def plan(self, session: Session, view: ShowPlan, /) -> None: ...
    def proof(self, session: Session, view: ShowProof, /) -> None: ...
    def work(self, session: Session, view: RunProbe | RunFix | Rank, /) -> bool:
        """Measure or repair; False when it was stopped and the walk should be left for later."""


def drive(session: Session, front: FrontEnd) -> ShowOutcome | None:
    """Walk to the end and return the outcome; None when the walk was left and can be continued later."""
    while True:
        match session.view:
            case ShowOutcome() as outcome:
                return outcome
            case AskQuestion() as view:
                front.ask(session, view)
            case ShowGuide() as view:
                front.guide(session, view)
            case AskConsent() as view:
                front.consent(session, view)
            case ShowPlan() as view:
                front.plan(session, view)
            case ShowProof() as view:
                front.proof(session, view)
            case RunProbe() | RunFix() | Rank() as view:
                if not front.work(session, view):
                    return None
            case unreachable:
                assert_never(unreachable)
