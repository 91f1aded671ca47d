"""A person who went on to something else is told when long work has ended, and only then."""

from types import SimpleNamespace

import pytest

from wizard.ui.attention import LONG_S, Attention


class Desk:
    """Stands for the window: whether it is in front, and what it told."""

    def __init__(self, in_front: bool) -> None:
        self.in_front = in_front
        self.told: list[tuple[str, str]] = []

    def isActiveWindow(self) -> bool:
        return self.in_front

    def windowTitle(self) -> str:
        return "Self-Help Wizard"

    def notify(self, title: str, sentence: str) -> None:
        self.told.append((title, sentence))


def page(working: bool, spoken: str = "") -> SimpleNamespace:
    return SimpleNamespace(is_working=working, spoken=spoken)


@pytest.mark.parametrize(("seconds", "in_front", "told"), [(LONG_S, False, 1), (LONG_S - 1, False, 0), (900, True, 0)])
def test_only_long_work_behind_other_windows_is_told(seconds: float, in_front: bool, told: int) -> None:
    now = [100.0]
    desk = Desk(in_front)
    attention = Attention(desk, lambda: now[0])  # type: ignore[arg-type]
    attention.page_changed(page(True))  # type: ignore[arg-type]
    now[0] += seconds / 2
    attention.page_changed(page(True))  # type: ignore[arg-type]  # the next measurement: the same stretch
    now[0] += seconds / 2
    attention.page_changed(page(False, "It is fixed."))  # type: ignore[arg-type]
    assert desk.told == [("Self-Help Wizard", "It is fixed.")] * told
    attention.page_changed(page(False))  # type: ignore[arg-type]
    assert len(desk.told) == told
