"""The words of the ladder: what is due, why, and whom it goes to."""

from collections.abc import Mapping
from datetime import datetime

from wizard.escalation.ladder_model import StepKind
from wizard.escalation.ladder_rungs import ROLE_TITLES
from wizard.escalation.sentence import Sentence
from wizard.marking import N_
from wizard.organisation.channels import Clocks, Role, Rung

STEP_TITLES: Mapping[StepKind, str] = {
    "p1_acknowledge": N_("Call: who has it?"),
    "p1_update": N_("Call: how does it stand?"),
    "p1_final": N_("Ask for a way around it and a new time"),
    "level_2": N_("Ask for second-level support"),
    "tier_2": N_("Ask for a review by specialists (Tier 2)"),
    "ownership": N_("Ask for a named contact"),
    "phone_and_meeting": N_("Call, and ask for a meeting"),
    "deadline_over": N_("Call about the e-mail"),
    "promise_missed": N_("Go one level up: a promise was missed"),
    "next_rung": N_("Go one level up"),
    "public_channel": N_("Use the public page or channel"),
    "regulator": N_("Go to the regulator"),
}
_REASONS: Mapping[StepKind, str] = {
    "p1_acknowledge": N_("Very many people are affected, and nobody took it in {waited_minutes}. Call now."),
    "p1_update": N_("No news for {waited_minutes}. Call, and ask how it stands."),
    "p1_final": N_("It is still open after {waited_hours}. Ask for a way around it, and for a new fixed time."),
    "level_2": N_("No update in {waited_minutes}. Ask that second-level support takes it over."),
    "tier_2": N_("No real answer in {waited_minutes}. Ask for a review by specialists (Tier 2)."),
    "phone_and_meeting": N_("Nobody confirmed the e-mail in {waited_hours}. Call, and ask for a fixed meeting there."),
    "deadline_over": N_("The {waited_hours} that the e-mail gave are over. Call, and ask when the answer comes."),
    "promise_missed": N_("They named {until_time}, and no answer came. Next: {role}."),
    "next_rung": N_("No real answer in {waited_hours}. Next: {role}."),
    "regulator": N_("The way inside is used up. Next: {role}. Quote the number {reference}."),
    "public_channel": N_("Private ways are stuck. Write where others can read it, without private data."),
}
_NOBODY_HAS_IT = N_("So far nobody is named as the owner. Ask who is on call, and for a name, a phone and a time.")
_NO_ACCESS = N_("Somebody cannot get in. Ask who is on call, and for a name, a phone and an expected time.")
_NOBODY_ABOVE = N_("They named {until_time}, and no answer came. Nobody above them is known here.")
_KNOWN = N_("To: {who}")
_ASK_UPWARDS = N_("Nobody is named for this here. Ask your support for its next level.")
_ASK_SAME = N_("Nobody is named for this here. Ask where the report went.")
_ASK_REGULATOR = N_("Nobody is named for this here. Ask your support who the regulator is.")
_UPWARDS = frozenset({"level_2", "tier_2", "next_rung", "promise_missed"})
_LOOK_FOR_PAGE = N_("Look for the official complaints page, or for the official channel.")


def reason(
    kind: StepKind,
    *,
    clocks: Clocks,
    response_h: float,
    until: datetime,
    role: Role | None,
    reference: str,
    access: bool,
) -> Sentence:
    """Return why a step is due. ``until`` is when its clock is over, ``role`` the rung it goes to."""
    waited = {
        "p1_acknowledge": clocks.p1_acknowledge_min,
        "p1_update": clocks.p1_update_min,
        "p1_final": clocks.p1_final_min,
        "level_2": clocks.level_2_min,
        "tier_2": clocks.tier_2_min,
        "phone_and_meeting": clocks.mail_acknowledge_h * 60,
        "deadline_over": clocks.mail_deadline_h * 60,
    }.get(kind, response_h * 60)
    facts: dict[str, object] = {
        "waited_minutes": waited,
        "waited_hours": waited / 60,
        "until_time": until,
        "role": ROLE_TITLES[role] if role is not None else "",
        "reference": reference,
    }
    if kind == "ownership":
        return Sentence(_NO_ACCESS if access else _NOBODY_HAS_IT)
    if kind == "promise_missed" and role is None:
        return Sentence(_NOBODY_ABOVE, facts)
    return Sentence(_REASONS[kind], facts)


def whom(kind: StepKind, rung: Rung | None) -> Sentence:
    """Return whom a step goes to: by name and address where the profile has them, else whom to ask."""
    if kind == "public_channel" and (rung is None or not rung.public_channel):
        return Sentence(_LOOK_FOR_PAGE)
    if rung is not None and (rung.name or rung.email or rung.phone or rung.channel):
        who = [part for part in (rung.name or ROLE_TITLES[rung.role], rung.email, rung.phone) if part]
        return Sentence(_KNOWN, {"who": who})
    if kind == "regulator":
        return Sentence(_ASK_REGULATOR)
    return Sentence(_ASK_UPWARDS if kind in _UPWARDS else _ASK_SAME)
