"""Where one report stands: on its way, waiting, sent, refused, or nobody knows. Says only what was seen."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from wizard.escalation.model import Entry
from wizard.marking import N_
from wizard.ui.colours import Tone
from wizard.ui.intents import (
    AskForReport,
    FoundOut,
    GoHome,
    HandOver,
    Intent,
    OpenDraft,
    SaidSo,
    SendNow,
    ShowCase,
    TakeBack,
)
from wizard.ui.moment import Live
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.card import Banner, Card, icon_row
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Text


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What the page shows: the entry, whom it goes to in words, and when it is tried again or may go out, in words.

    ``reason`` is the last problem as a sentence; ``own_mail`` marks a draft for the person's own mail program.
    ``then`` is the second way that the advice names (FACTS E4), in words.
    """

    entry: Entry
    to: str
    reason: str = ""
    next_time: str = ""
    when: str = ""
    waits_for_window: bool = False
    own_mail: bool = False
    saved_in: str = ""
    then: str = ""


class SendingPage(Page):
    """While it is being sent; stopping leaves it in the outbox."""

    def __init__(self, context: PageContext, to: str, back: Intent) -> None:
        super().__init__(context, stage=3)
        body = N_("You may close the window: what has not arrived is sent the next time this program runs.")
        self.add_heading(self.say(N_("Sending to {to}"), {"to": to}), self.say(body))
        self.progress = WorkBar(self.theme, self.say(N_("How much was sent")))
        self.add(self.progress)
        self._file = self.text("", "body", muted=True)
        self.fill()
        self.left(self.say(N_("Stop")), back, "x")

    def show_live(self, live: Live) -> None:
        if live.fraction is not None:
            self.progress.advance(live.fraction)
        file = live.facts.get("file")
        if isinstance(file, str):
            self._file.setText(file)


class DeliveryPage(Page):
    """One word, one sentence, what was agreed to, and the next step."""

    def __init__(self, context: PageContext, delivery: Delivery) -> None:
        super().__init__(context, stage=3)
        self.delivery = delivery
        entry = delivery.entry
        self.ticket: Field | None = None
        tone, icon, title, sentence = self._words()
        facts = {
            "to": delivery.to,
            "reason": delivery.reason,
            "next_time": delivery.next_time,
            "when": delivery.when,
            "ticket": entry.ticket.number if entry.ticket is not None else "",
            "key": entry.key,
            "folder": delivery.saved_in,
        }
        self.banner = Banner(self.theme, tone, self.say(title, facts), self.say(sentence, facts), icon)
        self.spoken = f"{self.say(title, facts)}. {self.say(sentence, facts)}"
        self.add(self.banner)
        self.add(self._facts())
        if delivery.then:
            then = self.say(N_("And then: {way}"), {"way": delivery.then})
            card = Card(self.theme)
            card.add(icon_row(self.theme, "arrow-right", then, ""))
            self.add(card)
        if entry.state in ("prepared", "said_so"):
            self._ask_for_ticket()
        self.fill()
        self._add_buttons()

    def first_focus(self) -> QWidget | None:
        return self.ticket.line if self.ticket is not None else self.primary

    def _words(self) -> tuple[Tone, str, str, str]:
        """Return tone, sign, title and sentence of where it stands."""
        entry, delivery = self.delivery.entry, self.delivery
        match entry.state:
            case "sent" if entry.kind == "folder":
                return "good", "circle-check", N_("Saved"), N_("The report lies in {folder}. Nobody was told.")
            case "sent" if entry.ticket is not None:
                sentence = N_("{to} has taken it as number {ticket}. Note it down.")
                return "good", "circle-check", N_("Sent"), sentence
            case "sent":
                return "good", "circle-check", N_("Sent"), N_("The mail server of {to} has taken it, {when}.")
            case "prepared" if delivery.own_mail:
                sentence = N_("A draft lies in your mail program. Nothing was sent yet: press Send there.")
                return "accent", "mail", N_("Ready for you to send"), sentence
            case "prepared":
                return "accent", "message-circle", N_("Ready"), N_("The words lie ready. What did they tell you?")
            case "said_so":
                return "good", "circle-check", N_("Noted"), N_("You said so: {to} knows. The clock runs from now.")
            case "unknown":
                sentence = N_(
                    "The line broke while {to} answered. It is not sent again by itself, so nobody gets it twice."
                )
                return "warn", "help", N_("Nobody knows whether it arrived"), sentence
            case "failed":
                return "bad", "circle-x", N_("Not sent"), N_("{reason}")
            case "cancelled":
                return "accent", "circle-minus", N_("Taken back"), N_("Nothing left this computer.")
            case _ if delivery.waits_for_window:
                sentence = N_("It goes out with the other mails that can wait: {next_time}.")
                return "accent", "clock", N_("Waiting for the daily mail"), sentence
            case _:
                sentence = N_("{reason} It is sent by itself as soon as that is possible, and once only.")
                return "accent", "hourglass", N_("Waiting for the network"), sentence

    def _facts(self) -> Card:
        entry = self.delivery.entry
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.6))
        card.add(icon_row(self.theme, "file-text", self.say(N_("Key of this report")), entry.key))
        if entry.files_total and entry.state in ("sent", "consented", "sending", "failed"):
            facts = {"arrived": entry.files_arrived, "total": entry.files_total}
            files = self.say(N_("{arrived} of {total} files have arrived"), facts)
            card.add(icon_row(self.theme, "file", self.say(N_("Files")), files))
        sha = self.say(N_("You agreed to exactly this, SHA-256: {sha256}"), {"sha256": entry.consent_sha256})
        card.add(Text(self.theme, sha, "small", "muted").selectable())
        return card

    def _ask_for_ticket(self) -> None:
        card = Card(self.theme)
        card.add(Text(self.theme, self.say(N_("What they told you")), "title"))
        label = self.say(N_("Ticket number"))
        card.add(Text(self.theme, label, "strong"))
        self.ticket = Field(self.theme, label, self.say(N_("Leave empty if there is none")), height_em=2.9)
        card.add(self.ticket)
        label = self.say(N_("By when did they promise an answer?"))
        card.add(Text(self.theme, label, "strong"))
        self.promised = Field(self.theme, label, self.say(N_("2026-11-22 14:05")), height_em=2.9)
        card.add(self.promised)
        self.add(card)

    def _add_buttons(self) -> None:
        entry = self.delivery.entry
        self.left(self.say(N_("Start page")), GoHome(), "home")
        match entry.state:
            case "sent" | "said_so" if entry.kind != "folder":
                self.right(self.say(N_("Show what happens next")), ShowCase(entry.case_id), "clock")
            case "prepared":
                if self.delivery.own_mail:
                    self.left(self.say(N_("Open the draft again")), OpenDraft(entry.id), "mail")
                self._said_button(self.say(N_("I sent it") if self.delivery.own_mail else N_("Note it down")))
            case "unknown":
                self.right(self.say(N_("It did not arrive")), FoundOut(entry.id, arrived=False), kind="outlined")
                self.right(self.say(N_("It arrived")), FoundOut(entry.id, arrived=True), "check")
            case "failed":
                self.left(self.say(N_("Try again")), SendNow(entry.id), "refresh")
                self.right(self.say(N_("Take another way")), AskForReport(entry.session_id), "arrow-right")
            case "consented" | "sending":
                self.left(self.say(N_("Take it back")), TakeBack(entry.id), "x")
                self.right(self.say(N_("Try now")), SendNow(entry.id), "refresh", kind="outlined")
            case "cancelled":
                self.right(self.say(N_("Take another way")), HandOver("ways"), "arrow-right")
            case _:
                self.right(self.say(N_("Start page")), GoHome(), "home")

    def _said_button(self, label: str) -> None:
        button = self.right(label, SaidSo(self.delivery.entry.id), "check")
        button.clicked.disconnect()
        button.clicked.connect(self._said_so)

    def _said_so(self) -> None:
        assert self.ticket is not None
        ticket, promised = self.ticket.text.strip(), self.promised.text.strip()
        self.wanted.emit(SaidSo(self.delivery.entry.id, ticket, promised))
