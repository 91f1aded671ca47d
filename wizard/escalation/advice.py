"""Which way to people, and why, in one sentence (FACTS E1–E7). Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wizard.escalation.advice_questions import ABOUT, Choice, Question, open_questions
from wizard.escalation.advice_rows import (
    CALL,
    CHAT,
    DAILY_MAIL,
    KIND_TITLES,
    NEEDS,
    NOBODY_YET,
    WRITE,
    WRITE_AFTER_CALL,
    WRITTEN,
    Need,
    Row,
    Wish,
    row_of,
    usual_times,
)
from wizard.escalation.model import ChannelKind
from wizard.escalation.sentence import Sentence
from wizard.escalation.situation import Situation
from wizard.marking import N_
from wizard.organisation.channels import OWN_MAIL
from wizard.search import PERSON_BELOW

__all__ = ["NEEDS", "Advice", "Choice", "Need", "Question", "Row", "advise", "row_of", "usual_times"]

ONE_OWNER = Sentence(N_("One person should keep it from start to end. Ask for a name, and note each handover."))
DANGER = Sentence(N_("In danger, first call the police, the doctors or the fire service."))
_NO_WAY = Sentence(N_("No way to people is known here. Save the report, and give it to your support."))
_NOT_THERE: Mapping[Wish, str] = {
    "phone": N_("No phone number is known here. The best way there is: {way}."),
    "chat": N_("No chat is known here. The best way there is: {way}."),
    "rt": N_("No ticket system and no e-mail address is known here. The best way there is: {way}."),
    "mail": N_("No ticket system and no e-mail address is known here. The best way there is: {way}."),
}
_THEN = N_("After that, send the report, too, so that it is there in writing: {way}.")


@dataclass(frozen=True, kw_only=True)
class Advice:
    """``kinds`` are the kinds of channel in the order this row wants them, ``channels`` the names there are, best
    first. ``then`` is the second way to take after the first (phone, then e-mail), ``questions`` what is still open.
    ``notes`` are sentences to show beside the reason: danger, a way that is wished but not there, what comes after the
    first way, one owner.
    """

    row: Row
    kinds: tuple[ChannelKind, ...]
    channels: tuple[str, ...]
    reason: Sentence
    expected: Sentence
    """How long the best way there is usually takes."""
    at_once: bool = False
    then: str | None = None
    questions: tuple[Question, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class _Judgement:
    """The row, the ways it wants, best first, and why."""

    row: Row
    wishes: tuple[Wish, ...]
    reason: str


def advise(
    situation: Situation,
    available: Mapping[str, ChannelKind],
    *,
    drafts: Collection[str] = (OWN_MAIL,),
    titles: Mapping[str, str] | None = None,
) -> Advice:
    """Return the advice. ``available`` are the ways there are, by name; ``drafts`` names the mail ways among them that
    only lay a draft ready for the person's own mail program; ``titles`` are what people call the ways, by name; one
    without is called by its kind. Of two of one kind the first stays first. Pages are for later (FACTS D8) and are
    left out.
    """
    judgement = _judge(situation)
    offered = {name: _wish(name, kind, drafts) for name, kind in available.items() if kind != "page"}
    channels = tuple(sorted(offered, key=lambda name: judgement.wishes.index(offered[name])))
    then = _then(situation, judgement.row, channels, offered)
    return Advice(
        row=judgement.row,
        kinds=tuple(dict.fromkeys(_kind(wish) for wish in judgement.wishes)),
        channels=channels,
        reason=Sentence(judgement.reason),
        expected=usual_times(available[channels[0]]) if channels else NOBODY_YET,
        at_once=judgement.row in ("E2", "E4"),
        then=then,
        questions=_questions(situation, judgement.row),
        notes=_notes(situation, judgement, _titled(channels, offered, titles or {}), offered, then),
    )


def _judge(situation: Situation) -> _Judgement:
    """Return the first row that applies: what burns, then what needs proof, then what is quick, then what can wait."""
    return (
        _at_once(situation)
        or _in_writing(situation)
        or _quick_or_not_urgent(situation)
        or _by_answers(situation)
        or _when_unsure(situation)
    )


def _at_once(situation: Situation) -> _Judgement | None:
    if situation.safety:
        return _Judgement("E2", CALL, N_("Somebody may be in danger, so call now."))
    if situation.security_incident:
        return _Judgement("E2", CALL, N_("It may be a security incident, so call now, before more is lost."))
    if situation.money_at_risk:
        return _Judgement("E4", CALL, N_("Money is at risk, so call first, then write, so that there is proof."))
    if situation.outage:
        return _Judgement("E2", CALL, N_("It looks like an outage, so call now, as that is fastest."))
    if situation.severity == "p1":
        return _Judgement("E2", CALL, N_("Very many people are affected, so call now."))
    if situation.vip:
        return _Judgement("E2", CALL, N_("You have priority support, so call now."))
    return None


def _in_writing(situation: Situation) -> _Judgement | None:
    if situation.legal_or_invoice:
        return _Judgement("E3", WRITE, N_("Contracts, invoices, exports and audits belong in writing."))
    if situation.needs_record:
        return _Judgement("E3", WRITE, N_("You need proof, and what is written stays."))
    if situation.several_attachments:
        return _Judgement("E3", WRITE, N_("Several files go along, and a call cannot carry them."))
    return None


def _quick_or_not_urgent(situation: Situation) -> _Judgement | None:
    if situation.solvable_in_minutes:
        return _Judgement("E1", CHAT, N_("It can be solved in minutes, and a chat guides you step by step."))
    if situation.severity == "low":
        return _Judgement("E6", DAILY_MAIL, N_("It can wait, so it goes with the e-mails of the day."))
    return None


def _by_answers(situation: Situation) -> _Judgement | None:
    """Return what the answers to the four questions say (FACTS E7)."""
    if situation.acceptable_wait == "now" or situation.severity == "high":
        return _Judgement("E7", CALL, N_("It cannot wait, so call."))
    if situation.acceptable_wait == "days":
        return _Judgement("E7", WRITE, N_("One to three days are fine, so write."))
    if situation.acceptable_wait == "hours":
        return _Judgement("E7", CALL, N_("It should not wait for days, so talk to somebody."))
    return None


def _when_unsure(situation: Situation) -> _Judgement:
    if situation.confidence is not None and situation.confidence < PERSON_BELOW:
        return _Judgement("E5", CALL, N_("We are not sure what it is, so a person should look at it with you."))
    if open_questions(situation):
        return _Judgement("E7", WRITE, N_("A few short questions tell which way is best."))
    return _Judgement("E7", WRITE, N_("Writing keeps a record, and files can go along."))


def _questions(situation: Situation, row: Row) -> tuple[Question, ...]:
    """Return what is still open: nothing where it is at once anyway; the four only for whoever is unsure (E7)."""
    if row in ("E2", "E4"):
        return ()
    about = () if ABOUT.name in situation.answered or situation.legal_or_invoice else (ABOUT,)
    return about + (open_questions(situation) if row == "E7" else ())


def _then(situation: Situation, row: Row, channels: Sequence[str], offered: Mapping[str, Wish]) -> str | None:
    """Return the way to write afterwards: where money is at risk, or where a call cannot carry what is wanted."""
    wanted = row == "E4" or (
        row == "E2"
        and (
            situation.outage  # its diagnostics go along (FACTS A11, C2)
            or situation.money_at_risk
            or situation.several_attachments
            or situation.legal_or_invoice
            or bool(situation.needs_record)
        )
    )
    if not wanted or not channels or offered[channels[0]] in WRITTEN:
        return None
    order = WRITE_AFTER_CALL if situation.money_at_risk else WRITE
    written = [name for name in channels if offered[name] in WRITTEN]
    return min(written, key=lambda name: order.index(offered[name]), default=None)


def _titled(names: Sequence[str], offered: Mapping[str, Wish], titles: Mapping[str, str]) -> Mapping[str, str]:
    return {name: titles.get(name) or KIND_TITLES[_kind(offered[name])] for name in names}


def _notes(
    situation: Situation,
    judgement: _Judgement,
    called: Mapping[str, str],
    offered: Mapping[str, Wish],
    then: str | None,
) -> tuple[Sentence, ...]:
    """Return what stands beside the reason; ``called`` are the ways there are, best first, and what they are called."""
    notes = [DANGER] if situation.safety else []
    first = next(iter(called), None)
    best = offered[first] if first is not None else "folder"
    wished = judgement.wishes[0]
    if best == "folder":
        notes.append(_NO_WAY)
    elif first is not None and not (best == wished or {best, wished} <= WRITTEN):
        notes.append(Sentence(_NOT_THERE[wished], {"way": called[first]}))
    if then is not None:
        notes.append(Sentence(_THEN, {"way": called[then]}))
    return (*notes, ONE_OWNER)


def _wish(name: str, kind: ChannelKind, drafts: Collection[str]) -> Wish:
    if kind == "mail" and name in drafts:
        return "draft"
    assert kind != "page"
    return kind


def _kind(wish: Wish) -> ChannelKind:
    return "mail" if wish == "draft" else wish
