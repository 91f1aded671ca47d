"""Makes the program's icon for Windows (.ico) and macOS (.icns) from its one drawing: both hold pictures in PNG."""

import os
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "assets" / "packaging" / "org.selfhelpwizard.SelfHelpWizard.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""What Windows shows at 100 to 250 % (learn.microsoft.com, Construct your Windows app's icon)."""
ICNS_KINDS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
"""Kinds of pictures in an .icns that may be PNG, with their size in pixels."""


def make_icon(folder: Path, suffix: str) -> Path:
    """Write the icon into ``folder`` as ``.ico`` or ``.icns``, and return its place."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"self-help-wizard{suffix}"
    target.write_bytes(ico() if suffix == ".ico" else icns())
    return target


def ico() -> bytes:
    """Return an .ico: a head of 6 bytes, 16 bytes for each picture, the pictures."""
    pictures = [(size, png(size)) for size in ICO_SIZES]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries = b""
    for size, picture in pictures:
        entries += struct.pack(
            "<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place
        )  # 0 stands for 256
        place += len(picture)
    return head + entries + b"".join(picture for _, picture in pictures)


def icns() -> bytes:
    """Return an .icns: ``icns`` and the whole length, then kind, length and picture of each."""
    pictures = [(kind, png(size)) for kind, size in ICNS_KINDS.items()]
    parts = b"".join(kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures)
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def png(size: int) -> bytes:
    """Return the drawing as a PNG of ``size`` × ``size`` pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise SystemExit("The icon cannot be drawn.")
    return bytes(content.data())
