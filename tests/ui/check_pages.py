"""Looks for what is cut on every page, at the sharpness that the environment asks for: ``python -m … WIDTHxHEIGHT``.

Prints one line for each page on which something is, and what the sharpness and the font were.
"""

import sys

from PySide6.QtWidgets import QApplication

from tests.ui.test_layout import assert_nothing_is_cut
from wizard.ui import pictures
from wizard.ui.front import front_of
from wizard.ui.theme import Theme, application
from wizard.ui.window import Window


def main() -> int:
    width, _, height = sys.argv[1].partition("x")
    app = application("check")
    theme = Theme(app)
    cut = 0
    with pictures.picture_environment() as environment:
        window = Window(front_of(environment), theme, environment, hold_ms=0)
        window.resize(int(width), int(height))
        window.show()
        for name, make in pictures.pages(environment).items():
            window.show_page(lambda make=make: make(window.context))  # type: ignore[misc]
            for _ in range(3):
                QApplication.processEvents()
            assert window.page is not None
            try:
                assert_nothing_is_cut(window.page)
                assert window.width() <= int(width), "the window grew"
                assert window.height() <= int(height), "the window grew"
            except AssertionError as fault:
                cut += 1
                print(f"{name}: {str(fault).splitlines()[0]}")  # read by the test
        print(f"sharpness {window.devicePixelRatioF():.2f}, font {theme.em:.0f} px")
        window.controller.close()
    return 1 if cut else 0


if __name__ == "__main__":
    raise SystemExit(main())
