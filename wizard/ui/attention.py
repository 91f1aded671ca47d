"""Tells a person who went on to something else that long work has ended (rule 9: over two minutes)."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.ui.pages.page import Page
    from wizard.ui.window import Window

LONG_S = 120.0


class Attention:
    """Looks at each page that comes up; a stretch of pages on which work goes on is one piece of work."""

    def __init__(self, window: "Window", now_s: Callable[[], float] = time.monotonic) -> None:
        self._window = window
        self._now_s = now_s
        self._since_s: float | None = None

    def page_changed(self, page: "Page") -> None:
        if page.is_working:
            if self._since_s is None:
                self._since_s = self._now_s()
            return
        since_s, self._since_s = self._since_s, None
        window = self._window
        if since_s is not None and self._now_s() - since_s >= LONG_S and not window.isActiveWindow():
            window.notify(window.windowTitle(), page.spoken)
