"""Options of the whole suite."""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

BUNDLE_TESTS = Path(__file__).parent / "bundle"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Slower proofs are asked for by name; `make soak`, `make test-tickets` and `make test-bundle` do."""
    parser.addoption("--soak-kills", type=int, default=20, help="how often the soak test kills the walking process")
    parser.addoption(
        "--tickets", type=int, default=12, help="how often a report is sent through faults to real servers"
    )
    parser.addoption("--lab-runs", type=int, default=1, help="how often each scene of the network laboratory is run")
    parser.addoption("--bundle", action="store_true", help="test the frozen program under dist/ too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of the frozen program alone unless they are asked for: they need a build."""
    is_one = collection_path.is_relative_to(BUNDLE_TESTS)
    return True if is_one and not config.getoption("--bundle") else None


class User(NamedTuple):
    """Whom a process can become that may not read everything."""

    uid: int
    gid: int


@pytest.fixture(scope="session")
def unprivileged_user() -> User:
    """The user that `.ci/run` makes, else nobody; this one where the suite does not run as root."""
    if os.geteuid() != 0:
        return User(os.geteuid(), os.getegid())
    import pwd

    for name in ("wizard-test", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_uid, entry.pw_gid)
    return User(65534, 65534)


SLOW_FIRST = ("tests/tickets/", "tests/lab/", "tests/soak/", "tests/ui/test_every", "tests/ui/test_window_killed")
"""Files that take long beside few tests: begun first, so that no process is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW_FIRST))  # the order within stays
