"""Every page as a screen reader reads it over AT-SPI: all its words, its buttons, and the values of its gauges."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QProgressBar

from tests.ui.listener import MISSING, program, screen, tell
from tests.ui.thorough_reader import ThoroughReader, Told
from wizard.ui import pictures
from wizard.ui.front import front_of
from wizard.ui.pages.page import Page
from wizard.ui.theme import Theme
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no screen to read: {', '.join(MISSING)} not installed")
_MARK = re.compile(r"WZ-\w+|/tmp/\S+|[\d.,]+ (?:k?B)")
GAUGES = {
    "running": ("Answer times, one after the other", "filler", "Latest: 121 ms. Highest: 153 ms. Lost: 1 of 28."),
    "channel": ("Networks by channel", "filler", "Other networks near your channel 6: 9. Near channel 11: 1."),
    "speed": ("Speed just now", "progress bar", "87.4 Mbit/s coming in"),
    "guide-counting": ("Time left", "progress bar", "7 seconds more"),
}
VALUES = {
    "running": ("How far the measurement has come", 640),
    "check-up": ("How far the check-up has come", 620),
    "fixing": ("How far the repair has come", 710),
    "speed": ("Speed just now", 87),
    "guide-counting": ("Time left", 7),
    "plan": ("Change the Wi-Fi channel: chance that it helps", 85),
}
SENTENCES = {
    "running": "This computer: not known yet. Wi-Fi: not known yet. Router: not known yet. Provider: measuring.",
    "check-up-result": "This computer: works. Wi-Fi: the fault is here.",
    "check-up": "Saved files of the app: not as it should be",
    "proof": "Answer time, After: 128.4 ms, not as it should be",
    "guide-counting": "Step 1, now: Hold the power button for 10 seconds.",
}


@dataclass
class Reading:
    """The program that shows pages, and who reads it."""

    process: "subprocess.Popen[bytes]"
    reader: ThoroughReader

    def read(self, name: str) -> tuple[Told, ...]:
        """Have a page shown, and read it."""
        tell(self.process, name)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().decode().strip() == name
        self.reader.wait_for(lambda seen: any(one.role == "frame" and one.name == name for one in seen))
        return self.reader.read()


@dataclass(frozen=True)
class Expected:
    """What must be told of a page."""

    texts: tuple[str, ...]
    buttons: tuple[str, ...]
    bars: int
    spoken: str


@pytest.fixture(scope="module")
def expected(qapp: QApplication) -> dict[str, Expected]:
    """The same pages as this process draws them; all is over and closed before anything is read."""
    told: dict[str, Expected] = {}
    with pictures.picture_environment() as environment:
        window = Window(front_of(environment), Theme(qapp), environment, hold_ms=0)
        window.show()
        for name in pictures.pages(environment):
            told[name] = _expected_of(shown(window, name))
        window.controller.close()
        window.close()
    return told


def _expected_of(page: Page) -> Expected:
    texts = [text for text in page.findChildren(Text) if text.isVisible() and text.text()]
    buttons = [button for button in page.findChildren(QAbstractButton) if button.isVisible()]
    return Expected(
        tuple(text.accessibleName() or text.text() for text in texts),
        tuple(button.accessibleName() for button in buttons),
        sum(bar.isVisible() for bar in page.findChildren(QProgressBar)),
        page.spoken,
    )


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, expected: dict[str, Expected]) -> Iterator[Reading]:
    """Pages on a real display, once this process has drawn its own."""
    assert expected
    folder = tmp_path_factory.mktemp("pages")
    with screen(folder) as environment:
        reader = ThoroughReader(environment["DBUS_SESSION_BUS_ADDRESS"])
        try:
            with program(environment, folder, "tests.ui.read_pages") as process:
                yield Reading(process, reader)
                tell(process, "")
        finally:
            reader.close()


def shown(window: Window, name: str) -> Page:
    make = pictures.pages(window.environment)[name]
    window.show_page(lambda: make(window.context))
    for _ in range(3):
        QApplication.processEvents()
    assert window.page is not None
    return window.page


def _without_marks(text: str) -> str:
    """Return the text without what is another one in each program: a report's mark, the folder it lies in, sizes."""
    return _MARK.sub("…", text)


def test_every_page_is_told_whole(expected: dict[str, Expected], reading: Reading) -> None:
    assert len(expected) > 40
    for name, page in expected.items():
        reading.reader.announced.clear()
        told = reading.read(name)
        names = Counter(_without_marks(one.name) for one in told)
        for words in (*page.texts, *page.buttons):
            assert names[_without_marks(words)], f"{name}: {words!r} is not told"
        bars = [one for one in told if one.role == "progress bar"]
        assert len(bars) == page.bars, name
        assert all(bar.name and bar.value is not None for bar in bars), name
        silent = [one for one in told if one.role in ("push button", "check box", "radio button", "text")
                  and not one.name]  # fmt: skip
        assert not silent, name
        spoken = page.spoken
        reading.reader.wait_for(lambda _seen, spoken=spoken: spoken in reading.reader.announced, within_s=10)


@pytest.mark.parametrize("name", GAUGES)
def test_a_gauge_tells_what_it_shows(name: str, reading: Reading) -> None:
    gauge, role, sentence = GAUGES[name]
    (told,) = [one for one in reading.read(name) if one.name == gauge]
    assert told.role == role
    assert told.description.startswith(sentence)


@pytest.mark.parametrize("name", VALUES)
def test_a_bar_has_its_value(name: str, reading: Reading) -> None:
    bar, value = VALUES[name]
    assert [one.value for one in reading.read(name) if one.name == bar] == [value]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_picture_is_told_in_words(name: str, reading: Reading) -> None:
    assert any(one.name.startswith(SENTENCES[name]) for one in reading.read(name))


def test_gauges_that_tick_do_not_flood(reading: Reading) -> None:
    """Fifty samples in five seconds' worth of ticks: nothing is announced, the line is described once."""
    reading.read("running")
    reading.reader.announced.clear()
    reading.reader.events.clear()
    reading.read("running ticking")
    assert reading.reader.announced == []
    told = next(one for one in reading.reader.read() if one.name == "Answer times, one after the other")
    assert "of 78" in told.description or "of 28" in told.description
    assert reading.reader.events["PropertyChange"] < 50 * 6
