"""Letters of the ladder (FACTS B4, B5, D1-D8): fewer than 250 words by construction, neutral, in strict order of time.

A letter states what was measured or said, quotes the earlier steps with their dates, and asks for one thing by a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from wizard.escalation import letters_words as fixed
from wizard.escalation.ladder_model import StepKind
from wizard.escalation.letters_record import case_number, earlier_lines, rung_name
from wizard.escalation.model import Case
from wizard.marking import N_
from wizard.organisation.channels import Clocks, Role, Rung
from wizard.report.compose import MOST_WORDS
from wizard.report.content import Change, Content
from wizard.report.lines import GIVEN, change_line, impact_words, moment, reading_line
from wizard.report.page import Page, short
from wizard.report.particulars import Particulars
from wizard.report.words import PRACTICE, REQUESTS, Words

_MANAGEMENT = ("supervisor", "operations_manager", "director")
_NOTES = ("level_2", "tier_2", "ownership", "p1_acknowledge", "p1_update", "p1_final")
"""Steps on the rung that has the case already: a note, not a letter."""
_MOST_FACTS = 3
_MOST_FACT_WORDS, _MOST_RECORD_WORDS = 15, 12


@dataclass(frozen=True, kw_only=True)
class LetterRequest:
    """What a letter is made from. ``content`` is the report's, None when the walk was deleted meanwhile: the letter
    then points to the first report. ``rung`` is the addressee's, ``beside`` are others on it; ``due_at`` is when this
    step came due, ``zone`` the person's own time; ``attached``: files go along; ``reference`` is the number to quote.
    """

    kind: StepKind
    case: Case
    role: Role
    rung: Rung | None
    rungs: Mapping[Role, Rung]
    clocks: Clocks
    now_utc: datetime
    due_at: datetime
    deadline: datetime
    content: Content | None
    particulars: Particulars = field(default_factory=Particulars)
    zone: tzinfo | None = None
    attached: bool = True
    beside: tuple[Rung, ...] = ()
    reference: str = ""


def letter_subject(request: LetterRequest, words: Words) -> str:
    """Return the subject without its key. At the regulator's rung it quotes the complaint's reference number (D8)."""
    number = reference_number(request)
    if request.role == "regulator":
        return words.message(fixed.COMPLAINT, {"number": number})
    return fixed.SUBJECT.format(number=number)


def reference_number(request: LetterRequest) -> str:
    """Return the number the other side knows: the ticket's, for a regulator the complaint's where one was given."""
    given = request.particulars.reference_number or request.reference
    return short(given, 2) if given and request.role == "regulator" else case_number(request.case)


def compose_letter(request: LetterRequest, words: Words) -> str:
    """Return the letter as plain text, fewer than 250 words."""
    page = Page(MOST_WORDS, room_for_rest=6)
    say = words.message
    content = request.content
    if content is not None and content.practice is not None:
        page.must(short(say(PRACTICE, {"scene": short(content.practice, 4)}), 14))
    page.must(_greeting(request, words), short(_summary(request, words), 18), *_reasons(request, words))
    facts = [short(line, _MOST_FACT_WORDS) for line in _facts(request, words)][:_MOST_FACTS]
    page.must("", short(say(N_("Facts:")), 4), *facts)
    page.must(*_requests(request, words), last=True)
    page.may(_record(request, words), heading=short(say(N_("Earlier steps, in order:")), 6), latest=True)
    return page.text(lambda count: say(N_("Left out here: {count} lines."), {"count": count}))


def _greeting(request: LetterRequest, words: Words) -> str:
    name = request.rung.name.strip() if request.rung is not None else ""
    greeting = words.message(fixed.GREETING, {"name": short(name, 6)}) if name else words.message(fixed.GREETING_NOBODY)
    return short(greeting, 8)


def _summary(request: LetterRequest, words: Words) -> str:
    """Return the case in one line: what, since when, its number, that it is still open."""
    content = request.content
    symptom = content.symptom if content is not None else request.case.title
    since = content.said.five.went_down if content is not None else None
    facts = {
        "symptom": short(symptom, 8),
        "number": case_number(request.case),
        "since": short(since or _local(request, request.case.opened_at), 4),
    }
    return words.message(N_("Case {number}, {symptom}, has been open since {since}."), facts)


def _local(request: LetterRequest, at: datetime) -> str:
    return f"{at.astimezone(request.zone):%Y-%m-%d %H:%M}"


def _reasons(request: LetterRequest, words: Words) -> Iterator[str]:
    """Yield why this step is taken, and at the rungs of management the two phrases that belong there (B5)."""
    clocks, say = request.clocks, words.message
    facts = {  # as text: the sentences name the units themselves
        "level_2_min": str(clocks.level_2_min),
        "tier_2_min": str(clocks.tier_2_min),
        "mail_acknowledge_h": str(clocks.mail_acknowledge_h),
        "acknowledge_min": str(clocks.p1_acknowledge_min),
        "update_min": str(clocks.p1_update_min),
        "final_h": f"{clocks.p1_final_min / 60:g}",
        "moment": moment(request.due_at.astimezone(request.zone)),
    }
    if request.kind in fixed.REASONS:
        yield short(say(fixed.REASONS[request.kind], facts), 20)
    if request.role in _MANAGEMENT:
        yield short(say(fixed.REVIEW), 12)
        yield short(say(fixed.BREACH), 14)


def _facts(request: LetterRequest, words: Words) -> Iterator[str]:
    """Yield facts, the most telling first: before and after, bad readings, exact codes, how many are affected."""
    content, say = request.content, words.message
    if content is None:
        facts = {"moment": _local(request, request.case.opened_at), "number": case_number(request.case)}
        yield say(N_("- They stand in the report of {moment}, {number}."), facts)
        return
    changes: dict[str, Change] = {change.of: change for change in content.changes}
    ordered = sorted(changes.values(), key=lambda change: change.word == "fixed")
    yield from (f"- {change_line(change, words, 1)}" for change in ordered)
    verified = {address for change in content.changes for address in (change.of, change.step)}
    bad = [step for step in content.steps if step.kind == "measured" and step.good is False]
    yield from (f"- {reading_line(step, words, 1)}" for step in bad if step.address not in verified)
    exact = ", ".join((*content.codes[:2], *filter(None, [content.said.five.exact_message])))
    if exact:
        yield say(N_("- Exact message: {text}"), {"text": short(exact, 9)})
    impact = impact_words(content, words)
    if impact:
        yield say(N_("- Affected: {impact}"), {"impact": impact})
    tried = list(dict.fromkeys(step.title for step in content.steps if step.tried))
    if tried:
        yield say(N_("- Tried: {steps}"), {"steps": short(", ".join(tried), 10)})
    yield say(N_("- Diagnosed {moment}, step by step."), {"moment": moment(content.started_at)})


def _record(request: LetterRequest, words: Words) -> Sequence[str]:
    return [short(line, _MOST_RECORD_WORDS) for line in earlier_lines(request.case, request.rungs, request.zone, words)]


def _requests(request: LetterRequest, words: Words) -> Iterator[str]:
    """Yield what must stand at the end: numbers, impact, the one request with its deadline, and who asks."""
    say, particulars = words.message, request.particulars
    yield from filter(None, (_numbers(particulars, words), _impact(particulars, words)))
    outcome = request.content.outcome if request.content is not None else "escalate"
    wanted = particulars.wanted_solution or say(REQUESTS[outcome])
    yield short(say(N_("Asked for: {request}"), {"request": short(wanted, 12)}), 14)
    facts = {"moment": moment(request.deadline.astimezone(request.zone))}
    yield short(say(N_("An answer is asked for by {moment}."), facts), 12)
    if request.kind not in _NOTES:
        yield short(say(fixed.MITIGATION), 17)
    if request.kind not in _NOTES and request.role != "regulator":
        yield short(say(fixed.NEXT_STEPS[outcome]), 18)
    for rung in filter(None, (request.rung, *request.beside)):
        if rung.answers_for:
            yield short(say(fixed.ANSWERS_FOR[rung.answers_for]), 11)
    yield short(say(fixed.CONFIRM), 11)
    nobody_named = request.kind == "ownership" or request.case.access_affected
    yield short(say(fixed.ON_CALL if nobody_named else fixed.ONE_CONTACT), 15)
    if request.attached:
        yield short(say(fixed.EVIDENCE), 5)
    yield from _sender(particulars)


def _numbers(particulars: Particulars, words: Words) -> str:
    """Return the numbers to find the account by: order and invoice first."""
    names = ("order_number", "invoice_number", "account_number", "account_email")
    labels = {**GIVEN, "order_number": N_("Order"), "account_email": N_("Account")}
    given = [(labels[name], value) for name in names if (value := getattr(particulars, name))]
    return short("; ".join(f"{words.message(label)}: {short(value, 2)}" for label, value in given), 10)


def _impact(particulars: Particulars, words: Words) -> str:
    if not particulars.impact_text:
        return ""
    return short(f"{words.message(GIVEN['impact_text'])}: {particulars.impact_text}", 12)


def _sender(particulars: Particulars) -> Iterator[str]:
    who = ", ".join(filter(None, (particulars.full_name, particulars.call_back_number)))
    if who:
        yield short(who, 6)


def addressee(request: LetterRequest, words: Words) -> str:
    """Return whom the letter is for, in words."""
    return rung_name(request.role, request.rungs, words)
