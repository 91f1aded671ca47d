"""Handing over with keys alone: Tab, Enter, Space, arrows, from the outcome to "sent", and what is said meanwhile."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import WAIT_MS, Desk, TurnedClock, wait_for, with_channels
from tests.ui.test_window import walk_by_keyboard
from wizard.escalation.outbox import outbox_of
from wizard.ui import intents
from wizard.ui.pages.handover.case import CasePage
from wizard.ui.pages.handover.delivery import DeliveryPage
from wizard.ui.pages.handover.details import DetailsPage
from wizard.ui.pages.handover.file_view import FileViewPage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.handover.ways import WaysPage
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.window import Window

MOST_TABS = 60


def key(window: Window, qtbot: QtBot, which: Qt.Key) -> None:
    qtbot.keyClick(window.focusWidget() or window.page, which)


def tab_to(window: Window, qtbot: QtBot, wanted: QWidget) -> None:
    """Press Tab until this has the focus."""
    for _ in range(MOST_TABS):
        if window.focusWidget() is wanted:
            return
        key(window, qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to {wanted.accessibleName()!r}")


def test_from_the_outcome_to_sent_by_keys_alone(
    make_environment: Any, make_window: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []

    def hear(event: Any) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            spoken.append(event.message())

    desk = Desk()
    monkeypatch.setattr("wizard.escalation.channels.open_channel", lambda *_args, **_named: desk)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    window: Window = make_window(with_channels(make_environment("full-cache-stubborn"), TurnedClock()))
    window.activateWindow()
    window.handle(intents.StartFlow("app_cache"))
    walk_by_keyboard(window, qtbot, {"better_now": "no", "still_there": "crashes"})
    wait_for(window, OutcomePage, qtbot)
    key(window, qtbot, Qt.Key.Key_Return)

    page = wait_for(window, HandoverQuestionsPage, qtbot)
    tab_to(window, qtbot, page.fields["exact_message"].line)
    qtbot.keyClicks(page.fields["exact_message"].line, "Out of memory")
    key(window, qtbot, Qt.Key.Key_Return)

    ways = wait_for(window, WaysPage, qtbot)
    tab_to(window, qtbot, next(choice for choice in ways.choices.values() if choice.isChecked()))
    for _ in range(len(ways.choices)):
        if ways.choices["desk"].isChecked():
            break
        key(window, qtbot, Qt.Key.Key_Down)
    assert ways.choices["desk"].isChecked()
    assert ways.primary.text() == "Continue: Example desk"
    key(window, qtbot, Qt.Key.Key_Return)

    details = wait_for(window, DetailsPage, qtbot)
    tab_to(window, qtbot, details.form.fields["expected_result"].line)
    qtbot.keyClicks(details.form.fields["expected_result"].line, "It starts")
    key(window, qtbot, Qt.Key.Key_Return)

    preview = wait_for(window, PreviewPage, qtbot)
    tab_to(window, qtbot, preview.ticks["report.json"])
    key(window, qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(preview.send.isEnabled, timeout=WAIT_MS)
    tab_to(window, qtbot, preview.looks["report.html"])
    key(window, qtbot, Qt.Key.Key_Space)
    wait_for(window, FileViewPage, qtbot)
    key(window, qtbot, Qt.Key.Key_Escape)
    preview = wait_for(window, PreviewPage, qtbot, other_than=preview)
    assert not preview.ticks["report.json"].isChecked()
    tab_to(window, qtbot, preview.send)
    key(window, qtbot, Qt.Key.Key_Return)

    delivery = wait_for(window, DeliveryPage, qtbot)
    assert delivery.delivery.entry.state == "sent"
    assert "report.json" not in desk.received
    key(window, qtbot, Qt.Key.Key_Return)
    wait_for(window, CasePage, qtbot)
    for heading in (
        "A few things only you know", "Who should hear about it?", "Send this to Example desk?",
        "Sending to Example desk",
        "Sent. Example desk has taken it as number 4711.",
    ):  # fmt: skip
        assert any(heading in message for message in spoken), heading
    outbox_of(window.environment).close()
