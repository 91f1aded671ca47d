"""Builds the top bar with its menus, in the person's language."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.front import Front, has_outbox
from wizard.ui.intents import ChooseLanguage, ChooseTheme, GoHome, Intent, ShowCases, ShowHelp, ShowHistory
from wizard.ui.pages.page import PageContext
from wizard.ui.theme import Scheme
from wizard.ui.widgets.button import IconButton
from wizard.ui.widgets.top_bar import Brand, PracticeStrip, TopBar

_SCHEMES: tuple[tuple[Scheme, str], ...] = (
    ("system", N_("Like the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
)


def program_name(front: Front) -> str:
    """Return the name on the window: the organisation's own, or the neutral one."""
    return front.name or front.texts.message(N_("Self-Help Wizard"))


def make_top(context: PageContext, send: Callable[[Intent], None]) -> QWidget:
    """Return the top of the window; every button sends an intent."""
    front, theme = context.front, context.theme
    logo = front.logo if front.logo and Path(front.logo).is_file() else ""
    brand = Brand(theme, program_name(front), context.say(N_("Start page")), logo)
    brand.clicked.connect(lambda: send(GoHome()))
    buttons = []
    if has_outbox(front.settings):
        sent = IconButton(theme, "send", context.say(N_("Handed over")))
        sent.clicked.connect(lambda: send(ShowCases()))
        buttons.append(sent)
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
    if front.practice is not None:
        sentence = N_("Practice “{scene}”: nothing on this computer is measured or changed.")
        layout.addWidget(PracticeStrip(theme, context.say(sentence, {"scene": front.practice})))
    layout.addWidget(TopBar(theme, brand, (*buttons, history, language, appearance, help_button)))
    _open_below(language, _language_menu(holder, front.texts.language, send))
    _open_below(appearance, _appearance_menu(holder, context, send))
    return holder


def _open_below(button: IconButton, menu: QMenu) -> None:
    button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))


def _language_menu(parent: QWidget, current: str, send: Callable[[Intent], None]) -> QMenu:
    from wizard.texts import languages

    menu = QMenu(parent)
    group = QActionGroup(menu)
    for code in languages():
        name = QLocale(QLocale(code).language(), QLocale.Country.World).nativeLanguageName()  # not "American English"
        action = _add(menu, group, (name[:1].upper() + name[1:]) or code, code == current)
        action.triggered.connect(lambda _on=False, code=code: send(ChooseLanguage(code)))
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
