"""Closing the window: its place is kept, and a report that waits can be sent from the background."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import WAIT_MS, Desk, TurnedClock, press, send, wait_for, with_channels, words_on
from wizard.escalation.outbox import outbox_of
from wizard.flow.views import AskConsent, AskQuestion
from wizard.ui import intents, leaving
from wizard.ui.faults import Faults
from wizard.ui.front import front_of
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.staying import StayingPage
from wizard.ui.window import Window
from wizard.ui.window_place import keep_place, restore_place


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    played = Desk()
    monkeypatch.setattr("wizard.escalation.channels.open_channel", lambda *_args, **_named: played)
    return played


@pytest.fixture
def window(
    make_environment: Any, make_window: Any, clock: TurnedClock, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.setattr(leaving, "can_stay", lambda: True)  # there is no desktop here, so no notification area
    made: Window = make_window(with_channels(make_environment("full-cache"), clock))
    made.setWindowIcon(QIcon(made.theme.pixmap("lifebuoy", "accent", 2, made)))
    yield made
    made.leaving._end_background()
    outbox_of(made.environment).close()


def waiting_report(window: Window, desk: Desk, qtbot: QtBot) -> None:
    desk.script = ["unreachable"] * 20
    page = send(window, qtbot)
    assert page.delivery.entry.waits_for == "network"


def test_a_window_with_nothing_to_send_closes_at_once(window: Window) -> None:
    window.close()
    assert not window.isVisible()


def test_a_report_that_waits_is_asked_about_once(window: Window, desk: Desk, qtbot: QtBot) -> None:
    waiting_report(window, desk, qtbot)
    window.close()
    assert window.isVisible()
    page = wait_for(window, StayingPage, qtbot)
    assert "sent when you open this program again" in words_on(page)
    window.close()  # the person closes it once more: that is an answer
    assert not window.isVisible()


def test_a_logout_is_not_stopped_by_the_question(window: Window, desk: Desk, qtbot: QtBot) -> None:
    waiting_report(window, desk, qtbot)
    window.leaving.session_ends()
    window.close()
    assert not window.isVisible()


def test_the_first_page_says_that_a_report_waits(window: Window, desk: Desk, qtbot: QtBot) -> None:
    waiting_report(window, desk, qtbot)
    press(window, "Start page", qtbot)
    page = wait_for(window, HomePage, qtbot)
    qtbot.waitUntil(lambda: "1 report waits for the network" in words_on(page))
    assert "Nothing is lost." in words_on(page)


@pytest.fixture
def slow_repair(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A cache that is emptied only once the event is set."""
    gate = threading.Event()
    system = type(window.environment.system)
    emptying = system.clear_directory

    def waits(self: Any, *given: Any) -> Any:
        assert gate.wait(WAIT_MS / 1000)
        return emptying(self, *given)

    monkeypatch.setattr(system, "clear_directory", waits)
    yield gate
    gate.set()


def begin_repair(window: Window, qtbot: QtBot) -> None:
    answered: list[object] = []

    def step_on() -> bool:
        moment = window.controller.moment
        if moment in answered:
            return window.controller.fixing
        answered.append(moment)
        match moment.view if moment is not None else None:
            case AskQuestion() as view:
                window.handle(intents.Answer(view.choices[0]))
            case AskConsent():
                window.handle(intents.Consent(granted=True))
        return window.controller.fixing

    window.handle(intents.StartFlow("app_cache"))
    qtbot.waitUntil(step_on, timeout=WAIT_MS)


def test_a_window_that_was_to_close_after_a_repair_and_then_stays_shows_walks(
    window: Window, desk: Desk, slow_repair: threading.Event, qtbot: QtBot
) -> None:
    waiting_report(window, desk, qtbot)
    window.go_home()
    wait_for(window, HomePage, qtbot)
    begin_repair(window, qtbot)
    window.close()
    assert window.isVisible()
    slow_repair.set()
    wait_for(window, StayingPage, qtbot)
    press(window, "Start page", qtbot)
    wait_for(window, HomePage, qtbot)
    window.handle(intents.StartFlow("storage_full"))
    qtbot.waitUntil(lambda: not isinstance(window.page, HomePage), timeout=WAIT_MS)


def test_a_fault_during_a_repair_leaves_a_window_that_can_be_closed(
    window: Window, slow_repair: threading.Event, qtbot: QtBot
) -> None:
    begin_repair(window, qtbot)
    Faults(window)._answer("home")
    assert not isinstance(window.page, HomePage), "a repair is never left in the middle"
    window.go_home()  # whatever else led there
    slow_repair.set()
    qtbot.waitUntil(lambda: not window.controller.fixing, timeout=WAIT_MS)
    window.close()
    assert not window.isVisible()


def test_going_on_to_something_else_asks_again_next_time(window: Window, desk: Desk, qtbot: QtBot) -> None:
    waiting_report(window, desk, qtbot)
    window.close()
    wait_for(window, StayingPage, qtbot)
    press(window, "Start page", qtbot)
    wait_for(window, HomePage, qtbot)
    window.close()
    assert window.isVisible()
    wait_for(window, StayingPage, qtbot)


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)
def test_in_the_background_it_sends_says_so_and_ends(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(window.outbox_watch, "notify", lambda title, sentence: told.append(title))
    waiting_report(window, desk, qtbot)
    window.close()
    wait_for(window, StayingPage, qtbot)
    press(window, "Keep trying in the background", qtbot)
    assert not window.isVisible()
    assert not QApplication.quitOnLastWindowClosed()
    assert window.leaving._tray is not None
    desk.script = []
    clock.turn(hours=1)
    courier = window.courier
    assert courier is not None
    courier.look()
    qtbot.waitUntil(lambda: window.leaving.closing, timeout=WAIT_MS)
    assert told == ["Nothing waits any more"]
    assert len(desk.tickets) == 1
    assert QApplication.quitOnLastWindowClosed()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)
def test_while_it_still_waits_the_icon_stays_and_brings_the_window_back(
    window: Window, desk: Desk, clock: TurnedClock, qtbot: QtBot
) -> None:
    waiting_report(window, desk, qtbot)
    window.handle(intents.StayInBackground())
    clock.turn(hours=1)
    courier = window.courier
    assert courier is not None
    qtbot.waitUntil(lambda: not courier._busy, timeout=WAIT_MS)
    before = desk.requests
    courier.look()
    qtbot.waitUntil(lambda: desk.requests > before and not courier._busy, timeout=WAIT_MS)
    assert not window.leaving.closing
    assert window.leaving._tray is not None
    window.leaving.come_back()
    assert window.isVisible()
    assert window.leaving._tray is None


def test_without_a_notification_area_it_closes_without_asking(
    window: Window, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "can_stay", lambda: False)
    waiting_report(window, desk, qtbot)
    window.close()
    assert not window.isVisible()


def test_the_place_of_the_window_is_kept(window: Window, make_environment: Any, theme: Any, qtbot: QtBot) -> None:
    window.setGeometry(QRect(40, 60, 700, 500))
    window.close()
    again = Window(front_of(window.environment), theme, hold_ms=0)
    qtbot.addWidget(again)
    assert restore_place(again, window.front.settings.window_folder)
    assert again.geometry() == QRect(40, 60, 700, 500)
    assert again.controller.close()


@pytest.mark.parametrize("content", [b"", b"not a place", b"x" * 5_000])
def test_a_damaged_place_is_passed_over(window: Window, content: bytes) -> None:
    folder = window.front.settings.window_folder
    folder.mkdir(parents=True, exist_ok=True)
    before = window.geometry()
    (folder / "place").write_bytes(content)
    assert not restore_place(window, folder)
    assert window.geometry() == before


def test_a_place_without_a_size_leaves_a_window_that_can_be_seen(window: Window) -> None:
    folder = window.front.settings.window_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "place").write_bytes(b"\x01\xd9\xd0\xcb" + b"\x00" * 40)
    restore_place(window, folder)
    assert window.width() >= window.minimumSizeHint().width() > 100
    assert window.isVisible()


def test_a_place_that_cannot_be_kept_is_no_trouble(window: Window, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    keep_place(window, tmp_path / "file")


def test_the_step_of_a_clock_is_no_reason_to_ask(window: Window, clock: TurnedClock) -> None:
    clock.now += timedelta(days=1)
    window.close()
    assert not window.isVisible()
