"""A screen without a monitor (Xvfb), what is on it, and a keyboard."""

import os
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WIDTH, HEIGHT = 1366, 768
_LOOK_S = 0.05
_QUIET_S = 1.2
"""How long nothing changes on a page that waits for a person; what is measured moves at least every second."""
_MOST_S = 60.0
_CARET_ROWS, _CARET_BYTES = 40, 12


class Screen:
    """One display. It is read from Xvfb's own memory, a file in the form of xwd, so looking costs nothing."""

    def __init__(self, name: str, memory: Path) -> None:
        self.name = name
        self._memory = memory

    def pixels(self) -> bytes:
        return self._memory.read_bytes()

    def wait_for_window(self, title: str) -> None:
        """Wait for a window of this title, and give it the keyboard."""
        found = self._tool("search", "--sync", "--onlyvisible", "--name", f"^{title}$").split()[-1]
        self._tool("windowfocus", "--sync", found)

    def press(self, *keys: str) -> None:
        self._tool("key", *keys)

    def type(self, text: str) -> None:
        self._tool("type", "--delay", "40", text)

    def settle(self, unlike: bytes = b"", most_s: float = _MOST_S) -> bytes:
        """Return the screen once it is another than ``unlike`` and has been at rest; b"" when that never was."""
        pause, end = threading.Event(), time.monotonic() + most_s
        last, since = self.pixels(), time.monotonic()
        while time.monotonic() < end:
            pause.wait(_LOOK_S)
            now = self.pixels()
            if not _alike(now, last):
                last, since = now, time.monotonic()
            elif not _alike(now, unlike) and time.monotonic() - since >= _QUIET_S:
                return now
        return b""

    def picture(self, target: Path) -> None:
        """Save what is on the screen as PNG."""
        from PySide6.QtGui import QImage

        content = self.pixels()
        head, colours = struct.unpack_from(">I", content)[0], struct.unpack_from(">I", content, 76)[0]
        line_bytes = struct.unpack_from(">I", content, 48)[0]
        start = head + 12 * colours  # the map of colours, 12 bytes each, stands between head and pixels
        shown = QImage(content[start:], WIDTH, HEIGHT, line_bytes, QImage.Format.Format_RGB32)
        target.parent.mkdir(parents=True, exist_ok=True)
        assert shown.save(str(target))

    def _tool(self, *command: str) -> str:
        environment = {**os.environ, "DISPLAY": self.name}
        command = ("xdotool", *command)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=True)
        return done.stdout


def _alike(one: bytes, other: bytes) -> bool:
    """Return whether two looks differ in no more than a caret, which blinks while nothing happens."""
    if one == other or not other:
        return one == other
    rows = range(len(one) - WIDTH * HEIGHT * 4, len(one), WIDTH * 4)
    unlike = [row for row in rows if one[row : row + WIDTH * 4] != other[row : row + WIDTH * 4]]
    return len(unlike) <= _CARET_ROWS and all(
        sum(one[place] != other[place] for place in range(row, row + WIDTH * 4)) <= _CARET_BYTES for row in unlike
    )


@contextmanager
def own_screen(folder: Path) -> Iterator[Screen]:
    """Run a display until the block ends; its memory lies in ``folder``."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    server = subprocess.Popen([*command, "-fbdir", str(folder)], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as stream:
            number = stream.readline().strip()
        yield Screen(f":{number}", folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait(10)
