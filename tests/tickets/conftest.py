"""One server of each kind for all tests of the folder; Request Tracker is left out visibly where it is not installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tickets.certificates import CertificateAuthority
from tests.tickets.request_tracker import RequestTracker, missing, request_tracker
from tests.tickets.roundup_server import RoundupServer, roundup_server


@pytest.fixture
def ticket_runs(request: pytest.FixtureRequest) -> int:
    """How many seeded runs through faults there are: a dozen in every run of the tests, more on request."""
    runs = request.config.getoption("--tickets")
    assert isinstance(runs, int)
    return runs


@pytest.fixture(scope="session")
def rt() -> Iterator[RequestTracker]:
    """A real Request Tracker."""
    if reason := missing():
        pytest.skip(reason)
    with request_tracker() as server:
        yield server


@pytest.fixture(scope="session")
def roundup() -> Iterator[RoundupServer]:
    """A real roundup."""
    with roundup_server() as server:
        yield server


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    """The authority whose certificates the test's servers show."""
    folder: Path = tmp_path_factory.mktemp("authority")
    return CertificateAuthority(folder)
