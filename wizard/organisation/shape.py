"""Checks that values have the types of the schema, all at once: msgspec itself stops at the first."""

import math
from collections.abc import Collection, Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

ValuePath = tuple[str | int, ...]
_SECRET_WORDS = ("password", "passwd", "token", "api_key", "apikey", "key", "credential", "credentials")
_NAMES = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
MOST_SHOWN = 40


def check_shape(found: object, kind: Any, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Yield the path and a sentence for every value that does not have the type ``kind`` asks for."""
    if get_origin(kind) is Annotated and not isinstance(get_args(kind)[0], type):
        kind = get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _check_table(found, kind, path)
        return
    if tables := _tagged_tables(kind):
        yield from _check_one_of(found, tables, path)
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


def _tagged_tables(kind: Any) -> dict[str, type[msgspec.Struct]]:
    """Return the tables of a union that a field of theirs tells apart, by that field's value; empty for any other."""
    if get_origin(kind) not in (Union, UnionType):
        return {}
    members = [member for member in get_args(kind) if member is not type(None)]
    if not all(isinstance(member, type) and issubclass(member, msgspec.Struct) for member in members):
        return {}
    return {str(member.__struct_config__.tag): member for member in members}


def _check_one_of(
    found: object, tables: dict[str, type[msgspec.Struct]], path: ValuePath
) -> Iterator[tuple[ValuePath, str]]:
    if not isinstance(found, dict):
        yield path, f"must be a table, not {_shown(found)}"
        return
    field = next(iter(tables.values())).__struct_config__.tag_field
    if field is None or len(tables) == 1:  # the one table, or nothing
        yield from _check_table(found, next(iter(tables.values())), path)
    elif field not in found:
        yield path, f"{field} is missing; known are {', '.join(tables)}"
    elif not isinstance(found[field], str) or found[field] not in tables:
        yield (*path, field), f"must be one of {', '.join(tables)}, not {_shown(found[field])}"
    else:
        yield from _check_table(found, tables[found[field]], path)


def _check_table(found: object, kind: type[msgspec.Struct], path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    if not isinstance(found, dict):
        yield path, f"must be a table, not {_shown(found)}"
        return
    hints = get_type_hints(kind, include_extras=True)
    for name, value in found.items():
        if name in hints:
            yield from check_shape(value, hints[name], (*path, name))
        elif name != kind.__struct_config__.tag_field:
            yield (*path, name), f"is no field of a profile{_hint(name, hints)}"
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in found:
            yield path, f"{field.name} is missing"


def _hint(name: str, known: Collection[str]) -> str:
    if "secret" in known and name.lower() in _SECRET_WORDS:
        return "; it belongs in the keyring, and its name there in secret"
    import difflib  # nothing that a window at rest needs

    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"


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
            # Somebody who puts a secret itself where its name belongs must not read it on a screen or in a log.
            shown = "" if path[-1:] == ("secret",) else f", not {_shown(found)}"
            yield path, f"must be {_wanted(kind)}{shown}"


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
