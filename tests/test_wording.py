"""What window and terminal say alike: a watch names what it waits for; an answer is not called a measurement."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from wizard.flow.events import Answered, Measured
from wizard.flow.views import Proof, ShowGuide
from wizard.organisation import load_organisation
from wizard.texts import Texts
from wizard.wording import Wording

AT = datetime(2026, 11, 22, 13, 2, tzinfo=UTC)


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    organisation = load_organisation(None, tmp_path / "none.toml", tmp_path / "none.toml")
    environment: Any = SimpleNamespace(texts=Texts("en", "linux"), organisation=organisation)
    measured: Any = SimpleNamespace(step={"measure": None})
    return Wording(environment, {"flow": measured})


@pytest.mark.parametrize(
    ("probe", "waits_for"),
    [
        ("network.ping", "connection"),
        ("wifi.link", "channel"),
        ("device.reachable", "device."),
        ("network.proxy", "it"),
    ],
)
def test_a_watch_says_what_it_waits_for(wording: Wording, probe: str, waits_for: str) -> None:
    view = cast(ShowGuide, SimpleNamespace(step=SimpleNamespace(watch=probe)))
    sentence = wording.watching(view)
    assert sentence is not None
    assert waits_for in sentence.split()
    assert sentence.endswith("we go on by ourselves.")


def test_without_a_watch_nothing_is_promised(wording: Wording) -> None:
    assert wording.watching(cast(ShowGuide, SimpleNamespace(step=SimpleNamespace(watch=None)))) is None


def test_what_was_said_is_not_called_measured(wording: Wording) -> None:
    """Promise 1: nothing is told as measured that was only answered."""
    said = Answered(at=AT, step="flow/ask", choice="no")
    measured = Measured(at=AT, step="flow/measure", probe="network.ping", result="slow", good=False)
    by_answer = Proof("flow/again", "flow/ask", "not_fixed", said, said)
    by_probe = Proof("flow/again", "flow/measure", "not_fixed", measured, measured)
    assert "measured" not in wording.proof_sentence(by_answer)
    assert "measured again" in wording.proof_sentence(by_probe)


def test_what_is_known_to_be_nothing_is_not_unknown(wording: Wording) -> None:
    full = Measured(at=AT, step="flow/measure", probe="storage.cache", result="over", good=False,
                    facts={"size_bytes": 600_000_000, "limit_bytes": 500_000_000})  # fmt: skip
    gone = Measured(at=AT, step="flow/measure", probe="storage.cache", result="absent", good=True,
                    facts={"size_bytes": None, "limit_bytes": 500_000_000})  # fmt: skip
    nobody_knows = Measured(at=AT, step="flow/measure", probe="storage.cache", result="unknown", good=None, facts={})
    (row,) = wording.proof_rows(Proof("flow/again", "flow/measure", "fixed", full, gone))
    assert (row.before, row.after) == ("600 MB", "none")
    (row,) = wording.proof_rows(Proof("flow/again", "flow/measure", "could_not_measure", full, nobody_knows))
    assert (row.before, row.after) == ("600 MB", "unknown")


def test_days_are_said_as_a_person_says_them(wording: Wording) -> None:
    read = Measured(at=AT, step="flow/measure", probe="computer.firmware", result="old", good=False,
                    facts={"computer_firmware_version": "1.2.0", "computer_firmware_date": "2021-09-09"})  # fmt: skip
    sentence = wording.finding(read)
    assert "9 September 2021" in sentence
    assert "2021-09-09" not in sentence
