"""Pictures of the screen: what is blackened is gone, what is cut is gone, and nothing else goes along."""

import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageReader, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from wizard.ui import screenshot
from wizard.ui.theme import Theme
from wizard.ui.widgets.picture_editor import PictureEditor


@pytest.fixture
def image(qapp: object) -> QImage:
    """A picture in which every dot differs from its neighbours."""
    made = QImage(200, 120, QImage.Format.Format_RGB32)
    for x in range(200):
        for y in range(120):
            made.setPixelColor(x, y, QColor(x, y * 2, (x * 7 + y * 13) % 256))
    return made


def _chunks(png: bytes) -> dict[bytes, bytes]:
    found, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        found[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def test_what_is_blackened_is_gone_and_nothing_else_changes(image: QImage) -> None:
    area = QRect(20, 10, 30, 40)
    made = QImage.fromData(screenshot.png(screenshot.blackened(image, area)))
    for x in range(200):
        for y in range(120):
            wanted = QColor("black") if area.contains(x, y) else image.pixelColor(x, y)
            assert made.pixelColor(x, y) == wanted
    assert image.pixelColor(25, 15) != QColor("black"), "the picture before stays as it was, for Undo"


def test_an_area_that_reaches_over_the_edge_is_blackened_up_to_it(image: QImage) -> None:
    made = screenshot.blackened(image, QRect(150, 100, 500, 500))
    assert made.size() == image.size()
    assert made.pixelColor(199, 119) == QColor("black")


def test_what_is_cut_off_is_not_in_the_file(image: QImage) -> None:
    made = screenshot.cropped(image, QRect(50, 50, 20, 20))
    assert (made.width(), made.height()) == (20, 20)
    data = zlib.decompress(_chunks(screenshot.png(made))[b"IDAT"])
    assert len(data) <= 20 * (20 * 4 + 1)


def test_a_png_holds_dots_and_no_notes(image: QImage) -> None:
    image.setText("Author", "Jana Nováková")
    image.setText("GPS", "50.08, 14.43")
    image.setDotsPerMeterX(5000)
    png = screenshot.png(image)
    assert b"Jana" not in png
    assert set(_chunks(png)) <= {b"IHDR", b"IDAT", b"IEND", b"pHYs", b"sRGB", b"gAMA", b"cHRM"}


def test_every_kind_of_file_that_is_offered_is_read(image: QImage, tmp_path: Path) -> None:
    kinds = [pattern.removeprefix("*.") for pattern in screenshot.readable_files().split()]
    assert {"png", "jpg", "jpeg", "bmp"} <= set(kinds)
    for kind in kinds:
        place = str(tmp_path / f"picture.{kind}")
        assert image.save(place)
        read = screenshot.of_file(place)
        assert read is not None
        assert read.size() == image.size()


def test_a_kind_that_qt_cannot_read_here_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the bundle, which has no plugin for WebP."""
    here = [QByteArray(b"bmp"), QByteArray(b"jpg"), QByteArray(b"png"), QByteArray(b"svg")]
    monkeypatch.setattr(QImageReader, "supportedImageFormats", lambda: here)
    assert screenshot.readable_files() == "*.png *.jpg *.bmp"


def test_a_see_through_picture_lies_on_white(qapp: object) -> None:
    clear = QImage(10, 10, QImage.Format.Format_ARGB32)
    clear.fill(QColor(0, 0, 0, 0))
    made = screenshot.plain(clear)
    assert made.pixelColor(5, 5) == QColor("white")
    assert not made.hasAlphaChannel()


def test_a_huge_picture_is_made_smaller(qapp: object) -> None:
    made = screenshot.plain(QImage(screenshot.MOST_SIDE_PX + 1000, 10, QImage.Format.Format_RGB32))
    assert made.width() == screenshot.MOST_SIDE_PX


def test_frame_arrow_and_note_draw_in_red_where_they_belong(image: QImage) -> None:
    image.fill(QColor("white"))
    framed = screenshot.framed(image, QRect(40, 30, 60, 40))
    assert framed.pixelColor(70, 30).red() > 150 > framed.pixelColor(70, 30).green()
    assert framed.pixelColor(70, 50) == QColor("white"), "a frame covers nothing"
    arrow = screenshot.pointed(image, QPointF(10, 60), QPointF(150, 60))
    assert arrow.pixelColor(80, 60).green() < 150
    noted = screenshot.noted(image, QPointF(190, 110), "here")
    assert noted != image, "a note at the very edge is moved inside"


def test_the_clipboard(image: QImage) -> None:
    QGuiApplication.clipboard().clear()
    assert screenshot.of_clipboard() is None
    QGuiApplication.clipboard().setImage(image)
    taken = screenshot.of_clipboard()
    assert taken is not None
    assert taken.pixelColor(7, 9) == image.pixelColor(7, 9)
    QGuiApplication.clipboard().clear()


def test_a_file_that_is_no_picture(tmp_path: Path) -> None:
    file = tmp_path / "no.png"
    file.write_bytes(b"not a picture")
    assert screenshot.of_file(str(file)) is None


def _editor(theme: Theme, qtbot: QtBot, image: QImage) -> PictureEditor:
    editor = PictureEditor(theme, "picture", image)
    qtbot.addWidget(editor)
    editor.resize(208, 128)  # one dot of the picture is one of the screen
    editor.show()
    return editor


def test_dragging_blackens_and_undo_brings_back(theme: Theme, qtbot: QtBot, image: QImage) -> None:
    editor = _editor(theme, qtbot, image)
    before = editor.image.copy()
    corner = editor._place().topLeft().toPoint()
    QTest.mousePress(editor, Qt.MouseButton.LeftButton, pos=corner + QPoint(30, 20))
    QTest.mouseMove(editor, corner + QPoint(60, 50))
    with qtbot.waitSignal(editor.changed):
        QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=corner + QPoint(60, 50))
    assert editor.image.pixelColor(45, 35) == QColor("black")
    editor.undo()
    assert editor.image == before
    assert not editor.can_undo


@pytest.mark.parametrize("tool", ["black", "crop", "frame"])
def test_a_slip_of_the_hand_changes_nothing(theme: Theme, qtbot: QtBot, image: QImage, tool: str) -> None:
    editor = _editor(theme, qtbot, image)
    editor.tool = tool  # type: ignore[assignment]
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=QPoint(60, 50))
    assert not editor.can_undo


def test_by_keyboard_alone(theme: Theme, qtbot: QtBot, image: QImage) -> None:
    editor = _editor(theme, qtbot, image)
    QTest.keyClick(editor, Qt.Key.Key_Right)
    first = editor.area
    QTest.keyClick(editor, Qt.Key.Key_Right)
    assert editor.area.left() > first.left()
    assert abs(editor.area.width() - first.width()) <= 1
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert editor.area.height() > first.height()
    marked = editor.area
    with qtbot.waitSignal(editor.changed):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.image.pixelColor(marked.center()) == QColor("black")


def test_a_grab_that_shows_nothing_is_none(qapp: object) -> None:
    black = QImage(50, 50, QImage.Format.Format_RGB32)
    black.fill(QColor("black"))
    assert screenshot._is_one_colour(black)
    painter = QPainter(black)
    painter.fillRect(10, 10, 20, 20, QColor("white"))
    painter.end()
    assert not screenshot._is_one_colour(black)
