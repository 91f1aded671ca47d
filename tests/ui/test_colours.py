"""The palettes can be read by everyone: computed contrast of every pair in use."""

import re

import pytest

from wizard.ui.colours import (
    DARK,
    LIGHT,
    SHAPE_CONTRAST,
    SHAPE_PAIRS,
    TEXT_CONTRAST,
    TEXT_PAIRS,
    Colours,
    Token,
    contrast,
    with_accent,
)
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


def test_an_organisation_accent_is_taken_when_it_can_be_read() -> None:
    assert with_accent(LIGHT, "#0B5345").accent == "#0B5345"


@pytest.mark.parametrize("accent", ["", "#FFEE88", "#F5F6F8"])
def test_an_accent_that_nobody_could_read_is_left_out(accent: str) -> None:
    assert with_accent(LIGHT, accent) == LIGHT
