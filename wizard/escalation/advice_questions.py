"""The few questions that decide about the way: what it is about, and the four for whoever is unsure (FACTS E7)."""

from dataclasses import dataclass
from typing import Literal

from wizard.escalation.sentence import Sentence

QuestionName = Literal["about", "solvable", "record", "wait", "severity"]
NOT_SURE = "not_sure"


@dataclass(frozen=True)
class Choice:
    """One answer: ``name`` is what ``situation_of`` takes, ``label`` what a person reads."""

    name: str
    label: Sentence


@dataclass(frozen=True)
class Question:
    """One question, one page. Every one has a choice *not sure*, last."""

    name: QuestionName
    title: Sentence
    choices: tuple[Choice, ...]
