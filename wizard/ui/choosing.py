"""What a person chooses for the whole program, language and colours: shown at once, and kept for the next start."""

from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.ui.front import front_of
from wizard.ui.qt_words import load_qt_words
from wizard.value import changed

if TYPE_CHECKING:
    from wizard.settings import Theme
    from wizard.ui.window import Window


class Choosing:
    """Carries out the choices of one window."""

    def __init__(self, window: "Window") -> None:
        self._window = window

    def theme(self, theme: "Theme") -> None:
        """Show everything in other colours from now on."""
        self._window.theme.choose(theme)
        self._keep(theme=theme)
        self._window.rebuild_top()

    def language(self, language: str) -> None:
        """Show everything in another language from now on."""
        from wizard.flow.views import RunProbe
        from wizard.texts import Texts

        window = self._window
        environment = window.environment
        window.change_environment(texts=Texts(language, environment.system.platform, environment.library.folder))
        window.front = front_of(window.environment)
        self._keep(language=language)
        load_qt_words(language)
        window.rebuild_top()
        moment = window.controller.moment
        if moment is None or isinstance(moment.view, RunProbe):
            window.make_page_again()  # what is being measured goes on behind the new page
        else:
            window.controller.show_again()

    def _keep(self, **chosen: str) -> None:
        """Remember what was chosen; where that is not possible it holds until the window is closed."""
        window = self._window
        choices = changed(window.front.settings.choices, **chosen)
        settings = changed(window.front.settings, choices=choices)
        try:
            settings = window.front.settings.save(choices)
        except WizardError as error:
            window.walk_pages.refused(error)
        window.front = changed(window.front, settings=settings)
        window.change_environment(settings=settings)
