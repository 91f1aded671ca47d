"""Whose wizard this is: a logo is sharp, keeps its shape, and can be seen on light and on dark."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from wizard.ui.colours import DARK, LIGHT
from wizard.ui.icons import picture
from wizard.ui.theme import Theme
from wizard.ui.widgets.top_bar import Brand, plate_under

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><path fill="{colour}" d="M0 0H40V10H0z"/></svg>'


def logo(folder: Path, colour: str) -> str:
    file = folder / "logo.svg"
    file.write_text(_SVG.format(colour=colour), "utf-8")
    return str(file)


def test_a_wide_logo_keeps_its_shape_and_is_drawn_for_the_screen(tmp_path: Path, qtbot: QtBot) -> None:
    drawn = picture(logo(tmp_path, "#000"), 120, 24, 2.0)
    assert (drawn.width(), drawn.height()) == (192, 48)
    assert drawn.deviceIndependentSize().toTuple() == (96.0, 24.0)
    assert drawn.toImage().pixelColor(191, 47) == QColor("#000"), "an SVG is drawn at that size, not stretched"


@pytest.mark.qt_log_level_fail("CRITICAL")  # Qt says why it is none
@pytest.mark.parametrize("content", ["", "<svg>", "no picture"])
def test_what_is_no_picture_is_none(tmp_path: Path, content: str, qtbot: QtBot) -> None:
    for name in ("logo.svg", "logo.png"):
        (tmp_path / name).write_text(content, "utf-8")
        assert picture(str(tmp_path / name), 100, 20, 1.0).isNull()


@pytest.mark.parametrize(
    ("colour", "ground", "plate"),
    [
        ("#101418", LIGHT.window, None),
        ("#101418", DARK.window, LIGHT.window),
        ("#FFFFFF", LIGHT.window, DARK.window),
        ("#FFFFFF", DARK.window, None),
    ],
)
def test_a_logo_that_could_not_be_seen_gets_a_plate(
    tmp_path: Path, colour: str, ground: str, plate: str | None, qtbot: QtBot
) -> None:
    assert plate_under(picture(logo(tmp_path, colour), 120, 24, 1.0), ground) == plate


def test_an_empty_logo_needs_no_plate(qtbot: QtBot) -> None:
    clear = QPixmap(8, 8)
    clear.fill(QColor(0, 0, 0, 0))
    assert plate_under(clear, DARK.window) is None


def test_the_bar_makes_room_for_a_wide_logo_and_shows_it(tmp_path: Path, theme: Theme, qtbot: QtBot) -> None:
    plain = Brand(theme, "Service Desk", "", "")
    wide = Brand(theme, "Service Desk", "", logo(tmp_path, "#C00000"))
    for brand in (plain, wide):
        qtbot.addWidget(brand)
        brand.resize(brand.sizeHint())
    assert wide.sizeHint().width() > plain.sizeHint().width() + theme.em * 3
    drawn = wide.grab().toImage()
    red = [x for x in range(drawn.width()) if drawn.pixelColor(x, drawn.height() // 2).name() == "#c00000"]
    assert len(red) >= theme.em * 5, "four times as wide as high"
