"""Frozen values of the first page behave like frozen dataclasses."""

import pytest

from wizard.value import changed, value


@value
class Point:
    """A point, to try it with."""

    x: int
    y: int = 2


@value
class Other:
    x: int
    y: int = 2


@value
class Nothing:
    pass


def test_is_built_by_place_by_name_and_with_defaults() -> None:
    point = Point(1)
    assert (point.x, point.y) == (1, 2)
    assert Point(1, 5) == Point(y=5, x=1)
    assert repr(point) == "Point(x=1, y=2)"


@pytest.mark.parametrize("wrong", [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_takes_its_fields_and_nothing_else(wrong: tuple[tuple[int, ...], dict[str, int]]) -> None:
    with pytest.raises(TypeError):
        Point(*wrong[0], **wrong[1])


def test_is_equal_to_the_same_content_of_the_same_class_only() -> None:
    assert Point(1, 2) == Point(1)
    assert Point(1) != Other(1)
    assert Nothing() == Nothing()
    assert len({Point(1), Point(1, 2), Point(1, 3)}) == 2


def test_cannot_be_changed_but_copied_with_changes() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 3  # type: ignore[misc]  # that is what is tried
    with pytest.raises(AttributeError):
        del point.x
    assert changed(point, y=7) == Point(1, 7)
    assert point == Point(1, 2)
    with pytest.raises(TypeError):
        changed(point, z=1)


def test_is_matched_by_place() -> None:
    match Point(4, 5):
        case Point(x, y):
            assert (x, y) == (4, 5)
