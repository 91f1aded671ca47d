"""Taking a picture of the screen, and what may be done to it: cut, blacken, point at, name. Each gives a new picture.

Blackening replaces the dots themselves, so nothing can be uncovered again; ``png`` keeps dots only, no notes of
where, when or by what the picture was made.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QImageReader,
    QPainter,
    QPen,
    QPolygonF,
    QScreen,
)

MOST_SIDE_PX = 8_000
"""A picture wider or higher than that is made smaller: no screen shows more, and no mail takes it."""
_FORMATS = ("png", "jpg", "jpeg", "bmp", "webp")
_MARK = QColor("#D6220F")
_PAPER = QColor("#FFFFFF")


def of_screen(screen: QScreen) -> QImage | None:
    """Return what a screen shows, None where the desktop does not let programs look (Wayland, macOS without leave)."""
    image = screen.grabWindow(0).toImage()
    if image.isNull() or _is_one_colour(image):
        return None
    return plain(image)


def of_clipboard() -> QImage | None:
    """Return the picture in the clipboard, None where there is none."""
    image = QGuiApplication.clipboard().image()
    return None if image.isNull() else plain(image)


def of_file(path: str) -> QImage | None:
    """Return the picture in a file, None where Qt cannot read it."""
    image = QImage(path)
    return None if image.isNull() else plain(image)


def readable_files() -> str:
    """Return the kinds of picture files that Qt can read here, as its dialogue takes them: ``*.png *.jpg``."""
    readable = {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()}
    return " ".join(f"*.{kind}" for kind in _FORMATS if kind in readable)


def plain(image: QImage) -> QImage:
    """Return the dots alone, opaque, one to one, without the notes a picture may carry."""
    made = QImage(image.size(), QImage.Format.Format_RGB32)
    made.fill(_PAPER)
    painter = QPainter(made)
    source = QImage(image)
    source.setDevicePixelRatio(1)
    painter.drawImage(0, 0, source)
    painter.end()
    if max(made.width(), made.height()) > MOST_SIDE_PX:
        smooth = Qt.TransformationMode.SmoothTransformation
        made = made.scaled(MOST_SIDE_PX, MOST_SIDE_PX, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    return made


def cropped(image: QImage, area: QRect) -> QImage:
    """Return what lies in ``area``."""
    return image.copy(area.intersected(image.rect()))


def blackened(image: QImage, area: QRect) -> QImage:
    """Return the picture with ``area`` black: its dots are gone, not covered."""
    made = image.copy()
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(area.intersected(image.rect()), Qt.GlobalColor.black)
    painter.end()
    return made


def framed(image: QImage, area: QRect) -> QImage:
    """Return the picture with a red frame around ``area``."""
    made, painter, width = _drawing(image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(area), width * 2, width * 2)
    painter.end()
    return made


def pointed(image: QImage, start: QPointF, tip: QPointF) -> QImage:
    """Return the picture with a red arrow from ``start`` to ``tip``."""
    made, painter, width = _drawing(image)
    line = QLineF(tip, start)
    if line.length() > 0:
        painter.drawLine(line)
        head = []
        for turn in (28, -28):
            side = QLineF(line)
            side.setAngle(line.angle() + turn)
            side.setLength(min(width * 6, line.length()))
            head.append(side.p2())
        painter.setBrush(_MARK)
        painter.drawPolygon(QPolygonF([tip, *head]))
    painter.end()
    return made


def noted(image: QImage, place: QPointF, text: str) -> QImage:
    """Return the picture with a short note whose upper left corner lies at ``place``, moved to be wholly inside."""
    made, painter, width = _drawing(image)
    font = QFont()
    font.setPixelSize(max(14, round(width * 5)))
    font.setBold(True)
    metrics = QFontMetricsF(font)
    inset = width * 1.5
    bounds = metrics.boundingRect(QRectF(0, 0, image.width() * 0.8, 10_000), int(Qt.TextFlag.TextWordWrap), text)
    box = QRectF(place.x(), place.y(), bounds.width() + 2 * inset, bounds.height() + 2 * inset)
    box.moveLeft(max(0.0, min(box.left(), image.width() - box.width())))
    box.moveTop(max(0.0, min(box.top(), image.height() - box.height())))
    painter.setBrush(_PAPER)
    painter.drawRect(box)
    painter.setFont(font)
    painter.setPen(_MARK)
    painter.drawText(box.adjusted(inset, inset, -inset, -inset), int(Qt.TextFlag.TextWordWrap), text)
    painter.end()
    return made


def png(image: QImage) -> bytes:
    """Return the picture as PNG without any text, time or place in it."""
    bare = plain(image)
    for key in bare.textKeys():
        bare.setText(key, "")
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    bare.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes here, Qt a name
    buffer.close()
    return bytes(data.data())


def _drawing(image: QImage) -> tuple[QImage, QPainter, float]:
    """Return a copy, a painter with the red pen on it, and the pen's width, which suits the picture's size."""
    made = image.copy()
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(3.0, max(image.width(), image.height()) / 400)
    pen = QPen(_MARK, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    return made, painter, width


def _is_one_colour(image: QImage) -> bool:
    """Return whether a grab shows nothing: desktops that forbid it hand over one black or empty area."""
    small = image.scaled(32, 32)
    first = small.pixelColor(0, 0).rgb()
    return all(small.pixelColor(x, y).rgb() == first for x in range(32) for y in range(32))
