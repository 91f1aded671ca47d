"""Whether a router answers: an answer, silence, and echoes that cannot be sent are three different things."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pytest

from wizard.system.answering import ask_for_answer
from wizard.system.base import Missing

NOT_SENT = Missing("not_permitted", "no echoes here")


@dataclass
class PlayedEcho:
    """Answers as it is told, and knows whether it was closed."""

    answers: list[float | Missing | None]
    method: Literal["icmp", "ping", "tcp"] = "icmp"
    address: str = "192.0.2.1"
    closed: bool = False
    waited_s: list[float] = field(default_factory=list)

    def send(self, timeout_s: float) -> float | Missing | None:
        self.waited_s.append(timeout_s)
        return self.answers.pop(0)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("answers", "told", "sent"),
    [
        ([3.5, 4.0], (True, 3.5), 1),
        ([None, 4.0], (True, 4.0), 2),
        ([None, None, 4.0], (False, None), 2),
        ([NOT_SENT, 4.0], (None, None), 1),
        ([None, NOT_SENT], (None, None), 2),
    ],
)
def test_an_answer_silence_and_not_sent(
    answers: Sequence[float | Missing | None], told: tuple[bool | None, float | None], sent: int
) -> None:
    echo = PlayedEcho(list(answers))
    assert ask_for_answer(echo) == told
    assert len(echo.waited_s) == sent
    assert echo.closed


def test_no_way_to_send_says_nothing_of_the_router() -> None:
    assert ask_for_answer(NOT_SENT) == (None, None)
