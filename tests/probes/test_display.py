"""display.graphics (A8): a driver, and a chip that draws; a picture only a person can judge."""

import pytest

from wizard.system.base import Graphics, GraphicsAdapter, Missing

CHIP = GraphicsAdapter("Intel UHD 620", "i915")
BARE = GraphicsAdapter("NVIDIA GP107M", None)


@pytest.mark.parametrize(
    ("adapters", "renderer", "software", "result"),
    [
        ((CHIP,), "Mesa Intel", False, "ok"),
        ((CHIP,), None, None, "ok"),
        ((CHIP, BARE), "Mesa Intel", False, "ok"),
        ((CHIP,), "llvmpipe", True, "software"),
        ((), "llvmpipe", True, "software"),
        ((BARE,), "llvmpipe", True, "no_driver"),
        ((BARE,), None, None, "no_driver"),
        ((), "virgl", False, "ok"),
        ((), None, None, "unknown"),
    ],
)
def test_results(measure, made, adapters, renderer, software, result: str) -> None:
    answer = measure("display.graphics", made(graphics=Graphics(adapters, renderer, software)))
    assert answer.result == result
    assert answer.facts["graphics_renderer"] == renderer


def test_facts(measure, made) -> None:
    reading = Graphics((BARE, CHIP), "Mesa Intel", False, 1280, 720, 1920, 1080)
    facts = measure("display.graphics", made(graphics=reading)).facts
    assert (facts["graphics_name"], facts["graphics_driver"]) == ("Intel UHD 620", "i915")
    assert (facts["screen_resolution"], facts["finest_resolution"]) == ("1280 × 720", "1920 × 1080")
    assert len(facts["graphics_chips"]) == 2


@pytest.mark.parametrize("reason", ["not_available", "not_permitted", "timeout"])
def test_what_cannot_be_read(measure, made, reason: str) -> None:
    answer = measure("display.graphics", made(graphics=Missing(reason, "none")))
    assert (answer.result, answer.reason, answer.facts["screen_resolution"]) == ("unknown", reason, None)
