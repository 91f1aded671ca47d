"""The way to people as a screen reader reads it over AT-SPI, on a real display: roles, names, announcements."""

import shutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bundle.conftest import desktop  # noqa: F401  (the display, the bus and the keyboard)
from tests.bundle.desktop import Desktop
from tests.bundle.screen_reader import Seen

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("Xvfb", "dbus-daemon", "xdotool")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
MOST_TABS = 60
MOST_PAGES = 30

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no screen to read: {', '.join(MISSING)} not installed")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """What the desktop starts: this window instead of the frozen one."""
    program = tmp_path / "window.sh"
    program.write_text(
        f'#!/bin/sh\ncd "{ROOT}"\nexport QT_QPA_PLATFORM=xcb\n'
        f'exec "{sys.executable}" -m tests.ui.read_window "{tmp_path}"\n'
    )
    program.chmod(0o755)
    return program


def names(seen: tuple[Seen, ...], role: str) -> list[str]:
    return [thing.name for thing in seen if thing.role == role]


def focused(seen: tuple[Seen, ...]) -> str:
    return next((thing.name for thing in seen if thing.focused and thing.name), "")


def tab_to(desk: Desktop, name: str) -> None:
    """Press Tab until this has the focus; each press is waited for, one that came too early is repeated."""
    passed: list[str] = []
    for _ in range(MOST_TABS):
        here = focused(desk.wait_for(lambda seen: bool(focused(seen))))
        if here == name:
            return
        passed.append(here)
        desk.press("Tab")
        with suppress(AssertionError):
            desk.reader.wait_for(lambda seen, here=here: focused(seen) not in ("", here), within_s=2)
    raise AssertionError(f"Tab does not lead to {name}, but to {passed}")


def test_it_is_read_by_role_and_name_from_the_outcome_to_sent(desktop: Desktop) -> None:  # noqa: F811
    heard: list[str] = []

    def hear(message: object) -> None:
        if getattr(message, "member", "") == "Announcement":
            heard.append(str(message.body[3].value))  # type: ignore[attr-defined]

    desktop.reader._bus.add_message_handler(hear)
    desktop.open()
    tab_to(desktop, "An app crashes or is slow")
    desktop.press("Return")
    for _ in range(MOST_PAGES):
        seen = desktop.wait_for(lambda seen: any(thing.focused for thing in seen))
        buttons = names(seen, "push button")
        if "Prepare the report" in buttons:
            break
        choice = next((thing for thing in seen if thing.role == "radio button"), None)
        if choice is not None and focused(seen) in names(seen, "radio button"):
            wanted = next((n for n in names(seen, "radio button") if "crash" in n.lower() or n.startswith("No")), None)
            if wanted is not None:
                for _ in range(6):
                    if focused(desktop.reader.look()) == wanted:
                        break
                    desktop.press("Down")
            desktop.press("space")
        desktop.press("Return")
        before = names(seen, "label")[:3]
        desktop.wait_for(lambda now, before=before: names(now, "label")[:3] != before)
    tab_to(desktop, "Prepare the report")
    desktop.press("Return")

    seen = desktop.wait_for(lambda seen: "A few things only you know" in names(seen, "label"))
    assert {"Add a picture", "Measure more", "Continue", "Back"} <= set(names(seen, "push button"))
    assert "What does the message on the screen say, word for word?" in names(seen, "text")
    tab_to(desktop, "What does the message on the screen say, word for word?")
    desktop.type("Out of memory")
    desktop.press("Return")
    seen = desktop.wait_for(lambda seen: "Who should hear about it?" in names(seen, "label"))
    assert any(name.startswith("Example desk") for name in names(seen, "radio button"))
    checked = next(thing.name for thing in seen if thing.role == "radio button" and thing.checked)
    tab_to(desktop, checked)
    for _ in range(6):
        if focused(desktop.reader.look()).startswith("Example desk"):
            break
        desktop.press("Down")
    desktop.press("Return")
    desktop.wait_for(lambda seen: "What you will be asked" in names(seen, "label"))
    desktop.press("Return")
    seen = desktop.wait_for(lambda seen: "Send this to Example desk?" in names(seen, "label"))
    boxes = [thing for thing in seen if thing.role == "check box"]
    assert {"report.html", "report.json"} <= {box.name for box in boxes if box.checked}
    assert "Look at report.html" in names(seen, "push button")
    send = next(name for name in names(seen, "push button") if name.startswith("Send "))
    tab_to(desktop, send)
    desktop.press("Return")
    seen = desktop.wait_for(lambda seen: "Show what happens next" in names(seen, "push button"))
    assert any(message.startswith("Sent. Example desk has taken it as number 4711") for message in heard)
    assert any(message.startswith("Send this to Example desk?") for message in heard)
    assert "Handed over" in names(seen, "push button")
    assert desktop.close_window() == 0
