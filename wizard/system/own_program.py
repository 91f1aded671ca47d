"""How this program is started again: by itself as a child, or by the desktop at the next login."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

LESS_URGENT = 10
"""How much nicer than usual a child is (POSIX)."""


def own_command(*arguments: str, frozen: bool = bool(getattr(sys, "frozen", False))) -> tuple[str, ...]:
    """Return the command, beginning with a full path, that starts this program with ``arguments``; from any folder."""
    if frozen:
        return (sys.executable, *arguments)
    place = str(Path(__file__).parent.parent.parent)
    start = f"import sys; sys.path.insert(0, {place!r}); from wizard.__main__ import main; sys.exit(main())"
    return (sys.executable, "-c", start, *arguments)


def start_aside(start: Callable[[], None]) -> None:
    """Call what starts threads, so that these let the window's go first (on Linux, where each has a nice value).

    Only for threads that never hold the interpreter's lock: the window would wait for them. Raises what ``start`` does.
    """
    if sys.platform != "linux":
        start()
        return
    from concurrent.futures import ThreadPoolExecutor

    def work() -> None:
        os.nice(LESS_URGENT)  # this thread's, which those that it starts inherit
        start()

    with ThreadPoolExecutor(1, "start aside") as thread:
        thread.submit(work).result()


def take_bytes_as_they_are(*descriptors: int) -> None:
    """Keep Windows from turning line ends in pipes into others."""
    if sys.platform == "win32":
        import msvcrt

        for descriptor in descriptors:
            msvcrt.setmode(descriptor, os.O_BINARY)
