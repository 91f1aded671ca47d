"""The few questions that decide about the way: what it is about, and the four for whoever is unsure (FACTS E7)."""

from dataclasses import dataclass
from typing import Literal

from wizard.escalation.sentence import Sentence
from wizard.escalation.situation import Situation
from wizard.marking import N_
from wizard.wording import NOT_SURE as NOT_SURE_LABEL

QuestionName = Literal["about", "solvable", "record", "wait", "severity"]
NOT_SURE = "not_sure"
HALF_PERCENT = 50.0


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


def _question(name: QuestionName, title: Sentence, choices: dict[str, str]) -> Question:
    labels = {**choices, NOT_SURE: NOT_SURE_LABEL}
    return Question(name, title, tuple(Choice(choice, Sentence(label)) for choice, label in labels.items()))


ABOUT = _question(
    "about",
    Sentence(N_("Is it one of these?")),
    {
        "outage": N_("The service is down, for others too"),
        "security": N_("Somebody got in, or data leaked out"),
        "safety": N_("Somebody may be in danger"),
        "payment": N_("A payment dispute, and money is at risk"),
        "legal": N_("A contract, an invoice, an export or an audit"),
        "vip": N_("I was promised priority support"),
        "none": N_("None of these"),
    },
)
"""What nothing measured can tell: the cases that are served at once, and those that belong in writing (E2–E4)."""
SOLVABLE = _question(
    "solvable",
    Sentence(N_("How long would it take, with somebody to guide you?")),
    {"minutes": N_("Under 10 minutes"), "longer": N_("Longer")},
)
RECORD = _question(
    "record",
    Sentence(N_("Do you need proof in writing?")),
    {"yes": N_("Yes, as proof or for an approval"), "no": N_("No")},
)
WAIT = _question(
    "wait",
    Sentence(N_("How long can you wait for an answer?")),
    {"now": N_("Not at all"), "hours": N_("Some hours"), "days": N_("One to three days")},
)
_P1 = {"p1": N_("Yes")}
_BELOW_P1 = {
    "high": N_("No, but I cannot go on"),
    "normal": N_("No, and I can go on for now"),
    "low": N_("No, and it can wait"),
}
_GOING_ON = {
    "high": N_("No, I cannot go on"),
    "normal": N_("Yes, for now"),
    "low": N_("Yes, it can wait"),
}


def severity_question(situation: Situation) -> Question:
    """Return the question for the severity: P1 is asked, never guessed (FACTS D3), unless the share is known."""
    if situation.below_p1:
        return _question("severity", Sentence(N_("Can you go on with your work for now?")), _GOING_ON)
    if situation.p1_users_percent == HALF_PERCENT:
        title = Sentence(N_("Does it affect about half of the people or more?"))
    else:
        title = Sentence(
            N_("Does it affect {users_percent} of the people or more?"),
            {"users_percent": situation.p1_users_percent},
        )
    return _question("severity", title, {**_P1, **_BELOW_P1})


def open_questions(situation: Situation) -> tuple[Question, ...]:
    """Return those of the four questions of FACTS E7 that are not answered yet, in their order."""
    known = {
        "solvable": situation.solvable_in_minutes is not None,
        "record": situation.needs_record is not None,
        "wait": situation.acceptable_wait is not None,
        "severity": situation.severity is not None,
    }
    four = (SOLVABLE, RECORD, WAIT, severity_question(situation))
    return tuple(one for one in four if not known[one.name] and one.name not in situation.answered)
