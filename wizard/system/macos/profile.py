"""JSON of ``system_profiler`` and property lists of Apple's programs, read as what anybody may have written."""

import json
import plistlib
from collections.abc import Iterator, Mapping
from xml.parsers.expat import ExpatError

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner

_MOST_ENTRIES = 2000
_LONGEST = 300


def profile(run: Runner, cancel: Cancel, timeout_s: float, *types: str) -> object | Missing:
    """Return what ``system_profiler -json`` says of these data types, as plain JSON."""
    output = run(("/usr/sbin/system_profiler", "-json", *types), timeout_s, cancel)
    if isinstance(output, Missing):
        return output
    document = parse_json(output.out)
    if output.status != 0 or document is None:
        return Missing("not_available", f"system_profiler {' '.join(types)}: its answer cannot be read")
    return document


def property_list(run: Runner, cancel: Cancel, timeout_s: float, *argv: str) -> object | Missing:
    """Return what a program says as a property list."""
    output = run(argv, timeout_s, cancel)
    if isinstance(output, Missing):
        return output
    document = parse_property_list(output.out.encode())
    if output.status != 0 or document is None:
        return Missing("not_available", f"{argv[0]}: its answer cannot be read")
    return document


def parse_json(content: str) -> object | None:
    """Return a document, None for what is none."""
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return document


def parse_property_list(content: bytes) -> object | None:
    """Return a property list of either form, None for what is none."""
    try:
        document: object = plistlib.loads(content)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        RecursionError,
        MemoryError,
        OSError,
    ):  # fmt: skip  (the library raises whatever a damaged list leads it to)
        return None
    return document


def entries(document: object, name: str) -> Iterator[Mapping[str, object]]:
    """Return the dictionaries of a list in a document; nothing of what has another shape."""
    yield from items(document, name) if isinstance(document, Mapping) else ()


def items(entry: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    """Return the dictionaries of a list in a dictionary."""
    found = entry.get(name)
    for each in found[:_MOST_ENTRIES] if isinstance(found, list) else ():
        if isinstance(each, Mapping):
            yield each


def text(entry: Mapping[str, object], name: str) -> str:
    """Return a text that can be shown; empty for what is none."""
    value = entry.get(name)
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in value[:_LONGEST] if sign.isprintable()).strip()


def whole_number(entry: Mapping[str, object], name: str) -> int | None:
    """Return a whole number that is not negative; None for what is none."""
    value = entry.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62 else None
