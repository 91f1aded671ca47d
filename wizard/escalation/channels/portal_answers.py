"""Reads what a portal's description says lies where in an answer; whatever is not there or no single value is None."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.escalation.channels.answer_text import utc_time
from wizard.escalation.channels.web_request import WebAnswer
from wizard.organisation.portal import HEADER_PLACE, TEXT_PLACE, PortalRequest

_PLAIN_NUMBER = re.compile(r"[0-9A-Za-z._#/-]{1,200}")  # a page that asks to sign in is none
MOST_CHARACTERS = 500
"""The longest value of an answer that is used again: numbers, names, addresses; texts have a limit of their own."""


def at_place(value: object, pointer: str) -> object:
    """Return what a JSON Pointer (RFC 6901) leads to, None when it leads nowhere."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name[:9]) < len(value):
            value = value[int(name[:9])]
        else:
            return None
    return value


def word(value: object, pointer: str, longest: int = MOST_CHARACTERS) -> str | None:
    """Return one text, number or truth value as text, None when there is none, it is empty, or longer than sane."""
    found = at_place(value, pointer)
    match found:
        case bool():
            return "true" if found else "false"
        case int() if abs(found) < 10**18:
            return str(found)
        case float():
            return f"{found:.15g}"
        case str() if found and len(found) <= longest:
            return found
        case _:
            return None


def kept(request: PortalRequest, answer: WebAnswer, value: object) -> dict[str, Any] | None:
    """Return the values a request keeps for those that follow, None when the answer lacks one of them."""
    found: dict[str, Any] = {}
    for name, place in request.keep.items():
        if place.startswith(HEADER_PLACE):
            one: object = answer.headers.get(place.removeprefix(HEADER_PLACE).lower())
        elif place == TEXT_PLACE:
            text = answer.body[: MOST_CHARACTERS + 1].decode("utf-8", "replace").strip()
            one = text if _PLAIN_NUMBER.fullmatch(text) else None
        else:
            # A number stays a number: a system may want back what it gave.
            one = at_place(value, place) if word(value, place, 4 * MOST_CHARACTERS) is not None else None
        if one is None:
            return None
        found[name] = one
    return found


def must_be_json(request: PortalRequest, answer: WebAnswer, *, changes: bool) -> bool:
    """Return whether an answer has to be JSON to be believed.

    That is where a value is kept from it; and where it tells of a change, unless it is empty or plain text is expected:
    a gateway's page with status 200 says nothing about what happened behind it.
    """
    places = request.keep.values()
    if any(not place.startswith(HEADER_PLACE) and place != TEXT_PLACE for place in places):
        return True
    return changes and answer.body.strip() != b"" and TEXT_PLACE not in places


def time_at(value: object, pointer: str, time_format: str) -> datetime | None:
    """Return a time of an answer in UTC, as ``time_format`` says it is written; without a zone it is UTC."""
    text = word(value, pointer) if pointer else None
    if text is None:
        return None
    try:
        match time_format:
            case "iso8601":
                return utc_time(text)
            case "unix_s":
                return datetime.fromtimestamp(float(text), UTC)
            case "unix_ms":
                return datetime.fromtimestamp(float(text) / 1000, UTC)
            case _:
                found = datetime.strptime(text, time_format)  # noqa: DTZ007 - the zone is added below
                return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
