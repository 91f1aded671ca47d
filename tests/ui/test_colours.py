"""The palettes can be read by everyone: computed contrast of every pair in use."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from wizard.ui import pictures
from wizard.ui.colours import (
    DARK,
    LIGHT,
    SHAPE_CONTRAST,
    SHAPE_PAIRS,
    TEXT_CONTRAST,
    TEXT_PAIRS,
    Colours,
    Token,
    Tone,
    contrast,
    with_accent,
)
from wizard.ui.front import front_of
from wizard.ui.pages import check_up
from wizard.ui.pages.page import Page
from wizard.ui.theme import Theme
from wizard.ui.widgets import card, chain, comparison
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.text import Icon, Text
from wizard.ui.window import Window
from wizard.value import content_of

PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_of_known_pairs() -> None:
    """WCAG's own ends of the scale."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize(("letters", "ground"), TEXT_PAIRS)
def test_letters_can_be_read(colours: Colours, letters: Token, ground: Token) -> None:
    assert contrast(colours[letters], colours[ground]) >= TEXT_CONTRAST


@PALETTES
@pytest.mark.parametrize(("mark", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(colours: Colours, mark: Token, ground: Token) -> None:
    assert contrast(colours[mark], colours[ground]) >= SHAPE_CONTRAST


@PALETTES
def test_every_colour_is_a_plain_one(colours: Colours) -> None:
    for name in content_of(colours):
        assert re.fullmatch(r"#[0-9A-F]{6}", getattr(colours, name)), name


def test_an_organisation_accent_is_taken_as_it_is_when_it_can_be_read() -> None:
    assert with_accent(LIGHT, "#0B5345").accent == "#0B5345"
    assert with_accent(LIGHT, "") == LIGHT


ACCENTS = ("#FFEE88", "#F5F6F8", "#E4002B", "#FF6A00", "#00A651", "#808080", "#000000", "#FFFFFF", "#0B5345", "#6A1B9A")


@PALETTES
@pytest.mark.parametrize("accent", ACCENTS)
def test_an_accent_that_nobody_could_read_is_corrected(colours: Colours, accent: str) -> None:
    """Every pair holds in the organisation's colour too, which keeps its hue as far as it has one."""
    own = with_accent(colours, accent)
    assert own != colours
    for letters, ground in TEXT_PAIRS:
        assert contrast(own[letters], own[ground]) >= TEXT_CONTRAST, (letters, ground)
    for mark, ground in SHAPE_PAIRS:
        assert contrast(own[mark], own[ground]) >= SHAPE_CONTRAST, (mark, ground)


_GROUND_LAST = ("window", "surface")
"""Tokens of which another one may have the same colour: the ground is meant."""
MADE_UP_ACCENT = "#FF6A00"


@pytest.fixture(params=["light", "dark in orange"])
def painted(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[tuple[Window, Theme]]:
    """A window in each theme, in the neutral accent and in one that has to be corrected."""
    scheme, _, accent = str(request.param).partition(" in ")
    theme = Theme(qapp, MADE_UP_ACCENT if accent else "")
    theme.choose("light" if scheme == "light" else "dark")
    with pictures.picture_environment() as environment:
        window = Window(front_of(environment), theme, environment, hold_ms=0)
        window.show()
        yield window, theme
        window.controller.close()
        window.close()
    theme.choose("system")


def test_every_text_can_be_read_on_what_lies_under_it_and_no_state_is_told_by_colour_alone(
    painted: tuple[Window, Theme],
) -> None:
    """Not the pairs that somebody listed, but those that the pages really paint."""
    window, theme = painted
    names = {theme.colours[token]: token for token in sorted(get_args(Token), key=_GROUND_LAST.__contains__)}
    pairs: set[tuple[str, str]] = set()
    loud = 0
    for name, make in pictures.pages(window.environment).items():
        window.show_page(lambda make=make: make(window.context))  # type: ignore[misc]
        for _ in range(2):
            QApplication.processEvents()
        page = window.page
        assert page is not None
        picture = page.grab().toImage()
        for text in page.findChildren(Text):
            seen = text.visibleRegion().boundingRect()
            if not text.text() or seen.height() < 4:
                continue
            corner = text.mapTo(page, seen.topRight()) - QPoint(1, -1)
            ground = picture.pixelColor(corner).name().upper()
            letters = text.palette().color(text.foregroundRole()).name().upper()
            assert contrast(letters, ground) >= TEXT_CONTRAST, (name, text.text(), letters, ground)
            assert ground in names, (name, text.text(), ground)
            pairs.add((names[letters], names[ground]))
            if names[letters] in ("good", "warn", "bad"):
                loud += 1
                assert _is_told(text, page), f"{name}: only its colour says how {text.text()!r} is"
    assert len(pairs) > 8
    assert loud > 10
    assert pairs <= set(TEXT_PAIRS), "a pair that no test computes"


def test_good_middling_and_bad_have_signs_of_their_own() -> None:
    tones: tuple[Tone, ...] = ("good", "warn", "bad")
    for signs in (card.SIGN, comparison._SIGN, chain._SIGN):
        assert len({signs[tone] for tone in tones}) == 3
        assert all(signs[tone] for tone in tones)
    assert len({check_up._sign(good)[0] for good in (True, False, None)}) == 3


def _is_told(text: Text, page: Page) -> bool:
    """Return whether a sign stands beside a text, or the card it lies in says in a sentence what the colour says."""
    around = text.parentWidget()
    while around is not None and around is not page:
        if any(icon.isVisible() for icon in around.findChildren(Icon)):
            return True
        if isinstance(around, Card):
            return any(len(other.text().split()) > 3 for other in around.findChildren(Text) if other is not text)
        around = around.parentWidget()
    return len(text.text().split()) > 3
