"""The text report: fewer than 250 words by construction (FACTS B3, B4), the one-line form first.

What does not fit is in the other files, and the report says so. It states only what was measured or said.
"""

from collections.abc import Iterable, Sequence

from wizard.marking import N_
from wizard.report.content import Change, Content
from wizard.report.lines import GIVEN, change_line, moment, one_line_form, reading_line, step_line
from wizard.report.page import Page, short
from wizard.report.words import NOT_GIVEN, PRACTICE, REQUESTS, SAID_SO, Words, end_words, result_words

MOST_WORDS = 249
_WHOLE_STORY = {"report.html", "report.json", "diagnostics/steps.json"}
"""Files that hold every line; one of them must go along before the text may point to it."""


def compose_text(content: Content, attached: Sequence[str], words: Words) -> str:
    """Return the report as plain text, fewer than 250 words. ``attached`` are the names of the files that go along."""
    page = Page(MOST_WORDS)
    say = words.message
    if content.practice is not None:
        page.must(short(say(PRACTICE, {"scene": short(content.practice, 4)}), 16))
    page.must(one_line_form(content, attached, words))
    page.must(short(end_words(words, content.outcome, content.proof), 24))
    page.must(*_impact_lines(content, words))
    page.must(*_last_lines(content, words), last=True)
    page.may(_given_lines(content, words))
    page.may(_device_lines(content, words))
    page.may(_measured_lines(content, words), heading=say(N_("Measured (before → after):")))
    page.may(expectation_lines(content, words))
    page.may(_tried_lines(content, words), heading=say(N_("Tried, in order:")))
    page.may(_said_lines(content, words))
    page.may(_lack_lines(content, words))
    page.may(_note_lines(content, attached, words))
    elsewhere = N_("More in the attached files: {count} lines.")
    nowhere = N_("Left out here: {count} lines.")
    rest = elsewhere if _WHOLE_STORY & set(attached) else nowhere
    return page.text(lambda count: say(rest, {"count": count}))


def _last_lines(content: Content, words: Words) -> Iterable[str]:
    say = words.message
    if content.part:
        yield short(say(N_("Part to order: {part}"), {"part": short(content.part, 10)}), 14)
    wanted = short(content.said.wanted_solution, 24) if content.said.wanted_solution else say(REQUESTS[content.outcome])
    yield short(say(N_("Asked for: {request}"), {"request": wanted}), 30)
    if content.deadline is not None:
        yield short(say(N_("An answer is asked for by {moment}."), {"moment": moment(content.deadline)}), 12)
    walk = {"walk": content.session_id, "moment": moment(content.made_at), "program": content.program_version}
    yield short(say(N_("Walk {walk}, made {moment}. Wizard {program}."), walk), 16)


def _impact_lines(content: Content, words: Words) -> Iterable[str]:
    if content.said.impact_text:
        label, text = words.message(GIVEN["impact_text"]), short(content.said.impact_text, 20)
        yield short(f"{label}: {text}", 26)


def _given_lines(content: Content, words: Words) -> Iterable[str]:
    """Yield numbers to find the account by and ways to call back, two lines of few words."""
    said, say = content.said, words.message

    def line(*names: str) -> str:
        values = {name: getattr(said, name) for name in names if getattr(said, name)}
        shown = {name: " / ".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return "; ".join(f"{short(say(GIVEN[name]), 4)}: {short(value, 8)}" for name, value in shown.items())

    numbers = line("account_number", "full_name", "invoice_number", "reference_number", "transaction_numbers")
    yield from filter(None, (numbers, line("call_back_number", "time_slots")))


def expectation_lines(content: Content, words: Words) -> Iterable[str]:
    """Yield how to see the problem again and what should be seen instead (FACTS E1, E3), as said or as measured."""
    if content.outcome in ("solved", "healthy"):
        return
    said, say = content.said, words.message
    bad = next((step for step in reversed(content.steps) if step.kind == "measured" and step.good is False), None)
    if said.steps_to_reproduce:
        yield f"{say(GIVEN['steps_to_reproduce'])}: {short(said.steps_to_reproduce, 40)}"
    elif bad is not None:
        facts = {"title": short(bad.title, 8), "result": result_words(words, bad.result)}
        yield say(N_("To see it again: measure “{title}” ({result})."), facts)
    if said.expected_result:
        yield f"{say(GIVEN['expected_result'])}: {short(said.expected_result, 20)}"
    elif bad is not None:
        yield say(N_("Expected: the same measurement reads “{result}”."), {"result": result_words(words, "ok")})
    if content.operating_system or said.browser:
        system = ", ".join(filter(None, (content.operating_system, said.browser)))
        yield say(N_("Used on: {system}"), {"system": short(system, 12)})


def _device_lines(content: Content, words: Words) -> Iterable[str]:
    device, say = content.device, words.message
    if not any(device.values()):
        return
    none = say(NOT_GIVEN)
    facts = {
        "model": short(device.get("model") or none, 5),
        "serial": short(device.get("serial") or none, 5),
        "version": short(device.get("firmware_version") or none, 5),
    }
    said = f" ({say(SAID_SO)})" if content.device_said else ""
    yield say(N_("Device: {model}, serial number {serial}, firmware {version}"), facts) + said


def _measured_lines(content: Content, words: Words) -> Iterable[str]:
    """Yield the last proof of each measurement, then the last reading of what was measured once.

    Of readings of one probe with the same result the last counts: repeats would push out what was tried.
    """
    last_changes: dict[str, Change] = {change.of: change for change in content.changes}
    yield from (f"- {change_line(change, words)}" for change in last_changes.values())
    verified = {address for change in content.changes for address in (change.of, change.step)}
    last = {step.address: step for step in content.steps if step.kind == "measured" and step.address not in verified}
    latest = {(step.name, step.result): step for step in last.values()}
    yield from (f"- {reading_line(step, words)}" for step in last.values() if latest[step.name, step.result] is step)


def _tried_lines(content: Content, words: Words) -> Iterable[str]:
    """Yield what was tried with its time; the date stands where it is a new one."""
    date = ""
    tried = [step for step in content.steps if step.kind in ("guide", "fix")]
    for number, step in enumerate(tried, start=1):
        today, date = date, f"{step.at:%Y-%m-%d}"
        day = "" if date == today else f"{date} "
        yield f"{number}. {day}{step.at:%H:%M} {step_line(step, words)}"


def _said_lines(content: Content, words: Words) -> Iterable[str]:
    say = words.message
    five = content.said.five
    if five.last_success:
        yield say(N_("Worked last: {text}"), {"text": short(five.last_success, 14)})
    if five.recent_changes:
        yield say(N_("Changed lately: {text}"), {"text": short(five.recent_changes, 14)})


def _lack_lines(content: Content, words: Words) -> Iterable[str]:
    say = words.message
    for lack in content.lacks:
        facts = {"thing": short(say(lack.part), 5), "why": short(say(lack.reason), 12)}
        yield say(N_("Not collected: {thing} ({why})"), facts)


def _note_lines(content: Content, attached: Sequence[str], words: Words) -> Iterable[str]:
    if not content.redacted:
        yield words.message(N_("Names and addresses were not hidden."))
    if not content.language.startswith("en"):
        # For the reader at the other end, who may not read the person's language: English on purpose.
        elsewhere = "; report.json has the same facts under English names" if "report.json" in attached else ""
        yield f"Language: {content.language}{elsewhere}."
