"""Which way to people, and why, in one sentence (FACTS E1–E7). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wizard.escalation.advice_questions import Choice, Question
from wizard.escalation.advice_rows import Need, Row
from wizard.escalation.model import ChannelKind
from wizard.escalation.sentence import Sentence
from wizard.escalation.situation import Situation

__all__ = ["Advice", "Choice", "Need", "Question", "Row", "advise"]


@dataclass(frozen=True, kw_only=True)
class Advice:
    """``kinds`` are the kinds of channel in the order this row wants them, ``channels`` the names there are, best
    first. ``then`` is the second way to take after the first (phone, then e-mail), ``questions`` what is still open.
    ``notes`` are sentences to show beside the reason: a way that is wished but not there, one owner, danger.
    """

    row: Row
    kinds: tuple[ChannelKind, ...]
    channels: tuple[str, ...]
    reason: Sentence
    expected: Sentence
    """How long the best way there is usually takes."""
    at_once: bool = False
    then: str | None = None
    questions: tuple[Question, ...] = ()
    notes: tuple[Sentence, ...] = ()


def advise(
    situation: Situation, available: Mapping[str, ChannelKind], *, drafts: Collection[str] = ("own_mail",)
) -> Advice:
    """Return the advice. ``available`` are the ways there are, by name; ``drafts`` names the mail ways among them that
    only lay a draft ready for the person's own mail program.
    """
    raise NotImplementedError
