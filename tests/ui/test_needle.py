"""The needle of the speed test: where it points, what a screen reader hears, and that it can stand still."""

import pytest
from pytestqt.qtbot import QtBot

from wizard.ui.theme import Theme
from wizard.ui.widgets import needle as needle_module
from wizard.ui.widgets.needle import MARKS, Needle, share_of


@pytest.fixture
def needle(theme: Theme, qtbot: QtBot) -> Needle:
    made = Needle(theme, "Speed just now")
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    return made


def test_marks_stand_at_equal_distances() -> None:
    assert [share_of(mark) for mark in MARKS] == [number / (len(MARKS) - 1) for number in range(len(MARKS))]


@pytest.mark.parametrize(("slower", "faster"), [(0, 0.4), (0.9, 1.1), (9, 11), (94, 96), (930, 960), (4000, 5000)])
def test_more_is_further(slower: float, faster: float) -> None:
    assert share_of(slower) < share_of(faster)


def test_what_is_off_the_scale_stays_at_its_end() -> None:
    assert share_of(20_000) == 1.0
    assert share_of(-1) == 0.0


def test_a_screen_reader_hears_name_figure_and_meaning(needle: Needle) -> None:
    needle.show_speed(87.4, "87.4", "Mbit/s coming in", 25)
    assert needle.accessibleName() == "Speed just now"
    assert needle.accessibleDescription() == needle.text() == "87.4 Mbit/s coming in"
    assert needle.value() == 87


def test_without_motion_it_is_there_at_once(needle: Needle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needle, "_may_move", lambda: False)
    needle.show_speed(640, "640", "Mbit/s coming in")
    assert needle.shown_mbps == 640


def test_motion_is_off_where_the_system_has_it_off(
    needle: Needle, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(needle):
        needle.show()
    monkeypatch.setattr(needle_module.QApplication, "isEffectEnabled", lambda _effect: False)
    needle.show_speed(640, "640", "Mbit/s coming in")
    assert needle.shown_mbps == 640


def test_with_motion_it_travels_and_arrives(needle: Needle, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(needle, "_may_move", lambda: True)
    needle.show_speed(640, "640", "Mbit/s coming in")
    assert needle.shown_mbps < 640
    qtbot.waitUntil(lambda: needle.shown_mbps == 640)


def test_rest_ends_a_travel(needle: Needle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needle, "_may_move", lambda: True)
    needle.show_speed(640, "640", "Mbit/s coming in")
    needle.rest()
    assert needle.shown_mbps == 640


def test_the_picture_follows_speed_and_limit(needle: Needle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needle, "_may_move", lambda: False)
    pictures = []
    for mbps, limit in ((5, None), (500, None), (500, 25)):
        needle.show_speed(mbps, "0", "", limit)
        pictures.append(needle.grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]
