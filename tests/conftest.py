"""Options of the whole suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Slower proofs are asked for by name; `make soak` and `make test-bundle` do."""
    parser.addoption("--soak-kills", type=int, default=20, help="how often the soak test kills the walking process")
    parser.addoption("--bundle", action="store_true", help="test the frozen program under dist/ too")
