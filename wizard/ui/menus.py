"""The menus of the top bar: language and appearance. Loaded when the first of them is opened."""

from collections.abc import Callable

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from wizard.marking import N_
from wizard.texts import languages
from wizard.ui.intents import ChooseLanguage, ChooseTheme, Intent
from wizard.ui.pages.page import PageContext
from wizard.ui.theme import Scheme

_SCHEMES: tuple[tuple[Scheme, str], ...] = (
    ("system", N_("Like the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
)


def language_menu(parent: QWidget, current: str, send: Callable[[Intent], None]) -> QMenu:
    """Return a menu of the languages there are, the present one ticked."""
    menu = QMenu(parent)
    group = QActionGroup(menu)
    for code in languages():
        name = QLocale(QLocale(code).language(), QLocale.Country.World).nativeLanguageName()  # not "American English"
        action = _add(menu, group, (name[:1].upper() + name[1:]) or code, code == current)
        action.triggered.connect(lambda _on=False, code=code: send(ChooseLanguage(code)))
    return menu


def appearance_menu(parent: QWidget, context: PageContext, send: Callable[[Intent], None]) -> QMenu:
    """Return a menu of how the window may look, the present choice ticked."""
    menu = QMenu(parent)
    group = QActionGroup(menu)
    for scheme, name in _SCHEMES:
        _add(menu, group, context.say(name), context.theme.choice == scheme).triggered.connect(
            lambda _on=False, scheme=scheme: send(ChooseTheme(scheme))
        )
    return menu


def _add(menu: QMenu, group: QActionGroup, name: str, chosen: bool) -> QAction:
    action = menu.addAction(name)
    action.setCheckable(True)
    action.setChecked(chosen)
    group.addAction(action)
    return action
