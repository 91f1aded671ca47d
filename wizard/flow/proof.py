"""The judgement of a verify: the reading before the first change against the reading after it (promise 1)."""

from typing import assert_never

from wizard.flow.catalogue import NOT_SURE
from wizard.flow.events import Answered, Measured
from wizard.flow.model import AskStep, Step
from wizard.flow.views import ProofWord


def word(of: Step, before: Measured | Answered | None, after: Measured | Answered) -> ProofWord:
    """Return what ``after`` proves of ``of``, the step that was measured or asked again.

    Bad → good: fixed (or said so); bad → bad: not fixed; anything else: could not measure (DESIGN 3).
    """
    match _is_good(of, before), _is_good(of, after):
        case False, True:
            said = isinstance(after, Answered) or after.said
            return "said_so" if said else "fixed"
        case False, False:
            return "not_fixed"
        case _:
            return "could_not_measure"


def branch(proof_word: ProofWord) -> str:
    """Return the branch of a verify that ``proof_word`` takes."""
    match proof_word:
        case "fixed" | "said_so":
            return "fixed"
        case "not_fixed":
            return "not_fixed"
        case "could_not_measure":
            return "unknown"
        case _:
            assert_never(proof_word)


def _is_good(of: Step, reading: Measured | Answered | None) -> bool | None:
    """Return whether a reading is good; None when there is none or it is unknown."""
    if isinstance(reading, Measured):
        return reading.good
    if reading is None or not isinstance(of, AskStep) or reading.choice == NOT_SURE:
        return None
    return reading.choice in of.good
