"""Fixed words of letters and scripts: roles, standard phrases (FACTS B5), requests (D1-D8), as catalogue messages."""

from collections.abc import Mapping

from wizard.escalation.ladder_model import StepKind
from wizard.flow.model import OutcomeResult
from wizard.marking import N_
from wizard.organisation.channels import Role

REVIEW = N_("I ask for an immediate review by management.")
BREACH = N_("We must escalate this: a breach of service is not solved.")
CONFIRM = N_("Confirm the level of escalation and when it will be solved.")
EVIDENCE = N_("The evidence is attached.")
ONE_CONTACT = N_("Name one contact person, so that the responsibility is not spread.")
STANDARD_PHRASES = (REVIEW, BREACH, CONFIRM, EVIDENCE, ONE_CONTACT)
"""FACTS B5, in its order."""

SUBJECT = "Escalation request – Case #{number} – Management review required"
"""FACTS B4 fixes this line; it is the same in every language, so that rules of a mailbox find it."""
COMPLAINT = N_("Complaint – reference number {number}")

ROLE_NAMES: Mapping[Role, str] = {
    "first_line": N_("first-line support"),
    "team_lead": N_("team lead"),
    "supervisor": N_("supervisor"),
    "operations_manager": N_("operations manager"),
    "director": N_("director's office"),
    "regulator": N_("regulator or ombudsman"),
}
GREETING = N_("Dear {name},")
"""Titles stand in the name as the profile spells it; nothing is put before it, so none is doubled or left out."""
GREETING_NOBODY = N_("Good day,")

LEVEL_2 = N_("There was no update within {level_2_min} minutes. I ask for level 2 to take over now.")
TIER_2 = N_("There was no substantive reply within {tier_2_min} minutes. I ask for a Tier 2 review.")
DEADLINE_OVER = N_("The deadline passed without a solution: {moment}.")
PROMISE_MISSED = N_("The promised time has passed: {moment}.")
NO_OWNER = N_("Nobody is named as the owner.")
ON_CALL = N_("Ask the on-call rotation, and name a contact with phone and expected time.")
"""FACTS D6."""
P1_ACKNOWLEDGE = N_(
    "P1: no acknowledgement came within {acknowledge_min} minutes. Confirm now that somebody works on it."
)
P1_UPDATE = N_("P1: an interim update is due every {update_min} minutes. Send the next one now.")
P1_FINAL = N_("P1: the final update was due within {final_h} hours. Send it now, or a new fixed time.")
MEETING = N_(
    "There was no acknowledgement within {mail_acknowledge_h} hours. I ask for a fixed meeting with management."
)
INNER_PATH = N_("The inner path of the organisation is used up. The earlier steps are listed below.")
MITIGATION = N_("If it cannot be closed by then: a temporary solution now, and a new fixed deadline.")
ANSWERS_FOR: Mapping[str, str] = {
    "stability": N_("Operations is asked to keep the service stable."),
    "root_cause": N_("Product is asked to own the root cause."),
    "times_and_messages": N_("The escalation lead is asked to keep times and messages."),
}
"""FACTS D7."""
NEXT_STEPS: Mapping[OutcomeResult | None, str] = {
    "escalate": N_("Possible next steps: a second look at the logs, a test at your end, or a visit."),
    "hardware": N_("Possible next steps: confirm the part, send a replacement, or repair it on site."),
    "not_supported": N_("Possible next steps: name the place that can do it, or send somebody."),
    "solved": N_("Possible next steps: confirm the cause, and say how it is kept from coming back."),
    "healthy": N_("Possible next steps: check your side, and say what was found."),
    None: N_("Possible next steps: a second look at the logs, a test at your end, or a visit."),
}
REASONS: Mapping[StepKind, str] = {
    "level_2": LEVEL_2,
    "tier_2": TIER_2,
    "p1_acknowledge": P1_ACKNOWLEDGE,
    "p1_update": P1_UPDATE,
    "p1_final": P1_FINAL,
    "ownership": NO_OWNER,
    "phone_and_meeting": MEETING,
    "deadline_over": DEADLINE_OVER,
    "promise_missed": PROMISE_MISSED,
    "regulator": INNER_PATH,
}
"""Why a step is taken, in its first lines; for the others the standard phrases say it."""
