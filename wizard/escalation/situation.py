"""What decides about the way to people (FACTS E1–E7), as far as it is known; unknown is None, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wizard.escalation.model import Severity
from wizard.organisation.profile import Organisation
from wizard.report.particulars import Particulars

AcceptableWait = Literal["now", "hours", "days"]


@dataclass(frozen=True, kw_only=True)
class Situation:
    """``confidence`` is the search's (0 to 1), None where nobody typed; ``answered`` names the questions that were
    answered, also with *not sure*, so that nobody is asked twice.
    """

    outage: bool = False
    security_incident: bool = False
    safety: bool = False
    vip: bool = False
    money_at_risk: bool = False
    several_attachments: bool = False
    needs_record: bool | None = None
    legal_or_invoice: bool = False
    solvable_in_minutes: bool | None = None
    """Whether it can be solved in under ten minutes with somebody's guidance (FACTS E1)."""
    acceptable_wait: AcceptableWait | None = None
    severity: Severity | None = None
    confidence: float | None = None
    affects_access: bool = False
    answered: frozenset[str] = frozenset()


def situation_of(
    *,
    flow_id: str,
    facts: Mapping[str, object],
    particulars: Particulars,
    organisation: Organisation,
    answers: Mapping[str, str],
    confidence: float | None = None,
    attachments: int = 0,
) -> Situation:
    """Return the situation. ``facts`` are the walk's latest (``view.facts``), ``answers`` those to ``Advice.questions``
    by question name, ``attachments`` how many files go along beside the report itself (pictures, exports, captures).
    """
    raise NotImplementedError
