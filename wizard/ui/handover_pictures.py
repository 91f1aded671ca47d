"""Pictures for the report: the window steps aside, takes one, and shows it before it is kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from wizard.marking import N_
from wizard.ui import intents, screenshot
from wizard.ui.intents import Intent

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.handover_jobs import Begun
    from wizard.ui.window import Window

STEP_ASIDE_MS = 500
"""How long the window is out of the way before a picture is taken: desktops fade windows out."""
_NO_PICTURE = {
    "screen": N_("This desktop lets no program take pictures. Press the Print key, then choose Paste here."),
    "clipboard": N_("There is no picture to paste. Copy one first, or press the Print key."),
    "file": N_("This file holds no picture that can be read. Choose a PNG or JPEG file."),
}


class PicturePages:
    """Answers the intents about pictures; ``run`` does slow work, ``remember`` takes what is known afterwards."""

    def __init__(
        self,
        window: "Window",
        run: "Callable[[Callable[[Environment], object], Callable[..., None]], None]",
        remember: "Callable[[Begun], None]",
    ) -> None:
        self._window = window
        self._run = run
        self._remember = remember
        self.step_aside_ms = STEP_ASIDE_MS
        self.choose_file: Callable[[], str] = self._ask_for_file
        self.take: Callable[[], QImage | None] = lambda: screenshot.of_screen(window.screen())

    def takes(self, intent: Intent) -> bool:
        return isinstance(
            intent, intents.TakePicture | intents.EditPicture | intents.KeepPicture | intents.RemovePicture
        )

    def handle(self, intent: Intent, begun: "Begun") -> None:
        """Answer one of them."""
        from wizard.ui import handover_jobs as jobs

        match intent:
            case intents.TakePicture("screen"):
                self._step_aside(begun)
            case intents.TakePicture("clipboard"):
                self._taken(begun, screenshot.of_clipboard(), "clipboard")
            case intents.TakePicture("file"):
                path = self.choose_file()
                if path:  # else the person thought better of it
                    self._taken(begun, screenshot.of_file(path), "file")
            case intents.EditPicture(name):
                self._edit(name, begun.pictures[name])
            case intents.KeepPicture(name, content):
                self._run(lambda _environment: jobs.keep_one_picture(begun, name, content), self._kept)
            case intents.RemovePicture(name):
                self._run(lambda _environment: jobs.remove_one_picture(begun, name), self._kept)
            case _:
                pass

    def show(self, begun: "Begun") -> None:
        """Show the pictures so far."""
        from wizard.ui.pages.handover.pictures import ScreenshotsPage

        pictures = dict(begun.pictures)
        back = intents.HandOver("questions")
        self._window.show_page(lambda: ScreenshotsPage(self._window.context, pictures, back))

    def _kept(self, begun: "Begun") -> None:
        self._remember(begun)
        self.show(begun)

    def _step_aside(self, begun: "Begun") -> None:
        """Hide the window, take the picture, and come back, whatever happens."""
        place = self._window.geometry()
        self._window.hide()

        def take() -> None:
            try:
                image = self.take()
            finally:
                self._window.setGeometry(place)
                self._window.show()
                self._window.raise_()
                self._window.activateWindow()
            self._taken(begun, image, "screen")

        QTimer.singleShot(self.step_aside_ms, take)

    def _taken(self, begun: "Begun", image: QImage | None, source: str) -> None:
        if image is not None:
            used = set(begun.pictures)
            name = next(name for number in range(1, 100) if (name := f"screenshot-{number}.png") not in used)
            self._edit(name, image)
        elif self._window.page is not None:
            self._window.page.refuse(self._window.context.say(_NO_PICTURE[source]))

    def _edit(self, name: str, image: QImage) -> None:
        from wizard.ui.pages.handover.picture_editing import PictureEditingPage

        back = intents.HandOver("pictures")
        self._window.show_page(lambda: PictureEditingPage(self._window.context, name, image, back))

    def _ask_for_file(self) -> str:
        name, _ = QFileDialog.getOpenFileName(
            self._window, self._window.context.say(N_("Choose a picture")), "", screenshot.readable_files()
        )
        return str(name)
