"""What window and terminal say alike: a watch names what it waits for; an answer is not called a measurement."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from wizard.flow.events import Answered, Measured
from wizard.flow.views import Proof, ShowGuide
from wizard.texts import Texts
from wizard.wording import Wording

AT = datetime(2026, 11, 22, 13, 2, tzinfo=UTC)


@pytest.fixture
def wording() -> Wording:
    environment: Any = SimpleNamespace(texts=Texts("en", "linux"))
    return Wording(environment, {})


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
