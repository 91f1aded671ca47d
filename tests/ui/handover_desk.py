"""A service desk played for the window, a clock that tests turn, and the way through the pages up to the preview."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.errors import WizardError
from wizard.escalation.channels.base import Abilities
from wizard.escalation.errors import AmbiguousError, BusyError, NotReachedError, RefusedError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState, TicketUpdate
from wizard.organisation.channels import ChatChannel, MailChannel, PhoneChannel, RtChannel
from wizard.organisation.profile import Channel
from wizard.system.cancel import Cancel
from wizard.ui import intents
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.handover.details import DetailsPage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.handover.script import ScriptPage
from wizard.ui.pages.handover.ways import WaysPage
from wizard.ui.pages.page import Page
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

WAIT_MS = 30_000
BEGIN = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
ANSWERS: dict[str, Callable[[], WizardError]] = {
    "unreachable": lambda: NotReachedError("The service desk cannot be reached."),
    "ambiguous": lambda: AmbiguousError("The line broke while the service desk answered."),
    "refused": lambda: RefusedError("The service desk refused it: the file is too large."),
    "busy": lambda: BusyError("The service desk is busy.", retry_after_s=600),
    "certificate": lambda: NotReachedError("The certificate does not match.", waits_for_person=True),
}
CHANNELS: dict[str, Channel] = {
    "desk": RtChannel(title="Example desk", url="https://help.example.com", requestor="x@example.com"),
    "mailbox": MailChannel(
        title="Example mailbox", address="help@example.com", server="mail.example.com", sender="x@example.com"
    ),
    "hotline": PhoneChannel(title="Example hotline", number="+420 601 234 567", hours="8:00–20:00"),
    "chat": ChatChannel(title="Example chat", url="https://chat.example.com"),
}


class TurnedClock:
    """A wall clock that stands until a test turns it."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Desk:
    """What a ticket system received, and how it answers: one word of ``script`` for each request that makes a ticket.

    When the script is over it accepts. ``waits`` is called before each answer.
    """

    script: list[str] = field(default_factory=list)
    abilities: Abilities = field(default_factory=lambda: Abilities(find=True, separate_files=True, state=True))
    tickets: list[Message] = field(default_factory=list)
    received: dict[str, str] = field(default_factory=dict)
    """Name of the file → SHA-256 of the bytes that arrived."""
    updates: list[TicketUpdate] = field(default_factory=list)
    waits: Callable[[Cancel], None] = field(default=lambda _cancel: None)
    requests: int = 0

    def create(self, message: Message, sent_bytes: Callable[[int], None], cancel: Cancel) -> Ticket:
        self.requests += 1
        self.waits(cancel)
        if cancel.requested:
            raise NotReachedError("Stopped.")
        answer = self.script.pop(0) if self.script else "accepts"
        if answer == "ambiguous":
            self.tickets.append(message)
        if answer in ANSWERS:
            raise ANSWERS[answer]()
        self.tickets.append(message)
        sent_bytes(len(message.text.encode()))
        if not self.abilities.separate_files:
            for file in message.attachments:
                self._take(file)
        return self._ticket(len(self.tickets))

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: Any, cancel: Cancel
    ) -> RemoteFile:
        self._take(attachment)
        sent_bytes(attachment.size_bytes)
        return RemoteFile(attachment.name, attachment.name, attachment.size_bytes, attachment.sha256)

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        return tuple(RemoteFile(name, name, None, sha256) for name, sha256 in self.received.items())

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        return tuple(self._ticket(number) for number, one in enumerate(self.tickets, start=1) if one.key == message.key)

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        return TicketState(status="open", open=True, owner="", updates=tuple(self.updates))

    def _take(self, file: Attachment) -> None:
        self.received[file.name] = hashlib.sha256(file.path.read_bytes()).hexdigest()

    def _ticket(self, number: int) -> Ticket:
        return Ticket(str(4710 + number), str(4710 + number))


def with_channels(
    environment: Environment, clock: Callable[[], datetime], channels: dict[str, Channel] | None = None, **more: Any
) -> Environment:
    """Return an environment of an organisation with these ways, and with this clock."""
    organisation = msgspec.structs.replace(
        environment.organisation, channels=CHANNELS if channels is None else channels, **more
    )
    return replace(environment, organisation=organisation, now_utc=clock)


# as a person does


def wait_for(window: Window, kind: type[Page], qtbot: QtBot, other_than: Page | None = None) -> Any:
    """Wait until a page of this kind is shown; return it."""
    qtbot.waitUntil(lambda: isinstance(window.page, kind) and window.page is not other_than, timeout=WAIT_MS)
    return window.page


def button(window: Window, name: str) -> QAbstractButton:
    """Return the button of the window with this name that can be seen."""
    return next(one for one in window.findChildren(QAbstractButton) if one.accessibleName() == name and one.isVisible())


def press(window: Window, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


def words_on(page: Any) -> str:
    return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisibleTo(page))


def at_questions(window: Window, qtbot: QtBot) -> HandoverQuestionsPage:
    """Begin a walk and ask for its report."""
    window.handle(intents.StartFlow("app_cache"))
    wait_for(window, AskPage, qtbot)
    window.handle(intents.AskForReport(window.environment.journal.sessions()[0].id))
    page: HandoverQuestionsPage = wait_for(window, HandoverQuestionsPage, qtbot)
    return page


def to_way(window: Window, qtbot: QtBot, name: str) -> None:
    """From the questions on, choose a way and leave its details empty."""
    press(window, "Continue", qtbot)
    ways: WaysPage = wait_for(window, WaysPage, qtbot)
    ways.choices[name].click()
    assert ways.primary is not None
    ways.primary.click()
    qtbot.waitUntil(lambda: isinstance(window.page, DetailsPage | PreviewPage | ScriptPage), timeout=WAIT_MS)
    if isinstance(window.page, DetailsPage):
        assert window.page.primary is not None
        window.page.primary.click()


def to_preview(window: Window, qtbot: QtBot, name: str = "desk") -> PreviewPage:
    at_questions(window, qtbot)
    to_way(window, qtbot, name)
    page: PreviewPage = wait_for(window, PreviewPage, qtbot)
    return page


def send(window: Window, qtbot: QtBot, name: str = "desk") -> Any:
    """Hand a report over and return the page that says where it stands."""
    from wizard.ui.pages.handover.delivery import DeliveryPage

    to_preview(window, qtbot, name).send.click()
    return wait_for(window, DeliveryPage, qtbot)
