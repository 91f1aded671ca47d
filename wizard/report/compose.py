"""The text report: fewer than 250 words by construction (FACTS B3, B4), the one-line form first.

What does not fit is in the other files, and the report says so. It states only what was measured or said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.report.content import Change, Content, Step
from wizard.report.words import (
    FACTS,
    NONE_TRIED,
    NOT_GIVEN,
    PROOF_WORDS,
    REQUESTS,
    Words,
    end_words,
    fact_words,
    result_words,
)

MOST_WORDS = 249
_SIGNS_PER_WORD = 40
_HARMLESS = str.maketrans("[];", "(),")
"""A "word" that is longer is cut: 10,000 signs without a space are one word, and no reading matter."""


def compose_text(content: Content, attached: Sequence[str], words: Words) -> str:
    """Return the report as plain text, fewer than 250 words. ``attached`` are the names of the files that go along."""
    page = _Page(MOST_WORDS)
    say = words.message
    if content.practice is not None:
        page.must(say(N_("Practice: {scene}. Nothing here happened to a real device."), {"scene": short(content.practice, 4)}))
    page.must(one_line_form(content, attached, words))
    page.must(short(end_words(words, content.outcome, content.proof), 24))
    request = say(N_("Asked for: {request}"), {"request": words.message(REQUESTS[content.outcome])})
    footer = say(
        N_("Walk {walk}, made {moment}. Wizard {program}."),
        {"walk": content.session_id, "moment": moment(content.made_at), "program": content.program_version},
    )
    page.must(*([_part_line(content, words)] if content.part else []), short(request, 30), short(footer, 16), last=True)
    page.may(_device_lines(content, words))
    page.may(_measured_lines(content, words), heading=say(N_("Measured (before → after):")))
    page.may(_tried_lines(content, words), heading=say(N_("Tried, in order:")))
    page.may(_said_lines(content, words))
    page.may(_lack_lines(content, words))
    page.may(_note_lines(content, words))
    return page.text(N_("More in the attached files: {count} lines."), attached, words)


def one_line_form(content: Content, attached: Sequence[str], words: Words) -> str:
    """Return the form of FACTS B3 in one line. Its labels are fixed; what is not known says so."""
    say = words.message
    none = say(NOT_GIVEN)
    since = field_text(content.went_down, 8) or none
    symptom = say(N_("{symptom} since [{since}]"), {"symptom": field_text(content.symptom, 10), "since": since})
    tried = [field_text(step.title, 8) for step in content.steps if step.tried]
    attach = [*attached_words(attached, words), *(say(N_("article {number}"), {"number": a}) for a, _ in content.articles)]
    parts = (
        f"Account:[{field_text(content.account, 2) or none}]",
        f"Order:[{field_text(content.order, 3) or none}]",
        f"Symptom: {symptom}",
        f"Error:[{_error(content) or none}]",
        f"Steps tried:[{_listed(list(dict.fromkeys(tried)), 28) or say(NONE_TRIED)}]",
        f"Impact:[{_impact(content, words) or none}]",
        f"Attach:[{_listed(attach, 20) or say(NONE_TRIED)}]",
    )
    return "; ".join(parts)


def attached_words(attached: Sequence[str], words: Words) -> list[str]:
    """Return what goes along, in the kinds of FACTS B3: screenshots, logs, measurements."""
    say = words.message
    names = [name.rpartition("/")[2] for name in attached if name.startswith("diagnostics/")]
    pictures = sum(name.lower().endswith((".png", ".jpg", ".jpeg")) for name in names)
    own = {"measurements.json", "steps.json", "computer.json", "network.txt"}
    logs = sum(name not in own for name in names) - pictures
    kinds = [
        (pictures, say(N_("screenshots"))),
        (logs, say(N_("logs"))),
        ("measurements.json" in names or "report.json" in attached, say(N_("measurements"))),
        ("steps.json" in names, say(N_("steps"))),
        ("computer.json" in names, say(N_("state of the computer"))),
        ("network.txt" in names, say(N_("network settings"))),
    ]
    return [name for there, name in kinds if there]


def moment(at: datetime) -> str:
    """Return a local time with its offset, the same in every language: ``2026-07-01 12:03 +02:00``."""
    return at.isoformat(sep=" ", timespec="minutes").replace("+", " +") if at.utcoffset() is not None else f"{at:%Y-%m-%d %H:%M}"


def short(text: str, most_words: int) -> str:
    """Return ``text`` cut to that many words, none of them endless; ``…`` shows the cut."""
    parts = text.split()
    kept = [part if len(part) <= _SIGNS_PER_WORD * 2 else f"{part[: _SIGNS_PER_WORD * 2]}…" for part in parts[:most_words]]
    if len(parts) > most_words and kept and not kept[-1].endswith("…"):
        kept[-1] += "…"
    return " ".join(kept)


def field_text(text: str | None, most_words: int) -> str:
    """Return a value that cannot break the one-line form: no brackets, no semicolons."""
    if not text:
        return ""
    return short(text.translate(_HARMLESS), most_words)


def telling_facts(facts: Mapping[str, FactValue], other: Mapping[str, FactValue], most: int) -> list[str]:
    """Return the names of the readings to show in one line: what changed first, then the most telling."""
    named = [name for name in FACTS if _shown(facts.get(name)) or _shown(other.get(name))]
    named.sort(key=lambda name: not other or facts.get(name) == other.get(name))
    return named[:most]


def change_line(change: Change, words: Words, most_facts: int = 3) -> str:
    """Return one proof: ``Ping: Lost messages 12 % → 0 % (fixed)``."""
    names = telling_facts(change.before, change.after, most_facts)
    figures = ", ".join(
        f"{fact_words(words, name)} {_value(words, name, change.before)} → {_value(words, name, change.after)}"
        for name in names
    )
    before = result_words(words, change.before_result) if change.before_result else words.message(N_("not known"))
    figures = figures or f"{before} → {result_words(words, change.after_result)}"
    return f"{short(change.title, 8)}: {figures} ({words.message(PROOF_WORDS[change.word])})"


def reading_line(step: Step, words: Words, most_facts: int = 3) -> str:
    """Return one reading: ``Wi-Fi: crowded, Wi-Fi channel 11``."""
    figures = "".join(
        f", {fact_words(words, name)} {_value(words, name, step.facts)}" for name in telling_facts(step.facts, {}, most_facts)
    )
    reason = f", {result_words(words, step.reason)}" if step.reason else ""
    said = f" ({words.message(N_('you said so'))})" if step.said else ""
    return f"{short(step.title, 8)}: {result_words(words, step.result)}{reason}{figures}{said}"


def step_line(step: Step, words: Words) -> str:
    """Return one thing that was tried: ``12:03 Restart the router: done``."""
    figures = "".join(
        f", {fact_words(words, name)} {_value(words, name, step.facts)}" for name in telling_facts(step.facts, {}, 1)
    )
    said = f" ({words.message(N_('you said so'))})" if step.kind == "guide" and step.said else ""
    return f"{step.at:%H:%M} {short(step.title, 8)}: {result_words(words, step.result)}{said}{figures}"


def impact_words(content: Content, words: Words) -> str:
    """Return how many are affected, as given."""
    return _impact(content, words)


def _shown(value: FactValue) -> bool:
    return value is not None and not isinstance(value, list)


def _value(words: Words, name: str, facts: Mapping[str, FactValue]) -> str:
    return short(words.format_fact(name, facts.get(name)), 6)


def _error(content: Content) -> str:
    return ", ".join(field_text(text, 12) for text in (*content.codes[:4], content.exact_message) if text)


def _impact(content: Content, words: Words) -> str:
    parts = []
    if content.users_affected is not None:
        parts.append(words.message(N_("users: {count}"), {"count": content.users_affected}))
    if content.users_percent is not None:
        parts.append(words.format_fact("users_percent", content.users_percent))
    return ", ".join(parts)


def _listed(items: Sequence[str], most_words: int) -> str:
    """Return as many items as fit into so many words, and how many more there are."""
    kept: list[str] = []
    left = most_words
    for index, item in enumerate(items):
        length = len(item.split())
        if length > left - (index < len(items) - 1):
            return ", ".join((*kept, f"+{len(items) - index}"))
        kept.append(item)
        left -= length
    return ", ".join(kept)


def _part_line(content: Content, words: Words) -> str:
    return words.message(N_("Part to order: {part}"), {"part": short(content.part or "", 10)})


def _device_lines(content: Content, words: Words) -> Iterable[str]:
    device = content.device
    if any(device.values()):
        none = words.message(NOT_GIVEN)
        yield words.message(
            N_("Device: {model}, serial number {serial}, firmware {version}"),
            {key: short(device.get(name) or none, 5) for key, name in _DEVICE.items()},
        ) + (f" ({words.message(N_('you said so'))})" if content.device_said else "")


_DEVICE = {"model": "model", "serial": "serial", "version": "firmware_version"}


def _measured_lines(content: Content, words: Words) -> Iterable[str]:
    yield from (f"- {change_line(change, words)}" for change in _last_changes(content))
    verified = {change.of for change in content.changes} | {change.step for change in content.changes}
    last = {step.address: step for step in content.steps if step.kind == "measured" and step.address not in verified}
    yield from (f"- {reading_line(step, words)}" for step in last.values())


def _last_changes(content: Content) -> Iterable[Change]:
    """Return the last proof of each measurement; earlier ones are in the files."""
    return {change.of: change for change in content.changes}.values()


def _tried_lines(content: Content, words: Words) -> Iterable[str]:
    done = [step for step in content.steps if step.kind in ("guide", "fix")]
    yield from (f"{number}. {step_line(step, words)}" for number, step in enumerate(done, start=1))


def _said_lines(content: Content, words: Words) -> Iterable[str]:
    say = words.message
    if content.last_success:
        yield say(N_("Worked last: {text}"), {"text": short(content.last_success, 14)})
    if content.recent_changes:
        yield say(N_("Changed lately: {text}"), {"text": short(content.recent_changes, 14)})


def _lack_lines(content: Content, words: Words) -> Iterable[str]:
    for lack in content.lacks:
        part, reason = words.message(lack.part), words.message(lack.reason)
        yield words.message(N_("Not collected: {thing} ({why})"), {"thing": short(part, 5), "why": short(reason, 12)})


def _note_lines(content: Content, words: Words) -> Iterable[str]:
    if not content.redacted:
        yield words.message(N_("Names and addresses were not hidden."))
    if not content.language.startswith("en"):
        # For the reader at the other end, who may not read the person's language: English on purpose.
        yield f"Language: {content.language}; report.json has the same facts under English names."


class _Page:
    """Takes lines as long as there are words left. What must stand there is counted before what may."""

    def __init__(self, most_words: int) -> None:
        self._most = most_words
        self._left = most_words
        self._top: list[str] = []
        self._middle: list[str] = []
        self._end: list[str] = []
        self._left_out = 0

    def must(self, *lines: str, last: bool = False) -> None:
        """Take lines in any case; they are made to be short."""
        (self._end if last else self._top).extend(lines)
        self._left -= sum(len(line.split()) for line in lines)

    def may(self, lines: Iterable[str], heading: str | None = None) -> None:
        """Take the lines that fit, in order, keeping room for the sentence that tells of the rest."""
        head = len(heading.split()) if heading else 0
        taken: list[str] = []
        for line in lines:
            length = len(line.split()) + (head if not taken else 0)
            if self._left_out or length > self._left - _ROOM_FOR_REST:
                self._left_out += 1
                continue
            taken.append(line)
            self._left -= length
        if taken:
            self._middle += ["", *([heading] if heading else []), *taken]

    def text(self, rest: str, attached: Sequence[str], words: Words) -> str:
        """Return the page. ``rest`` is the message that tells how many lines are only in the other files."""
        lines = [*self._top, *self._middle]
        if self._left_out:
            lines += ["", words.message(rest, {"count": self._left_out})] if attached else []
        lines += ["", *self._end]
        return _cut("\n".join(lines).strip(), self._most) + "\n"


_ROOM_FOR_REST = 12


def _cut(text: str, most_words: int) -> str:
    """Cut a text at the last word allowed: a translation that is far too long cannot break the promise either."""
    left = most_words
    lines = []
    for line in text.split("\n"):
        parts = line.split()
        if len(parts) > left:
            lines.append(" ".join(parts[:left]))
            break
        lines.append(line)
        left -= len(parts)
    return "\n".join(lines)
