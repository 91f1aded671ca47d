"""Handing over with nobody in front of it: an answers file names the way and the particulars, and consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from wizard.answers import HandoverValue
from wizard.diagnosis.model import FILE_NAMES, LOG_NAME
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.escalation.advice_questions import ABOUT, RECORD, SOLVABLE, WAIT, QuestionName
from wizard.escalation.handing_over import HandingOver, Way, Ways
from wizard.escalation.handing_over_questions import QUESTIONS, checked_particular
from wizard.escalation.model import Entry
from wizard.inputs import AnswerError
from wizard.marking import N_
from wizard.report.diagnostics import FOLDER
from wizard.report.particulars import SEVERITIES
from wizard.session import Session
from wizard.system.cancel import Cancel

_ADVICE = frozenset(get_args(QuestionName))
_OWN = ("channel", "consent", "leave_out")
_NOT_EVERYWHERE = frozenset(
    f"{FOLDER}/{name}"
    for name in (
        "computer.json",
        "network.txt",
        "program.log",
        LOG_NAME,
        *(n for names in FILE_NAMES.values() for n in names),
    )
)
"""Files that may be left out although this report has none of them."""


@dataclass(frozen=True)
class Asked:
    """What the ``[handover]`` table asks for. ``channel`` empty: the advice's first; ``leave_out`` names files."""

    channel: str
    consent: bool
    leave_out: frozenset[str]
    typed: Mapping[str, str]
    answers: Mapping[str, str]


def read_handover(table: Mapping[str, HandoverValue], environment: Environment) -> Asked:
    """Return the table, checked; raises UsageError naming the line that is wrong. Nothing is done yet."""
    consent, channel = table.get("consent", False), table.get("channel", "")
    if not isinstance(consent, bool):
        raise UsageError(N_("In [handover], consent is true or false."))
    if not isinstance(channel, str):
        raise UsageError(N_("In [handover], channel is the name of a way."))
    leave_out = table.get("leave_out", ())
    typed = {
        name: _checked(name, value, environment.now_utc())
        for name, value in table.items()
        if name not in (*_OWN, *(_ADVICE - {"severity"}))
    }
    answers = {name: _chosen(name, value) for name, value in table.items() if name in _ADVICE}
    if not isinstance(leave_out, str | tuple):
        raise UsageError(N_("In [handover], leave_out is a list of file names."))
    names = (leave_out,) if isinstance(leave_out, str) else leave_out
    return Asked(channel, consent, frozenset(names), typed, answers)


def _checked(name: str, value: HandoverValue, now_utc: datetime) -> str:
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    try:
        if name == "severity":
            if text not in SEVERITIES:
                raise AnswerError(N_("Write one of these: {known}."), known=", ".join(SEVERITIES))
            return text
        if name not in QUESTIONS:
            known = ", ".join((*_OWN, *sorted(_ADVICE), *QUESTIONS))
            raise AnswerError(N_("There is no such line. There are: {known}."), known=known)
        return checked_particular(name, text, now_utc)
    except AnswerError as error:
        raise UsageError(N_("In [handover], {name}: {fault}"), name=name, fault=error) from error


def _chosen(name: str, value: HandoverValue) -> str:
    """Return the answer to a question of the advice, checked: one that is misspelt must not pass for *not sure*."""
    known = {
        question.name: [choice.name for choice in question.choices] for question in (ABOUT, SOLVABLE, RECORD, WAIT)
    }
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if name in known and text not in known[name]:
        fault = AnswerError(N_("Write one of these: {known}."), known=", ".join(known[name]))
        raise UsageError(N_("In [handover], {name}: {fault}"), name=name, fault=fault)
    return text


def hand_over(session: Session, asked: Asked) -> Entry:
    """Queue and send the report of a walk as the answers say; returns where it stands.

    Raises UsageError for a way or a file there is not and where the answers do not consent: nothing left then.
    """
    handing = HandingOver(session.environment, session)
    particulars = handing.keep(asked.typed)
    way = _way(handing.ways(particulars, asked.answers), asked.channel)
    if not asked.consent:
        raise UsageError(N_("Nothing was handed over: the answers do not say consent = true under [handover]."))
    bundle = handing.prepare(particulars, Cancel())
    unknown = asked.leave_out - frozenset(bundle.names) - _NOT_EVERYWHERE
    if unknown:  # a name that is misspelt would let the file go that was meant
        raise UsageError(
            N_("Nothing was handed over: leave_out names {file}, and the files are: {known}."),
            file=", ".join(sorted(unknown)),
            known=", ".join(bundle.names),
        )
    ticked = frozenset(file.name for file in bundle.offered if file.ticked) - asked.leave_out
    draft = handing.draft(way, bundle, particulars, ticked)
    entry = handing.consent_and_queue(draft, draft.sha256)
    return handing.send_now(entry, lambda _progress: None, Cancel()) if entry.goes_now else entry


def _way(ways: Ways, name: str) -> Way:
    try:
        return ways.named(name) if name else ways.ways[0]
    except KeyError as error:
        raise UsageError(
            N_("The answers name the way {channel}, but there are: {known}."),
            channel=name,
            known=", ".join(way.name for way in ways.ways),
        ) from error
