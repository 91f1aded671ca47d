"""The accurate speed test against iperf3, on lines of a known speed; speedtest-cli's own figure beside both."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import places
from tests.lab.speed_line import Goodput, SpeedLine

RATES = {10: 0.05, 100: 0.03, 1000: 0.03}
"""Mbit/s, and how far from iperf3 the wizard may be."""
_WAYS = ("download_mbps", "upload_mbps")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def printed(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Lines that are printed when the test ends, although pytest keeps what tests print."""
    lines: list[str] = []
    yield lines
    capture = request.config.pluginmanager.getplugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        print("\n" + "\n".join(lines))


def rates(config: pytest.Config) -> tuple[int, ...]:
    """Return all speeds where the laboratory is asked for (``make lab``), one where the whole suite runs."""
    return tuple(RATES) if config.getoption("--lab-runs") > 1 else (100,)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "rate_mbps" in metafunc.fixturenames:
        metafunc.parametrize("rate_mbps", rates(metafunc.config))


def test_the_speed_is_that_of_iperf3(rate_mbps: int, tmp_path: Path, printed: list[str]) -> None:
    if reason := places.why_not():
        pytest.skip(f"no network laboratory here: {reason}")
    if shutil.which("iperf3") is None:
        pytest.skip("no iperf3 to compare with (iperf3)")
    with SpeedLine(tmp_path, rate_mbps).built() as line:
        before, document, after = line.by_iperf3(), line.by_wizard(), line.by_iperf3()
        theirs = line.by_speedtest_cli()
    facts = document["facts"]
    assert document["result"] == "ok", document
    assert facts["method"] == "librespeed"
    printed.append(f"line of {rate_mbps} Mbit/s    iperf3 before, after       wizard             speedtest-cli itself")
    off = {}
    for way in _WAYS:
        first, second = getattr(before, way), getattr(after, way)
        off[way] = facts[way] / ((first + second) / 2) - 1
        printed.append(
            f"{way:14} {first:11.2f} {second:10.2f} {facts[way]:12.2f} ({off[way]:+.2%}) "
            f"{getattr(theirs, way):10.2f} ({_off(theirs, before, after, way):+.2%})"
        )
    assert all(abs(share) <= RATES[rate_mbps] for share in off.values()), printed


def _off(theirs: Goodput, before: Goodput, after: Goodput, way: str) -> float:
    between = (getattr(before, way) + getattr(after, way)) / 2
    return float(getattr(theirs, way)) / between - 1
