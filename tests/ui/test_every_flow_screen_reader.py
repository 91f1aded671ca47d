"""Every flow as a screen reader meets it over AT-SPI, read and pressed by role and name alone: of the network."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.listener import MISSING, walk_all
from tests.ui.scenes import NETWORK
from wizard.environment import Environment

GROUPS = (NETWORK[::2], NETWORK[1::2])
"""A screen, a bus and a program for each: ten walks one after the other, in less time than ten starts."""

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no screen to read: {', '.join(MISSING)} not installed")


@pytest.mark.parametrize("walks", GROUPS, ids=["even", "odd"])
def test_they_are_walked_by_role_and_name(
    walks: tuple[tuple[str, str], ...], make_environment: Callable[..., Environment], tmp_path: Path
) -> None:
    assert len(walks) > 5
    walk_all(walks, make_environment, tmp_path)
