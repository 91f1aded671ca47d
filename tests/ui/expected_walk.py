"""What a person meets on a walk: the same scene played without a window, its pages in words."""

from dataclasses import dataclass

from tests.ui.scenes import answer, script_of
from wizard.answers import Answers
from wizard.environment import Environment
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
from wizard.session import Session
from wizard.system.base import Progress
from wizard.system.cancel import Cancel
from wizard.terminal.drive import drive
from wizard.terminal.unattended import _watch
from wizard.wording import Wording


@dataclass(frozen=True)
class Meeting:
    """One page that waits for the person: what it shows by name, and what the person does.

    ``choose`` names the answer to tick, ``write`` what to type, ``press`` the button; all empty: wait.
    """

    address: str
    heading: str
    choices: tuple[str, ...] = ()
    choose: str = ""
    write: str = ""
    press: str = ""


class _Recorder:
    """The person of a scene, who notes every page."""

    def __init__(self, environment: Environment, session: Session, scene: str) -> None:
        self._answers = Answers(script_of(scene))
        self._environment = environment
        self.wording = Wording(environment, session.flows)
        self.met: list[Meeting] = []

    def _say(self, message: str) -> str:
        return self._environment.texts.message(message)

    def ask(self, session: Session, view: AskQuestion) -> None:
        given = answer(self._answers, view)
        choices = tuple(self.wording.choice(view, name) for name in view.choices if name != "given")
        chosen = self.wording.choice(view, given) if given in view.choices else ""
        write = "" if chosen else given
        heading = self.wording.title(view)
        self.met.append(Meeting(view.address, heading, choices, chosen, write, self._say("Continue")))
        if write:
            session.answer("given", write)
        else:
            session.answer(given)

    def guide(self, session: Session, view: ShowGuide) -> None:
        given = answer(self._answers, view)
        if given == "done":
            label = self.wording.step_text(view, "button.done") or self._say("I have done this")
        elif given in ("watch", "expired"):
            label = ""
        else:
            label = self.wording.step_text(view, f"button.{given}") or self.wording.default_choice(given)
        self.met.append(Meeting(view.address, self.wording.title(view), press=label))
        if given == "watch":
            _watch(session, view)
        else:
            session.guide(given)

    def consent(self, session: Session, view: AskConsent) -> None:
        page = session.consent_page(view)
        self.met.append(Meeting(view.address, page.title, press=page.button))
        session.consent(granted=True)

    def plan(self, session: Session, view: ShowPlan) -> None:
        self.met.append(Meeting(view.address, self.wording.title(view), press=self._say("Start with step 1")))
        session.acknowledge()

    def proof(self, session: Session, view: ShowProof) -> None:
        self.met.append(Meeting(view.address, self.wording.proof_title(view.proof), press=self._say("Continue")))
        session.acknowledge()

    def work(self, session: Session, _view: RunProbe | RunFix | Rank) -> bool:
        return session.work(_nobody_watches, Cancel())


def _nobody_watches(_progress: Progress) -> None:
    """Take no notice."""


def expected_walk(environment: Environment, flow: str, scene: str) -> tuple[tuple[Meeting, ...], ShowOutcome]:
    """Return the pages that wait for the person, in order, and the outcome."""
    session = Session.start(environment, flow)
    recorder = _Recorder(environment, session, scene)
    outcome = drive(session, recorder)
    assert outcome is not None
    return tuple(recorder.met), outcome


def outcome_heading(environment: Environment, view: View) -> str:
    """Return the large words of the last page."""
    assert isinstance(view, ShowOutcome)
    wording = Wording(environment, environment.library.flows)
    if view.result in ("solved", "healthy") and view.proofs:
        return wording.proof_title(view.proofs[-1])
    return wording.title(view)
