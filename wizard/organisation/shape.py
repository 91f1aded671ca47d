"""Checks that values have the types of the schema, all at once: msgspec itself stops at the first."""

import difflib
import math
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

ValuePath = tuple[str | int, ...]
_NAMES = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
MOST_SHOWN = 40


def check_shape(found: object, kind: Any, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Yield the path and a sentence for every value that does not have the type ``kind`` asks for."""
    if get_origin(kind) is Annotated and not isinstance(get_args(kind)[0], type):
        kind = get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _check_table(found, kind, path)
        return
    match get_origin(kind):
        case origin if origin is dict:
            yield from _check_named(found, kind, path)
        case origin if origin is tuple:
            if not isinstance(found, list):
                yield path, f"must be a list in [ ], not {_shown(found)}"
                return
            for index, element in enumerate(found):
                yield from check_shape(element, get_args(kind)[0], (*path, index))
        case _:
            yield from _check_scalar(found, kind, path)


def _check_table(found: object, kind: type[msgspec.Struct], path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    if not isinstance(found, dict):
        yield path, f"must be a table, not {_shown(found)}"
        return
    hints = get_type_hints(kind, include_extras=True)
    for name, value in found.items():
        if name in hints:
            yield from check_shape(value, hints[name], (*path, name))
            continue
        close = difflib.get_close_matches(name, hints, 1)
        hint = f"; did you mean {close[0]}?" if close else f"; known are {', '.join(hints)}"
        yield (*path, name), f"is no field of a profile{hint}"
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in found:
            yield path, f"{field.name} is missing"


def _check_named(found: object, kind: Any, path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    if not isinstance(found, dict):
        yield path, f"must be a table, not {_shown(found)}"
        return
    key_kind, value_kind = get_args(kind)
    for name, value in found.items():
        if get_origin(key_kind) is Literal and name not in get_args(key_kind):
            yield (*path, name), f"must be one of {', '.join(get_args(key_kind))}"
        else:
            yield from check_shape(value, value_kind, (*path, name))


def _check_scalar(found: object, kind: Any, path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    if isinstance(found, str) and not found.replace(" ", "").isprintable():
        yield path, "holds a line break or another character that cannot be seen"
    elif isinstance(found, float) and not math.isfinite(found):
        yield path, f"must be a number, not {_shown(found)}"
    else:
        try:
            msgspec.convert(found, kind)
        except (msgspec.ValidationError, OverflowError):
            yield path, f"must be {_wanted(kind)}, not {_shown(found)}"


def _wanted(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is Annotated:
        base, *notes = get_args(kind)
        described = [note.description for note in notes if isinstance(note, msgspec.Meta) and note.description]
        return described[0] if described else _wanted(base)
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if origin in (Union, UnionType):
        return " or ".join(_wanted(member) for member in get_args(kind))
    return _NAMES.get(kind, "something else")


def _shown(found: object) -> str:
    match found:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return "true" if found else "false"
        case str():
            text = f'"{found}"'
        case _:
            text = str(found)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
