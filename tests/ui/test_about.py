"""What the program is built from, and details that can be copied."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import press, wait_for, words_on
from wizard.licences import Part, parts, texts
from wizard.ui import intents
from wizard.ui.pages.about import AboutPage
from wizard.ui.pages.help import HelpPage
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.page import PageContext
from wizard.ui.theme import Theme
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.text import Text


def test_from_help_to_the_licences_and_back(make_environment: Any, make_window: Any, qtbot: QtBot) -> None:
    window = make_window(make_environment())
    wait_for(window, HomePage, qtbot)
    window.handle(intents.ShowHelp())
    wait_for(window, HelpPage, qtbot)
    press(window, "About and licences", qtbot)
    page = wait_for(window, AboutPage, qtbot)
    assert "Apache licence 2.0" in words_on(page)
    assert "PySide6-Essentials 6.11.2" in words_on(page)
    press(window, "Back", qtbot)
    wait_for(window, HelpPage, qtbot)
    press(window, "Back", qtbot)
    wait_for(window, HomePage, qtbot)


def test_every_part_names_a_licence() -> None:
    assert all(part.licence not in ("", "?") for part in parts())


def test_a_bundle_tells_its_own_list(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("Built from these.\nPython 3.11.7: PSF-2.0\nurllib3 2.8.0: MIT\n", "utf-8")
    assert parts(tmp_path) == (Part("Python 3.11.7", "PSF-2.0"), Part("urllib3 2.8.0", "MIT"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no list at all"])
def test_a_damaged_list_is_replaced_by_what_is_installed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "README.txt").write_bytes(content)
    assert parts(tmp_path) == parts()


def test_details_are_copied_whole(theme: Theme, qtbot: QtBot) -> None:
    card = Card(theme)
    card.add(Text(theme, "network.ping → slow", "small"))
    card.add(Text(theme, "latency_ms=143.0", "small"))
    details = Disclosure(theme, "Details", card, ("Copy", "Copied"))
    qtbot.addWidget(details)
    details.show()
    assert details.copy is not None
    assert not details.copy.isVisible()
    details.button.click()
    assert details.copy.isVisible()
    details.copy.click()
    assert QGuiApplication.clipboard().text() == "network.ping → slow\nlatency_ms=143.0"
    assert details.copy.text() == "Copied"


def test_the_licences_can_be_read_word_for_word_by_keyboard(theme: Theme, environment: Any, qtbot: QtBot) -> None:
    page = AboutPage(PageContext.of(theme, environment))
    qtbot.addWidget(page)
    page.show()
    assert page.licences.toPlainText() == ""
    page.wording.button.setFocus()
    qtbot.keyClick(page.wording.button, Qt.Key.Key_Return)
    said = page.licences.toPlainText()
    assert "Apache License" in said
    assert all(name in said for name in ("msgspec", "urllib3", "Tabler Icons"))
    assert page.licences.isVisible()
    assert page.licences.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_bundle_shows_the_texts_beside_it(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("a list", "utf-8")
    (tmp_path / "urllib3-LICENSE.txt").write_bytes(b"MIT\xff words")
    (tmp_path / "qt.txt").write_text("LGPL", "utf-8")
    assert dict(texts(tmp_path)) == {"qt.txt": "LGPL", "urllib3-LICENSE.txt": "MIT\N{REPLACEMENT CHARACTER} words"}
