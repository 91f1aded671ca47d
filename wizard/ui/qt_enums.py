"""Builds the enumerations of Qt for Python faster than ``enum`` does, member for member the same.

The first page makes Qt for Python build 175 of them with 2,500 members (all of ``Qt``, all key names), through
the functional interface of ``enum``: 25 ms of each start, most of it spent on checks for what none of them has. Here a
class is made empty by ``enum`` itself, and its members are put in at once. Whatever is not as plain as Qt's goes the
usual way, and so does everything on a Python whose ``enum`` was not looked at.
"""

import enum
import sys
from typing import Any

_KNOWN_PYTHON = (3, 11)
_KINDS = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
_TAKEN = {kind: frozenset(name for base in kind.__mro__ for name in vars(base)) for kind in _KINDS}
"""Names that the kinds have for themselves: a member of that name is more than an entry."""
_usual: Any = enum.EnumType._create_  # type: ignore[attr-defined]  # not among what is promised, so typing has none


def build_faster() -> None:
    """Build enumerations that come from Qt this way from now on."""
    if sys.version_info[:2] == _KNOWN_PYTHON:
        enum.EnumType._create_ = _create  # type: ignore[attr-defined]


def _create(cls: Any, class_name: str, names: Any, **named: Any) -> Any:
    """Stand in for ``EnumType._create_``."""
    if named.get("module") is None:
        named["module"] = sys._getframe(2).f_globals.get("__name__")  # as it does by itself, one frame nearer
    if cls not in _KINDS or named.get("boundary") is not enum.KEEP or not _are_plain(cls, names):
        return _usual(cls, class_name, names, **named)
    made = _usual(cls, class_name, (), **named)
    _add_members(made, names, number=int if issubclass(cls, int) else object)
    if issubclass(cls, enum.Flag):
        _complete_flags(made, [value for _, value in names])
    return made


def _are_plain(cls: Any, names: Any) -> bool:
    """Return whether these are pairs of an ordinary name, none of them twice, and a whole number."""
    if type(names) is not list or len({name for name, _ in names}) != len(names):
        return False
    smallest = 0 if issubclass(cls, enum.Flag) else -sys.maxsize
    return all(
        type(value) is int and value >= smallest and name[0] != "_" and name != "mro" and name not in _TAKEN[cls]
        for name, value in names
    )


def _add_members(made: Any, names: list[tuple[str, int]], number: type) -> None:
    """Put the members in as ``_proto_member.__set_name__`` does; a second name for a number is an alias."""
    by_name, by_value, canonical = made._member_map_, made._value2member_map_, made._member_names_
    only_single_bits = issubclass(made, enum.Flag)
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = object.__new__(made) if number is object else int.__new__(made, value)
            content: Any = member.__dict__
            content["_value_"] = value
            content["_name_"] = name
            content["__objclass__"] = made
            content["_sort_order_"] = len(canonical)
            by_value[value] = member
            if not only_single_bits or (value and not value & (value - 1)):
                canonical.append(name)
        type.__setattr__(made, name, member)
        by_name[name] = member


def _complete_flags(made: Any, values: list[int]) -> None:
    mask = single_bits = 0
    for value in values:
        mask |= value
        if not value & (value - 1):
            single_bits |= value
    made._flag_mask_, made._singles_mask_, made._all_bits_ = mask, single_bits, 2 ** mask.bit_length() - 1
    in_order = [made._member_map_[name]._value_ for name in made._member_names_]
    if in_order != sorted(in_order):
        made._iter_member_ = made._iter_member_by_def_
