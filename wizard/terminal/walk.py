"""``wizard walk``: one flow in the terminal or unattended, to its outcome and, where it fails, its report."""

import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from wizard.answers import Answers, load_answers
from wizard.documents import print_document
from wizard.environment import Environment
from wizard.errors import UsageError, WizardError
from wizard.flow.model import InputKind
from wizard.flow.views import ShowOutcome
from wizard.handover import Particulars, prepare_report, save_report
from wizard.inputs import AnswerError, checked_input
from wizard.marking import N_
from wizard.output import PlainConsole
from wizard.report.model import FiveThings
from wizard.session import Session
from wizard.summary import CANNOT_TELL, exit_status, summarise
from wizard.system.base import Cancel
from wizard.terminal.drive import drive
from wizard.terminal.home import choose
from wizard.terminal.interactive import Interactive
from wizard.terminal.keyboard import Keyboard, LeftError
from wizard.terminal.unattended import Unattended
from wizard.wording import Wording

_NEEDS_A_PERSON = ("escalate", "hardware", "not_supported")


def walk(environment: Environment, flow: str | None, answers: Path | None, resume: str | None, *, as_json: bool) -> int:
    """Walk a flow, or go on with an earlier walk; returns the exit status."""
    loaded = load_answers(answers) if answers is not None else _script(environment, as_json)
    if loaded is None and as_json:
        raise UsageError(N_("With --json nothing can be asked. Give the answers with --answers FILE."))
    session = _session(environment, flow, resume)
    if loaded is None:
        return _walk_attended(session, Keyboard())
    outcome = drive(session, Unattended(loaded))
    report = _save_if_needed(session, outcome)
    if as_json:
        print_document(summarise(session, report))
    else:
        _print_unattended(session, outcome, report)
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
            _offer_report(session, outcome, console, keyboard)
            return exit_status(outcome)
    except (LeftError, KeyboardInterrupt):
        pass  # at a question or within the report: both can be gone on with
    front.left(session)
    return CANNOT_TELL if outcome is None else exit_status(outcome)


def _offer_report(session: Session, outcome: ShowOutcome, console: Console, keyboard: Keyboard) -> None:
    """Ask the few things only the person knows, show the exact message, save it if they want it."""
    texts = session.environment.texts
    if outcome.result not in _NEEDS_A_PERSON:
        return
    console.print(texts.message(N_("A report helps whoever takes over. Enter leaves a question out.")))
    particulars = ask_particulars(session, console, keyboard)
    bundle = prepare_report(session, particulars, Cancel())
    console.rule(texts.message(N_("This is the message")))
    console.print(bundle.text)
    console.rule()
    console.print(texts.message(N_("Save it with its attachments? 1: save  2: no")))
    if keyboard.line() in ("", "1"):
        saved = save_report(session, bundle, None, None)
        console.print(texts.message(N_("Saved in {folder}"), {"folder": str(saved)}), soft_wrap=True)


def ask_particulars(session: Session, console: Console, keyboard: Keyboard) -> Particulars:
    """Ask for FACTS B1 and B2 what the journal cannot know; each may be left out."""
    texts = session.environment.texts
    now_utc = session.environment.now_utc()

    def ask(message: str, kind: InputKind) -> str | None:
        console.print(texts.message(message))
        while line := keyboard.line():
            try:
                return checked_input(kind, line, now_utc)
            except AnswerError as error:
                console.print(texts.error(error))
        return None

    email = ask(N_("Your account's e-mail address:"), "email")
    order = ask(N_("Order number:"), "text")
    users = ask(N_("How many people does it affect?"), "count")
    five = FiveThings(
        last_success=ask(N_("What did you do last that still worked?"), "text"),
        exact_message=ask(N_("The exact words of the message on the screen:"), "text"),
        went_down=ask(N_("Since when? Like 2026-11-22 14:05"), "datetime"),
        users_affected=None if users is None else int(users),
        recent_changes=ask(N_("What was changed shortly before?"), "text"),
    )
    return Particulars(account_email=email, order_number=order, five=five)


def _save_if_needed(session: Session, outcome: ShowOutcome | None) -> str | None:
    """Unattended, a walk that needs a person always leaves a report; nothing is asked for it."""
    if outcome is None or outcome.result not in _NEEDS_A_PERSON:
        return None
    try:
        bundle = prepare_report(session, Particulars(), Cancel())
        return str(save_report(session, bundle, None, None))
    except WizardError as error:  # the walk came to its end all the same, and that is told
        if sys.stderr is not None:
            print(session.environment.texts.error(error), file=sys.stderr)  # noqa: T201
        return None


def _print_unattended(session: Session, outcome: ShowOutcome | None, report: str | None) -> None:
    console = PlainConsole()
    front = Interactive(console, Keyboard(), Wording(session.environment, session.flows))
    if outcome is None:
        front.left(session)
        return
    front.outcome(session, outcome)
    if report is not None:
        message = session.environment.texts.message(N_("Report saved in {folder}"), {"folder": report})
        console.print(message, soft_wrap=True)
