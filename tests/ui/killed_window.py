"""A window in a process of its own that a test kills: ``python -m tests.ui.killed_window FOLDER WHAT``.

``type``: types on the questions page until that is kept. ``typed``: shows what stands there after a restart.
``send``: sends to a folder, and stops before (``send-before``) or after (``send-after``) the folder was written.
``finish``: is only open, with a clock that runs sixty times as fast, until nothing waits any more.
"""

import os
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import msgspec
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import _environments
from wizard.environment import Environment
from wizard.escalation.channels.folder import FolderDelivery
from wizard.escalation.model import Message, Ticket
from wizard.escalation.outbox import outbox_of
from wizard.organisation.channels import FolderChannel
from wizard.ui import intents
from wizard.ui.front import front_of
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.handover.ways import WaysPage
from wizard.ui.theme import Theme
from wizard.ui.window import Window

TEXT = "No route to host"
FAST = 60


def tell(word: str) -> None:
    print(word, flush=True)


def wait_until(holds: Any, within_s: float = 60) -> None:
    loop, end = QEventLoop(), time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def hang(*_: object) -> None:
    tell("here")
    time.sleep(600)


class Hanging(FolderDelivery):
    """A folder whose answer never comes; what it was asked may be done by then."""

    after = False

    def create(self, message: Message, sent_bytes: Any, cancel: Any) -> Ticket:
        if self.after:
            super().create(message, sent_bytes, cancel)
        hang()
        raise AssertionError("killed before")


def environment_in(stack: ExitStack, folder: Path, fast: bool) -> Environment:
    made = _environments(stack, folder)("full-cache")
    channels = {"shared": FolderChannel(title="Shared folder", path=str(folder / "shared"))}
    (folder / "shared").mkdir(exist_ok=True)
    organisation = msgspec.structs.replace(made.organisation, channels=channels)
    began, began_s = datetime.now(UTC), time.monotonic()
    speed = FAST if fast else 1

    def now_utc() -> datetime:
        return began + timedelta(seconds=(time.monotonic() - began_s) * speed)

    return replace(made, organisation=organisation, now_utc=now_utc)


def at_questions(window: Window) -> HandoverQuestionsPage:
    sessions = window.environment.journal.sessions()
    if not sessions:
        window.handle(intents.StartFlow("app_cache"))
        wait_until(lambda: isinstance(window.page, AskPage))
        sessions = window.environment.journal.sessions()
    window.handle(intents.AskForReport(sessions[0].id))
    wait_until(lambda: isinstance(window.page, HandoverQuestionsPage))
    assert isinstance(window.page, HandoverQuestionsPage)
    return window.page


def main() -> None:
    folder, what = Path(sys.argv[1]), sys.argv[2]
    app = QApplication([])
    with ExitStack() as stack:
        environment = environment_in(stack, folder, fast=what == "finish")
        if what.startswith("send"):
            import wizard.escalation.channels as channels

            Hanging.after = what == "send-after"
            channels.open_channel = lambda profile, _name, *, report_folder, **_: Hanging(profile, report_folder)
        window = Window(front_of(environment), Theme(app), environment, hold_ms=0)
        window.show()
        if what == "finish":
            assert window.courier is not None
            window.courier._timer.setInterval(200)
            wait_until(lambda: all(entry.state == "sent" for entry in outbox_of(environment).entries()))
            tell("finished")
            return
        page = at_questions(window)
        line: Any = page.fields["exact_message"]
        if what == "typed":
            tell(line.text)
            return
        line.line.setText(TEXT)
        if what == "type":
            session = environment.journal.sessions()[0].id
            wait_until(lambda: outbox_of(environment).typed(session).get("exact_message") == TEXT)
            hang()
        assert page.primary is not None
        page.primary.click()
        wait_until(lambda: isinstance(window.page, WaysPage))
        ways: Any = window.page
        ways.choices["shared"].click()
        ways.primary.click()
        wait_until(lambda: isinstance(window.page, PreviewPage))
        preview: Any = window.page
        preview.send.click()
        wait_until(lambda: False, within_s=300)


if __name__ == "__main__":
    main()
