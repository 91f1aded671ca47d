"""Every flow and every practice scene, walked from the first page to its outcome with keys alone: of the network."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.keys_walker import walk_by_keys
from tests.ui.scenes import NETWORK, WALKS
from wizard.environment import Environment
from wizard.flow.load import FlowLibrary
from wizard.practice.scene import scene_names
from wizard.resources import flows
from wizard.search import is_offered
from wizard.texts import Texts
from wizard.ui.window import Window


def test_the_walks_are_all_there_are() -> None:
    """A new scene or flow has to be walked, too."""
    assert sorted({scene for _, scene in WALKS}) == sorted(scene_names())
    library = FlowLibrary((flows(),))
    texts = Texts("en", "linux", library.folder)
    assert {flow for flow, _ in WALKS} == {one for one in library.usable_ids() if is_offered(one, library, texts)}


@pytest.mark.parametrize(("flow", "scene"), NETWORK)
def test_it_is_walked_by_keys_alone(
    flow: str,
    scene: str,
    make_environment: Callable[..., Environment],
    make_window: Callable[[Environment], Window],
    qtbot: QtBot,
) -> None:
    walk_by_keys(flow, scene, make_environment, make_window, qtbot)
