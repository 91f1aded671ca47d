"""What a person can be asked for a report and its way (FACTS B1, B2, B4, B6): label, hint, the form of each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from wizard.escalation.ready import check_item, normal_form
from wizard.flow.model import InputKind
from wizard.inputs import AnswerError, checked_input
from wizard.marking import N_


@dataclass(frozen=True)
class Question:
    """One line. ``kind`` is the form it must have, or ``item`` the entry of FACTS B6 that checks it; ``choices`` are
    label by answer where nothing is typed. All labels are catalogue messages.
    """

    label: str
    kind: InputKind = "text"
    hint: str = ""
    item: str | None = None
    wide: bool = False
    choices: Mapping[str, str] | None = None


QUESTIONS: Mapping[str, Question] = {
    "last_success": Question(N_("What was the last thing that worked?"), wide=True),
    "exact_message": Question(N_("What does the message on the screen say, word for word?"), wide=True),
    "went_down": Question(N_("When did it begin?"), "datetime", N_("2026-11-22 14:05")),
    "recent_changes": Question(
        N_("What was changed shortly before?"), hint=N_("An update, a new device, a moved router"), wide=True
    ),
    "users_affected": Question(N_("How many people does it affect?"), "count", N_("3")),
    "users_percent": Question(N_("What share of all people is that, in percent?"), "count", N_("50")),
    "impact_text": Question(
        N_("What does it cost, in money or in work not done?"), hint=N_("Two orders lost since morning"), wide=True
    ),
    "affects_access": Question(
        N_("Does it keep somebody out of home or office?"), choices={"yes": N_("Yes"), "no": N_("No")}
    ),
    "account_email": Question(N_("Account e-mail"), "email", N_("name@example.com")),
    "order_number": Question(N_("Order number"), item="order_number"),
    "account_number": Question(N_("Account number"), hint=N_("12 digits"), item="account_number"),
    "full_name": Question(N_("Full legal name"), item="full_name"),
    "device_serial": Question(N_("Serial number or IMEI"), item="serial_or_imei"),
    "invoice_number": Question(N_("Invoice number"), item="invoice_number"),
    "reference_number": Question(N_("Reference number"), item="reference_number"),
    "transaction_numbers": Question(
        N_("Two recent transaction numbers"),
        hint=N_("Two numbers with a comma between them"),
        item="transaction_numbers",
    ),
    "call_back_number": Question(
        N_("Telephone number with country code"), hint=N_("+420 601 234 567"), item="call_back_number"
    ),
    "time_slot_1": Question(N_("When can they call you?"), hint=N_("Today between 15:00 and 17:00")),
    "time_slot_2": Question(N_("And when else?"), hint=N_("Tomorrow between 9:00 and 11:00")),
    "browser": Question(N_("Which browser and its version?"), hint=N_("Firefox 145")),
    "steps_to_reproduce": Question(N_("How can somebody else see the problem, step by step?"), wide=True),
    "expected_result": Question(N_("What should happen instead?"), wide=True),
    "wanted_solution": Question(N_("What exactly do you ask for?"), wide=True),
}
"""By the name in ``Particulars.typed``; in the order in which they are asked."""
FIRST = (
    "last_success", "exact_message", "went_down", "recent_changes", "users_affected", "users_percent", "impact_text",
    "affects_access", "account_email", "order_number",
)  # fmt: skip
"""What every report asks for, if the journal does not know it; the others belong to single ways."""


def checked_particular(name: str, text: str, now_utc: datetime) -> str:
    """Return what was typed in the form in which it is kept; raises AnswerError with a sentence for the person.

    Times are local, as typed. Raises KeyError for a name that is no question.
    """
    question = QUESTIONS[name]
    if question.choices is not None:
        if text not in question.choices:
            raise AnswerError(N_("Type one of the numbers."))
        return text
    if question.item is not None:
        verdict = check_item(question.item, text, now_utc.astimezone().date())
        if verdict.state != "right":
            raise AnswerError(verdict.message or N_("Type an answer first."), **verdict.facts)
        return normal_form(question.item, text)
    checked = checked_input(question.kind, text, now_utc)
    if question.kind == "datetime":
        return f"{datetime.fromisoformat(checked).replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"
    if name == "users_percent" and not 0 < int(checked) <= 100:
        raise AnswerError(N_("A share lies between 1 and 100 percent."))
    return checked
