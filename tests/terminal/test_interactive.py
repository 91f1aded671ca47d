"""The walk at a terminal: what a person types, and what they read."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.flow.events import Answered, Guided, Measured, WentBack
from wizard.flow.views import AskQuestion, ShowGuide, ShowOutcome, ShowPlan
from wizard.journal.errors import JournalError
from wizard.probes.network_ping import LOOKS_LONGER
from wizard.session import Session
from wizard.system.base import Cancel, Progress, Report
from wizard.terminal.drive import drive
from wizard.terminal.interactive import Interactive
from wizard.terminal.keyboard import Keyboard, LeftError
from wizard.wording import Wording


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "en")
    with compose(parse(["--practice", "sick-router"])) as composed:
        yield composed


def person(environment: Environment, session: Session, lines: str) -> tuple[Interactive, io.StringIO]:
    """Return a front end whose keyboard holds these lines, and what it prints."""
    screen = io.StringIO()
    console = Console(file=screen, width=100)
    return Interactive(console, Keyboard(io.StringIO(lines)), Wording(environment, session.flows)), screen


def test_a_whole_walk_by_numbers(environment: Environment) -> None:
    session = Session.start(environment, "connection")
    # the lamp is steady; start the plan; Enter skips both countdowns; the router was restarted
    front, screen = person(environment, session, "1\n1\n\n\n1\n")
    outcome = drive(session, front)
    assert isinstance(outcome, ShowOutcome) and outcome.proof == "fixed"
    front.outcome(session, outcome)
    shown = screen.getvalue()
    for words in ("Practice", "What does the internet lamp of your router do?", "Before", "After", "Should be"):
        assert words in shown


def test_leaving_keeps_the_walk(environment: Environment) -> None:
    session = Session.start(environment, "connection")
    front, _ = person(environment, session, "q\n")
    with pytest.raises(LeftError):
        drive(session, front)
    later = Session.resume(environment, session.id)
    assert isinstance(later.view, AskQuestion)


def test_the_end_of_the_input_keeps_the_walk(environment: Environment) -> None:
    session = Session.start(environment, "connection")
    front, _ = person(environment, session, "")
    with pytest.raises(LeftError):
        drive(session, front)
    assert Session.resume(environment, session.id).view == session.view


def test_back_and_a_wrong_number(environment: Environment) -> None:
    session = Session.start(environment, "connection")
    front, screen = person(environment, session, "7\nwhat\n4\nb\n1\nq\n")
    with pytest.raises(LeftError):
        drive(session, front)
    assert "Type one of the numbers." in screen.getvalue()
    assert [event.choice for event in session.history if isinstance(event, Answered)] == ["not_sure", "steady"]
    assert any(isinstance(event, WentBack) for event in session.history)
    assert isinstance(session.view, ShowPlan)


def to_guide(environment: Environment) -> Session:
    session = Session.start(environment, "connection")
    front, _ = person(environment, session, "1\n1\n")
    with pytest.raises(LeftError):
        drive(session, front)
    assert isinstance(session.view, ShowGuide)
    return session


def test_an_answer_to_a_guide_that_a_watch_has_ended_goes_to_no_other_page(environment: Environment) -> None:
    session = to_guide(environment)
    seen = session.view
    assert isinstance(seen, ShowGuide)
    session.guide("done", seen)
    front, _ = person(environment, session, "")
    before = session.history
    front._end_seen(session, seen, "cannot")
    assert session.history == before
    assert [event.result for event in before if isinstance(event, Guided)] == ["done"]


def test_a_watch_that_breaks_down_is_told_and_ends_nothing(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = to_guide(environment)

    def full(*_arguments: object) -> bool:
        raise JournalError("The disk is full.")

    monkeypatch.setattr(session, "watch", full)
    read, write = os.pipe()  # a keyboard on which nobody types
    with os.fdopen(read) as silent, os.fdopen(write, "w"):
        front = Interactive(Console(file=io.StringIO()), Keyboard(silent), Wording(environment, session.flows))
        view = session.view
        assert isinstance(view, ShowGuide)
        with pytest.raises(JournalError, match="full"):
            front.guide(session, view)
        assert session.view is view


def test_why_a_measurement_goes_on_is_said_once(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that loses a little is looked at for up to a minute."""
    work = Session.work

    def longer(session: Session, report: Report, cancel: Cancel) -> bool:
        report(Progress(0.2, message=LOOKS_LONGER))
        report(Progress(0.4))
        report(Progress(0.6, message=LOOKS_LONGER))
        return work(session, report, cancel)

    monkeypatch.setattr(Session, "work", longer)
    session = Session.start(environment, "connection")
    front, screen = person(environment, session, "q\n")
    with pytest.raises(LeftError):
        drive(session, front)
    measured = sum(isinstance(event, Measured) for event in session.history)
    assert measured
    assert " ".join(screen.getvalue().split()).count("we look longer to be sure") == measured
