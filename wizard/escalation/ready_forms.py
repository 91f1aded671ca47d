"""The forms of FACTS B6, checked as they are typed: a beginning that can still become right is no fault.

Every check takes the text and today's date and answers with a verdict that holds nothing of the text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wizard.inputs import EMAIL
from wizard.marking import N_

State = Literal["empty", "incomplete", "right", "wrong"]
MOST_CHARACTERS = 200
IMEI_DIGITS = 15
_OLDEST_BIRTH_YEAR = 1900
_GAPS = re.compile(r"[ \u00a0\u2009\u202f-]")
_LIST_GAPS = re.compile(r"[,;\s]+")


@dataclass(frozen=True)
class Verdict:
    """How a text fits its form while it is typed. ``message`` is a catalogue message that ``facts`` fill."""

    state: State
    message: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[str, date], Verdict]
RIGHT, EMPTY = Verdict("right"), Verdict("empty")


def going_on(message: str, **facts: object) -> Verdict:
    """Return that more has to follow."""
    return Verdict("incomplete", message, facts)


def wrong(message: str, **facts: object) -> Verdict:
    """Return that nothing that follows can make it right."""
    return Verdict("wrong", message, facts)


def digits(least: int, most: int, message: str) -> Check:
    """Return a check for so many digits; spaces and dashes between them are passed over."""

    def check(text: str, _today: date) -> Verdict:
        plain = _GAPS.sub("", text)
        facts = {"digits": least, "least": least, "most": most}
        if not (plain.isascii() and plain.isdigit()) or len(plain) > most:
            return wrong(message, **facts)
        return RIGHT if len(plain) >= least else going_on(message, **facts)

    return check


def signs(least: int, most: int, message: str, extra: str = "") -> Check:
    """Return a check for so many letters and digits, ``extra`` signs allowed between them."""
    first = "#?" if "#" in extra else ""
    pattern = re.compile(rf"{first}(?:[0-9A-Za-z][0-9A-Za-z{re.escape(extra)}]*)?")

    def check(text: str, _today: date) -> Verdict:
        facts = {"least": least, "most": most}
        if pattern.fullmatch(text) is None or len(text) > most:
            return wrong(message, **facts)
        return RIGHT if len(text) >= least else going_on(message, **facts)

    return check


_EMAIL = N_("An e-mail address has the form name@example.com.")
_NAME = N_("Write the first name and the family name, as they stand on the contract.")
_POSTAL = N_("A postal code has 3 to 10 letters and digits.")


def email(text: str, _today: date) -> Verdict:
    """An address: one @, a name before it, a dot within what follows it."""
    if EMAIL.fullmatch(text) is not None:
        return RIGHT
    hopeless = (
        text.count("@") > 1 or text.startswith("@") or re.search(r"[\s<>\"(),;:]", text) or ".." in text or "@." in text
    )
    return wrong(_EMAIL) if hopeless else going_on(_EMAIL)


def full_name(text: str, _today: date) -> Verdict:
    """Two words or more, of letters."""
    words = text.split()
    if any(not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[.'’-])*", word) for word in words):
        return wrong(N_("A name has letters only. Write first name and family name."))
    return RIGHT if len(words) >= 2 else going_on(_NAME)


def postal_code(text: str, _today: date) -> Verdict:
    """3 to 10 letters and digits, a space or dash between them, a digit among them."""
    plain = _GAPS.sub("", text)
    if not (plain.isascii() and plain.isalnum()) or len(plain) > 10:
        return wrong(_POSTAL)
    return RIGHT if len(plain) >= 3 and re.search(r"\d", plain) else going_on(_POSTAL)


_DAY = N_("Write the day as YYYY-MM-DD, such as 2026-03-31.")
_BIRTH = N_("Write the date of birth as MM/DD/YYYY, such as 03/31/1990.")


def past_day(text: str, today: date) -> Verdict:
    """A real day, ``YYYY-MM-DD``, not in the future."""
    return _day(text, today, re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"), "0000-00-00", _DAY)


def birth_day(text: str, today: date) -> Verdict:
    """A real day, ``MM/DD/YYYY``, not in the future and after 1900."""
    pattern = re.compile(r"(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{4})")
    verdict = _day(text, today, pattern, "00/00/0000", _BIRTH)
    found = pattern.fullmatch(text)
    if verdict.state == "right" and found is not None and int(found["year"]) < _OLDEST_BIRTH_YEAR:
        return wrong(N_("That year is too long ago. Look at it again."))
    return verdict


def _day(text: str, today: date, pattern: re.Pattern[str], shape: str, message: str) -> Verdict:
    found = pattern.fullmatch(text)
    if found is None:
        fits = len(text) < len(shape) and all(
            sign.isascii() and sign.isdigit() if place == "0" else sign == place
            for sign, place in zip(text, shape, strict=False)
        )
        return going_on(message) if fits else wrong(message)
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return wrong(N_("There is no such day. Look at month and day again."))
    return wrong(N_("That day is still to come.")) if day > today else RIGHT


_TRANSACTIONS = N_("Write two transaction numbers, with a comma between them.")


def transactions(text: str, _today: date) -> Verdict:
    """Two numbers of 4 to 40 letters, digits and dashes."""
    numbers = [number for number in _LIST_GAPS.split(text) if number]
    if len(numbers) > 2 or any(re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,39}", one) is None for one in numbers):
        return wrong(_TRANSACTIONS)
    whole = len(numbers) == 2 and all(len(number) >= 4 for number in numbers) and numbers[0] != numbers[1]
    return RIGHT if whole else going_on(_TRANSACTIONS)


def usernames(text: str, _today: date) -> Verdict:
    """One name or more, with commas between them."""
    names = [name.strip() for name in re.split(r"[,;]", text) if name.strip()]
    fine = all(len(name) <= 64 and " " not in name for name in names)
    return RIGHT if names and fine else wrong(N_("Write the user names with commas between them."))


_SERIAL = N_("A serial number has 3 to 40 signs. An IMEI has 15 digits.")


def serial_or_imei(text: str, _today: date) -> Verdict:
    """An IMEI (15 digits with a Luhn check digit, 3GPP TS 23.003, 6.2.1) or a serial number."""
    plain = _GAPS.sub("", text)
    if not re.fullmatch(r"[0-9A-Za-z](?:[0-9A-Za-z._/ -])*", text) or len(plain) > 40:
        return wrong(_SERIAL)
    if not plain.isdigit():
        return RIGHT if len(plain) >= 3 else going_on(_SERIAL)
    if len(plain) > IMEI_DIGITS:
        return wrong(N_("An IMEI has 15 digits. There are more here."))
    if len(plain) == IMEI_DIGITS:
        return RIGHT if luhn(plain) else wrong(N_("One digit of this IMEI is mistyped. Look at it again."))
    if len(plain) < 8:
        return going_on(_SERIAL)
    return Verdict("right", N_("Taken as a serial number. An IMEI has 15 digits."))


def luhn(number: str) -> bool:
    """Return whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


_ADDRESS = N_("Write street and number, then the apartment, with a comma between them.")


def home_address(text: str, _today: date) -> Verdict:
    """Street with number, and the apartment behind a comma or line end."""
    if re.search(r"[<>@{}]", text):
        return wrong(_ADDRESS)
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    whole = len(parts) >= 2 and re.search(r"\d", text) and re.search(r"[^\W\d_]{2}", text)
    return RIGHT if whole else going_on(_ADDRESS)


_PHONE = N_("Begin with + and the code of the country, such as +420 601 234 567.")
_LEAST_PHONE_DIGITS, _MOST_PHONE_DIGITS = 7, 15


def phone(text: str, _today: date) -> Verdict:
    """A number with its country code, at most 15 digits (ITU-T E.164); ``00`` counts as ``+``."""
    plain = phone_digits(text)
    if plain is None:
        return going_on(_PHONE) if text in ("+", "0", "00") else wrong(_PHONE)
    if len(plain) > _MOST_PHONE_DIGITS:
        return wrong(N_("A telephone number has 15 digits at most. There are more here."))
    if not any(plain.startswith(code) for code in _COUNTRY_CODES):
        if any(code.startswith(plain) for code in _COUNTRY_CODES):
            return going_on(_PHONE)
        return wrong(N_("No country has this code. Look at the first digits again."))
    if len(plain) < _LEAST_PHONE_DIGITS:
        return going_on(N_("The number goes on after the code of the country."))
    return RIGHT


def phone_digits(text: str) -> str | None:
    """Return the digits after ``+`` or ``00``; None when it does not begin so, or holds other signs."""
    plain = re.sub(r"[ \u00a0\u2009\u202f()./-]", "", text)
    found = re.fullmatch(r"(?:\+|00)([0-9]+)", plain)
    return found[1] if found else None


def _codes(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(str(code) for first, last in ranges for code in range(first, last + 1))


_COUNTRY_CODES = _codes(
    (1, 1), (7, 7), (20, 20), (27, 27), (30, 34), (36, 36), (39, 41), (43, 49), (51, 58), (60, 66), (81, 82), (84, 84),
    (86, 86), (90, 95), (98, 98), (211, 213), (216, 216), (218, 218), (220, 258), (260, 269), (290, 291), (297, 299),
    (350, 359), (370, 383), (385, 387), (389, 389), (420, 421), (423, 423), (500, 509), (590, 599), (670, 670),
    (672, 683), (685, 692), (800, 800), (808, 808), (850, 850), (852, 853), (855, 856), (870, 870), (878, 878),
    (880, 883), (886, 886), (888, 888), (960, 968), (970, 977), (979, 979), (992, 996), (998, 998),
)  # fmt: skip
"""Assigned country codes (ITU-T, list of Recommendation E.164 assigned country codes)."""
