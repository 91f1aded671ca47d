"""network.speed and network.metered: judged by their limits, never a zero for what was not measured."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from wizard.organisation import Organisation
from wizard.probes.registry import CHECKED
from wizard.system.base import Cancel, Gateway, Missing, Progress, Reason, SpeedRequest, SpeedTest

MEASURED = SpeedTest("librespeed", "speed.example.com", 94.2, 38.1, 11.5, 130_000_000, 1.2)
NOBODY_TELLS = Missing("not_available", "nobody tells")
Change = Callable[..., Organisation]


class Line:
    """A speed test that answers ``answer``; ``asked`` is what was to be measured."""

    def __init__(self, answer: SpeedTest | Missing) -> None:
        self.answer = answer
        self.asked: list[SpeedRequest] = []

    def __call__(self, request: SpeedRequest, cancel: Cancel, report: Any) -> SpeedTest | Missing:
        self.asked.append(request)
        report(Progress(0.4, {"download_mbps": 50.0, "of_no_concern": 1}, sample=50.0))
        return self.answer


def computer(made: Any, line: Line, metered: bool | Missing = False, adapter: str = "eth0") -> Any:
    return made(speed_test=line, metered=metered, gateway=Gateway("192.168.1.1", adapter))


def test_no_check_up_moves_data() -> None:
    assert not {"network.speed", "network.metered"} & set(CHECKED)


def test_a_fast_line(measure: Any, made: Any) -> None:
    result = measure("network.speed", computer(made, Line(MEASURED)))
    assert result.result == "ok"
    assert result.facts == {
        "download_mbps": 94.2,
        "upload_mbps": 38.1,
        "latency_ms": 11.5,
        "jitter_ms": 1.2,
        "method": "librespeed",
        "server": "speed.example.com",
        "moved_bytes": 130_000_000,
        "suits_calls": True,
        "suits_films": True,
        "suits_films_4k": True,
        "gigabyte_s": 85,
    }
    (live,) = measure.reports
    assert (live.fraction, live.sample, live.facts) == (0.4, 50.0, {"download_mbps": 50.0})


@pytest.mark.parametrize(
    ("download", "upload", "result"),
    [(25.0, 3.0, "ok"), (24.99, 3.0, "slow"), (25.0, 2.99, "slow"), (25.0, None, "ok"), (24.0, None, "slow")],
)
def test_exactly_the_limit_is_fine(measure: Any, made: Any, download: float, upload: float | None, result: str) -> None:
    line = Line(replace(MEASURED, download_mbps=download, upload_mbps=upload))
    assert measure("network.speed", computer(made, line)).result == result


@pytest.mark.parametrize(
    ("download", "upload", "suits"),
    [
        (4.0, 3.1, (True, False, False)),
        (4.0, 1.0, (False, False, False)),
        (6.0, 1.0, (False, True, False)),
        (16.0, 5.0, (True, True, True)),
        (16.0, None, (None, True, True)),
    ],
)
def test_what_it_is_enough_for(
    measure: Any, made: Any, download: float, upload: float | None, suits: tuple[bool | None, ...]
) -> None:
    line = Line(replace(MEASURED, download_mbps=download, upload_mbps=upload))
    facts = measure("network.speed", computer(made, line)).facts
    assert (facts["suits_calls"], facts["suits_films"], facts["suits_films_4k"]) == suits


@pytest.mark.parametrize("reason", ["timeout", "not_permitted", "not_available"])
def test_what_was_not_measured_is_no_zero(measure: Any, made: Any, reason: Reason) -> None:
    result = measure("network.speed", computer(made, Line(Missing(reason, "the server is gone"))))
    assert (result.result, result.reason, result.detail) == ("unknown", reason, "the server is gone")
    assert set(result.facts.values()) == {None}


def test_a_stop_gives_no_result(measure: Any, made: Any) -> None:
    cancel = Cancel()
    cancel.set()
    assert measure("network.speed", computer(made, Line(MEASURED)), cancel=cancel).result == "unknown"


def test_the_profile_says_where_and_how_much(measure: Any, made: Any, with_values: Change) -> None:
    own = with_values("speed", server_url="https://speed.example.com/backend/", most_bytes=300_000_000)
    line = Line(MEASURED)
    measure("network.speed", computer(made, line), organisation=own)
    (request,) = line.asked
    assert (request.server_url, request.most_bytes, request.plain_http) == (
        "https://speed.example.com/backend/",
        300_000_000,
        False,
    )


@pytest.mark.parametrize(
    ("metered", "adapter", "result", "most_bytes"),
    [
        (False, "wlan0", "free", 1_000_000_000),
        (True, "wlan0", "metered", 100_000_000),
        (NOBODY_TELLS, "wlan0", "unknown", 1_000_000_000),
        (NOBODY_TELLS, "wwan0", "metered", 100_000_000),
        (NOBODY_TELLS, "ppp0", "metered", 100_000_000),
        (False, "wwan0", "free", 1_000_000_000),
    ],
)
def test_a_line_that_charges_is_asked_about_and_moves_less(
    measure: Any, made: Any, metered: bool | Missing, adapter: str, result: str, most_bytes: int
) -> None:
    line = Line(MEASURED)
    system = computer(made, line, metered, adapter)
    cost = measure("network.metered", system)
    assert cost.result == result
    assert cost.facts == {"mobile": adapter in ("wwan0", "ppp0"), "speed_test_bytes": most_bytes}
    measure("network.speed", system)
    assert line.asked[0].most_bytes == most_bytes
