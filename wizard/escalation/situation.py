"""What decides about the way to people (FACTS E1–E7), as far as it is known; unknown is None, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from wizard.organisation.profile import Organisation
from wizard.report.particulars import SEVERITIES, Particulars, Severity

AcceptableWait = Literal["now", "hours", "days"]
OUTAGE_FLOW = "service_down"
"""The flow about the service itself being down (FACTS A11)."""
WORKS_FOR_OTHERS = "works_for_others"
"""The fact in which it keeps whether the service works for others: then it is down for this person alone (D1)."""
OUTAGE_VERDICTS = frozenset({"router", "provider", "service"})
"""Places of a measured fault that leave the person without the service, whatever is done on this computer."""
SEVERAL_ATTACHMENTS = 2
_WAITS: Mapping[str, AcceptableWait] = {wait: wait for wait in get_args(AcceptableWait)}
_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class Situation:
    """``confidence`` is the search's (0 to 1), None where nobody typed; ``answered`` names the questions that were
    answered, also with *not sure*, so that nobody is asked twice. ``below_p1``: the share of users is known, and it is
    below ``p1_users_percent``.
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
    below_p1: bool = False
    p1_users_percent: float = 50
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
    people, about = organisation.people, answers.get("about")
    p1_users_percent = organisation.clocks.p1_users_percent
    share = particulars.five.users_percent
    account = (particulars.account_email or "").casefold()
    return Situation(
        outage=about == "outage" or _is_outage(flow_id, facts),
        security_incident=about == "security",
        safety=about == "safety" or flow_id in people.safety_flows,
        vip=about == "vip" or bool(account and account in {vip.casefold() for vip in people.vip_accounts}),
        money_at_risk=about == "payment",
        several_attachments=attachments >= SEVERAL_ATTACHMENTS,
        needs_record=_YES_OR_NO.get(answers.get("record", "")),
        legal_or_invoice=about == "legal",
        solvable_in_minutes={"minutes": True, "longer": False}.get(answers.get("solvable", "")),
        acceptable_wait=_WAITS.get(answers.get("wait", "")),
        severity=_severity(flow_id, share, particulars.severity or answers.get("severity"), organisation),
        confidence=confidence,
        affects_access=bool(particulars.affects_access) or flow_id in people.access_flows,
        below_p1=share is not None and share < p1_users_percent,
        p1_users_percent=p1_users_percent,
        answered=frozenset(answers),
    )


def _is_outage(flow_id: str, facts: Mapping[str, object]) -> bool:
    is_down = flow_id == OUTAGE_FLOW and facts.get(WORKS_FOR_OTHERS) != "yes"
    return is_down or facts.get("verdict") in OUTAGE_VERDICTS


def _severity(flow_id: str, share: float | None, said: str | None, organisation: Organisation) -> Severity | None:
    """Return what the organisation or the person says; P1 is never guessed (FACTS D3).

    A share of users that the person gave decides about P1 in both directions: it is the figure behind the word.
    """
    if flow_id in organisation.people.p1_flows:
        return "p1"
    severity = next((one for one in SEVERITIES if one == said), None)
    if share is None:
        return severity
    if share >= organisation.clocks.p1_users_percent:
        return "p1"
    return "high" if severity == "p1" else severity


def severity_to_report(situation: Situation) -> Severity:
    """Return the severity a report carries: what was said; otherwise *high* where something burns, else *normal*."""
    if situation.severity is not None:
        return situation.severity
    burning = situation.outage or situation.security_incident or situation.safety or situation.affects_access
    return "high" if burning or situation.money_at_risk or situation.vip else "normal"


def known_outage(situation: Situation, answers: Mapping[str, str]) -> bool | None:
    """Return whether the service is down (FACTS D1): measured, or said by who was sure; None where nobody knows."""
    if situation.outage:
        return True
    return None if answers.get("about", "not_sure") == "not_sure" else False
