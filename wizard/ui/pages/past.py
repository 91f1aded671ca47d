"""How an earlier walk ended, in words."""

from typing import TYPE_CHECKING

from wizard.marking import N_
from wizard.wording import OUTCOME_TITLES, PROOF_TITLES

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.journal.records import SessionRecord


def ending(environment: "Environment", record: "SessionRecord") -> str:
    """Return the proof's word where there is one, else the outcome's, else that it is not finished."""
    texts = environment.texts
    if record.outcome is None:
        return texts.message(N_("Not finished"))
    for proof, title in PROOF_TITLES.items():
        if record.proof == proof and record.outcome in ("solved", "healthy"):
            return texts.message(title)
    return texts.message(OUTCOME_TITLES.get(record.outcome, record.outcome))
