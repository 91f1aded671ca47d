"""The way to people in a running window: from the outcome to the answer, and everything that can come between."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import (
    CHANNELS,
    WAIT_MS,
    Desk,
    TurnedClock,
    at_questions,
    press,
    send,
    to_preview,
    to_way,
    wait_for,
    with_channels,
    words_on,
)
from tests.ui.test_window import walk_by_keyboard
from wizard.escalation.channels.base import Abilities
from wizard.escalation.model import TicketUpdate
from wizard.escalation.outbox import outbox_of
from wizard.ui import intents
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.handover.case import CasePage
from wizard.ui.pages.handover.cases import CasesPage
from wizard.ui.pages.handover.delivery import DeliveryPage, SendingPage
from wizard.ui.pages.handover.details import DetailsPage
from wizard.ui.pages.handover.file_view import FileViewPage
from wizard.ui.pages.handover.measurements import MeasurementsPage
from wizard.ui.pages.handover.picture_editing import PictureEditingPage
from wizard.ui.pages.handover.pictures import ScreenshotsPage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.handover.script import ScriptPage
from wizard.ui.pages.handover.ways import WaysPage
from wizard.ui.pages.help import HelpPage
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.pages.saved import SavedPage
from wizard.ui.window import Window


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Whatever channel is opened, this answers."""
    played = Desk()
    monkeypatch.setattr("wizard.escalation.channels.open_channel", lambda *_args, **_named: played)
    return played


@pytest.fixture
def window(make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk) -> Iterator[Window]:
    """A window of an organisation with every kind of way; what it opens outside is noted."""
    made: Window = make_window(with_channels(make_environment("full-cache"), clock))
    made.opened = []  # type: ignore[attr-defined]
    made.open_address = made.opened.append  # type: ignore[attr-defined]
    yield made
    outbox_of(made.environment).close()


def look(window: Window, qtbot: QtBot) -> None:
    """Let the courier look once, now, and wait until it has."""
    courier = window.courier
    assert courier is not None
    qtbot.waitUntil(lambda: not courier._busy, timeout=WAIT_MS)
    courier.look()
    qtbot.waitUntil(lambda: not courier._busy, timeout=WAIT_MS)


# the whole way


def test_from_the_outcome_to_a_ticket_every_byte_as_shown(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    """Issue 3: preview = bytes; the ticket holds text and files byte for byte as they were looked at."""
    window = make_window(with_channels(make_environment("full-cache-stubborn"), clock))
    wait_for(window, HomePage, qtbot)
    window.handle(intents.StartFlow("app_cache"))
    walk_by_keyboard(window, qtbot, {"better_now": "no", "still_there": "crashes"})
    outcome = wait_for(window, OutcomePage, qtbot)
    assert outcome.primary is not None
    outcome.primary.click()
    questions = wait_for(window, HandoverQuestionsPage, qtbot)
    questions.fields["exact_message"].line.setText("Out of memory")
    questions.fields["users_affected"].line.setText("3")

    press(window, "Add a picture", qtbot)
    wait_for(window, ScreenshotsPage, qtbot)
    picture = QImage(640, 400, QImage.Format.Format_RGB32)
    picture.fill(QColor("#3A6EA5"))
    window.raise_ = lambda: None
    window.handover.pictures.step_aside_ms = 0
    window.handover.pictures.take = lambda: picture
    press(window, "Take a picture", qtbot)
    wait_for(window, PictureEditingPage, qtbot)
    press(window, "Keep this picture", qtbot)
    wait_for(window, ScreenshotsPage, qtbot)
    press(window, "Continue", qtbot)
    questions = wait_for(window, HandoverQuestionsPage, qtbot)
    assert questions.fields["exact_message"].text == "Out of memory"
    assert "1 picture goes along." in words_on(questions)

    press(window, "Measure more", qtbot)
    wait_for(window, MeasurementsPage, qtbot)
    press(window, "Measure now", qtbot)
    qtbot.waitUntil(
        lambda: isinstance(window.page, MeasurementsPage) and not window.page.parts.running, timeout=WAIT_MS
    )
    window.handle(intents.HandOver("questions"))
    wait_for(window, HandoverQuestionsPage, qtbot)
    to_way(window, qtbot, "desk")
    preview = wait_for(window, PreviewPage, qtbot)
    assert "Out of memory" in preview.message.toPlainText()

    dropped = next(name for name in preview.ticks if name.endswith("report.json"))
    preview.ticks[dropped].click()
    assert not preview.send.isEnabled()
    qtbot.waitUntil(preview.send.isEnabled, timeout=WAIT_MS)
    shown_text = preview.preview.text
    seen: dict[str, str] = {}
    for line in preview.preview.files:
        if line.chosen:
            window.handle(intents.LookAtFile(line.name))
            view = wait_for(window, FileViewPage, qtbot)
            sha256 = next(text for text in words_on(view).splitlines() if text.startswith("SHA-256: "))
            seen[line.shown] = sha256.removeprefix("SHA-256: ")
            if hasattr(view, "content"):
                assert hashlib.sha256(view.content).hexdigest() == seen[line.shown]
            press(window, "Back", qtbot)
            wait_for(window, PreviewPage, qtbot)
    assert any(name.endswith(".png") for name in seen)
    assert len(seen) > 4
    agreed = window.page.preview.draft.sha256
    window.page.send.click()
    page = wait_for(window, DeliveryPage, qtbot)

    assert "has taken it as number 4711" in page.spoken
    (ticket,) = desk.tickets
    assert ticket.text == shown_text
    assert desk.received == seen
    assert "report.json" not in desk.received
    assert page.delivery.entry.consent_sha256 == agreed
    press(window, "Show what happens next", qtbot)
    case = wait_for(window, CasePage, qtbot)
    assert "4711" in words_on(case)
    outbox_of(window.environment).close()


def test_a_file_that_is_looked_at_unticked_is_said_to_stay(window: Window, qtbot: QtBot) -> None:
    preview = to_preview(window, qtbot)
    name = next(name for name in preview.ticks if name.endswith("report.html"))
    preview.ticks[name].click()
    qtbot.waitUntil(preview.send.isEnabled, timeout=WAIT_MS)
    window.handle(intents.LookAtFile(name))
    assert "It stays here" in words_on(wait_for(window, FileViewPage, qtbot))
    window.handle(intents.OpenOutside(name))
    qtbot.waitUntil(lambda: bool(window.opened), timeout=WAIT_MS)  # type: ignore[attr-defined]
    copy = Path(window.opened[0].removeprefix("file://"))  # type: ignore[attr-defined]
    assert copy.stat().st_mode & 0o077 == 0
    assert copy.read_bytes().startswith(b"<!DOCTYPE html>")


# where it stands


@pytest.mark.parametrize(
    ("answer", "said", "presses"),
    [
        ("accepts", "has taken it as number 4711", "Show what happens next"),
        ("unreachable", "as soon as the network is back, and once only", "Try now"),
        ("busy", "It is tried again by itself", "Try now"),
        ("refused", "the file is too large", "Take another way"),
        ("certificate", "Then press “Try now”", "Try now"),
    ],
)
def test_every_answer_has_its_words_and_its_next_step(
    window: Window, desk: Desk, qtbot: QtBot, answer: str, said: str, presses: str
) -> None:
    desk.script = [answer]
    page = send(window, qtbot)
    assert said in page.spoken
    assert any(button.text() == presses for button in page.bar.buttons)
    assert ("has taken it" in page.spoken) == (answer == "accepts")
    assert len(desk.tickets) == (answer == "accepts")


def test_a_lost_answer_is_looked_up_and_never_repeated(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot
) -> None:
    desk.script = ["ambiguous"]
    page = send(window, qtbot)
    assert "has taken it as number 4711" in page.spoken, "the desk was asked, and it has it"
    assert desk.requests == 1


def test_where_nobody_can_look_it_up_the_person_is_asked(window: Window, desk: Desk, qtbot: QtBot) -> None:
    """Mail: when the answer is lost the state is unknown, and it is sent again only after a new consent."""
    desk.abilities = Abilities(find=False, separate_files=False, state=False)
    desk.script = ["ambiguous"]
    page = send(window, qtbot, "mailbox")
    assert "It is not sent again by itself" in page.spoken
    look(window, qtbot)
    assert desk.requests == 1
    press(window, "It did not arrive", qtbot)
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert "Agree once more" in page.spoken
    press(window, "Look at it and send again", qtbot)
    preview = wait_for(window, PreviewPage, qtbot)
    assert preview.preview.draft is not None
    assert preview.preview.draft.sha256 == page.delivery.entry.consent_sha256
    assert preview.ticks == {}, "it is the very same or nothing"
    window.handle(intents.LookAtFile("report.html"))
    wait_for(window, FileViewPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, PreviewPage, qtbot).send.click()
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert page.delivery.entry.state == "sent"
    assert desk.requests == 2


def test_it_arrived_says_the_person(window: Window, desk: Desk, qtbot: QtBot) -> None:
    desk.abilities = Abilities(find=False, separate_files=False, state=False)
    desk.script = ["ambiguous"]
    page = send(window, qtbot, "mailbox")
    press(window, "It arrived", qtbot)
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert page.delivery.entry.state == "said_so"


def test_what_waits_can_be_taken_back_and_go_another_way(window: Window, desk: Desk, qtbot: QtBot) -> None:
    desk.script = ["unreachable"]
    page = send(window, qtbot)
    press(window, "Take it back", qtbot)
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert "Nothing left this computer" in page.spoken
    press(window, "Take another way", qtbot)
    wait_for(window, HandoverQuestionsPage, qtbot)
    to_way(window, qtbot, "mailbox")
    wait_for(window, PreviewPage, qtbot).send.click()
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    (case,) = outbox_of(window.environment).cases()
    assert [entry.state for entry in case.entries] == ["cancelled", "sent"], "one problem is one case"


def test_stopping_leaves_it_here_until_the_page_is_left(window: Window, desk: Desk, qtbot: QtBot) -> None:
    begun = threading.Event()

    def wait(cancel: Any) -> None:
        begun.set()
        cancel.wait(30)

    desk.waits = wait
    to_preview(window, qtbot).send.click()
    wait_for(window, SendingPage, qtbot)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    desk.waits = lambda _cancel: None
    press(window, "Stop", qtbot)
    page = wait_for(window, DeliveryPage, qtbot)
    assert page.spoken.startswith("Stopped.")
    assert window.courier is not None
    window.courier.look()
    assert not window.courier._busy, "nothing leaves while the person decides"
    assert desk.tickets == []
    press(window, "Start page", qtbot)
    look(window, qtbot)
    assert len(desk.tickets) == 1


# what comes in


def reply(desk: Desk, clock: TurnedClock, text: str) -> None:
    update = TicketUpdate(id=f"t{len(desk.updates)}", at=clock.now, kind="replied", author="Jan", text=text)
    desk.updates.append(update)


def test_a_reply_appears_on_the_page_while_it_is_open(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot
) -> None:
    send(window, qtbot)
    press(window, "Show what happens next", qtbot)
    page = wait_for(window, CasePage, qtbot)
    look(window, qtbot)  # what stood there before is no news
    reply(desk, clock, "Please try the new version.")
    clock.turn(minutes=6)
    look(window, qtbot)
    page = wait_for(window, CasePage, qtbot, other_than=page)
    qtbot.waitUntil(lambda: "Please try the new version." in words_on(window.page), timeout=WAIT_MS)


def test_what_the_person_asked_for_is_not_dropped_by_what_comes_in(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot
) -> None:
    send(window, qtbot)
    press(window, "Show what happens next", qtbot)
    wait_for(window, CasePage, qtbot)
    reply(desk, clock, "We look at it.")
    clock.turn(minutes=6)
    gate = threading.Event()
    window.controller.run_job(lambda *_: gate.wait(30), lambda _done: window.handle(intents.ShowHelp()))
    look(window, qtbot)
    gate.set()
    wait_for(window, HelpPage, qtbot)


def test_a_step_that_comes_due_is_told_once_and_taken_only_by_the_person(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FACTS D1: an hour without a substantive reply."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(window, "notify", lambda title, sentence: told.append((title, sentence)))
    send(window, qtbot)
    window.handle(intents.GoHome())
    home = wait_for(window, HomePage, qtbot)
    clock.turn(minutes=61)
    look(window, qtbot)
    qtbot.waitUntil(lambda: "It is your turn" in words_on(home), timeout=WAIT_MS)
    look(window, qtbot)
    assert sorted(title for title, _ in told) == ["Ask for a named contact", "Ask for second-level support"], (
        "each step once"
    )
    assert desk.requests == 1, "never sent by itself"
    press(window, "Show", qtbot)
    wait_for(window, CasesPage, qtbot)
    press(window, "Show", qtbot)
    case = wait_for(window, CasePage, qtbot)
    step = next(step for step in case.prepare if step.startswith("level_2"))
    case.prepare[step].click()
    preview = wait_for(window, PreviewPage, qtbot)
    assert "4711" in preview.message.toPlainText()
    preview.send.click()
    page = wait_for(window, DeliveryPage, qtbot)
    assert page.delivery.entry.state == "sent"
    kinds = [event.kind for event in outbox_of(window.environment).case(page.delivery.entry.case_id).events]
    assert kinds.count("step_taken") == 1
    assert kinds.count("due") == len(told)
    window.handle(intents.ShowCase(page.delivery.entry.case_id))
    assert step not in wait_for(window, CasePage, qtbot).prepare


def test_a_step_can_be_declined_and_a_case_closed(
    window: Window, clock: TurnedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "notify", lambda *_: None)
    sent = send(window, qtbot)
    clock.turn(minutes=61)
    look(window, qtbot)
    window.handle(intents.ShowCase(sent.delivery.entry.case_id))
    case = wait_for(window, CasePage, qtbot)
    press(window, "Not now", qtbot)
    case = wait_for(window, CasePage, qtbot, other_than=case)
    assert "level_2" not in "".join(case.prepare)
    press(window, "It is solved", qtbot)
    case = wait_for(window, CasePage, qtbot, other_than=case)
    assert case.view.closed
    window.handle(intents.GoHome())
    home = wait_for(window, HomePage, qtbot)
    look(window, qtbot)
    assert "report is with others" not in words_on(home)


def test_a_promise_that_is_missed_comes_due(
    window: Window, clock: TurnedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FACTS D4: a deadline they named passed."""
    monkeypatch.setattr(window, "notify", lambda *_: None)
    at_questions(window, qtbot)
    to_way(window, qtbot, "hotline")
    script = wait_for(window, ScriptPage, qtbot)
    assert "+420 601 234 567" in words_on(script)
    press(window, "I called", qtbot)
    page = wait_for(window, DeliveryPage, qtbot)
    page.ticket.line.setText("T-99")
    page.promised.line.setText("not a time")
    press(window, "Note it down", qtbot)
    qtbot.waitUntil(lambda: window.page.findChild(object, "refusal") is not None, timeout=WAIT_MS)
    assert window.page is page
    assert page.ticket.text == "T-99", "nothing typed is lost"
    until = (clock.now + timedelta(hours=2)).astimezone()
    page.promised.line.setText(f"{until:%Y-%m-%d %H:%M}")
    press(window, "Note it down", qtbot)
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert page.delivery.entry.ticket is not None
    assert page.delivery.entry.ticket.number == "T-99"
    assert page.delivery.promised
    clock.turn(hours=2, minutes=1)
    look(window, qtbot)
    window.handle(intents.ShowCase(page.delivery.entry.case_id))
    case = wait_for(window, CasePage, qtbot)
    assert any(step.startswith("promise_missed") for step in case.prepare)


def test_a_promise_can_be_noted_later(window: Window, clock: TurnedClock, qtbot: QtBot) -> None:
    page = send(window, qtbot, "mailbox")
    until = (clock.now + timedelta(hours=5)).astimezone()
    page.promised.line.setText(f"{until:%Y-%m-%d %H:%M}")
    press(window, "Note the time", qtbot)
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert f"{until:%H:%M}" in page.delivery.promised


# other ways


def test_a_chat_has_its_words_to_paste(window: Window, qtbot: QtBot) -> None:
    at_questions(window, qtbot)
    to_way(window, qtbot, "chat")
    script = wait_for(window, ScriptPage, qtbot)
    press(window, "Open the page", qtbot)
    assert window.opened == ["https://chat.example.com"]  # type: ignore[attr-defined]
    script.copy.click()
    assert QGuiApplication.clipboard().text() == "\n".join(script.script.lines)
    press(window, "I chatted", qtbot)
    assert wait_for(window, DeliveryPage, qtbot).delivery.entry.state == "prepared"


def test_the_own_mail_program_gets_a_draft(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    support = msgspec.structs.replace(environment.organisation.support, email="help@example.com")
    window = make_window(with_channels(environment, clock, {}, support=support))
    opened: list[str] = []
    window.open_address = opened.append
    page = send(window, qtbot, "own_mail")
    qtbot.waitUntil(lambda: bool(opened), timeout=WAIT_MS)
    draft = Path(opened[0].removeprefix("file://"))
    assert draft.suffix == ".eml"
    assert b"help@example.com" in draft.read_bytes()
    assert "Nothing was sent yet" in page.spoken
    assert desk.requests == 0
    press(window, "I sent it", qtbot)
    page = wait_for(window, DeliveryPage, qtbot, other_than=page)
    assert page.delivery.entry.state == "said_so"
    outbox_of(window.environment).close()


def test_without_a_mail_program_a_new_mail_is_begun(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    support = msgspec.structs.replace(environment.organisation.support, email="help@example.com")
    window = make_window(with_channels(environment, clock, {}, support=support))
    opened: list[str] = []

    def only_addresses(address: str) -> bool:
        opened.append(address)
        return not address.startswith("file:")

    window.open_address = only_addresses
    send(window, qtbot, "own_mail")
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=WAIT_MS)
    assert opened[1].startswith("mailto:help@example.com")
    outbox_of(window.environment).close()


def test_in_practice_there_is_only_a_folder_and_its_sentence(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    """DESIGN 7."""
    window = make_window(with_channels(make_environment("full-cache", shown_as_practice=True), clock))
    at_questions(window, qtbot)
    press(window, "Continue", qtbot)
    preview = wait_for(window, PreviewPage, qtbot)
    assert "This is practice, so the report can only be saved to a folder." in words_on(preview)
    assert preview.preview.draft is None
    assert preview.send.text().startswith("Save ")


def test_two_presses_save_once_and_after_a_refusal_it_can_be_tried_again(
    make_environment: Any, make_window: Any, clock: TurnedClock, qtbot: QtBot
) -> None:
    window = make_window(with_channels(make_environment("full-cache", shown_as_practice=True), clock))
    at_questions(window, qtbot)
    press(window, "Continue", qtbot)
    preview = wait_for(window, PreviewPage, qtbot)
    reports = window.environment.settings.report_folder
    reports.parent.mkdir(parents=True, exist_ok=True)
    reports.write_text("in the way")
    with qtbot.waitSignal(window.controller.refused, timeout=WAIT_MS):
        preview.send.click()
    reports.unlink()
    preview.send.click()
    preview.send.click()
    wait_for(window, SavedPage, qtbot)
    later: list[bool] = []
    window.controller.run_job(lambda *_anything: True, later.append)
    qtbot.waitUntil(lambda: bool(later), timeout=WAIT_MS)  # so all that was asked for before has ended
    assert len(list(reports.iterdir())) == 1


def test_where_no_way_is_set_up_the_report_is_previewed_at_once(
    make_environment: Any, make_window: Any, clock: TurnedClock, qtbot: QtBot
) -> None:
    window = make_window(with_channels(make_environment("full-cache"), clock, {}))
    at_questions(window, qtbot)
    press(window, "Continue", qtbot)
    preview = wait_for(window, PreviewPage, qtbot)
    assert "No way to people is set up here." in words_on(preview)
    press(window, "Back", qtbot)
    wait_for(window, HandoverQuestionsPage, qtbot)


# consent


def test_what_changed_between_preview_and_send_is_shown_again(
    window: Window, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = to_preview(window, qtbot)
    preview.ticks["report.json"].click()
    qtbot.waitUntil(preview.send.isEnabled, timeout=WAIT_MS)
    ticked = preview.ticked
    window.handle(intents.SendDraft("0" * 64))
    again = wait_for(window, PreviewPage, qtbot, other_than=preview)
    assert "Look at it again, then agree once more." in words_on(again)
    assert again.ticked == ticked
    assert desk.requests == 0
    assert outbox_of(window.environment).entries() == ()
    again.send.click()
    assert wait_for(window, DeliveryPage, qtbot).delivery.entry.state == "sent"


def test_a_file_too_large_for_the_way_is_left_out_and_said(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    small = msgspec.structs.replace(CHANNELS["desk"], max_attachment_bytes=5_000)
    window = make_window(with_channels(make_environment("full-cache"), clock, {**CHANNELS, "desk": small}))
    preview = to_preview(window, qtbot)
    assert "Too large for this way, so left out: report.html" in words_on(preview)
    large = preview.ticks["report.html"]
    assert not large.isChecked()
    large.click()
    again = wait_for(window, PreviewPage, qtbot, other_than=preview)
    assert "Untick it, or choose another way" in words_on(again)
    assert not again.ticks["report.html"].isChecked()
    assert again.send.isEnabled()
    again.send.click()
    assert wait_for(window, DeliveryPage, qtbot).delivery.entry.state == "sent"
    assert "report.html" not in desk.received
    outbox_of(window.environment).close()


# leaving and coming back


def test_what_was_typed_outlives_every_way_of_leaving(window: Window, qtbot: QtBot) -> None:
    page = at_questions(window, qtbot)
    session_id = window.environment.journal.sessions()[0].id
    outbox = outbox_of(window.environment)

    def kept(text: str) -> bool:
        return outbox.typed(session_id).get("exact_message") == text

    line = page.fields["exact_message"].line  # type: ignore[attr-defined]
    line.setText("left by Help")
    press(window, "Help", qtbot)
    wait_for(window, HelpPage, qtbot)
    qtbot.waitUntil(lambda: kept("left by Help"), timeout=WAIT_MS)
    press(window, "Back", qtbot)
    page = wait_for(window, HandoverQuestionsPage, qtbot)
    assert page.fields["exact_message"].text == "left by Help"
    page.fields["exact_message"].line.setText("another language")
    window.handle(intents.ChooseLanguage("cs"))
    page = wait_for(window, HandoverQuestionsPage, qtbot, other_than=page)
    assert page.fields["exact_message"].text == "another language"
    page.fields["exact_message"].line.setText("left by Escape")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: kept("left by Escape"), timeout=WAIT_MS)
    wait_for(window, AskPage, qtbot)
    window.handle(intents.AskForReport(session_id))
    page = wait_for(window, HandoverQuestionsPage, qtbot)
    page.fields["exact_message"].line.setText("closed")
    window.close()
    assert window.controller.close()
    assert kept("closed")


def test_every_page_on_the_way_is_left_by_escape_as_by_back(window: Window, qtbot: QtBot) -> None:
    at_questions(window, qtbot)
    press(window, "Add a picture", qtbot)
    qtbot.keyClick(wait_for(window, ScreenshotsPage, qtbot), Qt.Key.Key_Escape)
    wait_for(window, HandoverQuestionsPage, qtbot)
    press(window, "Measure more", qtbot)
    qtbot.keyClick(wait_for(window, MeasurementsPage, qtbot), Qt.Key.Key_Escape)
    wait_for(window, HandoverQuestionsPage, qtbot)
    to_way(window, qtbot, "desk")
    window.handle(intents.LookAtFile("report.html"))
    wait_for(window, PreviewPage, qtbot)
    window.handle(intents.LookAtFile("report.html"))
    qtbot.keyClick(wait_for(window, FileViewPage, qtbot), Qt.Key.Key_Escape)
    qtbot.keyClick(wait_for(window, PreviewPage, qtbot), Qt.Key.Key_Escape)
    qtbot.keyClick(wait_for(window, DetailsPage, qtbot), Qt.Key.Key_Escape)
    qtbot.keyClick(wait_for(window, WaysPage, qtbot), Qt.Key.Key_Escape)
    wait_for(window, HandoverQuestionsPage, qtbot)


def test_details_that_were_typed_can_be_put_right(window: Window, qtbot: QtBot) -> None:
    at_questions(window, qtbot)
    press(window, "Continue", qtbot)
    ways = wait_for(window, WaysPage, qtbot)
    ways.choices["hotline"].click()
    assert ways.primary.text() == "Continue: Example hotline"
    ways.primary.click()
    details = wait_for(window, DetailsPage, qtbot)
    details.form.fields["time_slot_1"].line.setText("Today at five")
    details.primary.click()
    wait_for(window, ScriptPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, DetailsPage, qtbot)
    press(window, "Back", qtbot)
    ways = wait_for(window, WaysPage, qtbot)
    ways.choices["hotline"].click()
    ways.primary.click()
    details = wait_for(window, DetailsPage, qtbot, other_than=details)
    assert details.form.fields["time_slot_1"].text == "Today at five"


def test_a_report_that_is_left_is_put_together_for_nobody(window: Window, qtbot: QtBot) -> None:
    at_questions(window, qtbot)
    to_way(window, qtbot, "desk")
    window.handle(intents.GoHome())
    home = wait_for(window, HomePage, qtbot)
    done: list[bool] = []
    window.controller.run_beside(lambda _environment: True, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
    assert window.page is home


def test_two_presses_send_once(window: Window, desk: Desk, qtbot: QtBot) -> None:
    preview = to_preview(window, qtbot)
    intent = intents.SendDraft(preview.preview.draft.sha256)  # type: ignore[union-attr]
    window.handle(intent)
    window.handle(intent)
    wait_for(window, DeliveryPage, qtbot)
    look(window, qtbot)
    assert len(desk.tickets) == 1
    assert len(outbox_of(window.environment).entries()) == 1


def test_the_top_bar_leads_to_what_was_handed_over_from_the_first_time_on(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, qtbot: QtBot
) -> None:
    window = make_window(with_channels(make_environment("full-cache"), clock))
    wait_for(window, HomePage, qtbot)
    assert not [one for one in window.findChildren(QAbstractButton) if one.accessibleName() == "Handed over"]
    send(window, qtbot)
    press(window, "Handed over", qtbot)
    wait_for(window, CasesPage, qtbot)
    press(window, "Back", qtbot)
    outbox_of(window.environment).close()


def test_the_way_back_from_the_tickets_is_the_page_before_not_an_old_walk(window: Window, qtbot: QtBot) -> None:
    send(window, qtbot)
    window.handle(intents.ResumeWalk(window.environment.journal.sessions()[0].id))
    wait_for(window, AskPage, qtbot)
    window.handle(intents.ShowCases())
    wait_for(window, CasesPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, AskPage, qtbot)
    window.handle(intents.GoHome())
    wait_for(window, HomePage, qtbot)
    window.handle(intents.ShowCases())
    wait_for(window, CasesPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, HomePage, qtbot)


def test_going_back_while_it_is_put_together_or_measured_is_not_undone_later(window: Window, qtbot: QtBot) -> None:
    at_questions(window, qtbot)
    to_way(window, qtbot, "desk")
    assert type(window.page).__name__ in ("WaitingPage", "DetailsPage")
    window.handle(intents.HandOver("details"))
    details = wait_for(window, DetailsPage, qtbot)
    done: list[bool] = []
    window.controller.run_beside(lambda _environment: True, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
    assert window.page is details
    window.handle(intents.HandOver("measurements"))
    wait_for(window, MeasurementsPage, qtbot)
    press(window, "Measure now", qtbot)
    press(window, "Back", qtbot)
    questions = wait_for(window, HandoverQuestionsPage, qtbot)
    window.controller.run_beside(lambda _environment: True, done.append)
    qtbot.waitUntil(lambda: len(done) == 2, timeout=WAIT_MS)
    assert window.page is questions
