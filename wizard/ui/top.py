"""Builds the top bar with its menus, in the person's language."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.intents import ChooseLanguage, ChooseTheme, GoHome, Intent, ShowHelp, ShowHistory
from wizard.ui.pages.page import PageContext
from wizard.ui.theme import Scheme
from wizard.ui.widgets.button import IconButton
from wizard.ui.widgets.top_bar import Brand, PracticeStrip, TopBar

if TYPE_CHECKING:
    from wizard.environment import Environment

_SCHEMES: tuple[tuple[Scheme, str], ...] = (
    ("system", N_("Like the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
)


def program_name(environment: "Environment") -> str:
    """Return the name on the window: the organisation's own, or the neutral one."""
    return environment.organisation.identity.name or environment.texts.message(N_("Self-Help Wizard"))


def make_top(context: PageContext, send: Callable[[Intent], None]) -> QWidget:
    """Return the top of the window; every button sends an intent."""
    environment, theme = context.environment, context.theme
    identity = environment.organisation.identity
    brand = Brand(theme, program_name(environment), context.say(N_("Start page")), identity.logo)
    brand.clicked.connect(lambda: send(GoHome()))
    history = IconButton(theme, "history", context.say(N_("History")))
    history.clicked.connect(lambda: send(ShowHistory()))
    language = IconButton(theme, "language", context.say(N_("Language")))
    appearance = IconButton(theme, "brightness-half", context.say(N_("Appearance")))
    help_button = IconButton(theme, "help", context.say(N_("Help")))
    help_button.clicked.connect(lambda: send(ShowHelp()))
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    if environment.practice is not None:
        sentence = N_("Practice “{scene}”: nothing on this computer is measured or changed.")
        title = _scene_title(environment.practice, environment.texts.language)
        layout.addWidget(PracticeStrip(theme, context.say(sentence, {"scene": title})))
    layout.addWidget(TopBar(theme, brand, (history, language, appearance, help_button)))
    _open_below(language, _language_menu(holder, environment, send))
    _open_below(appearance, _appearance_menu(holder, context, send))
    return holder


def _scene_title(scene: str, language: str) -> str:
    from wizard.errors import WizardError
    from wizard.practice.scene import load_scene

    try:
        return load_scene(scene).words(language).title
    except WizardError:  # a scene of a test, say, that is no file
        return scene


def _open_below(button: IconButton, menu: QMenu) -> None:
    button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))


def _language_menu(parent: QWidget, environment: "Environment", send: Callable[[Intent], None]) -> QMenu:
    from wizard.texts import languages

    menu = QMenu(parent)
    group = QActionGroup(menu)
    for code in languages():
        own_name = QLocale(code).nativeLanguageName()
        own_name = (own_name[:1].upper() + own_name[1:]) or code
        chosen = code == environment.texts.language
        _add(menu, group, own_name, chosen).triggered.connect(
            lambda _on=False, code=code: send(ChooseLanguage(code))
        )
    return menu


def _appearance_menu(parent: QWidget, context: PageContext, send: Callable[[Intent], None]) -> QMenu:
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


def logo_file(environment: "Environment") -> str:
    """Return the path of the organisation's logo, empty where there is none."""
    logo = environment.organisation.identity.logo
    return logo if logo and Path(logo).is_file() else ""
