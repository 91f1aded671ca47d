"""The frozen window, used by keyboard alone and read as a screen reader reads it."""

import json
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.bundle.desktop import TITLE, Desktop
from tests.bundle.screen_reader import Seen

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ROOT / "assets" / "locale"
LANGUAGES = sorted(catalogue.parts[-3] for catalogue in LOCALES.glob("*/LC_MESSAGES/wizard.po"))
MOST_PAGES = 60


def test_it_opens_and_says_what_it_is(desktop: Desktop) -> None:
    desktop.open()
    seen = desktop.wait_for(lambda seen: "Tell what is not working" in with_focus(seen))
    assert desktop.is_mapped()
    assert names(seen, "frame") == [TITLE]
    assert "What is not working?" in names(seen, "label")
    assert "Internet or slow connection" in names(seen, "push button")
    desktop.picture(ROOT / "build" / "pictures" / "bundle-window.png", sys.executable)
    assert desktop.close_window() == 0
    assert desktop.errors == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_in_every_language_that_ships(desktop: Desktop, language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "wizard.po").open("rb") as file:
        catalogue = read_po(file)
    shown = (TITLE, "What is not working?", "Tell what is not working")
    (title, heading, box) = (catalogue[text].string for text in shown)
    desktop.open("--language", language, title=title)
    seen = desktop.wait_for(lambda seen: box in with_focus(seen))
    assert desktop.is_mapped()
    assert heading in names(seen, "label")
    assert desktop.close_window() == 0
    assert desktop.errors == ""


def test_a_walk_by_keyboard_ends_in_a_saved_report(desktop: Desktop, home: Path) -> None:
    """FACTS C: nothing helps, so it hands over; the report lies in the person's folder."""
    desktop.open("--practice", "stubborn-connection")
    desktop.type("slow internet")
    desktop.wait_for(lambda seen: any("Press Enter to start" in name for name in names(seen, "label")))
    desktop.press("Return")
    headings = walk(desktop, "Saved")
    desktop.picture(ROOT / "build" / "pictures" / "bundle-saved.png", sys.executable)

    assert headings.count("Not fixed yet") == 2
    (folder,) = (home / "reports").iterdir()
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["practice"]
    assert {"report.txt", "report.html", "report.json"} <= {path.name for path in folder.iterdir()}
    desktop.press("Return")
    desktop.wait_for(lambda _: desktop.opened.exists())
    assert desktop.opened.read_text("utf-8").split("\n")[:2] == [folder.as_uri(), "none"], "given our own libraries"
    assert desktop.close_window() == 0
    assert desktop.errors == ""


def walk(desktop: Desktop, last: str) -> list[str]:
    """Press Enter on each page, choosing the first answer of each question; returns the headings of all pages."""
    headings: list[str] = []
    seen: tuple[Seen, ...] = ()
    for _ in range(MOST_PAGES):
        before = seen
        seen = desktop.wait_for(lambda now, before=before: now != before and waits_for_a_person(now))
        headings.append(heading(seen))
        if heading(seen) == last:
            return headings
        if "radio button" in {thing.role for thing in seen} and not any(thing.checked for thing in seen):
            desktop.press("space")
            desktop.wait_for(lambda now: any(thing.checked for thing in now))
        desktop.press("Return")
    raise AssertionError(f"{last} was not reached: {headings}")


def heading(seen: tuple[Seen, ...]) -> str:
    """Return the heading of the page: the first label after the line that says it is practice."""
    return names(seen, "label")[1]


def waits_for_a_person(seen: tuple[Seen, ...]) -> bool:
    """Return whether the page is one with a choice: it has the focus, and nothing is being measured."""
    return "Stop" not in names(seen, "push button") and bool(with_focus(seen))


def with_focus(seen: tuple[Seen, ...]) -> list[str]:
    """Return the name of what has the focus; a box around it says that it has it too."""
    return [thing.name for thing in seen if thing.focused and thing.role not in ("filler", "frame")]


def names(seen: tuple[Seen, ...], role: str) -> list[str]:
    return [thing.name for thing in seen if thing.role == role]
