"""The bundle's own plugins read the kinds of pictures that the program offers to take along."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WRITTEN_AND_READ = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from wizard.ui import screenshot

QCoreApplication.setLibraryPaths([sys.argv[1]])
print(screenshot.readable_files())
image = QImage(40, 30, QImage.Format.Format_RGB32)
image.fill(0x336699)
assert image.save(sys.argv[2])
read = screenshot.of_file(sys.argv[2])
print(read.width(), read.height())
"""


def test_a_jpeg_picture_is_read_with_what_lies_inside(bundle: Path, tmp_path: Path) -> None:
    """The program's own Python does it with Qt as it lies in the bundle, and with its plugins alone."""
    inside = bundle / "_internal" / "PySide6" / "Qt"
    ended = subprocess.run(
        [sys.executable, "-c", WRITTEN_AND_READ, str(inside / "plugins"), str(tmp_path / "picture.jpg")],
        env={**os.environ, "LD_LIBRARY_PATH": str(inside / "lib"), "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.stdout.splitlines() == ["*.png *.jpg *.jpeg *.bmp", "40 30"], ended
