"""What the pages about tickets ask the rest of the program for, put into words; runs on the worker's thread."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.escalation.clock import best_now
from wizard.escalation.ladder import DueStep, Timeline, timeline
from wizard.escalation.model import Case, DeliveryState, Entry, EventKind, TicketEvent
from wizard.escalation.outbox import outbox_of
from wizard.escalation.timeline import told
from wizard.figures import sentence_start
from wizard.inputs import AnswerError, checked_input
from wizard.marking import N_
from wizard.system.base import Cancel, Report
from wizard.ui.colours import Token
from wizard.ui.front import HandedOver
from wizard.ui.pages.handover.case import CaseView, DueCard, EntryLine, TimeLine
from wizard.ui.pages.handover.cases import CaseLine
from wizard.ui.pages.handover.delivery import Delivery

if TYPE_CHECKING:
    from wizard.environment import Environment

STATES: Mapping[DeliveryState, tuple[str, str, Token]] = {
    "consented": (N_("Waiting to be sent"), "hourglass", "accent"),
    "sending": (N_("On its way"), "send", "accent"),
    "unknown": (N_("Nobody knows whether it arrived"), "help", "warn"),
    "sent": (N_("Sent"), "circle-check", "good"),
    "prepared": (N_("Ready for you to send"), "mail", "accent"),
    "said_so": (N_("You said you did it"), "circle-check", "good"),
    "failed": (N_("Not sent"), "circle-x", "bad"),
    "cancelled": (N_("Taken back"), "circle-minus", "muted"),
}
_EVENT_ICONS: Mapping[EventKind, tuple[str, Token]] = {
    "sent": ("send", "good"),
    "created": ("clipboard-list", "good"),
    "replied": ("message-circle", "accent"),
    "acknowledged": ("check", "muted"),
    "commented": ("message", "muted"),
    "promised": ("calendar-event", "accent"),
    "failed": ("circle-x", "bad"),
    "unknown": ("help", "warn"),
    "waiting": ("hourglass", "muted"),
    "due": ("bell", "warn"),
    "attached": ("file", "muted"),
    "closed": ("circle-check", "good"),
    "said_so": ("user", "good"),
    "owner_changed": ("user", "muted"),
}
_LONGEST_PROMISE = timedelta(days=3650)
_BUTTONS: Mapping[str, str] = {"write": N_("Show me the message"), "call": N_("Show me what to say")}


# one delivery


def delivery(environment: "Environment", escalation_id: str) -> Delivery:
    """Return where one report stands, in words."""
    return _delivery(environment, outbox_of(environment).entry(escalation_id))


def _delivery(environment: "Environment", entry: Entry) -> Delivery:
    texts = environment.texts
    reason = ""
    if entry.problem is not None:
        reason = texts.error(WizardError(entry.problem, **entry.problem_details))
    events = _events(environment, entry)
    sent_at = next((event.at for event in events if event.kind in ("sent", "said_so")), None)
    promises = [event.detail["until"] for event in events if event.kind == "promised" and "until" in event.detail]
    return Delivery(
        entry=entry,
        to=way_title(environment, entry),
        reason=reason,
        next_time=moment(environment, entry.next_at) if entry.next_at is not None else "",
        when=moment(environment, sent_at) if sent_at is not None else "",
        own_mail=entry.state == "prepared" and entry.kind == "mail",
        saved_in=entry.ticket.id if entry.kind == "folder" and entry.ticket is not None else "",
        promised=moment(environment, datetime.fromisoformat(promises[-1])) if promises else "",
    )


def shown(environment: "Environment", entry: Entry) -> tuple[Delivery, str]:
    """Return where a report stands that was just agreed to, and the draft to open where the person mails it."""
    opened = draft_file(environment, entry.id) if entry.state == "prepared" and entry.kind == "mail" else ""
    return _delivery(environment, entry), opened


def _events(environment: "Environment", entry: Entry) -> tuple[TicketEvent, ...]:
    case = outbox_of(environment).case(entry.case_id)
    return tuple(event for event in case.events if event.escalation_id == entry.id)


def send_now(environment: "Environment", escalation_id: str, report: Report, cancel: Cancel) -> Delivery:
    """Try one now, whatever it waits for."""
    from wizard.escalation.handing_over import HandingOver
    from wizard.ui import sending

    outbox = outbox_of(environment)
    entry = outbox.entry(escalation_id)
    if entry.state in ("failed", "unknown"):
        entry = outbox.release(escalation_id, environment.now_utc())
    return _delivery(environment, sending.send_now(HandingOver(environment), entry, report, cancel))


def take_back(environment: "Environment", escalation_id: str) -> Delivery:
    return _delivery(environment, outbox_of(environment).cancel(escalation_id, environment.now_utc()))


def said_so(environment: "Environment", escalation_id: str, ticket: str, promised: str) -> Delivery:
    """Note that the person did it, with the number they were told and the time that was promised.

    Raises AnswerError for a time that is none; nothing is noted then.
    """
    now = environment.now_utc()
    until = _promise(promised, now) if promised else None
    outbox = outbox_of(environment)
    entry = outbox.said_so(escalation_id, now, ticket)
    if until is not None:
        outbox.add_event(escalation_id, "promised", now, now, {"until": until.isoformat()})
    return _delivery(environment, entry)


def note_promise(environment: "Environment", escalation_id: str, promised: str) -> Delivery:
    """Note until when they promised an answer; raises AnswerError for a time that is none."""
    now = environment.now_utc()
    until = _promise(promised, now)
    outbox = outbox_of(environment)
    outbox.add_event(escalation_id, "promised", now, now, {"until": until.isoformat()})
    return delivery(environment, escalation_id)


def _promise(text: str, now_utc: datetime) -> datetime:
    """Return the time to come that was typed; raises AnswerError for one that is none, or is over."""
    latest = now_utc + _LONGEST_PROMISE
    until = datetime.fromisoformat(checked_input("datetime", text, latest)).astimezone(UTC)
    if until <= now_utc:
        raise AnswerError(N_("That time is over already. Type by when they promised to answer."))
    return until


def found_out(environment: "Environment", escalation_id: str, arrived: bool) -> Delivery:
    entry = outbox_of(environment).confirm_unknown(escalation_id, arrived, environment.now_utc())
    return _delivery(environment, entry)


# cases


def cases(environment: "Environment") -> tuple[CaseLine, ...]:
    """Return everything that was handed over, newest first."""
    return tuple(_case_line(environment, case) for case in outbox_of(environment).cases())


def _case_line(environment: "Environment", case: Case) -> CaseLine:
    made = case_timeline(environment, case)
    last = case.entries[-1]
    _, icon, colour = STATES[last.state]
    return CaseLine(
        case_id=case.id,
        title=case.title,
        state=made.summary.text(environment.texts),
        next_time=_next_due(environment, made),
        icon=icon,
        colour=colour,
        is_due=bool(made.due) and not case.closed,
        is_closed=case.closed,
    )


def standing(environment: "Environment") -> HandedOver | None:
    """Return the one thing the first page says of all that was handed over.

    What is due comes first, then what waits for the network, then what is still open.
    """
    lines = [line for line in cases(environment) if not line.is_closed]
    if not lines:
        return None
    first = next((line for line in lines if line.is_due), lines[0])
    texts = environment.texts
    waiting = sum(entry.waits_for == "network" for entry in outbox_of(environment).entries())
    if waiting and not first.is_due:
        title = texts.plural("{count} report waits for the network", "{count} reports wait for the network", waiting)
        return HandedOver(title, texts.message(N_("Nothing is lost. It is sent by itself, and once only.")), False)
    title = texts.plural("{count} report is with others", "{count} reports are with others", len(lines))
    if first.is_due:
        title = first.title
    return HandedOver(title, first.next_time or first.state, first.is_due)


def case(environment: "Environment", case_id: str) -> CaseView:
    """Return one case in words."""
    return _view(environment, outbox_of(environment).case(case_id))


def decline(environment: "Environment", case_id: str, step: str) -> CaseView:
    """Note that the person will not take a step now; it is not shown again."""
    outbox, now = outbox_of(environment), environment.now_utc()
    found = outbox.case(case_id)
    due = due_step(environment, found, step)
    if due is not None:
        outbox.add_event(found.entries[-1].id, "step_declined", now, now, due.detail())
    return _view(environment, outbox.case(case_id))


def close(environment: "Environment", case_id: str) -> CaseView:
    return _view(environment, outbox_of(environment).close_case(case_id, environment.now_utc()))


def due_step(environment: "Environment", case: Case, key: str) -> DueStep | None:
    """Return the step of that key, None when it is not due any more."""
    return next((step for step in case_timeline(environment, case).due if step.key == key), None)


def case_timeline(environment: "Environment", case: Case) -> Timeline:
    organisation = environment.organisation
    return timeline(
        case, organisation.clocks, organisation.rungs, best_now(case, environment.now_utc()), outage=case.outage
    )


def _view(environment: "Environment", case: Case) -> CaseView:
    texts = environment.texts
    made = case_timeline(environment, case)
    lines = tuple(
        TimeLine(
            time=sentence_start(moment(environment, line.at)),
            sentence=line.sentence.text(texts),
            text=line.text,
            icon=_EVENT_ICONS.get(line.kind, ("clock", "muted"))[0],
            colour=_EVENT_ICONS.get(line.kind, ("clock", "muted"))[1],
        )
        for line in told(made.lines)
    )
    due = tuple(
        DueCard(
            step=step.key,
            title=texts.message(step.title),
            sentence=f"{step.sentence.text(texts)} {step.whom.text(texts)}",
            button=texts.message(_BUTTONS[step.way]),
        )
        for step in made.due
    )
    facts = _facts(environment, case, made)
    standing = (texts.message(N_("How it stands")), made.summary.text(texts))
    plain = [case.title, *(f"{label}: {text}" for label, text in (standing, *facts))]
    plain += [f"{line.time}  {line.sentence}" + (f"\n{line.text}" if line.text else "") for line in lines]
    return CaseView(
        case_id=case.id,
        title=case.title,
        facts=facts,
        entries=tuple(_entry_line(environment, entry) for entry in case.entries),
        due=() if case.closed else due,
        lines=lines,
        next_due=_next_due(environment, made),
        closed=case.closed,
        plain="\n".join(plain),
    )


def _facts(environment: "Environment", case: Case, made: Timeline) -> tuple[tuple[str, str], ...]:
    texts = environment.texts
    numbers = ", ".join(
        entry.ticket.number for entry in case.entries if entry.ticket is not None and entry.ticket.number
    )
    owners = [event.detail.get("owner", "") for event in case.events if event.kind == "owner_changed"]
    is_higher = made.role not in (None, "first_line")  # before that nobody above has heard of it
    rows = [
        (N_("Ticket number"), numbers),
        (N_("Who looks after it"), owners[-1] if owners else ""),
        (N_("Whom to ask for what"), "\n".join(role.text(texts) for role in made.roles) if is_higher else ""),
    ]
    return tuple((texts.message(label), text) for label, text in rows if text)


def _entry_line(environment: "Environment", entry: Entry) -> EntryLine:
    state, icon, colour = STATES[entry.state]
    texts = environment.texts
    facts = {"state": texts.message(state), "time": moment(environment, entry.consented_at)}
    return EntryLine(
        escalation_id=entry.id,
        title=texts.message(N_("{to} ({key})"), {"to": way_title(environment, entry), "key": entry.key}),
        state=texts.message(N_("{state}, {time}"), facts),
        icon=icon,
        colour=colour,
    )


def _next_due(environment: "Environment", made: Timeline) -> str:
    texts = environment.texts
    if made.due:
        return texts.message(N_("It is your turn: {step}"), {"step": texts.message(made.due[0].title)})
    return made.summary.text(texts)


def way_title(environment: "Environment", entry: Entry) -> str:
    """Return whom an escalation went to, in words: the channel's title, its first address, or its name."""
    channel = environment.organisation.channels.get(entry.channel)
    if channel is not None and channel.title:
        return channel.title
    return ", ".join(entry.to) or environment.organisation.identity.support_name or entry.channel


def moment(environment: "Environment", at: datetime) -> str:
    """Return a time as a person reads it, in their own zone."""
    return environment.texts.moment_near(at, environment.now_utc())


def draft_file(environment: "Environment", escalation_id: str) -> str:
    """Return the path of the mail that lies ready for the person's own mail program."""
    from wizard.escalation.handing_over import HandingOver

    return str(HandingOver(environment).draft_file(escalation_id))


def mail_address(environment: "Environment", escalation_id: str) -> str:
    """Return a short ``mailto:`` address, for where no program opens a draft."""
    from wizard.escalation.handing_over import HandingOver

    return HandingOver(environment).mail_address(escalation_id)
