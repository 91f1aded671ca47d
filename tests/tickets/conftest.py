"""One server of each kind for the whole folder; Request Tracker is left out visibly where it is not installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.faults import nothing_wrong
from tests.tickets.request_tracker import RequestTracker, missing, request_tracker
from tests.tickets.roundup_server import RoundupServer, roundup_server
from tests.tickets.victims import Kennel


@pytest.fixture
def ticket_runs(request: pytest.FixtureRequest) -> int:
    """How many seeded runs through faults there are: a dozen in every run of the tests, more on request."""
    runs = request.config.getoption("--tickets")
    assert isinstance(runs, int)
    return runs


@pytest.fixture(scope="session")
def rt_front() -> Iterator[CuttingProxy]:
    """The proxy that stands before Request Tracker; its address is the public one."""
    with CuttingProxy() as front:
        yield front


@pytest.fixture(scope="session")
def rt(rt_front: CuttingProxy) -> Iterator[RequestTracker]:
    """A real Request Tracker, reached through its proxy."""
    if reason := missing():
        pytest.skip(reason)
    with request_tracker(rt_front.url) as server:
        rt_front.server = server.address
        yield server


@pytest.fixture
def rt_proxy(rt: RequestTracker, rt_front: CuttingProxy) -> CuttingProxy:
    """The proxy before Request Tracker, with nothing noted and nothing wrong yet: `restart` it with a plan."""
    rt_front.restart(nothing_wrong)
    return rt_front


@pytest.fixture(scope="session")
def roundup_front() -> Iterator[CuttingProxy]:
    """The proxy that stands before roundup; its address is the public one, which roundup insists on."""
    with CuttingProxy() as front:
        yield front


@pytest.fixture(scope="session")
def roundup(roundup_front: CuttingProxy) -> Iterator[RoundupServer]:
    """A real roundup, reached through its proxy."""
    with roundup_server(roundup_front.url) as server:
        roundup_front.server = server.address
        yield server


@pytest.fixture
def roundup_proxy(roundup: RoundupServer, roundup_front: CuttingProxy) -> CuttingProxy:
    """The proxy before roundup, with nothing noted and nothing wrong yet: `restart` it with a plan."""
    roundup_front.restart(nothing_wrong)
    return roundup_front


@pytest.fixture(scope="session")
def kennel() -> Iterator[Kennel]:
    """Where the senders are forked that a test kills."""
    with Kennel() as kennel:
        yield kennel


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    """The authority whose certificates the test's servers show."""
    folder: Path = tmp_path_factory.mktemp("authority")
    return CertificateAuthority(folder)
