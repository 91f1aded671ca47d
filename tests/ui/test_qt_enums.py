"""Qt's enumerations, built faster, are what ``enum`` would have built."""

import copy
import enum
import pickle
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from wizard.ui import qt_enums

KINDS = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
ODD: tuple[list[tuple[Any, Any]], ...] = (
    [],
    [("one", 1), ("uno", 1), ("two", 2)],
    [("late", 4), ("early", 1), ("both", 5), ("none", 0), ("far", 1 << 40)],
    [("name", 1), ("value", 2)],
    [("minus", -1), ("zero", 0)],
    [("_hidden", 1), ("__dunder__", 2), ("mro", 3)],
    [("twice", 1), ("twice", 2)],
    [("text", "a"), ("pair", (1, 2)), ("truth", True)],
)
"""Members that are not as plain as Qt's, or nearly not."""


def enumerations_of(owner: object) -> Iterator[Any]:
    for name in dir(owner):
        if name.startswith("_"):
            continue
        found = getattr(owner, name, None)
        if isinstance(found, enum.EnumType):
            yield found
        elif isinstance(found, type) and isinstance(owner, ModuleType):
            yield from enumerations_of(found)


def built(create: Any, kind: Any, members: Any) -> Any:
    try:
        return create(kind, "Made", list(members), module=__name__, qualname="Made", boundary=enum.KEEP)
    except (TypeError, ValueError) as error:
        return str(error)


def told(made: Any) -> object:
    """Return everything that can be seen of an enumeration, apart from which class it is."""
    if isinstance(made, str):
        return made
    members = made.__members__
    content = {name: value for name, value in vars(made).items() if name not in (*members, "__doc__", "__weakref__")}
    for name in ("_member_map_", "_value2member_map_", "__dict__"):
        content.pop(name, None)
    per_member = [
        (name, one.name, one.value, type(one.value), repr(one), str(one), f"{one}", hash(one), vars(one).keys(),
         one._sort_order_, one is getattr(made, name), one is made(one.value), one is made[name])
        for name, one in members.items()
    ]  # fmt: skip
    numbers = {number: one.name for number, one in made._value2member_map_.items()}
    listed = [one.name for one in made], [one.name for one in reversed(made)], len(made), dir(made), repr(made)
    combined: list[object] = []
    if issubclass(made, enum.Flag) and members:
        first = made(0)
        for one in made:
            first |= one
            combined += [repr(first), repr(~first), first.value, one in first, [part.name for part in first]]
        combined.append(repr(made(1 << 45)))
    keys = [key for key in vars(made) if key not in members]
    return (
        sorted(content),
        repr(content["_member_names_"]),
        keys,
        per_member,
        numbers,
        listed,
        combined,
        made.__mro__[1:],
    )


@pytest.mark.parametrize("module", [QtCore, QtGui, QtWidgets])
def test_every_enumeration_of_qt_is_the_same(module: ModuleType) -> None:
    seen = 0
    for one in enumerations_of(module):
        kind = one.__bases__[0]
        members = [(name, member.value) for name, member in one.__members__.items()]
        assert told(built(qt_enums._create, kind, members)) == told(built(qt_enums._usual, kind, members)), one
        seen += 1
    assert seen > 50


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("members", ODD, ids=str)
def test_what_is_not_plain_is_built_the_usual_way(kind: Any, members: list[tuple[Any, Any]]) -> None:
    assert told(built(qt_enums._create, kind, members)) == told(built(qt_enums._usual, kind, members))


def test_members_can_be_kept_copied_and_not_replaced() -> None:
    align = QtCore.Qt.AlignmentFlag
    assert pickle.loads(pickle.dumps(align.AlignLeft)) is align.AlignLeft  # noqa: S301  (our own)
    assert copy.deepcopy(align.AlignTop) is align.AlignTop
    with pytest.raises(AttributeError):
        align.AlignLeft = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        enum.EnumType("More", (align,), enum.EnumType.__prepare__("More", (align,)))


def test_an_enumeration_of_somebody_else_is_left_alone() -> None:
    made = enum.Enum("Made", "red green")  # type: ignore[misc]
    assert (made.__module__, [one.value for one in made]) == (__name__, [1, 2])
