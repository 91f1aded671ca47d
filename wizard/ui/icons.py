"""Line icons (Tabler, MIT; assets/icons), drawn in a colour of the palette and kept."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from wizard.resources import assets

FALLBACK = "tool"
FOR_FLOWS = (
    "app-window", "bug", "clipboard-list", "cloud", "database", "device-desktop", "device-laptop", "device-tv", "gauge",
    "heart", "history", "key", "lock", "lock-question", "mail", "phone", "plug", "power", "router", "server-off",
    "settings", "temperature", "tool", "trash", "user", "wifi", "wifi-off", "world", "world-off",
)  # fmt: skip
"""What a flow may name as its icon (``world_off`` for ``world-off``); any other name shows the plain tool."""


POINTING = frozenset(
    ("arrow-back-up", "arrow-left", "arrow-right", "arrow-up-right", "chevron-right", "external-link", "player-play",
     "player-track-next", "send")
)  # fmt: skip
"""Icons that point along the line of reading: mirrored where that runs from right to left."""


class IconShelf:
    """Icons by name, colour, size and sharpness; each is drawn once."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, str, int, float, bool], QPixmap] = {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, *_ in self._drawn)

    def pixmap(self, name: str, colour: str, size_px: int, ratio: float, *, mirrored: bool = False) -> QPixmap:
        """Return the icon as a square of ``size_px``; an unknown name gives a plain tool."""
        key = (name, colour, size_px, ratio, mirrored)
        if key not in self._drawn:
            self._drawn[key] = _draw(name, colour, size_px, ratio, mirrored)
        return self._drawn[key]


def _draw(name: str, colour: str, size_px: int, ratio: float, mirrored: bool) -> QPixmap:
    pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if mirrored:
        painter.translate(pixmap.width(), 0)
        painter.scale(-1, 1)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def picture(path: str, width_px: int, height_px: int, ratio: float) -> QPixmap:
    """Return a picture as large as fits into this room; null for what is none. An SVG is drawn as sharp as it goes."""
    room = QSize(round(width_px * ratio), round(height_px * ratio))
    if path.lower().endswith(".svg"):
        renderer = QSvgRenderer(path)
        if not renderer.isValid() or renderer.defaultSize().isEmpty():
            return QPixmap()
        pixmap = QPixmap(renderer.defaultSize().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        painter.end()
    else:
        pixmap = QPixmap(path)
        if pixmap.isNull():
            return pixmap
        pixmap = pixmap.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    """Return the SVG text. Flows write names as identifiers: ``world_off`` is the file ``world-off.svg``."""
    folder = assets() / "icons"
    file = folder / f"{name.replace('_', '-')}.svg"
    if not file.is_file():
        file = folder / f"{FALLBACK}.svg"
    return file.read_text(encoding="utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')
