"""How many kills the soak does: 20 in every run of the tests, more on request."""

import pytest


@pytest.fixture
def soak_kills(request: pytest.FixtureRequest) -> int:
    """Return the number of kills asked for on the command line."""
    kills = request.config.getoption("--soak-kills")
    assert isinstance(kills, int)
    return kills
