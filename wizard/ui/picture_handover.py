"""Pages of the way to people for the pictures: a made-up organisation with a service desk, a phone and a mailbox."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QColor, QImage, QPainter

from wizard.escalation.model import DeliveryState, Entry, Ticket, WaitsFor
from wizard.figures import sentence_start
from wizard.marking import N_
from wizard.organisation.channels import ChatChannel, MailChannel, PhoneChannel, RtChannel
from wizard.ui.intents import GoHome, HandOver
from wizard.ui.pages.page import Page, PageContext

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.session import Session
    from wizard.ui.handover_jobs import Begun

Maker = Callable[[PageContext], Page]
_TYPED = {
    "account_email": "jana@example.com",
    "order_number": "100482",
    "last_success": "A video call on Friday",
    "users_affected": "1",
    "impact_text": "I work from home and cannot join meetings",
}
_SENT_AT = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)


def with_channels(environment: "Environment") -> "Environment":
    """Return an environment whose organisation has a ticket system, a mailbox, a telephone and a chat."""
    channels = {
        "service_desk": RtChannel(
            title="Example service desk", url="https://help.example.com", requestor="x@example.com"
        ),
        "mailbox": MailChannel(
            title="Example mailbox", address="help@example.com", server="mail.example.com", sender="x@example.com"
        ),
        "hotline": PhoneChannel(title="Example hotline", number="+420 601 234 567", hours="8:00–20:00"),
        "chat": ChatChannel(title="Example chat", url="https://chat.example.com", hours="8:00–20:00"),
    }
    organisation = msgspec.structs.replace(environment.organisation, channels=channels)
    return replace(environment, organisation=organisation)


def handover_pages(session: Callable[[], "Session"]) -> dict[str, Maker]:
    """Return the pages by name; ``session`` is a walk that ended in *escalate*."""

    @cache
    def escalated() -> "Session":
        return session()

    def begun(context: PageContext) -> "Begun":
        from wizard.ui import handover_jobs as jobs

        environment = with_channels(context.environment)
        made = escalated()
        made.environment = environment
        from wizard.escalation.handing_over import HandingOver

        handing = HandingOver(environment, made)
        handing.keep(_TYPED)
        return jobs.look_again(handing)

    def questions(context: PageContext) -> Page:
        from wizard.ui.pages.handover.questions import HandoverQuestionsPage

        return HandoverQuestionsPage(context, begun(context).particulars, 1, 0, GoHome())

    def ways(context: PageContext) -> Page:
        from wizard.ui.pages.handover.ways import WaysPage

        here = begun(context)
        return WaysPage(context, here.handing.ways(here.particulars, {}), GoHome())

    def of_way(kind: str, context: PageContext) -> Page:
        from wizard.system.base import Cancel
        from wizard.ui import handover_drafts as drafts
        from wizard.ui.pages.handover.details import DetailsPage
        from wizard.ui.pages.handover.preview import Preview, PreviewPage
        from wizard.ui.pages.handover.script import ScriptPage

        here = begun(context)
        name, _, page = kind.partition(":")
        all_ways = here.handing.ways(here.particulars, {}).ways
        way = next((way for way in all_ways if way.name == name), None)
        if page == "details" and way is not None:
            return DetailsPage(context, way, here.particulars.typed(), GoHome())
        composed = drafts.compose(here, way, Cancel())
        if composed.script is not None and composed.draft is not None:
            return ScriptPage(context, composed.script, composed.draft.sha256, GoHome())
        assert composed.whole is not None
        preview = Preview(
            files=composed.files,
            text=composed.text,
            draft=composed.draft,
            replaced=composed.whole.replaced,
            originals=composed.whole.originals,
            to=way.title if way else "",
        )
        return PreviewPage(context, preview, GoHome())

    return {
        "handover-questions": questions,
        "handover-ways": ways,
        "handover-details": lambda context: of_way("hotline:details", context),
        "handover-script": lambda context: of_way("hotline:", context),
        "handover-preview": lambda context: of_way("service_desk:", context),
        "report": lambda context: of_way(":", context),
        **_measurement_pages(),
        **_picture_pages(),
        **_delivery_pages(),
        **_case_pages(),
    }


def _measurement_pages() -> dict[str, Maker]:
    from wizard.diagnosis.consent import CAPTURE_CONSENT as TEXT
    from wizard.session import ConsentPage
    from wizard.ui.moment import Live
    from wizard.ui.pages.handover.measurements import MeasurementsPage, PartLine, Parts

    def parts(context: PageContext, running: frozenset[str]) -> Parts:
        words = (TEXT.title, TEXT.changes, TEXT.duration, TEXT.stays, TEXT.undo, TEXT.button)
        consent = ConsentPage(*(context.say(word) for word in words))
        size = context.say(N_("Collected, {size_bytes}"), {"size_bytes": 1_840})
        lines = {
            "snapshot": PartLine(state="collected", sentence=size),
            "route": PartLine(state="none", sentence=""),
            "configuration": PartLine(state="none", sentence=""),
            "capture": PartLine(state="none", sentence=""),
        }
        return Parts(lines=lines, consent=consent, running=running)

    def measuring(context: PageContext) -> Page:
        page = MeasurementsPage(context, parts(context, frozenset({"route", "configuration"})))
        page.show_live(Live(0.4, {"part": "route"}, ()))
        return page

    def asking(context: PageContext) -> Page:
        page = MeasurementsPage(context, parts(context, frozenset()))
        page.question.setVisible(True)
        return page

    return {"measurements": asking, "measurements-running": measuring}


def sample_picture() -> QImage:
    """Return a made-up screen with a message on it."""
    image = QImage(1280, 800, QImage.Format.Format_RGB32)
    image.fill(QColor("#3A6EA5"))
    painter = QPainter(image)
    painter.fillRect(290, 220, 700, 320, QColor("#FFFFFF"))
    painter.fillRect(290, 220, 700, 44, QColor("#1C5DB8"))
    font = painter.font()
    font.setPixelSize(26)
    painter.setFont(font)
    painter.setPen(QColor("#1A2027"))
    painter.drawText(330, 340, "The connection was lost.")
    painter.drawText(330, 390, "Account: jana.novakova")
    painter.end()
    return image


def _picture_pages() -> dict[str, Maker]:
    from wizard.ui.pages.handover.picture_editing import PictureEditingPage
    from wizard.ui.pages.handover.pictures import ScreenshotsPage

    back = HandOver("questions")
    return {
        "screenshots": lambda context: ScreenshotsPage(context, {"screenshot-1.png": sample_picture()}, back),
        "screenshot-editing": lambda context: PictureEditingPage(context, "screenshot-1.png", sample_picture(), back),
    }


def sample_entry(state: DeliveryState, **more: object) -> Entry:
    """Return a delivery that stands so."""
    given: dict[str, object] = {
        "id": "5f0c1e7a9b3d4c2e8a6f1b0d9e7c5a3f",
        "key": "WZ-5F0C1E7A9B3D",
        "case_id": "case",
        "session_id": "session",
        "flow_id": "wifi_channel",
        "language": "en",
        "channel": "service_desk",
        "kind": "rt",
        "role": "first_line",
        "purpose": "report",
        "severity": "normal",
        "state": state,
        "to": (),
        "subject": "Weak or crowded Wi-Fi [WZ-5F0C1E7A9B3D]",
        "consent_sha256": "8c1f" * 16,
        "consented_at": _SENT_AT,
        "next_at": None,
        "attempts": 1,
        "ticket": Ticket("4711", "4711") if state == "sent" else None,
        "files_total": 6,
        "files_arrived": 6 if state == "sent" else 0,
    }
    return Entry(**{**given, **more})  # type: ignore[arg-type]


def said_at(context: PageContext, minutes: int = 0) -> str:
    """Return a time so many minutes after the report left, as it is said a moment later."""
    return context.environment.texts.moment_near(_SENT_AT + timedelta(minutes=minutes), _SENT_AT)


def _delivery_pages() -> dict[str, Maker]:
    from wizard.ui.moment import Live
    from wizard.ui.pages.handover.delivery import Delivery, DeliveryPage, SendingPage

    def made(state: DeliveryState, waits_for: WaitsFor | None = None, **more: object) -> Maker:
        def make(context: PageContext) -> Page:
            reason = context.say(N_("The server cannot be reached just now."))
            given = {
                "to": "Example service desk",
                "reason": reason,
                "when": said_at(context),
            }
            entry = sample_entry(state, waits_for=waits_for)
            return DeliveryPage(context, Delivery(entry=entry, **{**given, **more}))  # type: ignore[arg-type]

        return make

    def sending(context: PageContext) -> Page:
        page = SendingPage(context, "Example service desk")
        page.show_live(Live(0.42, {"file": "diagnostics/computer.json"}, ()))
        return page

    return {
        "delivery-sending": sending,
        "delivery-sent": made("sent"),
        "delivery-waiting": made("consented", waits_for="network"),
        "delivery-unknown": made("unknown"),
        "delivery-failed": made("failed"),
        "delivery-own-mail": made("prepared", own_mail=True),
    }


def _case_pages() -> dict[str, Maker]:
    from wizard.ui.pages.handover.case import CasePage, CaseView, DueCard, EntryLine, TimeLine
    from wizard.ui.pages.handover.cases import CaseLine, CasesPage

    def cases(context: PageContext) -> Page:
        title = context.environment.texts.flow("wifi_channel", "title") or ""
        other = context.environment.texts.flow("password_reset", "title") or ""
        lines = (
            CaseLine(
                case_id="case",
                title=title,
                state=context.say(N_("Sent")),
                next_time=context.say(
                    N_("It is your turn: {step}"), {"step": context.say(N_("Ask for second-level support"))}
                ),
                icon="bell",
                colour="warn",
                is_due=True,
            ),
            CaseLine(case_id="other", title=other, state=context.say(N_("Sent")), icon="circle-check", colour="good"),
        )
        return CasesPage(context, lines, GoHome())

    def case(context: PageContext) -> Page:
        say = context.say
        title = context.environment.texts.flow("wifi_channel", "title") or ""
        sent = (say(N_("Sent")), "circle-check", "good")
        begun = [sentence_start(said_at(context, minutes)) for minutes in (0, 1)]
        view = CaseView(
            case_id="case",
            title=title,
            facts=((say(N_("Ticket number")), "4711"),),
            entries=(
                EntryLine(
                    escalation_id="one",
                    title="Example service desk (WZ-5F0C1E7A9B3D)",
                    state=f"{sent[0]}, {said_at(context)}",
                    icon="circle-check",
                    colour="good",
                ),
            ),
            due=(
                DueCard(
                    step="level_2:1",
                    title=say(N_("Ask for second-level support")),
                    sentence=say(N_("Nobody has answered within an hour.")),
                    button=say(N_("Show me the message")),
                ),
            ),
            lines=(
                TimeLine(time=begun[0], sentence=sent[0], icon="send", colour="good"),
                TimeLine(
                    time=begun[1],
                    sentence=say(N_("They have it. Nobody has written yet.")),
                    icon="check",
                ),
            ),
            next_due=say(N_("It is your turn: {step}"), {"step": say(N_("Ask for second-level support"))}),
            closed=False,
            plain="",
        )
        return CasePage(context, view, GoHome())

    return {"handed-over": cases, "handed-over-case": case}
