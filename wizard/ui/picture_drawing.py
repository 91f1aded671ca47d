"""Draws every page in every mode to files, and an index that shows them: ``python -m wizard.ui.picture_drawing``."""

import argparse
import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from wizard.ui.front import front_of
from wizard.ui.pictures import FONT_PX, Maker, application, pages, picture_environment
from wizard.ui.theme import Scheme, Theme

if TYPE_CHECKING:
    from wizard.environment import Environment

SIZE = (980, 720)
LARGE_SIZE = (1366, 768)
"""A small laptop's screen, for the large font."""
LANGUAGES = ("en", "cs")
PER_CENTS = (100, 200)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
Pages = Callable[["Environment"], dict[str, Maker]]


@dataclass(frozen=True)
class Mode:
    """How pages are drawn: the language, the share of the usual font, and light or dark or both."""

    language: str
    per_cent: int
    schemes: tuple[Scheme, ...] = SCHEMES


def modes() -> tuple[Mode, ...]:
    """Return every mode; pages and steps of flows are drawn in all of them, some 6,700 pictures."""
    return tuple(Mode(language, per_cent) for language, per_cent in product(LANGUAGES, PER_CENTS))


def draw(
    folder: Path, mode: Mode, only: str = "", *, size: tuple[int, int] | None = None, pages_of: Pages = pages
) -> list[Path]:
    """Draw the pages whose name holds ``only``, with or without a step's number; return the files.

    A file is named ``<page>-<scheme>-<language>-<per cent of the usual font>.png``; a page named ``folder/page`` lies
    in a folder of its own. ``size`` is that of the window, in pixels.
    """
    from wizard.ui.window import Window

    app = application(FONT_PX * mode.per_cent // 100)
    theme = Theme(app)
    drawn = []
    with picture_environment(mode.language) as environment:
        window = Window(front_of(environment), theme, environment)
        window.resize(*(size or (SIZE if mode.per_cent == 100 else LARGE_SIZE)))
        window.show()
        chosen = {name: make for name, make in pages_of(environment).items() if _is_meant(name, only)}
        for scheme in mode.schemes:
            theme.choose(scheme)
            for name, make in chosen.items():
                window.show_page(lambda make=make: make(window.context))  # type: ignore[misc]
                for _ in range(3):
                    app.processEvents()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                file = folder / f"{name}-{scheme}-{mode.language}-{mode.per_cent}.png"
                file.parent.mkdir(parents=True, exist_ok=True)
                window.grab().save(str(file))
                drawn.append(file)
        window.close()
        window.controller.close()
        theme.choose("system")
    return drawn


def _is_meant(name: str, only: str) -> bool:
    """Return whether a page is asked for: ``flow/007-step-kind`` is found as ``flow/step``, too."""
    return only in name or only in re.sub(r"/\d+-", "/", name)


def write_index(folder: Path, files: Iterable[Path]) -> Path:
    """Write a page that shows all pictures: a part for each folder, a row for each page; boxes show and hide a mode."""
    parts: dict[str, dict[str, list[str]]] = {}
    for file in files:
        name, *mode = file.stem.rsplit("-", 3)
        part = file.parent.relative_to(folder).as_posix()
        place = html.escape(file.relative_to(folder).as_posix())
        classes = " ".join(f"is-{each}" for each in mode)
        text = html.escape(f"{name}, {', '.join(mode)} %")
        picture = f'<a class="{classes}" href="{place}"><img loading="lazy" src="{place}" alt="{text}"></a>'
        parts.setdefault("" if part == "." else part, {}).setdefault(name, []).append(picture)
    index = folder / "index.html"
    links = " ".join(f'<a href="#{html.escape(part)}">{html.escape(part)}</a>' for part in parts if part)
    body = "".join(_part(part, rows) for part, rows in parts.items())
    head = f'<!doctype html><meta charset="utf-8"><title>Pictures</title><style>{_style()}</style>'
    index.write_text(f"{head}<nav>{_boxes()}<p>{links}</p></nav>{body}", encoding="utf-8")
    return index


def _part(part: str, rows: dict[str, list[str]]) -> str:
    title = f'<h1 id="{html.escape(part)}">{html.escape(part)}</h1>' if part else ""
    return title + "".join(f"<h2>{html.escape(name)}</h2><div>{''.join(here)}</div>" for name, here in rows.items())


def _shown_modes() -> tuple[str, ...]:
    return (*SCHEMES, *LANGUAGES, *map(str, PER_CENTS))


def _boxes() -> str:
    return "".join(f'<label><input type="checkbox" checked id="{mode}"> {mode}</label> ' for mode in _shown_modes())


def _style() -> str:
    hidden = "".join(f"body:has(#{_css_id(mode)}:not(:checked)) .is-{mode}{{display:none}}" for mode in _shown_modes())
    return (
        ":root{color-scheme:light dark}body{font:16px sans-serif;margin:2em}"
        "div a{display:inline-block;width:24%;margin:.3%}h1{scroll-margin-top:5em}"
        f"img{{width:100%;border:1px solid #999}}nav{{position:sticky;top:0;background:Canvas;padding:.5em}}{hidden}"
    )


def _css_id(mode: str) -> str:
    """Return a name as CSS takes it: one that begins with a digit is escaped."""
    return f"\\3{mode[0]} {mode[1:]}" if mode[0].isdigit() else mode


def main() -> int:
    """Draw everything to the folder named on the command line: each page in every mode, or in the one asked for."""
    parser = argparse.ArgumentParser(description="draw every page: light and dark, each language, usual and large font")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="only pages whose name holds this: home, or flow/step")
    parser.add_argument("--language", choices=LANGUAGES, help="only this language")
    parser.add_argument("--size", help="of the window, in pixels: 980x720")
    parser.add_argument("--percent", type=int, choices=PER_CENTS, help="only this share of the usual font")
    parser.add_argument("--no-steps", action="store_true", help="without the page of each step of each flow")
    options = parser.parse_args()
    width, _, height = (options.size or "").partition("x")
    size = (int(width), int(height)) if width else None
    files: list[Path] = []
    for mode, pages_of in _asked(options.language, options.percent, with_steps=not options.no_steps):
        files += draw(options.folder, mode, options.only, size=size, pages_of=pages_of)
    write_index(options.folder, files)
    return 0


def _asked(language: str | None, per_cent: int | None, *, with_steps: bool) -> list[tuple[Mode, Pages]]:
    """Return what is drawn how."""
    from wizard.ui.picture_flows import flow_pages

    every: list[tuple[Mode, Pages]] = [(mode, pages) for mode in modes()]
    if with_steps:
        every += [(mode, flow_pages) for mode in modes()]
    return [
        (mode, pages_of)
        for mode, pages_of in every
        if (language or mode.language) == mode.language and (per_cent or mode.per_cent) == mode.per_cent
    ]


if __name__ == "__main__":
    raise SystemExit(main())
