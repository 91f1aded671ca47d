"""The flows that are not about the network, walked from the first page to their outcome with keys alone."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.keys_walker import walk_by_keys
from tests.ui.scenes import COMPUTER
from wizard.environment import Environment
from wizard.ui.window import Window


@pytest.mark.parametrize(("flow", "scene"), COMPUTER)
def test_it_is_walked_by_keys_alone(
    flow: str,
    scene: str,
    make_environment: Callable[..., Environment],
    make_window: Callable[[Environment], Window],
    qtbot: QtBot,
) -> None:
    walk_by_keys(flow, scene, make_environment, make_window, qtbot)


def test_back_is_tried_where_it_leads_somewhere(
    make_environment: Callable[..., Environment], make_window: Callable[[Environment], Window], qtbot: QtBot
) -> None:
    """Esc on the first question and on the first guide: both lead back, and the walk goes on from there."""
    walker = walk_by_keys("password_reset", "locked-account", make_environment, make_window, qtbot)
    assert walker.gone_back == 2
