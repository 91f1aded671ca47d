"""A language is added by dropping files alone: a catalogue, and texts beside the flows; Qt has no words in it."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.keys_walker import KeysWalker
from tests.ui.scenes import script_of
from wizard import resources, texts
from wizard.environment import Environment
from wizard.flow.load import FlowLibrary
from wizard.flow.views import ShowOutcome
from wizard.texts import Texts, languages
from wizard.ui.menus import language_menu
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.pages.page import Page
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

CODE = "qya"
"""No system and no library has words in this one."""
_STRING = re.compile(r'(?<=[=\[,\n ])"((?:[^"\\]|\\.)+)"')


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlowLibrary:
    """The shipped files, and those of an invented language beside them; returns the flows."""
    locale, folder = tmp_path / "locale", tmp_path / "flows"
    shutil.copytree(texts.locale_folder(), locale)
    shutil.copytree(resources.flows(), folder)
    with (locale / "wizard.pot").open("rb") as file:
        template = read_po(file)
    invented = Catalog()
    for message in template:
        if message.id:
            translation = _marked(message.id) if isinstance(message.id, str) else tuple(map(_marked, message.id))
            invented.add(message.id, translation if not str(message.id).startswith("form:") else message.id)
    target = locale / CODE / "LC_MESSAGES" / "wizard.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, invented)
    for english in folder.glob("*/text.en.toml"):
        lines = [line if line.startswith(("search", "#")) else _STRING.sub(r'"‹\1›"', line)
                 for line in english.read_text("utf-8").splitlines()]  # fmt: skip
        english.with_name(f"text.{CODE}.toml").write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(texts, "locale_folder", lambda: locale)
    return FlowLibrary((folder,))


def _marked(text: str) -> str:
    return text if text.startswith("form:") else f"‹{text}›"


def _heading(page: Page) -> str:
    return page.heading.text() if page.heading is not None else page.spoken


def test_it_is_offered_and_walked_in(
    dropped: FlowLibrary,
    make_environment: Callable[..., Environment],
    make_window: Callable[[Environment], Window],
    qtbot: QtBot,
) -> None:
    assert CODE in languages()
    environment = make_environment("full-cache")
    environment = replace(environment, library=dropped, texts=Texts("en", "linux", dropped.folder))
    window = make_window(environment)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    menu = language_menu(window, "en", window.handle)
    assert [action.text() for action in menu.actions()] == ["English", "Čeština", CODE]
    menu.actions()[2].trigger()
    qtbot.waitUntil(lambda: window.page is not None and _heading(window.page).startswith("‹"))
    assert not QApplication.isRightToLeft()
    seen: list[str] = []
    show_page = window.show_page

    def note(make: Callable[[], Page]) -> None:
        show_page(make)
        assert window.page is not None
        seen.append(_heading(window.page))

    window.show_page = note  # type: ignore[method-assign]
    walker = KeysWalker(window, qtbot, lambda _seconds: None)
    walker.start("app_cache", "")
    view = walker.walk(script_of("full-cache"))
    assert isinstance(view, ShowOutcome)
    assert view.result == "solved"
    assert seen
    assert all(heading.startswith("‹") for heading in seen), seen
    assert isinstance(window.page, OutcomePage)
    shown = [text.text() for text in window.page.findChildren(Text) if text.isVisible() and len(text.text()) > 12]
    assert all("‹" in text for text in shown), shown
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: window.page is not None and "‹" not in window.page.spoken)


def test_a_part_that_is_missing_reads_in_english(dropped: FlowLibrary) -> None:
    (dropped.folder("app_cache") / f"text.{CODE}.toml").unlink()
    invented = Texts(CODE, "linux", dropped.folder)
    assert invented.flow("app_cache", "title") == Texts("en", "linux", dropped.folder).flow("app_cache", "title")
    assert (invented.flow("connection", "title") or "").startswith("‹")
    assert invented.message("Continue") == "‹Continue›"
    assert invented.format_fact("install_minutes", 3) == "‹‹3› minutes›", "figures are messages, too"
    assert Qt.LayoutDirection.LeftToRight == QApplication.layoutDirection()
