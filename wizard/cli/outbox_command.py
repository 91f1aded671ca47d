"""``wizard outbox``: what was handed over and how it stands, sending what waits, and what the person found out."""

import argparse
import sys
from collections.abc import Callable
from secrets import SystemRandom

from wizard.cli.outbox_documents import case_document, due_document, entry_document, file_documents
from wizard.documents import print_document
from wizard.environment import Environment
from wizard.errors import WizardError
from wizard.escalation.channels.base import Channel
from wizard.escalation.clock import best_now
from wizard.escalation.handing_over_channels import channel_opener
from wizard.escalation.handing_over_standing import standing
from wizard.escalation.ladder import DueStep, timeline
from wizard.escalation.model import Entry
from wizard.escalation.outbox import Outbox, outbox_of
from wizard.escalation.polling import poll
from wizard.escalation.rounds import newly_due
from wizard.escalation.sender import Sender, SendProgress
from wizard.escalation.timeline import told
from wizard.marking import N_
from wizard.output import PlainConsole
from wizard.summary import CANNOT_TELL, HEALTHY, PROBLEM_REMAINS
from wizard.system.cancel import Cancel

FORMAT = 1


def outbox_command(environment: Environment, options: argparse.Namespace) -> int:
    """Run one action of the outbox; returns the exit status (``status_of``)."""
    outbox = outbox_of(environment)
    now = environment.now_utc()
    match options.action:
        case "list":
            return _list(environment, outbox, as_json=options.json)
        case "send" if options.key is None:
            return _send_all(environment, outbox, as_json=options.json)
        case "send":
            _send_one(environment, outbox, outbox.entry(options.key))
        case "show":
            return _show(environment, outbox, outbox.entry(options.key), as_json=options.json)
        case "cancel":
            outbox.cancel(outbox.entry(options.key).id, now)
        case "release":
            outbox.release(outbox.entry(options.key).id, now)
        case "said-so":
            outbox.said_so(outbox.entry(options.key).id, now, options.number)
        case "found":
            outbox.confirm_unknown(outbox.entry(options.key).id, options.what == "arrived", now)
        case _:
            outbox.close_case(outbox.entry(options.key).case_id, now)
    return _standing(environment, outbox.entry(options.key), as_json=options.json)


def status_of(entries: tuple[Entry, ...]) -> int:
    """Return 1 when one failed; 3 when one waits, for whatever, or is unknown; 0 when nothing is left to do."""
    states = {entry.state for entry in entries}
    if "failed" in states:
        return PROBLEM_REMAINS
    return CANNOT_TELL if states & {"consented", "sending", "unknown", "prepared"} else HEALTHY


def _list(environment: Environment, outbox: Outbox, *, as_json: bool) -> int:
    cases = outbox.cases()
    if as_json:
        entries = [entry_document(entry, environment.texts) for case in cases for entry in case.entries]
        print_document({"format": FORMAT, "entries": entries})
    else:
        console = PlainConsole(soft_wrap=True)
        for case in cases:
            for entry in case.entries:
                when = environment.texts.format_fact("at_utc", entry.consented_at)
                console.print(f"{entry.key}  {when}  {case.title}: {standing(entry, environment.texts)[0]}")
        if not cases:
            console.print(environment.texts.message(N_("Nothing was handed over yet.")))
    return status_of(tuple(entry for case in cases if not case.closed for entry in case.entries))


def _send_one(environment: Environment, outbox: Outbox, entry: Entry) -> None:
    if entry.state in ("failed", "unknown"):
        outbox.release(entry.id, environment.now_utc())
    outbox.looks.person_is_there()
    _sender(environment, outbox, channel_opener(environment)).send_due(_silent, Cancel(), only=entry.id)


def _send_all(environment: Environment, outbox: Outbox, *, as_json: bool) -> int:
    """Send what is due, ask how the tickets stand, and say what is due from the person since the last time."""
    texts, cancel = environment.texts, Cancel()
    outbox.wake(environment.now_utc())  # whoever asks for it knows more of the network than the backoff does
    open_channel = channel_opener(environment)
    if sys.stdin is not None and sys.stdin.isatty() and outbox.path.exists():
        outbox.looks.person_is_there()
    tried = _sender(environment, outbox, open_channel).send_due(_silent, cancel)
    poll_min = environment.organisation.clocks.poll_min
    news = poll(outbox, open_channel, environment.now_utc, cancel, poll_min=poll_min)
    due = newly_due(environment, outbox)
    if as_json:
        print_document(
            {
                "format": FORMAT,
                "entries": [entry_document(entry, texts) for entry in tried],
                "news": [case.entries[0].key for case in news],
                "due": [{"key": case.entries[0].key, **due_document(step, texts)} for case, step in due],
            }
        )
    else:
        console = PlainConsole(soft_wrap=True)
        for entry in tried:
            console.print(f"{entry.key}: {' '.join(standing(entry, texts)[:-1])}")
        for case in news:
            facts = {"key": case.entries[0].key}
            console.print(texts.message(N_("There is news: wizard outbox show {key}"), facts))
        for case, step in due:
            console.print(f"{case.entries[0].key}: {_due_line(step, environment)}")
        if not (tried or news or due):
            console.print(texts.message(N_("Nothing is due now.")))
    return status_of(tuple(entry for case in outbox.cases() if not case.closed for entry in case.entries))


def _show(environment: Environment, outbox: Outbox, entry: Entry, *, as_json: bool) -> int:
    texts, case = environment.texts, outbox.case(entry.case_id)
    message = outbox.message_unchecked(entry.id)
    organisation = environment.organisation
    made = timeline(
        case, organisation.clocks, organisation.rungs, best_now(case, environment.now_utc()), outage=case.outage
    )
    if as_json:
        print_document(
            {
                "format": FORMAT,
                "entry": entry_document(entry, texts),
                "files": file_documents(message),
                "case": case_document(case, made, texts),
            }
        )
        return status_of((entry,))
    console = PlainConsole(soft_wrap=True)
    console.print(f"{case.title}\n{entry.subject}", style="bold")
    for sentence in standing(entry, texts):
        console.print(sentence)
    _print_look(console, environment, outbox, entry)
    for each in message.attachments:
        size = texts.format_fact("size_bytes", each.size_bytes)
        console.print(f"  {each.name}  {size}  {each.sha256}")
    console.print()
    for line in told(made.lines):
        console.print(f"{texts.format_fact('at_utc', line.at)}  {line.sentence.text(texts)}")
        for text in line.text.splitlines():
            console.print(f"    {text}")
    console.print(made.summary.text(texts))
    for step in () if case.closed else made.due:
        console.print(_due_line(step, environment), style="bold")
    return status_of((entry,))


def _print_look(console: PlainConsole, environment: Environment, outbox: Outbox, entry: Entry) -> None:
    """Say since when nothing is known, where the other side could not be asked."""
    look = outbox.looks.last(entry.id)
    if look is not None and look.problem is not None:
        facts = {"at_utc": look.answered_at, "why": WizardError(look.problem, **look.problem_details)}
        never = N_("How it stands there could not be asked: {why}")
        since = N_("How it stands there could not be asked since {at_utc}: {why}")
        console.print(environment.texts.message(since if look.answered_at else never, facts))


def _standing(environment: Environment, entry: Entry, *, as_json: bool) -> int:
    if as_json:
        print_document({"format": FORMAT, "entry": entry_document(entry, environment.texts)})
    else:
        console = PlainConsole(soft_wrap=True)
        for sentence in standing(entry, environment.texts):
            console.print(sentence)
    return status_of((entry,))


def _due_line(step: DueStep, environment: Environment) -> str:
    texts = environment.texts
    return f"{texts.message(step.title)}. {step.sentence.text(texts)} {step.whom.text(texts)}"


def _sender(environment: Environment, outbox: Outbox, open_channel: Callable[[Entry], Channel]) -> Sender:
    return Sender(outbox, open_channel, environment.now_utc, SystemRandom().random)


def _silent(_progress: SendProgress) -> None:
    """What came out of it is printed at the end."""
