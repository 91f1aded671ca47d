"""The window as a person uses it, on simulated computers: whole walks, leaving, languages, history, report."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from wizard.device.record import RecordError
from wizard.environment import Environment
from wizard.flow.views import AskConsent, RunFix, ShowOutcome
from wizard.journal.errors import JournalError
from wizard.system.base import Cancel, Report
from wizard.ui import intents
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.check_up import CheckUpPage, CheckUpResult, CheckUpResultPage
from wizard.ui.pages.consent import ConsentPage
from wizard.ui.pages.fixing import FixingPage
from wizard.ui.pages.guide import GuidePage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.help import HelpPage
from wizard.ui.pages.history import HistoryPage
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.pages.page import Page
from wizard.ui.pages.running import RunningPage
from wizard.ui.pages.saved import SavedPage
from wizard.ui.pages.stopped import StoppedPage
from wizard.ui.pages.trouble import TroublePage
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

MakeEnvironment = Callable[..., Environment]
MakeWindow = Callable[[Environment], Window]
WAIT_MS = 30_000


def wait_for(window: Window, kind: type[Page], qtbot: QtBot) -> Any:
    """Wait until a page of this kind is shown; return it."""
    qtbot.waitUntil(lambda: isinstance(window.page, kind), timeout=WAIT_MS)
    return window.page


def press(window: Window, name: str, qtbot: QtBot) -> None:
    """Click the button of the window with this name."""
    button = next(b for b in window.findChildren(QAbstractButton) if b.accessibleName() == name and b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words_on(widget: QWidget) -> str:
    return "\n".join(text.text() for text in widget.findChildren(Text) if text.isVisibleTo(widget))


def walk_by_keyboard(window: Window, qtbot: QtBot, prefer: dict[str, str] | None = None) -> list[str]:
    """Walk to the outcome with keys alone: Enter for the filled button, arrows and Space for an answer."""
    seen: list[str] = []
    show_page = window.show_page

    def note(make: Callable[[], Page]) -> None:
        show_page(make)
        seen.append(type(window.page).__name__)

    window.show_page = note  # type: ignore[method-assign]
    page: Page | None = None
    while not isinstance(window.page, OutcomePage):
        qtbot.waitUntil(lambda page=page: window.page is not page, timeout=WAIT_MS)  # type: ignore[misc]
        page = window.page
        assert page is not None
        assert len(seen) < 60
        if isinstance(page, AskPage):
            step = window.controller.moment.view.step_id  # type: ignore[union-attr]
            wanted = (prefer or {}).get(step, next(iter(page.choices)))
            page.choices[wanted].setFocus()
            qtbot.keyClick(page.choices[wanted], Qt.Key.Key_Space)
            qtbot.keyClick(page.choices[wanted], Qt.Key.Key_Return)
        elif isinstance(page, GuidePage):
            page.done.setFocus()
            qtbot.keyClick(page.done, Qt.Key.Key_Return)
        elif not isinstance(page, RunningPage | FixingPage | OutcomePage):
            qtbot.keyClick(window.focusWidget() or page, Qt.Key.Key_Return)
    return seen


def test_a_full_cache_is_cleared_and_proved_by_keyboard_alone(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    """FACTS A5: over 500 MB is cleared, with consent, and measured again."""
    window = make_window(make_environment("full-cache"))
    home = wait_for(window, HomePage, qtbot)
    qtbot.keyClick(home.cards["app_cache"], Qt.Key.Key_Return)
    seen = walk_by_keyboard(window, qtbot, {"still_there": "gone"})
    assert {"RunningPage", "AskPage", "ConsentPage", "FixingPage", "OutcomePage"} <= set(seen)
    moment = window.controller.moment
    assert moment is not None
    assert isinstance(moment.view, ShowOutcome)
    assert (moment.view.result, moment.view.proof) == ("solved", "fixed")
    assert "600 MB" in words_on(window)
    assert "Fixed" in words_on(window)


def test_a_repair_that_does_nothing_is_never_called_fixed(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("full-cache-stubborn"))
    wait_for(window, HomePage, qtbot)
    window.handle(intents.StartFlow("app_cache"))
    walk_by_keyboard(window, qtbot, {"better_now": "no", "still_there": "crashes"})
    moment = window.controller.moment
    assert moment is not None
    assert all(proof.word != "fixed" for proof in moment.view.proofs)
    assert "Fixed" not in words_on(window).splitlines()


def test_stop_leads_to_a_page_that_offers_to_measure_again(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("sick-router"))
    window.handle(intents.StartFlow("connection"))
    wait_for(window, RunningPage, qtbot)
    press(window, "Stop", qtbot)
    stopped = wait_for(window, StoppedPage, qtbot)
    assert "Nothing was changed" in words_on(stopped)
    press(window, "Measure again", qtbot)
    running = wait_for(window, RunningPage, qtbot)
    assert running.moment.history == (), "it is the same measurement"
    press(window, "Back", qtbot)
    wait_for(window, HomePage, qtbot)


def test_a_measurement_left_by_back_is_not_shown_as_done(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished: list[object] = []
    window = make_window(make_environment("full-cache"))
    window.hold_ms = 200
    monkeypatch.setattr(RunningPage, "finish", lambda page, moment: finished.append(page))
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    measured = len(finished)
    window.handle(intents.Answer("nothing"))
    wait_for(window, ConsentPage, qtbot)
    window.handle(intents.GoBack())
    wait_for(window, AskPage, qtbot)
    assert len(finished) == measured == 2  # all apps, then the cache of this one


def test_a_walk_goes_on_where_it_was_left(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    first = make_window(environment)
    first.handle(intents.StartFlow("app_cache"))
    wait_for(first, AskPage, qtbot)
    first.close()
    second = make_window(environment)
    home = wait_for(second, HomePage, qtbot)
    qtbot.waitUntil(lambda: hasattr(home, "go_on"))
    qtbot.mouseClick(home.go_on, Qt.MouseButton.LeftButton)
    assert wait_for(second, AskPage, qtbot).heading.text() == "What do you notice about Example App?"


def test_back_returns_to_the_question(make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(make_environment("full-cache"))
    window.handle(intents.StartFlow("app_cache"))
    ask = wait_for(window, AskPage, qtbot)
    assert not any(choice.isChecked() for choice in ask.choices.values()), "a question asked anew starts empty"
    window.handle(intents.Answer("crashes"))
    wait_for(window, ConsentPage, qtbot)
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    again = wait_for(window, AskPage, qtbot)
    assert again is not ask
    assert [name for name, choice in again.choices.items() if choice.isChecked()] == ["crashes"]


def test_closing_waits_for_a_repair_and_then_closes(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = make_environment("full-cache")
    gate, begun = threading.Event(), threading.Event()
    system = environment.system
    clear = system.clear_directory

    def slow(*arguments: Any, **named: Any) -> Any:
        begun.set()
        assert gate.wait(30)
        return clear(*arguments, **named)

    monkeypatch.setattr(system, "clear_directory", slow)
    window = make_window(environment)
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    window.handle(intents.Answer("crashes"))
    wait_for(window, ConsentPage, qtbot)
    window.handle(intents.Consent(granted=True))
    wait_for(window, FixingPage, qtbot)
    assert begun.wait(10)
    for intent in (intents.GoHome(), intents.ShowHistory(), intents.ChooseLanguage("cs"), intents.Leave()):
        window.handle(intent)
        assert isinstance(window.page, FixingPage)
        assert "must finish first" in words_on(window)
    assert not window.close()
    assert window.isVisible()
    assert "closes by itself" in words_on(window)
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT_MS)
    session_id = environment.journal.sessions()[0].id
    assert type(environment.journal.history(session_id)[-1]).__name__ == "Finished"


def test_closing_during_a_measurement_leaves_at_once(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("sick-router"))
    window.handle(intents.StartFlow("connection"))
    wait_for(window, RunningPage, qtbot)
    assert window.close()
    assert window.controller.close()


def test_the_check_up_ends_with_a_verdict(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("full-cache"))
    wait_for(window, HomePage, qtbot)
    press(window, "Check my computer", qtbot)
    wait_for(window, CheckUpPage, qtbot)
    result = wait_for(window, CheckUpResultPage, qtbot)
    assert [card.accessibleName() for card in result.cards] == ["An app crashes or is slow"]


def test_the_check_up_can_be_stopped(make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(make_environment("no-network"))
    window.handle(intents.StartCheckUp())
    wait_for(window, CheckUpPage, qtbot)
    press(window, "Stop", qtbot)
    wait_for(window, HomePage, qtbot)


def test_the_check_up_lets_its_page_be_painted_first_and_hears_a_stop_meanwhile(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.ui.side._PAINT_S", 60)
    stopped_before_it_began: list[bool] = []

    def check(environment: Environment, report: Report, cancel: Cancel) -> CheckUpResult:
        stopped_before_it_began.append(cancel.requested)
        return CheckUpResult("healthy", "", (), ())

    monkeypatch.setattr("wizard.ui.jobs.check_computer", check)
    window = make_window(make_environment("full-cache"))
    window.handle(intents.StartCheckUp())
    wait_for(window, CheckUpPage, qtbot)
    press(window, "Stop", qtbot)
    qtbot.waitUntil(lambda: stopped_before_it_began == [True])


def test_language_and_appearance_can_be_changed_and_stay(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    window = make_window(environment)
    wait_for(window, HomePage, qtbot)
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    window.handle(intents.Answer("crashes"))
    english = wait_for(window, ConsentPage, qtbot)
    window.handle(intents.ChooseLanguage("cs"))
    qtbot.waitUntil(lambda: window.page is not english)
    wait_for(window, ConsentPage, qtbot)
    assert window.environment.texts.language == "cs"
    assert window.controller.moment is not None
    assert isinstance(window.controller.moment.view, AskConsent)
    window.handle(intents.ChooseTheme("dark"))
    assert window.theme.dark
    saved = environment.settings.choices_path.read_text("utf-8")
    assert '"cs"' in saved
    assert '"dark"' in saved


def test_history_is_listed_and_deleted(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    window = make_window(environment)
    for _ in range(2):
        window.handle(intents.StartFlow("app_cache"))
        wait_for(window, AskPage, qtbot)
        window.handle(intents.GoHome())
    press(window, "History", qtbot)
    history = wait_for(window, HistoryPage, qtbot)
    assert len(history.rows) == 2
    window.handle(intents.DeleteWalk(environment.journal.sessions()[0].id))
    qtbot.waitUntil(lambda: len(getattr(window.page, "rows", ())) == 1)
    window.handle(intents.DeleteHistory())
    qtbot.waitUntil(lambda: getattr(window.page, "rows", None) == ())
    assert environment.journal.sessions() == ()


def test_help_leads_back_into_the_walk(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("full-cache"))
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    press(window, "Help", qtbot)
    wait_for(window, HelpPage, qtbot)
    press(window, "History", qtbot)
    wait_for(window, HistoryPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, AskPage, qtbot)


def test_a_report_is_previewed_and_saved_as_shown(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """FACTS B, promise 2: what leaves is what the preview showed, byte for byte."""
    environment = make_environment("full-cache")
    window = make_window(environment)
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    window.handle(intents.AskForReport(environment.journal.sessions()[0].id))
    questions = wait_for(window, HandoverQuestionsPage, qtbot)
    questions.fields["account_email"].line.setText("jana@example.com")
    press(window, "Continue", qtbot)
    report = wait_for(window, PreviewPage, qtbot)
    assert "jana@example.com" in report.message.toPlainText()
    report.ticks["report.html"].setChecked(False)
    qtbot.waitUntil(report.send.isEnabled)
    shown = report.message.toPlainText()
    press(window, "Back", qtbot)
    assert wait_for(window, HandoverQuestionsPage, qtbot).fields["account_email"].text == "jana@example.com"
    press(window, "Continue", qtbot)
    report = wait_for(window, PreviewPage, qtbot)
    report.ticks["report.html"].setChecked(False)
    qtbot.waitUntil(report.send.isEnabled)
    window.choose_folder = lambda: str(tmp_path / "chosen")
    press(window, "Choose a folder", qtbot)
    wait_for(window, SavedPage, qtbot)
    (folder,) = (tmp_path / "chosen").iterdir()
    assert (folder / "report.txt").read_text("utf-8").strip().splitlines()[0] == shown.splitlines()[0]
    assert not (folder / "report.html").exists()
    opened: list[str] = []
    window.open_address = opened.append
    press(window, "Open the folder", qtbot)
    assert opened[0].startswith("file:")


def test_a_report_that_cannot_be_saved_stays_on_the_screen(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    environment = make_environment("full-cache")
    window = make_window(environment)
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    window.handle(intents.AskForReport(environment.journal.sessions()[0].id))
    wait_for(window, HandoverQuestionsPage, qtbot)
    press(window, "Continue", qtbot)
    report = wait_for(window, PreviewPage, qtbot)
    window.choose_folder = lambda: ""
    press(window, "Choose a folder", qtbot)
    assert window.page is report
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("not a folder")
    window.choose_folder = lambda: str(in_the_way)
    press(window, "Choose a folder", qtbot)
    qtbot.waitUntil(lambda: "is not a folder" in words_on(report))
    assert window.page is report


def test_practice_is_always_visible(make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot) -> None:
    from wizard.ui.widgets.top_bar import PracticeStrip

    window = make_window(make_environment("sick-router", shown_as_practice=True))
    for intent in (intents.GoHome(), intents.ShowHelp(), intents.ShowOther()):
        window.handle(intent)
        (strip,) = window.findChildren(PracticeStrip)
        assert strip.isVisible()
        assert "Practice" in strip.text()


def test_a_fault_is_a_page_not_a_dialog(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment())
    window.handle(intents.StartFlow("no_such_flow"))
    wait_for(window, TroublePage, qtbot)
    press(window, "Start page", qtbot)
    wait_for(window, HomePage, qtbot)


def test_pages_are_announced(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []

    def hear(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            spoken.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    window = make_window(make_environment("full-cache"))
    qtbot.waitUntil(lambda: bool(spoken))  # the first page speaks once it is painted
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    assert "What is not working?" in spoken[0]
    assert any("Measuring the cache of Example App" in message for message in spoken)
    assert any("600 MB" in message for message in spoken)


def test_the_window_holds_one_page(make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot) -> None:
    """Hidden pages would stay in a screen reader's tree."""
    window = make_window(make_environment())
    for _ in range(5):
        window.handle(intents.ShowHelp())
        window.handle(intents.GoHome())
    qtbot.waitUntil(lambda: len(window.findChildren(Page)) == 1)


def test_a_measurement_that_found_something_stays_readable(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("full-cache"))
    window.hold_ms = 400
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, RunningPage, qtbot)
    qtbot.waitUntil(lambda: "600 MB" in words_on(window.page), timeout=WAIT_MS)
    running = window.page
    assert isinstance(running, RunningPage)
    assert running.progress.share == 1.0
    wait_for(window, AskPage, qtbot)


def test_the_firmware_walk_goes_through_the_practice_device(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    """FACTS A1: firmware 2.3.1 is installed and read back."""
    window = make_window(make_environment("old-firmware"))
    window.handle(intents.StartFlow("restart_firmware"))
    walk_by_keyboard(window, qtbot, {"trouble": "works"})
    moment = window.controller.moment
    assert moment is not None
    assert moment.view.proofs[-1].word == "fixed"
    assert any(isinstance(view, RunFix) for view in [moment.view]) is False
    assert "2.3.1" in words_on(window)


# the first page before everything else


def test_the_first_page_stands_before_anything_is_loaded(
    make_environment: MakeEnvironment, make_loading_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    gate = threading.Event()

    def compose() -> Environment:
        assert gate.wait(30)
        return environment

    window = make_loading_window(environment)
    window.load_after_painting(compose)
    window.show()
    home = wait_for(window, HomePage, qtbot)
    assert set(home.cards) >= {"connection", "app_cache"}
    qtbot.keyClicks(home.field.line, "my app keeps crashing")
    press(window, "Help", qtbot)
    assert window.page is home
    gate.set()
    wait_for(window, HelpPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, HomePage, qtbot)


def test_a_problem_chosen_early_waits_for_what_it_needs(
    make_environment: MakeEnvironment, make_loading_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment("full-cache")
    gate = threading.Event()

    def compose() -> Environment:
        assert gate.wait(30)
        return environment

    window = make_loading_window(environment)
    window.load_after_painting(compose)
    window.show()
    window.handle(intents.ChooseTheme("dark"))
    qtbot.waitUntil(lambda: window._compose is None)  # loading has begun
    window.handle(intents.StartFlow("app_cache"))
    gate.set()
    wait_for(window, AskPage, qtbot)
    assert window.environment.settings.choices_path.exists()


def test_what_cannot_be_loaded_is_said_on_a_page(
    make_environment: MakeEnvironment, make_loading_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment()

    def compose() -> Environment:
        raise JournalError("The history is in use by another program. Close it, then try again.")

    window = make_loading_window(environment)
    window.load_after_painting(compose)
    window.show()
    for intent in (None, intents.StartCheckUp(), intents.StartFlow("connection")):
        if intent is not None:
            window.handle(intent)
        trouble = wait_for(window, TroublePage, qtbot)
        assert "in use by another program" in words_on(trouble)
        press(window, "Start page", qtbot)
        wait_for(window, HomePage, qtbot)


def test_an_early_search_is_answered_when_it_can_be(
    make_environment: MakeEnvironment, make_loading_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment()
    window = make_loading_window(environment)
    window.show()
    home = wait_for(window, HomePage, qtbot)
    home.field.line.setText("the wifi is slow in the evening")
    home.look()
    assert all(card.isVisible() for card in home.cards.values())
    window.load_after_painting(lambda: environment)
    window.update()
    qtbot.waitUntil(lambda: not home.cards["password_reset"].isVisible(), timeout=WAIT_MS)
    assert home.cards["wifi_channel"].isVisible()


def test_a_measurement_that_broke_can_be_tried_again(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = make_environment("full-cache")
    append = environment.journal.append
    faults = [JournalError("The disk is full. Free some space, then try again.")]

    def full(*arguments: Any) -> None:
        if faults:
            raise faults.pop()
        append(*arguments)

    monkeypatch.setattr(environment.journal, "append", full)
    window = make_window(environment)
    window.handle(intents.StartFlow("app_cache"))
    trouble = wait_for(window, TroublePage, qtbot)
    assert "The disk is full." in words_on(trouble)
    press(window, "Try again", qtbot)
    wait_for(window, AskPage, qtbot)


def test_a_double_click_is_one_press(make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot) -> None:
    """The second click of a double click must not consent to, or stop, what the first one brought."""
    window = make_window(make_environment("full-cache"))
    wait_for(window, HomePage, qtbot)
    window.handle(intents.StartFlow("app_cache"))
    page = wait_for(window, AskPage, qtbot)
    page.choices["crashes"].click()
    assert page.primary is not None
    page.primary.click()
    consent = wait_for(window, ConsentPage, qtbot)
    assert consent.primary is not None
    pressed: list[object] = []
    consent.wanted.connect(pressed.append)
    qtbot.mouseDClick(consent.primary, Qt.MouseButton.LeftButton)
    assert pressed == []  # what Qt hands to the page that came up between the two clicks
    qtbot.mouseClick(consent.primary, Qt.MouseButton.LeftButton)
    assert len(pressed) == 1


def test_a_page_that_cannot_be_drawn_is_a_page_that_says_so(
    environment: Environment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(environment)
    wait_for(window, HomePage, qtbot)

    def broken() -> Page:
        raise ZeroDivisionError("a fault of the program")

    window.show_page(broken)
    assert isinstance(window.page, TroublePage)
    window.handle(intents.GoHome())
    wait_for(window, HomePage, qtbot)


def test_what_was_damaged_is_said_on_the_first_page(
    make_environment: MakeEnvironment, make_loading_window: MakeWindow, qtbot: QtBot
) -> None:
    environment = make_environment()
    environment.device_record.notice = RecordError("What was known of your device was damaged. It is kept aside.")
    window = make_loading_window(environment)
    window.load_after_painting(lambda: environment)
    window.show()
    qtbot.waitUntil(lambda: "It is kept aside." in words_on(window), timeout=WAIT_MS)
    assert isinstance(window.page, HomePage)


def test_a_wrong_profile_of_ones_own_is_named_on_the_first_page(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    """Whoever has a profile of their own has everything loaded before the window is there."""
    notice = RecordError("Your own profile cannot be used, so the usual values hold.")
    window = make_window(replace(make_environment(), profile_notice=notice))
    window.show()
    qtbot.waitUntil(lambda: "the usual values hold" in words_on(window), timeout=WAIT_MS)
