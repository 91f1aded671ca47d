"""``wizard walk``: one flow in the terminal or unattended, to its outcome and, where it fails, its report."""

import sys
from collections.abc import Callable
from pathlib import Path

from wizard.answers import Answers, load_answers
from wizard.documents import print_document
from wizard.environment import Environment
from wizard.errors import UsageError, WizardError
from wizard.escalation.model import Entry
from wizard.flow.ending import needs_person
from wizard.flow.views import ShowOutcome
from wizard.handover import Particulars, prepare_report, save_report
from wizard.marking import N_
from wizard.output import PlainConsole
from wizard.session import Session
from wizard.summary import CANNOT_TELL, EscalationSummary, exit_status, summarise
from wizard.system.base import Cancel
from wizard.terminal.delivery import print_entry
from wizard.terminal.drive import drive
from wizard.terminal.hand_over import HandOver
from wizard.terminal.hand_over_unattended import Asked, hand_over, read_handover
from wizard.terminal.home import choose
from wizard.terminal.interactive import Interactive
from wizard.terminal.keyboard import Keyboard, LeftError
from wizard.terminal.unattended import Unattended
from wizard.wording import Wording


def walk(environment: Environment, flow: str | None, answers: Path | None, resume: str | None, *, as_json: bool) -> int:
    """Walk a flow, or go on with an earlier walk; returns the exit status."""
    loaded = load_answers(answers) if answers is not None else _script(environment, as_json)
    if loaded is None and as_json:
        raise UsageError(N_("With --json nothing can be asked. Give the answers with --answers FILE."))
    if loaded is not None:
        loaded.check(environment.library.flows)
    asked = read_handover(loaded.handover, environment) if loaded is not None and loaded.handover else None
    session = _session(environment, flow, resume)
    if loaded is None:
        return _walk_attended(session, Keyboard())
    try:
        outcome = drive(session, Unattended(loaded))
    except UsageError:  # an answer is missing: a script learns which walk it can go on with
        if as_json:
            print_document(summarise(session, None))
        raise
    handed_over = _hand_over_if_asked(session, outcome, asked)
    report = _save_if_needed(session, outcome)
    if as_json:
        print_document(summarise(session, report, _summary(handed_over)))
    else:
        _print_unattended(session, outcome, report, handed_over)
    return CANNOT_TELL if outcome is None else exit_status(outcome)


def walk_from_home(environment: Environment, check_up: Callable[[], int]) -> int:
    """Show the first page in the terminal, then walk what the person picks, or do the check-up."""
    console = PlainConsole()
    keyboard = Keyboard()
    try:
        session = choose(environment, console, keyboard)
    except LeftError:
        return 0
    if session is None:
        return check_up()
    return _walk_attended(session, keyboard)


def _script(environment: Environment, as_json: bool) -> Answers | None:
    """Return the answers of the practice scene's own person, where nobody is at the keyboard to give others."""
    if environment.script is None or (not as_json and sys.stdin is not None and sys.stdin.isatty()):
        return None
    return Answers(environment.script)


def _session(environment: Environment, flow: str | None, resume: str | None) -> Session:
    if (flow is None) == (resume is None):
        raise UsageError(N_("Name a flow, or a session with --resume."))
    if resume is not None:
        return Session.resume(environment, resume)
    assert flow is not None
    if flow not in environment.library.flows:
        known = ", ".join(environment.library.flows)
        raise UsageError(N_("There is no flow {flow}. There are: {known}."), flow=flow, known=known)
    return Session.start(environment, flow)


def _walk_attended(session: Session, keyboard: Keyboard) -> int:
    console = PlainConsole()
    wording = Wording(session.environment, session.flows)
    front = Interactive(console, keyboard, wording)
    outcome: ShowOutcome | None = None
    try:
        outcome = drive(session, front)
        if outcome is not None:
            front.outcome(session, outcome)
            front.offer_undo(session)
            assert isinstance(session.view, ShowOutcome)
            outcome = session.view
            if needs_person(outcome, session.history):
                HandOver(session, console, keyboard).offer()
            return exit_status(outcome)
    except (LeftError, KeyboardInterrupt):
        pass  # at a question or within the report: both can be gone on with
    front.left(session)
    return CANNOT_TELL if outcome is None else exit_status(outcome)


def _save_if_needed(session: Session, outcome: ShowOutcome | None) -> str | None:
    """Unattended, a walk that needs a person always leaves a report; nothing is asked for it."""
    if outcome is None or not needs_person(outcome, session.history):
        return None
    try:
        bundle = prepare_report(session, Particulars(), Cancel())
        return str(save_report(session, bundle, None, None))
    except WizardError as error:  # the walk came to its end all the same, and that is told
        if sys.stderr is not None:
            print(session.environment.texts.error(error), file=sys.stderr)  # noqa: T201
        return None


def _hand_over_if_asked(session: Session, outcome: ShowOutcome | None, asked: Asked | None) -> Entry | None:
    """Hand over what needs a person, where the answers say so and consent to it; a fault is told, the walk stands."""
    if outcome is None or not needs_person(outcome, session.history) or asked is None:
        return None
    try:
        return hand_over(session, asked)
    except WizardError as error:
        if sys.stderr is not None:
            print(session.environment.texts.error(error), file=sys.stderr)  # noqa: T201
        return None


def _summary(entry: Entry | None) -> EscalationSummary | None:
    if entry is None:
        return None
    return EscalationSummary(entry.key, entry.state, entry.ticket.number if entry.ticket is not None else None)


def _print_unattended(
    session: Session, outcome: ShowOutcome | None, report: str | None, handed_over: Entry | None
) -> None:
    console = PlainConsole()
    front = Interactive(console, Keyboard(), Wording(session.environment, session.flows))
    if outcome is None:
        front.left(session)
        return
    front.outcome(session, outcome)
    offered = session.undoable
    if offered is not None:
        message = N_("This can be put back as it was: wizard undo {session}")
        console.print(session.environment.texts.message(message, {"session": session.id}), soft_wrap=True)
    if report is not None:
        message = session.environment.texts.message(N_("Report saved in {folder}"), {"folder": report})
        console.print(message, soft_wrap=True)
    if handed_over is not None:
        print_entry(handed_over, session.environment.texts, console)
