"""A person at a desktop: a window, a keyboard, and a screen reader that says what is shown."""

import ctypes
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bundle.screen_reader import ScreenReader, Seen

TITLE = "Self-Help Wizard"
GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
program = QGuiApplication(["grab"])
sys.exit(0 if program.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)
"""


@dataclass(frozen=True)
class Result:
    """How a program ended, and what it printed."""

    status: int
    output: str
    errors: str


def run_program(command: Sequence[str], environment: Mapping[str, str]) -> Result:
    """Run a program that is asked nothing."""
    done = subprocess.run(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


class Desktop:
    """One display, and the program's window on it."""

    def __init__(self, program: Path, environment: dict[str, str]) -> None:
        self._program = program
        self.environment = environment
        self.reader = ScreenReader(environment["DBUS_SESSION_BUS_ADDRESS"])
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = Path(environment["XDG_RUNTIME_DIR"]) / "errors.txt"
        self.opened = Path(environment["OPENED"])
        self.window = ""

    def open(self, *arguments: str, title: str = TITLE) -> None:
        """Start the program; returns once its window is shown and takes keys."""
        with self._errors.open("wb") as errors:
            command = [str(self._program), *arguments]
            self._process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stderr=errors)
        self.wait_for(lambda seen: any(thing.role == "frame" and thing.name == title for thing in seen))
        found = self._tool("xdotool", "search", "--sync", "--onlyvisible", "--name", f"^{title}$")
        self.window = found.split()[0]
        self._tool("xdotool", "windowfocus", "--sync", self.window)
        self.wait_for(lambda seen: any(thing.focused for thing in seen))

    def wait_for(self, fits: Callable[[tuple[Seen, ...]], bool]) -> tuple[Seen, ...]:
        """Return what is shown as soon as it fits; fails when the program has ended instead."""
        assert self._process is not None
        assert self._process.poll() is None, f"the program ended: {self.errors}"
        return self.reader.wait_for(fits)

    @property
    def errors(self) -> str:
        return self._errors.read_text("utf-8")

    def is_mapped(self) -> bool:
        return "IsViewable" in self._tool("xwininfo", "-id", self.window)

    def press(self, *keys: str) -> None:
        self._tool("xdotool", "key", *keys)

    def type(self, text: str) -> None:
        self._tool("xdotool", "type", text)

    def picture(self, target: Path, python: str) -> None:
        """Save what is on the screen."""
        target.parent.mkdir(parents=True, exist_ok=True)
        environment = {**self.environment, "QT_QPA_PLATFORM": "xcb"}
        subprocess.run([python, "-c", GRAB, str(target)], env=environment, check=True, timeout=60)

    def close_window(self) -> int:
        """Close the window as its frame's button does; returns the exit status of the program."""
        assert self._process is not None
        ask_to_close(self.environment["DISPLAY"], int(self.window))
        return self._process.wait(20)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)
        self.reader.close()

    def _tool(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30, check=True)
        return done.stdout


class ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, as large as its XEvent."""

    _fields_ = (
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24),
    )  # fmt: skip


def ask_to_close(display_name: str, window: int) -> None:
    """Send a window what a window manager sends when its close button is pressed (ICCCM 4.2.8.1)."""
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(xlib.XOpenDisplay(display_name.encode()))
    atoms = [xlib.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
    data = (ctypes.c_long * 5)(atoms[1], 0)
    message = ClientMessage(33, 0, 1, None, window, atoms[0], 32, data)
    xlib.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    xlib.XCloseDisplay(display)
