"""Where one report stands: on its way, waiting, sent, refused, or nobody knows. Says only what was seen."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.escalation.model import Entry
from wizard.marking import N_
from wizard.ui.colours import Tone
from wizard.ui.intents import (
    AgreeAgain,
    AskForReport,
    ChooseWay,
    FoundOut,
    GoHome,
    NotePromise,
    OpenDraft,
    SaidSo,
    SendNow,
    ShowCase,
    StopSending,
    TakeBack,
)
from wizard.ui.moment import Live
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.button import Button, Kind
from wizard.ui.widgets.card import Banner, Card, icon_row
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Text


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What the page shows: the entry, whom it goes to in words, and when it is tried again or may go out, in words.

    ``reason`` is the last problem as a sentence; ``own_mail`` marks a draft for the person's own mail program.
    ``then`` is the second way that the advice names (FACTS E4): its name and its title. ``promised`` is until when
    they promised an answer, in words. ``stopped``: the person has just stopped it.
    """

    entry: Entry
    to: str
    reason: str = ""
    next_time: str = ""
    when: str = ""
    own_mail: bool = False
    saved_in: str = ""
    then: tuple[str, str] | None = None
    promised: str = ""
    stopped: bool = False


class SendingPage(Page):
    """While it is being sent; stopping leaves it in the outbox."""

    holds_courier = True

    def __init__(self, context: PageContext, to: str) -> None:
        super().__init__(context, stage=3)
        body = N_("You may close the window: what has not arrived is sent the next time this program runs.")
        self.add_heading(self.say(N_("Sending to {to}"), {"to": to}), self.say(body))
        self.progress = WorkBar(self.theme, self.say(N_("How much was sent")))
        self.add(self.progress)
        self._file = self.text("", "body", muted=True)
        self.fill()
        self.stop = self.left(self.say(N_("Stop")), StopSending(), "x")

    def first_focus(self) -> QWidget | None:
        """Return nothing: the second press of a key that sent must not stop it."""
        return None

    def escape(self) -> None:
        """Stop, as its only button does; it is not lost."""
        self.stop.click()

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
        self.promised: Field | None = None
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
        if delivery.then is not None:
            self.add(self._then(*delivery.then))
        if entry.state == "prepared" and not delivery.own_mail:
            self.add(self._ask_for_ticket())
        elif self._answers_are_told:
            self.add(self._ask_for_promise())
        self.fill()
        self._add_buttons()

    def first_focus(self) -> QWidget | None:
        return self.ticket.line if self.ticket is not None else self.primary

    @property
    def holds_courier(self) -> bool:
        """Whether the person stopped it and may take it back: nothing is sent while they look at that."""
        return self.delivery.stopped and self.delivery.entry.state == "consented"

    @property
    def is_typed_in(self) -> bool:
        return any(field is not None and field.text.strip() for field in (self.ticket, self.promised))

    @property
    def _answers_are_told(self) -> bool:
        """Whether an answer comes to the person alone, so that only they can tell when it is promised for."""
        entry = self.delivery.entry
        return entry.state == "said_so" or (entry.state == "sent" and entry.kind == "mail")

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
                sentence = N_("The draft opens in your mail program. Nothing was sent yet: press Send there.")
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
            case "failed" if entry.ticket is not None:
                return "warn", "alert-triangle", N_("Sent, but not all of it"), N_("{reason}")
            case "failed":
                return "bad", "circle-x", N_("Not sent"), N_("{reason}")
            case "cancelled":
                return "accent", "circle-minus", N_("Taken back"), N_("Nothing left this computer.")
            case _:
                return self._waiting_words()

    def _waiting_words(self) -> tuple[Tone, str, str, str]:
        """Return the same for what has not arrived yet; it goes by itself except where a person has to do something."""
        delivery = self.delivery
        match delivery.entry.waits_for:
            case "window":
                sentence = N_("It can wait, so it goes out with the mails of the day: {next_time}.")
                return "accent", "clock", N_("Waiting for the daily mail"), sentence
            case "network":
                sentence = N_("{reason} It is sent by itself as soon as the network is back, and once only.")
                return "accent", "hourglass", N_("Waiting for the network"), sentence
            case "server":
                sentence = N_("{reason} It is tried again by itself: {next_time}.")
                return "accent", "hourglass", N_("The other side is busy"), sentence
            case "look":
                sentence = N_("The answer was lost. It is looked up by itself whether it arrived: {next_time}.")
                return "warn", "help", N_("Not sure yet"), sentence
            case "person":
                return "warn", "alert-triangle", N_("It waits for you"), N_("{reason} Then press “Try now”.")
            case _ if delivery.stopped:
                sentence = N_("It has not arrived. It is sent by itself later, unless you take it back.")
                return "accent", "circle-minus", N_("Stopped"), sentence
            case _:
                return "accent", "hourglass", N_("Waiting for its turn"), N_("It is sent by itself in a moment.")

    def _facts(self) -> Card:
        entry = self.delivery.entry
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.6))
        if entry.ticket is None or not entry.ticket.number:
            card.add(icon_row(self.theme, "file-text", self.say(N_("Key to find this report by")), entry.key))
        if self.delivery.promised:
            card.add(icon_row(self.theme, "calendar-event", self.say(N_("Promised until")), self.delivery.promised))
        if entry.files_total and entry.state in ("sent", "consented", "sending", "failed"):
            facts = {"arrived": entry.files_arrived, "total": entry.files_total}
            files = self.say(N_("{arrived} of {total} files have arrived"), facts)
            card.add(icon_row(self.theme, "file", self.say(N_("Files")), files))
        sha = self.say(N_("You agreed to exactly this, SHA-256: {sha256}"), {"sha256": entry.consent_sha256})
        checksum = Text(self.theme, sha, "small", "muted").selectable()
        card.add(Disclosure(self.theme, self.say(N_("Details")), checksum, self.copying()))
        return card

    def _then(self, name: str, title: str) -> Card:
        """Return the second way of the advice, one press away."""
        card = Card(self.theme, "accent")
        card.add(icon_row(self.theme, "arrow-right", self.say(N_("And then: {way}"), {"way": title}), ""))
        self.then = Button(self.theme, self.say(N_("Prepare it")), "outlined", "arrow-right")
        self.then.setAccessibleDescription(title)
        self.then.clicked.connect(lambda: self.wanted.emit(ChooseWay(name)))
        row = QVBoxLayout()
        row.addWidget(self.then, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addLayout(row)
        return card

    def _ask_for_ticket(self) -> Card:
        card = Card(self.theme)
        card.add(Text(self.theme, self.say(N_("What they told you")), "title"))
        label = self.say(N_("Ticket number"))
        card.add(Text(self.theme, label, "strong"))
        self.ticket = Field(self.theme, label, self.say(N_("Leave empty if there is none")), height_em=2.9)
        card.add(self.ticket)
        self._add_promise(card)
        return card

    def _ask_for_promise(self) -> Card:
        card = Card(self.theme)
        card.add(Text(self.theme, self.say(N_("Did they answer you?")), "title"))
        self._add_promise(card)
        note = Button(self.theme, self.say(N_("Note the time")), "outlined", "calendar-event")
        note.clicked.connect(self._note_promise)
        self.note = note
        row = QVBoxLayout()
        row.addWidget(note, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addLayout(row)
        return card

    def _add_promise(self, card: Card) -> None:
        label = self.say(N_("By when did they promise an answer?"))
        card.add(Text(self.theme, label, "strong"))
        self.promised = Field(self.theme, label, self.say(N_("2026-11-22 14:05")), height_em=2.9)
        card.add(self.promised)

    def _note_promise(self) -> None:
        assert self.promised is not None
        self.wanted.emit(NotePromise(self.delivery.entry.id, self.promised.text.strip()))

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
                # Nobody knows, so neither answer is filled: Enter must not claim that it arrived.
                self.right(self.say(N_("It arrived")), FoundOut(entry.id, arrived=True), "check", kind="outlined")
            case "failed" if entry.needs_consent:
                self.left(self.say(N_("Take another way")), self._another_way, "arrow-right")
                self.right(self.say(N_("Look at it and send again")), AgreeAgain(entry.id), "file-text")
            case "failed":
                self.left(self.say(N_("Try again")), SendNow(entry.id), "refresh")
                self.right(self.say(N_("Take another way")), self._another_way, "arrow-right")
            case "consented" | "sending":
                if entry.state == "consented" and entry.ticket is None:
                    self.left(self.say(N_("Take it back")), TakeBack(entry.id), "x")
                is_stopped = self.holds_courier or entry.waits_for == "person"
                label = N_("Send it now") if self.holds_courier else N_("Try now")
                kind: Kind = "filled" if is_stopped else "outlined"
                self.right(self.say(label), SendNow(entry.id), "send" if is_stopped else "refresh", kind=kind)
            case "cancelled":
                self.right(self.say(N_("Take another way")), self._another_way, "arrow-right")
            case _:
                self.right(self.say(N_("Show what happens next")), ShowCase(entry.case_id), "clock")

    @property
    def _another_way(self) -> AskForReport:
        """What hands the same problem over in another way; it stays one case."""
        return AskForReport(self.delivery.entry.session_id, self.delivery.entry.case_id)

    def _said_button(self, label: str) -> None:
        button = self.right(label, SaidSo(self.delivery.entry.id), "check")
        button.clicked.disconnect()
        button.clicked.connect(self._said_so)

    def _said_so(self) -> None:
        ticket = self.ticket.text.strip() if self.ticket is not None else ""
        promised = self.promised.text.strip() if self.promised is not None else ""
        self.wanted.emit(SaidSo(self.delivery.entry.id, ticket, promised))
