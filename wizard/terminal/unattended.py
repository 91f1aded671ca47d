"""The front end with nobody in front of it: answers come from a file, never from a guess."""

import threading

from wizard.answers import Answers, no_such_answer
from wizard.errors import UsageError
from wizard.flow.views import AskConsent, AskQuestion, Rank, RunFix, RunProbe, ShowGuide, ShowPlan, ShowProof
from wizard.marking import N_
from wizard.session import Session
from wizard.system.base import Cancel, Progress

MOST_WATCH_S = 600.0


class Unattended:
    """Answers from a file; raises UsageError naming the step when it does not say."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def ask(self, session: Session, view: AskQuestion) -> None:
        answer = self._answers.next_answer(view.flow_id, view.step_id)
        if view.step.input is not None and answer not in view.choices:
            session.answer("given", answer)
        elif answer in view.choices:
            session.answer(answer)
        else:
            raise no_such_answer(answer, view.address, view.choices)

    def guide(self, session: Session, view: ShowGuide) -> None:
        answer = self._answers.next_answer(view.flow_id, view.step_id)
        results = tuple(result for result in view.step.on if result not in ("exhausted", "changed"))
        if answer == "watch" and view.step.watch is not None:
            _watch(session, view)
        elif answer in results:
            session.guide(answer)
        else:
            raise no_such_answer(answer, view.address, results)

    def consent(self, session: Session, view: AskConsent) -> None:
        session.consent(self._answers.allows(view.fix))

    def plan(self, session: Session, _view: ShowPlan) -> None:
        session.acknowledge()

    def proof(self, session: Session, _view: ShowProof) -> None:
        session.acknowledge()

    def work(self, session: Session, _view: RunProbe | RunFix | Rank) -> bool:
        return session.work(_silent, Cancel())


def _silent(_progress: Progress) -> None:
    """Nobody is watching."""


def _watch(session: Session, view: ShowGuide) -> None:
    """Wait for the change, but not for ever: nobody is there to give up."""
    cancel = Cancel()
    longest = threading.Timer(MOST_WATCH_S, cancel.set)
    longest.daemon = True
    longest.start()
    try:
        changed = session.watch(_silent, cancel)
    finally:
        longest.cancel()
    if not changed:
        raise UsageError(
            N_("The answers say to watch at {step}, but nothing changed within {longest_s}."),
            step=view.address,
            longest_s=MOST_WATCH_S,
        )
