"""Checks what a person types, by the kind of input a question asks for."""

import re
from datetime import datetime, timedelta

from wizard.device.version import Version, VersionError
from wizard.errors import WizardError
from wizard.flow.model import InputKind
from wizard.marking import N_

MOST_CHARACTERS = 500
EMAIL = re.compile(r"[^@\s<>\"(),;:]{1,64}@[^@\s<>\"(),;:.]+(\.[^@\s<>\"(),;:.]+)+")
_SERIAL = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{2,39}")
_ERROR_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z ._:#/-]{0,39}")


class AnswerError(WizardError):
    """What was typed has not the form that was asked for; the message says which form it must have."""


def checked_input(kind: InputKind, text: str, now_utc: datetime) -> str:
    """Return the text in its normal form; raises AnswerError with a sentence for the person.

    ``datetime`` takes ``2026-11-22 14:05`` in local time and returns it in UTC, ISO 8601.
    """
    text = " ".join("".join(character for character in text if character.isprintable() or character.isspace()).split())
    if not text:
        raise AnswerError(N_("Type an answer first, or choose “I'm not sure”."))
    if len(text) > MOST_CHARACTERS:
        raise AnswerError(N_("That is too long. Use {most} characters or fewer."), most=MOST_CHARACTERS)
    match kind:
        case "text":
            return text
        case "email":
            return _matching(EMAIL, text, N_("An e-mail address has the form name@example.com. Look at it again."))
        case "version":
            return _version(text)
        case "serial":
            return _matching(_SERIAL, text, N_("A serial number has 3 to 40 letters and digits. Look at it again."))
        case "error_code":
            return _matching(_ERROR_CODE, text, N_("Type only the code, up to 40 letters and digits."))
        case "count":
            if not (text.isascii() and text.isdigit() and len(text) <= 9):
                raise AnswerError(N_("Type a whole number, such as 3."))
            return str(int(text))
        case "datetime":
            return _moment(text, now_utc)


def _matching(pattern: re.Pattern[str], text: str, otherwise: str) -> str:
    if pattern.fullmatch(text) is None:
        raise AnswerError(otherwise)
    return text


def _version(text: str) -> str:
    try:
        Version.parse(text)
    except VersionError as error:
        raise AnswerError(N_("A version looks like 2.3.1: numbers with dots. Look at the label again.")) from error
    return text


def _moment(text: str, now_utc: datetime) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise AnswerError(N_("Type date and time like 2026-11-22 14:05.")) from error
    if moment.tzinfo is None:
        moment = moment.astimezone()
    moment = moment.astimezone(now_utc.tzinfo)
    if moment > now_utc + timedelta(minutes=5):
        raise AnswerError(N_("That time is still to come. Type when it began."))
    return moment.isoformat(timespec="minutes")
