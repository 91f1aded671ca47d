"""Builds the top bar with its menus, in the person's language."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.front import Front, has_outbox
from wizard.ui.intents import GoHome, Intent, ShowCases, ShowHelp, ShowHistory
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.button import IconButton
from wizard.ui.widgets.top_bar import Brand, PracticeStrip, TopBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu


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
    _open_below(language, lambda menus: menus.language_menu(holder, front.texts.language, send))
    _open_below(appearance, lambda menus: menus.appearance_menu(holder, context, send))
    return holder


def _open_below(button: IconButton, make_menu: Callable[[ModuleType], "QMenu"]) -> None:
    """Open a menu when the button is pressed; it is made then, not for the first paint."""
    made: list[QMenu] = []

    def popup() -> None:
        if not made:
            from wizard.ui import menus

            made.append(make_menu(menus))
        made[0].popup(button.mapToGlobal(button.rect().bottomLeft()))

    button.clicked.connect(popup)
