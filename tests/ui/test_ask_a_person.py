"""FACTS E5: where the search is not sure enough, a person is one press away, and is told what was typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import TurnedClock, press, wait_for, with_channels, words_on
from wizard.environment import Environment
from wizard.escalation.outbox import outbox_of
from wizard.flow.events import Answered, Measured
from wizard.session import Session
from wizard.ui import intents
from wizard.ui.handover_jobs import PERSON_FLOW, ask_a_person
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.handover.ways import WaysPage
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.other import OtherPage
from wizard.ui.window import Window

SENTENCE = "the coffee machine bites"


@pytest.fixture
def window(make_environment: Any, make_window: Any) -> Iterator[Window]:
    made: Window = make_window(with_channels(make_environment(), TurnedClock()))
    yield made
    if outbox_of(made.environment) is not None:
        outbox_of(made.environment).close()


def asked(window: Window, qtbot: QtBot) -> None:
    """Type what no flow fits, and press the button that leads to a person."""
    page = wait_for(window, HomePage, qtbot)
    qtbot.keyClicks(page.field.line, SENTENCE)
    qtbot.waitUntil(lambda: window.home_pages.index is not None)
    page.look()
    assert page.person.isVisible()
    qtbot.mouseClick(page.person, Qt.MouseButton.LeftButton)


def test_a_sentence_that_nothing_fits_leads_to_people_and_is_what_they_read(window: Window, qtbot: QtBot) -> None:
    asked(window, qtbot)
    page = wait_for(window, HandoverQuestionsPage, qtbot)
    assert SENTENCE in words_on(page)
    assert "measured" not in words_on(page)
    press(page, "Continue", qtbot)
    wait_for(window, WaysPage, qtbot)
    begun = window.handover.begun
    assert begun is not None
    assert begun.handing.session is not None
    report = begun.handing.prepare(begun.particulars, _never())
    assert f"Symptom: {SENTENCE}" in report.text


def test_nothing_is_measured_and_nothing_is_left_to_continue(window: Window, qtbot: QtBot) -> None:
    asked(window, qtbot)
    page = wait_for(window, HandoverQuestionsPage, qtbot)
    (record,) = window.environment.journal.sessions()
    assert (record.flow, record.outcome) == (PERSON_FLOW, "escalate")
    history = Session.resume(window.environment, record.id).history
    assert not any(isinstance(event, Measured) for event in history)
    assert [event.value for event in history if isinstance(event, Answered)] == [SENTENCE]
    page.escape()
    home = wait_for(window, HomePage, qtbot)
    assert "Continue where you left off" not in words_on(home)


def test_a_library_without_that_flow_shows_whom_to_ask(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = window.environment.library
    others = tuple(name for name in library.usable_ids() if name != PERSON_FLOW)
    monkeypatch.setattr(type(library), "usable_ids", lambda _self: others)
    asked(window, qtbot)
    wait_for(window, OtherPage, qtbot)
    assert window.environment.journal.sessions() == ()


@pytest.mark.parametrize("symptom", ["\x00\x01", " "])
def test_what_cannot_be_written_down_begins_nothing(environment: Environment, symptom: str) -> None:
    assert ask_a_person(environment, symptom) is None
    assert environment.journal.sessions() == ()


def test_a_long_story_is_cut_not_refused(environment: Environment) -> None:
    session_id = ask_a_person(environment, "word " * 400)
    assert session_id is not None
    (answer,) = (event for event in Session.resume(environment, session_id).history if isinstance(event, Answered))
    assert len(answer.value or "") <= 500


def test_private_details_of_the_sentence_are_replaced(environment: Environment) -> None:
    session_id = ask_a_person(environment, "mail to jana.novakova@private.example gets lost")
    assert session_id is not None
    from wizard.escalation.handing_over import HandingOver

    handing = HandingOver(environment, Session.resume(environment, session_id))
    report = handing.prepare(handing.particulars(), _never())
    assert "gets lost" in report.text
    assert "novakova" not in report.text


def test_something_else_leads_there_too_and_says_that_nothing_was_measured(window: Window, qtbot: QtBot) -> None:
    window.handle(intents.ShowOther())
    page = wait_for(window, OtherPage, qtbot)
    assert page.cards[-1].accessibleName().startswith("Ask a person")


def _never() -> Any:
    from wizard.system.cancel import Cancel

    return Cancel()
