"""Single lines of the report, shared by the text and the page: the one-line form, a proof, a reading, a step."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.report.content import Change, Content, Step
from wizard.report.page import short
from wizard.report.words import FACTS, NONE_TRIED, NOT_GIVEN, PROOF_WORDS, SAID_SO, Words, fact_words, result_words

_HARMLESS = str.maketrans("[];", "(),")
"""A value must not end its field of the one-line form."""
_OWN_FILES = {"measurements.json", "steps.json", "computer.json", "network.txt"}
_PICTURES = (".png", ".jpg", ".jpeg")


def one_line_form(content: Content, attached: Sequence[str], words: Words) -> str:
    """Return the form of FACTS B3 in one line. Its labels are fixed; what is not known says so."""
    say = words.message
    none = say(NOT_GIVEN)
    since = field_text(content.said.five.went_down, 8) or none
    symptom = say(N_("{symptom} since [{since}]"), {"symptom": field_text(content.symptom, 10), "since": since})
    tried = [field_text(step.title, 8) for step in content.steps if step.tried]
    attach = attached_words(attached, words)
    attach += [say(N_("article {number}"), {"number": field_text(number, 2)}) for number, _ in content.articles]
    parts = (
        f"Account:[{field_text(content.said.account_email, 2) or none}]",
        f"Order:[{field_text(content.said.order_number, 3) or none}]",
        f"Symptom: {symptom}",
        f"Error:[{_exact_words(content) or none}]",
        f"Steps tried:[{_listed(list(dict.fromkeys(tried)), 28) or say(NONE_TRIED)}]",
        f"Impact:[{impact_words(content, words) or none}]",
        f"Attach:[{_listed(attach, 20) or say(NONE_TRIED)}]",
    )
    return "; ".join(parts)


def attached_words(attached: Sequence[str], words: Words) -> list[str]:
    """Return what goes along, in the kinds of FACTS B3: screenshots, logs, measurements."""
    say = words.message
    names = [name.rpartition("/")[2] for name in attached if name.startswith("diagnostics/")]
    pictures = [name for name in names if name.lower().endswith(_PICTURES)]
    logs = [name for name in names if name not in _OWN_FILES and name not in pictures]
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
    offset = f"{at:%z}"
    return f"{at:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"


def field_text(text: str | None, most_words: int) -> str:
    """Return a value that cannot break the one-line form: no brackets, no semicolons."""
    return short(text.translate(_HARMLESS), most_words) if text else ""


def impact_words(content: Content, words: Words) -> str:
    """Return how many are affected, as given: ``12 users, 50 %``; empty when nothing was."""
    parts = []
    if content.said.five.users_affected is not None:
        parts.append(words.plural("{count} user", "{count} users", content.said.five.users_affected))
    if content.said.five.users_percent is not None:
        parts.append(words.format_fact("users_percent", content.said.five.users_percent))
    return ", ".join(parts)


GIVEN: Mapping[str, str] = {
    "account_number": N_("Account number"),
    "full_name": N_("Name"),
    "invoice_number": N_("Invoice"),
    "reference_number": N_("Reference"),
    "transaction_numbers": N_("Transactions"),
    "call_back_number": N_("Call back"),
    "time_slots": N_("Times for a call"),
    "impact_text": N_("Effect on money or work"),
    "browser": N_("Browser or app"),
    "steps_to_reproduce": N_("To see it again"),
    "expected_result": N_("Expected"),
    "wanted_solution": N_("Asked for"),
}
"""What else the person may have given, by its field of ``Particulars``, in the order of the page."""


def given_pairs(content: Content, words: Words, names: Collection[str]) -> list[tuple[str, str]]:
    """Return label and value of what else was given, of these fields; what was not is left out."""
    values = {name: getattr(content.said, name) for name in GIVEN if name in names}
    shown = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return [(words.message(GIVEN[name]), value) for name, value in shown.items() if value]


def change_line(change: Change, words: Words, most_facts: int = 3) -> str:
    """Return one proof: ``Ping: Lost messages 12 % → 0 % (fixed)``; in words where no figure stands on both sides.

    What was read on one side only says nothing of the change.
    """
    both = [name for name in FACTS if _shown(change.before.get(name)) and _shown(change.after.get(name))]
    both.sort(key=lambda name: change.before[name] == change.after[name])
    changed = bool(both) and change.before[both[0]] != change.after[both[0]]
    names = both[:most_facts] if changed or change.before_result == change.after_result else []
    figures = ", ".join(
        f"{fact_words(words, name)} {_value(words, name, change.before)} → {_value(words, name, change.after)}"
        for name in names
    )
    before = result_words(words, change.before_result or "unknown")
    figures = figures or f"{before} → {result_words(words, change.after_result)}"
    return f"{_titled(change.title)} {figures} ({words.message(PROOF_WORDS[change.word])})"


def reading_line(step: Step, words: Words, most_facts: int = 3) -> str:
    """Return one reading: ``Wi-Fi: crowded, Wi-Fi channel 11``."""
    reason = f", {result_words(words, step.reason)}" if step.reason else ""
    said = f" ({words.message(SAID_SO)})" if step.said else ""
    result = result_words(words, step.result)
    return f"{_titled(step.title)} {result}{reason}{_figures(step, words, most_facts)}{said}"


def step_line(step: Step, words: Words) -> str:
    """Return one thing that was tried: ``Restart the router: done (you said so)``."""
    said = f" ({words.message(SAID_SO)})" if step.kind == "guide" and step.said else ""
    return f"{_titled(step.title)} {result_words(words, step.result)}{said}{_figures(step, words, 1)}"


def _titled(title: str) -> str:
    """Return a title that something follows: a question needs no colon behind it."""
    shown = short(title, 8)
    return shown if shown.endswith("?") else f"{shown}:"


def _figures(step: Step, words: Words, most: int) -> str:
    result = result_words(words, step.result)
    told = {name: value for name, value in step.facts.items() if _value(words, name, step.facts) != result}
    names = _telling(told, {}, most)
    return "".join(f", {fact_words(words, name)} {_value(words, name, step.facts)}" for name in names)


def _telling(facts: Mapping[str, FactValue], other: Mapping[str, FactValue], most: int) -> list[str]:
    """Return the names of the readings to show in one line: what changed first, then the most telling."""
    named = [name for name in FACTS if _shown(facts.get(name)) or _shown(other.get(name))]
    named.sort(key=lambda name: not other or facts.get(name) == other.get(name))
    return named[:most]


def _shown(value: FactValue) -> bool:
    return value is not None and not isinstance(value, list)


def _value(words: Words, name: str, facts: Mapping[str, FactValue]) -> str:
    return short(words.format_fact(name, facts.get(name)), 6)


def _exact_words(content: Content) -> str:
    codes = ", ".join(content.codes[:4])
    return field_text(", ".join(part for part in (codes, content.said.five.exact_message) if part), 16)


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
