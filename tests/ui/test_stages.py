"""A tick on a stage says that something was done in it: measured, changed, and measured after the change."""

from datetime import UTC, datetime
from typing import Literal

import pytest
from pytestqt.qtbot import QtBot

from wizard.flow.events import Answered, Consented, Event, Finished, Guided, Intended, Measured, WentBack
from wizard.ui.moment import done_stages
from wizard.ui.theme import Theme
from wizard.ui.widgets.stages import Stages

AT = datetime(2026, 11, 23, tzinfo=UTC)
MEASURED = Measured(at=AT, step="f/a", probe="network.ping", result="slow", good=False)
CONSENTED = Consented(at=AT, step="f/b", fix="dns.flush", granted=True, text_sha256="")
INTENDED = Intended(at=AT, step="f/b", fix="dns.flush")


def finished(result: Literal["done", "failed", "not_available"]) -> Finished:
    return Finished(at=AT, step="f/b", fix="dns.flush", result=result)


@pytest.mark.parametrize(
    ("history", "done"),
    [
        ((), set()),
        ((MEASURED,), {0}),
        ((Answered(at=AT, step="f/a", choice="yes"),), {0}),
        ((Answered(at=AT, step="f/a", choice="yes"), WentBack(at=AT)), set()),
        ((MEASURED, CONSENTED, INTENDED, finished("failed")), {0}),
        ((MEASURED, finished("not_available"), MEASURED), {0}),
        ((MEASURED, CONSENTED, INTENDED, finished("done")), {0, 1}),
        ((MEASURED, CONSENTED, INTENDED, finished("done"), MEASURED), {0, 1, 2}),
        ((MEASURED, Guided(at=AT, step="f/g", result="cannot", changed_something=False)), {0}),
        ((MEASURED, Guided(at=AT, step="f/g", result="done", changed_something=True), MEASURED), {0, 1, 2}),
    ],
)
def test_a_stage_is_done_when_something_was(history: tuple[Event, ...], done: set[int]) -> None:
    assert done_stages(history) == done


def test_a_stage_that_was_passed_by_is_drawn_as_one_to_come(theme: Theme, qtbot: QtBot) -> None:
    """With nothing done, of four circles only the last one is filled."""
    filled = []
    for done in (frozenset[int](), frozenset({0}), frozenset({0, 1, 2})):
        stages = Stages(theme, ("Check", "Fix", "Verify", "Get help"))
        qtbot.addWidget(stages)
        stages.resize(980, 36)
        stages.show_stage(3, "Stage 4 of 4: Get help", done)
        filled.append(_accent_pixels(stages, theme))
    assert filled[0] < filled[1] < filled[2]


def _accent_pixels(stages: Stages, theme: Theme) -> int:
    image = stages.grab().toImage()
    accent = theme.colour("accent").rgb()
    return sum(image.pixel(x, y) == accent for x in range(image.width()) for y in range(image.height()))
