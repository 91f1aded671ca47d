"""Lines from the keyboard without being stuck in them: a page can move on by itself while it waits."""

import io
import queue
import sys
import threading
from collections.abc import Callable
from typing import TextIO


class LeftError(Exception):
    """The person closed the input (end of file) or asked to leave: the walk is kept for later."""


class Keyboard:
    """Reads lines on a daemon thread."""

    def __init__(self, source: TextIO | None = None) -> None:
        self._source = source if source is not None else sys.stdin
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def line(self, until: Callable[[], bool] = lambda: False, wait_s: float | None = None) -> str | None:
        """Return the next line, or None as soon as ``until()`` holds or ``wait_s`` is over.

        Raises LeftError when the input has ended.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._read, name="keyboard", daemon=True)
            self._thread.start()
        left_s = wait_s
        while not until():
            try:
                line = self._lines.get(timeout=0.1)
            except queue.Empty:
                if left_s is not None and (left_s := left_s - 0.1) <= 0:
                    return None
                continue
            if line is None:
                raise LeftError
            return line.strip()
        return None

    def _read(self) -> None:
        source = self._source  # None in a program that was started without a standard input
        if isinstance(source, io.TextIOWrapper):
            source.reconfigure(errors="replace")
        try:
            for line in source or ():
                self._lines.put(line)
        except (OSError, ValueError):
            pass  # gone or closed meanwhile: the same as its end
        finally:
            self._lines.put(None)
