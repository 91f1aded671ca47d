"""Codes in crash logs: integers, taken whole from fields that are known to hold a code, never from prose.

``0xDEAD`` and ``0xDEADBEEF`` are two numbers, and a sentence with the word "dead" is none (FACTS A6).
"""

import re

_NAMES = frozenset({"code", "errorcode", "exceptioncode", "crashcode"})
"""Fields of logs and JSON documents, without case, spaces, ``_`` and ``-``."""
_NUMBER = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F]{1,16})|([0-9]{1,20})|([0-9a-fA-F]{1,16}))")
_FIELD = re.compile(
    r"""(?<![\w.-])
    (?: (?P<name>(?:error|exception|crash)[ _-]?code) ["']? (?P<sign>[ \t]{0,4}[=:][ \t]{0,4}|[ \t]{1,4})
      | code ["']? [ \t]{0,4}=[ \t]{0,4}
      | ^[ \t]{0,40}["']?code ["']? [ \t]{0,4}:[ \t]{0,4} )
    ["']? (?P<value>[+-]?(?:0x)?[0-9a-f]{1,20}) (?![\w+-]|\.\w) (?P<rest>["']?[ \t\r]{0,99}(?:$|[,;|)\]}]))?
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


def is_code_field(name: str) -> bool:
    """Return whether a field of this name holds a code: ``exception_code``, ``Error Code``, ``code``, …"""
    return len(name) <= 64 and re.sub(r"[\s_-]", "", name).lower() in _NAMES


def parse_code(token: str, *, bare_is_hexadecimal: bool = False) -> tuple[int, ...]:
    """Return the integers that one whole token may stand for; none when it is no number.

    ``0xDEAD``, ``dead``, ``0000dead`` and ``57005`` are 57005. Digits alone are decimal, unless the field is known
    to be hexadecimal (``bare_is_hexadecimal``) or they are eight with a zero in front, as Windows writes codes.
    A negative number stands for the unsigned ones of the same bits as well: -8531 is 57005 in 16 bits.
    """
    match = _NUMBER.fullmatch(token.strip())
    if match is None:
        return ()
    sign, prefixed, digits, bare = match.groups()
    if digits is not None and not bare_is_hexadecimal and not (len(digits) == 8 and digits.startswith("0")):
        number = int(digits)
    else:
        number = int(prefixed or digits or bare, 16)
    return unsigned_forms(-number if sign == "-" else number)


def unsigned_forms(number: int) -> tuple[int, ...]:
    """Return ``number`` itself, or for a negative one its unsigned readings in 16, 32 and 64 bits."""
    if number >= 0:
        return (number,) if number < 1 << 64 else ()
    return tuple(number + (1 << bits) for bits in (16, 32, 64) if number >= -(1 << (bits - 1)))


def codes_in_text(text: str) -> tuple[int, ...]:
    """Return the codes of the known fields in lines of a log, in order, each once.

    Known are ``exception_code``, ``error code`` and ``crash-code`` before a value, with ``=`` or ``:`` or only a
    space, and ``code=``; ``code:`` only at the start of a line. A value of letters alone (``dead``) must have its
    sign before it and end its field, because it may be a word.
    """
    found: dict[int, None] = {}
    for match in _FIELD.finditer(text):
        value = match["value"]
        if value.isalpha():
            spaced = match["name"] is not None and match["sign"].isspace()
            if spaced or match["rest"] is None:
                continue
        found.update(dict.fromkeys(parse_code(value)))
    return tuple(found)


def codes_in_document(document: object) -> tuple[int, ...]:
    """Return the codes of the known fields anywhere in a JSON document; prose in it is never searched."""
    found: dict[int, None] = {}
    waiting = [document]
    while waiting:
        match waiting.pop():
            case dict() as table:
                for name, value in table.items():
                    if isinstance(value, (dict, list)):
                        waiting.append(value)
                    elif is_code_field(str(name)):
                        found.update(dict.fromkeys(code_of(value)))
            case list() as items:
                waiting.extend(item for item in items if isinstance(item, (dict, list)))
            case _:
                pass
    return tuple(found)


def code_of(value: object) -> tuple[int, ...]:
    """Return the integers that a JSON value of a code field stands for."""
    match value:
        case bool():
            return ()
        case int():
            return unsigned_forms(value) if abs(value) < 1 << 64 else ()
        case str():
            return parse_code(value)
        case _:
            return ()
