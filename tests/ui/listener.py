"""A screen of its own, and a person who hears the windows on it and presses by role and name."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bundle.screen_reader import Seen
from tests.ui.expected_walk import Meeting, expected_walk, outcome_heading
from tests.ui.thorough_reader import ThoroughReader, Told
from wizard.environment import Environment

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("Xvfb", "dbus-daemon", "openbox")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]


@contextmanager
def screen(folder: Path) -> Iterator[dict[str, str]]:
    """A screen with a window manager and a session bus of its own; yields what programs on it need to know."""
    running = folder / "run"
    running.mkdir(mode=0o700)
    display_read, display_write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(display_write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[display_write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(display_write)
    with os.fdopen(display_read) as stream:
        display = f":{stream.readline().strip()}"
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "DISPLAY": display,
        "XDG_RUNTIME_DIR": str(running), "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_LOGGING_RULES": "qt.accessibility.atspi=false",
    }  # fmt: skip
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address=1", "--nofork"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    assert bus.stdout is not None
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        for process in (manager, bus, server):
            process.terminate()
            process.wait(10)
        bus.stdout.close()


def named(seen: tuple[Seen, ...], role: str, name: str) -> Told | None:
    """Return the thing of this role and name that can be used."""
    return next(
        (one for one in seen if one.role == role and one.name == name and one.enabled and isinstance(one, Told)), None
    )


def heading_of(seen: tuple[Seen, ...], heading: str) -> Told | None:
    return next((one for one in seen if one.name == heading and one.role in ("label", "panel")
                 and isinstance(one, Told)), None)  # fmt: skip


@dataclass
class Listener:
    """A person who hears the window: waits for a page by its heading, presses by role and name."""

    reader: ThoroughReader
    last_place: tuple[str, str] = ("", "")

    def wait_for(self, heading: str, button: str = "") -> tuple[Seen, ...]:
        """Return the next page once its heading and its button are told."""

        def fits(seen: tuple[Seen, ...]) -> bool:
            told = heading_of(seen, heading)
            new = told is not None and told.place != self.last_place
            return new and (not button or named(seen, "push button", button) is not None)

        seen = self.reader.wait_for(fits)
        told = heading_of(seen, heading)
        assert told is not None
        self.last_place = told.place
        return seen

    def press(self, seen: tuple[Seen, ...], role: str, name: str) -> None:
        thing = named(seen, role, name)
        assert thing is not None, f"no {role} {name!r}"
        self.reader.press(thing)

    def meet(self, meeting: Meeting) -> None:
        """Read one page and do what the person does there."""
        seen = self.wait_for(meeting.heading, meeting.press)
        roles = [one.name for one in seen if one.role == "radio button"]
        assert roles == list(meeting.choices), meeting.address
        assert all(one.name for one in seen if one.role in ("push button", "text", "check box")), meeting.address
        assert sum(one.name.startswith("Stage ") for one in seen) == 1, meeting.address
        if meeting.choose:
            self.press(seen, "radio button", meeting.choose)
        if meeting.write:
            field = next(one for one in seen if one.role == "text" and isinstance(one, Told))
            self.reader.write(field, meeting.write)
        if meeting.press:
            self.press(seen, "push button", meeting.press)


@contextmanager
def program(environment: dict[str, str], folder: Path, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of these tests on a screen; it ends by itself with status 0, unless the test does not get that far."""
    errors = folder / "errors.txt"
    with errors.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file,
        )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process
        process.wait(20)
    finally:
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()
    assert process.returncode == 0, errors.read_text("utf-8")


def tell(process: "subprocess.Popen[bytes]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n".encode())
    process.stdin.flush()


def walk_all(walks: Sequence[tuple[str, str]], make_environment: Callable[..., Environment], folder: Path) -> None:
    """Walk one after the other, in windows of one program."""
    windows = folder / "windows"
    windows.mkdir()
    scenes = [scene for _, scene in walks]
    with screen(folder) as environment:
        reader = ThoroughReader(environment["DBUS_SESSION_BUS_ADDRESS"])
        try:
            with program(environment, folder, "tests.ui.read_flows", str(windows), *scenes) as process:
                for number, (flow, scene) in enumerate(walks):
                    _walk(reader, f"{number} {scene}", make_environment(scene), flow, scene)
                    tell(process, "next")
        finally:
            reader.close()


def _walk(reader: ThoroughReader, title: str, environment: Environment, flow: str, scene: str) -> None:
    met, outcome = expected_walk(environment, flow, scene)
    reader.announced.clear()
    listener = Listener(reader)
    seen = reader.wait_for(lambda seen: any(one.role == "frame" and one.name == title for one in seen))
    seen = listener.wait_for("What is not working?", "Check my computer")
    card = environment.texts.flow(flow, "title") or ""
    if named(seen, "push button", card) is None:
        field = next(one for one in seen if one.role == "text" and isinstance(one, Told))
        reader.write(field, card)
        seen = reader.wait_for(lambda seen: named(seen, "push button", card) is not None)
    listener.press(seen, "push button", card)
    for meeting in met:
        listener.meet(meeting)
    listener.wait_for(outcome_heading(environment, outcome))
    for meeting in met:
        assert any(meeting.heading in said for said in reader.announced), f"not announced: {meeting}"
    pages = len(met) + sum(said.startswith(("Measuring", "Looking", "Checking")) for said in reader.announced)
    assert len(reader.announced) <= 4 * (pages + 4), f"too much is announced: {reader.announced}"
