"""How facts are written for a person: the unit comes from the name's last part, the signs from the language."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from wizard.errors import WizardError
from wizard.marking import N_

NUMBER_SAMPLE = N_("1,234.5")
"""A catalogue message: each language writes this number its own way, which tells both signs."""
MOMENT_PATTERN = N_("{year}-{month}-{day} {clock}")
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_NEAR_DAYS = {
    -1: N_("tomorrow at {clock}"),
    0: N_("today at {clock}"),
    1: N_("yesterday at {clock}"),
}
"""By how many days ago it was."""
UNKNOWN = N_("unknown")
SPOKEN = "words"
"""The one fact that may be empty: what a server said, at the end of a sentence that is whole without it."""
_UNITS = {
    "ms": "ms",
    "percent": "%",
    "dbm": "dBm",
    "ghz": "GHz",
    "mhz": "MHz",
    "mbps": "Mbit/s",
    "celsius": "°C",
}
_BYTE_UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3), ("B", 1))
_NAMED_VALUES: Mapping[tuple[str, str], str] = {
    ("verdict", "this_computer"): N_("this computer"),
    ("verdict", "wifi"): N_("the Wi-Fi"),
    ("verdict", "router"): N_("the router"),
    ("verdict", "provider"): N_("the internet provider"),
    ("verdict", "service"): N_("the service"),
    ("verdict", "sign_in_page"): N_("a page to sign in to"),
    ("verdict", "healthy"): N_("nowhere, all is well"),
    ("verdict", "cannot_tell"): N_("not clear yet"),
    ("adapter_kind", "wired"): N_("cable"),
    ("adapter_kind", "wireless"): N_("Wi-Fi"),
    ("method", "icmp"): N_("ping"),
    ("method", "tcp"): N_("TCP connection"),
}
_COUNTDOWN = re.compile(r"seconds_\d+")
_WHOLE_SECONDS = 120
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


class Sayings(Protocol):
    """Messages that are filled in."""

    def message(self, msgid: str, facts: Mapping[str, object] = ..., /) -> str: ...


class Words(Sayings, Protocol):
    """The catalogue, as far as figures need it."""

    def word(self, msgid: str, /) -> str: ...
    def plural(self, singular: str, plural: str, count: int, facts: Mapping[str, object], /) -> str: ...
    def error(self, error: WizardError, /) -> str: ...


_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and line feed, those that turn the direction of writing around, and what stands for bytes
that were no text."""


def format_fact(words: Words, name: str, value: object) -> str:
    """Return a fact's value as text: ``latency_ms`` 143.0 → "143 ms". None, NaN and "" read "unknown"; never raises."""
    match value:
        case "" if name == SPOKEN:
            return ""
        case None | "":
            return words.message(UNKNOWN)
        case bool():
            return words.message(N_("yes") if value else N_("no"))
        case int() | float():
            return _quantity(words, name, value) if math.isfinite(value) else words.message(UNKNOWN)
        case str():
            return _text(words, name, _readable(value))
        case datetime():
            return _moment(words, value)
        case WizardError():
            return words.error(value)
        case list() | tuple():
            return _several(words, name, value)
        case _:
            return _readable(str(value))


def _readable(text: str) -> str:
    """Return text that no terminal takes for a command: a sign stands for control characters and broken encoding."""
    if text.isprintable():
        return text
    return _UNREADABLE.sub("\ufffd", text)


def format_number(words: Words, value: float, *, grouped: bool = True) -> str:
    """Return a number with the language's signs: one decimal, two below 10, none where they are zeros."""
    text = f"{value:,.{2 if abs(value) < 10 else 1}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sample = words.message(NUMBER_SAMPLE)
    group, point = (sample[1:-5], sample[-2]) if len(sample) >= 6 else (",", ".")
    text = "0" if text == "-0" else text
    return text.translate({ord(","): group if grouped else "", ord("."): point})


def _quantity(words: Words, name: str, value: float) -> str:
    unit = name.rpartition("_")[2]
    match unit:
        case "bytes":
            return _size(words, value)
        case "s":
            return _duration(words, value)
        case "minutes":
            return words.plural("{number} minute", "{number} minutes", *_counted(words, value))
        case "h" | "hours":
            return words.plural("{number} hour", "{number} hours", *_counted(words, value))
        case "days":
            return words.plural("{number} day", "{number} days", *_counted(words, value))
        case _ if _COUNTDOWN.fullmatch(name) and value >= _WHOLE_SECONDS and value % _MINUTE_S == 0:
            return words.plural("{number} minute", "{number} minutes", *_counted(words, value // _MINUTE_S))
        case _ if _COUNTDOWN.fullmatch(name):
            return words.plural("{number} second", "{number} seconds", *_counted(words, value))
        case _ if unit in _UNITS:
            return f"{format_number(words, value)} {_UNITS[unit]}"
        case _:
            # A number without a unit may be a name (a channel, a port): it is grouped only when it is long.
            return format_number(words, value, grouped=abs(value) >= 10_000)


def _size(words: Words, value: float) -> str:
    # 999.96 kB would read "1,000 kB": the unit is chosen by the value as it will be written.
    unit, size = next(((unit, size) for unit, size in _BYTE_UNITS if round(abs(value) / size, 1) >= 1), ("B", 1))
    return f"{format_number(words, value / size)} {unit}"


def _duration(words: Words, value: float) -> str:
    """Return seconds as "10 s", "2 min 5 s", "3 h 20 min", "2 d 4 h": two units tell enough."""
    if abs(value) < _WHOLE_SECONDS:
        return f"{format_number(words, value)} s"
    left, sign = round(abs(value)), "-" if value < 0 else ""
    for large, small, large_s, small_s in (("d", "h", _DAY_S, _HOUR_S), ("h", "min", _HOUR_S, _MINUTE_S)):
        if left >= large_s:
            return sign + _two_units(large, small, *divmod(left // small_s, large_s // small_s))
    return sign + _two_units("min", "s", *divmod(left, _MINUTE_S))


def _two_units(large: str, small: str, larges: int, smalls: int) -> str:
    return f"{larges} {large} {smalls} {small}" if smalls else f"{larges} {large}"


def _counted(words: Words, value: float) -> tuple[int, Mapping[str, object]]:
    """Return the count that picks the plural form, and the number to show in it."""
    # A fraction takes the form of a small count in every language here: "1.5 minutes", "1,5 minuty".
    count = int(value) if float(value).is_integer() else 2
    return count, {"number": format_number(words, value)}


def _text(words: Words, name: str, value: str) -> str:
    named = _NAMED_VALUES.get((name, value))
    if named is None and name.rpartition("_")[2] in ("time", "utc"):
        try:
            return _moment(words, datetime.fromisoformat(value))
        except ValueError:
            return value
    return words.word(named or value)


def _moment(words: Words, value: datetime) -> str:
    local = value.astimezone() if value.tzinfo is not None else value
    facts = {"year": f"{local:%Y}", "month": str(local.month), "day": str(local.day), "clock": f"{local:%H:%M}"}
    pattern = words.word(MOMENT_PATTERN)
    if pattern == MOMENT_PATTERN:  # the English form has two digits throughout
        facts |= {"month": f"{local:%m}", "day": f"{local:%d}"}
    return re.sub(r"\{(\w+)\}", lambda match: facts.get(match[1], match[0]), pattern)


def format_moment_near(words: Words, value: datetime, now: datetime) -> str:
    """Return a time as a person says it: by the day's name where it is near, the year only where it is another."""
    local, here = value.astimezone(), now.astimezone()
    pattern = _NEAR_DAYS.get((here.date() - local.date()).days)
    if pattern is None:
        return format_day(words, local, with_year=local.year != here.year)
    return words.message(pattern, {"clock": f"{local:%H:%M}"})


def format_day(words: Sayings, at: datetime, *, with_year: bool = False) -> str:
    """Return a day and its clock as they are said in this language, in the zone of ``at``."""
    facts = {
        "day": str(at.day),
        "month_name": words.message(_MONTHS[at.month - 1]),
        "year": f"{at:%Y}",
        "clock": f"{at:%H:%M}",
    }
    pattern = N_("{day} {month_name} {year} at {clock}") if with_year else N_("{day} {month_name} at {clock}")
    return words.message(pattern, facts)


def format_date(words: Sayings, text: str) -> str:
    """Return a day that is written as YYYY-MM-DD as it is said; any other text as it is."""
    try:
        at = date.fromisoformat(text)
    except ValueError:
        return text
    facts = {"day": str(at.day), "month_name": words.message(_MONTHS[at.month - 1]), "year": str(at.year)}
    return words.message(N_("{day} {month_name} {year}"), facts)


def sentence_start(text: str) -> str:
    """Return a text with a capital first: a time that begins a sentence."""
    return text[:1].upper() + text[1:]


def _several(words: Words, name: str, values: "list[object] | tuple[object, ...]") -> str:
    """Return how many rows a table has, or the values of a plain list, one after the other."""
    if any(isinstance(value, Mapping) for value in values):
        return format_number(words, len(values))
    return ", ".join(format_fact(words, name, value) for value in values) or words.message(UNKNOWN)
