"""One line of a proof: figures where they stand on both sides, else words; nothing that was read on one side only."""

from datetime import UTC, datetime

import pytest

from wizard.flow.events import FactValue
from wizard.report.content import Change
from wizard.report.lines import change_line
from wizard.texts import Texts

PROXY_DEAD: dict[str, FactValue] = {"clock_offset_s": None, "proxy": "http://proxy.example:8080"}
PROXY_OK: dict[str, FactValue] = {"clock_offset_s": 0.2, "proxy": None}


def made(results: tuple[str, str], before: dict[str, FactValue], after: dict[str, FactValue]) -> Change:
    return Change(
        at=datetime(2026, 11, 22, tzinfo=UTC), step="flow/check", of="flow/measure", title="Ping", word="fixed",
        before_result=results[0], after_result=results[1], before=before, after=after,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (made(("lossy", "ok"), {"loss_percent": 12.0}, {"loss_percent": 0}), "Ping: Lost messages 12 % → 0 % (fixed)"),
        (made(("proxy_dead", "ok"), PROXY_DEAD, PROXY_OK), "Ping: the proxy does not answer → good (fixed)"),
        (made(("down", "ok"), {"latency_ms": None}, {"latency_ms": 20.0}), "Ping: no answer → good (fixed)"),
        (made(("down", "ok"), {"signal_dbm": -60}, {"signal_dbm": -60}), "Ping: no answer → good (fixed)"),
        (made(("slow", "slow"), {"latency_ms": 143}, {"latency_ms": 143}), "Ping: Answer time 143 ms → 143 ms (fixed)"),
    ],
)  # fmt: skip
def test_a_proof_in_one_line(change: Change, line: str) -> None:
    assert change_line(change, Texts("en", "linux")) == line
