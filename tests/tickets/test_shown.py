"""From a walk on this machine's real input to an answer: through the window, to a real Request Tracker, and back.

The walk needs a person (a measured one where this machine has no internet). What the preview shows is what the ticket
holds, byte for byte; a reply made in Request Tracker appears in the window; without one, level 2 is due after an hour.
"""

import hashlib
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.tickets.certificates import CertificateAuthority
from tests.tickets.mail_server import MailServer
from tests.tickets.request_tracker import RequestTracker
from tests.tickets.victims import Word
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.escalation.model import Draft
from wizard.escalation.outbox import outbox_of
from wizard.organisation.channels import MailChannel, RtChannel
from wizard.organisation.profile import Channel
from wizard.session import Session
from wizard.system.base import Cancel, Progress
from wizard.ui import intents
from wizard.ui.front import front_of
from wizard.ui.pages.handover.case import CasePage
from wizard.ui.pages.handover.delivery import DeliveryPage
from wizard.ui.pages.handover.details import DetailsPage
from wizard.ui.pages.handover.preview import PreviewPage
from wizard.ui.pages.handover.questions import HandoverQuestionsPage
from wizard.ui.pages.handover.ways import WaysPage
from wizard.ui.pages.page import Page
from wizard.ui.theme import Theme
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

WAIT_MS = 20_000
P = TypeVar("P", bound=Page)


class Clock:
    """The wall clock, moved on by the test; the servers keep the real one."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Environment]:
    """This computer as it is; only where files are kept is the test's own."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    with compose(parse(["check"])) as composed:
        yield replace(composed, now_utc=clock)


@pytest.fixture
def walked(environment: Environment) -> Session:
    """A walk on real readings that ends with *this needs a person*."""
    return walk_to_its_end(environment)


def walk_to_its_end(environment: Environment) -> Session:
    from wizard.flow.views import AskConsent, AskQuestion, ShowGuide, ShowOutcome, ShowPlan, ShowProof

    session = Session.start(environment, "app_cache")
    for _ in range(60):
        match session.view:
            case ShowOutcome():
                break
            case AskQuestion() as view:
                wanted = ("crashes", "yes", "still_there", "no", "not_sure")
                session.answer(next((one for one in wanted if one in view.choices), view.choices[-1]))
            case ShowGuide() as view:
                session.guide("cannot" if "cannot" in view.step.results else "done")
            case AskConsent():
                session.consent(granted=False)
            case ShowPlan() | ShowProof():
                session.acknowledge()
            case _:
                session.work(silent, Cancel())
    assert isinstance(session.view, ShowOutcome)
    return session


def silent(_progress: Progress) -> None:
    """Nobody watches."""


def window_of(environment: Environment, channel: Channel, qtbot: QtBot, qapp: QApplication) -> Window:
    organisation = msgspec.structs.replace(environment.organisation, channels={"desk": channel})
    shown = replace(environment, organisation=organisation)
    window = Window(front_of(shown), Theme(qapp), shown, hold_ms=0)
    qtbot.addWidget(window)
    window.show()
    return window


def wait_for(window: Window, kind: type[P], qtbot: QtBot) -> P:
    try:
        qtbot.waitUntil(lambda: isinstance(window.page, kind), timeout=WAIT_MS)
    except qtbot.TimeoutError as error:
        assert window.page is not None
        raise AssertionError(f"still {type(window.page).__name__}: {words_on(window.page)}") from error
    assert isinstance(window.page, kind)
    return window.page


def words_on(page: Page) -> str:
    return " ".join(text.text() for text in page.findChildren(Text))


def hand_over(window: Window, session: Session, qtbot: QtBot) -> Draft:
    """Press through from the outcome to *Sent*; return what the preview showed last."""
    window.handle(intents.AskForReport(session.id))
    questions = wait_for(window, HandoverQuestionsPage, qtbot)
    questions.fields["account_email"].line.setText("jana@example.com")
    questions.fields["exact_message"].line.setText("Žádná odpověď – “nothing”")
    press(questions)
    window_ways = wait_for(window, WaysPage, qtbot)
    window_ways.choices["desk"].setChecked(True)
    press(window_ways)
    qtbot.waitUntil(lambda: isinstance(window.page, DetailsPage | PreviewPage), timeout=WAIT_MS)
    if isinstance(window.page, DetailsPage):
        press(window.page)
    preview = wait_for(window, PreviewPage, qtbot)
    preview.ticks["report.json"].setChecked(False)
    qtbot.waitUntil(preview.send.isEnabled, timeout=WAIT_MS)
    draft = preview.preview.draft
    assert draft is not None
    assert preview.message.toPlainText() == draft.text.strip("\n")
    preview.send.click()
    wait_for(window, DeliveryPage, qtbot)
    return draft


def press(page: Page) -> None:
    assert page.primary is not None
    page.primary.click()


@pytest.fixture
def known_secrets(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a word into the keyring, whatever keyring this machine has or has not."""

    def know(word: str) -> None:
        monkeypatch.setattr("wizard.escalation.handing_over_channels.SystemSecrets", lambda: Word(word))

    return know


@pytest.mark.timeout(240)
def test_to_a_real_request_tracker_and_back(
    rt: RequestTracker, rt_proxy: Any, environment: Environment, walked: Session, clock: Clock,
    known_secrets: Callable[[str], None], qtbot: QtBot, qapp: QApplication,
) -> None:  # fmt: skip
    known_secrets(rt.customer.password)
    profile = RtChannel(
        title="the service desk", url=rt.url, queue=rt.queue, requestor=rt.customer.email, secret="desk",  # noqa: S106
        authentication="password", user=rt.customer.name,
    )  # fmt: skip
    window = window_of(environment, profile, qtbot, qapp)
    draft = hand_over(window, walked, qtbot)
    delivery = wait_for(window, DeliveryPage, qtbot)
    (number,) = rt.tickets_with(draft.key)
    assert f"as number {number}" in delivery.spoken
    ticket = rt.ticket(number)
    assert ticket.text == draft.text
    there = sorted((file.name, hashlib.sha256(file.content).hexdigest()) for file in ticket.attachments)
    assert there == sorted((file.name, file.sha256) for file in draft.files)
    assert "report.json" not in [file.name for file in ticket.attachments]

    rt.reply(number, "We have found the cause: a full disk on our side. It is mended by six.")
    case_id = outbox_of(environment).entries()[0].case_id
    window.handle(intents.ShowCase(case_id))
    wait_for(window, CasePage, qtbot)
    clock.ahead += timedelta(minutes=6)  # tickets are asked about every five minutes
    courier_looks(window)
    qtbot.waitUntil(lambda: "full disk on our side" in words_on(window.page), timeout=WAIT_MS)
    leave(window)


@pytest.mark.timeout(240)
def test_no_reply_in_an_hour_makes_level_2_due(
    rt: RequestTracker, rt_proxy: Any, environment: Environment, walked: Session, clock: Clock,
    known_secrets: Callable[[str], None], qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """FACTS D1."""
    known_secrets(rt.customer.password)
    profile = RtChannel(
        title="the service desk", url=rt.url, queue=rt.queue, requestor=rt.customer.email, secret="desk",  # noqa: S106
        authentication="password", user=rt.customer.name,
    )  # fmt: skip
    window = window_of(environment, profile, qtbot, qapp)
    told: list[str] = []
    monkeypatch.setattr(window, "notify", lambda title, sentence: told.append(f"{title}: {sentence}"))
    hand_over(window, walked, qtbot)
    case_id = outbox_of(environment).entries()[0].case_id
    window.handle(intents.ShowCase(case_id))
    page = wait_for(window, CasePage, qtbot)
    assert page.view.due == ()
    rt_proxy_down = rt_proxy.refusing()
    with rt_proxy_down:  # the server's own clock would put a moved one right
        clock.ahead += timedelta(minutes=61)
        courier_looks(window)
        qtbot.waitUntil(lambda: isinstance(window.page, CasePage) and bool(window.page.view.due), timeout=WAIT_MS)
        assert isinstance(window.page, CasePage)
        assert any(due.step.startswith("level_2") for due in window.page.view.due)
        qtbot.waitUntil(lambda: len(told) >= len(window.page.view.due), timeout=WAIT_MS)
        for _ in range(3):
            qtbot.waitUntil(lambda: window.courier is not None and not window.courier._busy, timeout=WAIT_MS)
            courier_looks(window)
        assert len(told) == len(set(told)), "each step is told once"
        entries = len(outbox_of(environment).entries())
        step = next(due.step for due in window.page.view.due if due.step.startswith("level_2"))
        window.handle(intents.PrepareStep(case_id, step))
        prepared = wait_for(window, PreviewPage, qtbot)
        assert prepared.preview.draft is not None
        assert prepared.preview.draft.purpose == "level_2"
        assert len(outbox_of(environment).entries()) == entries, "prepared is not sent"
    leave(window)


@pytest.mark.timeout(240)
def test_by_mail_through_a_real_server_with_starttls(
    authority: CertificateAuthority, environment: Environment, walked: Session,
    known_secrets: Callable[[str], None], qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(
        "wizard.escalation.channels.mail.MailDelivery._context", lambda _self: authority.client_context()
    )
    with MailServer(authority.server_context()) as server:
        known_secrets(server.account.password)
        profile = MailChannel(
            title="the mailbox", address="help@example.com", server="127.0.0.1", port=server.address[1],
            authentication="password", user=server.account.name, secret="mailbox", sender=server.account.name,  # noqa: S106
        )  # fmt: skip
        window = window_of(environment, profile, qtbot, qapp)
        draft = hand_over(window, walked, qtbot)
        delivery = wait_for(window, DeliveryPage, qtbot)
        assert "has taken it" in delivery.spoken
        (mail,) = server.messages(1)
    read = message_from_bytes(mail.content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert (str(read["To"]), str(read["Reply-To"])) == ("help@example.com", "jana@example.com")
    assert draft.key in str(read["Subject"])
    body = read.get_body(("plain",))
    assert body is not None
    written = body.get_payload(decode=True)
    assert isinstance(written, bytes)
    assert written.decode().replace("\r\n", "\n").strip("\n") == draft.text.strip("\n")
    files = {part.get_filename(): part.get_payload(decode=True) for part in read.iter_attachments()}
    assert files == {file.name: file.content for file in draft.files}
    leave(window)


def courier_looks(window: Window) -> None:
    assert window.courier is not None
    window.courier.look()


def leave(window: Window) -> None:
    window.close()
    window.controller.close()
