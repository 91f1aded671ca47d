"""What to have ready before a call (FACTS B6): each thing, the form it must have, and what may be kept of it.

Checks take a text and answer with a verdict; nothing here holds a value. What may not be kept (PIN, card, government
ID, date of birth, verification code, address, …) has no field anywhere that could be written down.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from wizard.escalation import ready_forms as forms
from wizard.escalation.ready_forms import State, Verdict
from wizard.marking import N_

__all__ = ["READY_ITEMS", "ReadyItem", "State", "Verdict", "check_item", "items_for", "particulars_of"]


@dataclass(frozen=True, kw_only=True)
class ReadyItem:
    """One line of the checklist. ``label`` and ``form`` are catalogue messages; ``rows`` the rows of FACTS E that want
    it; ``particular`` the name it has in ``Particulars.typed``, None for what is never kept.
    """

    name: str
    label: str
    form: str
    rows: frozenset[str]
    check: Callable[[str, date], Verdict] = field(repr=False)
    particular: str | None = None

    @property
    def kept(self) -> bool:
        """Whether B6 lets it be kept, and go into a report, once the person ticks it."""
        return self.particular is not None


_CALL = frozenset({"E2", "E4"})
_WRITTEN = frozenset({"E2", "E3", "E4"})
_ALWAYS = frozenset({"E1", "E2", "E3", "E4"})
_NUMBER = N_("{least} to {most} letters and digits")
_FOUR = N_("4 digits")
_REFERENCE = forms.signs(2, 40, _NUMBER, extra="./#-")

READY_ITEMS: tuple[ReadyItem, ...] = (
    ReadyItem(
        name="account_number",
        label=N_("Account number"),
        form=N_("12 digits"),
        rows=_ALWAYS,
        check=forms.digits(12, 12, N_("An account number has {digits} digits.")),
        particular="account_number",
    ),
    ReadyItem(
        name="account_email",
        label=N_("Registered e-mail"),
        form=N_("name@example.com"),
        rows=_ALWAYS,
        check=forms.email,
        particular="account_email",
    ),
    ReadyItem(
        name="full_name",
        label=N_("Full legal name"),
        form=N_("First name and family name"),
        rows=_WRITTEN,
        check=forms.full_name,
        particular="full_name",
    ),
    ReadyItem(
        name="postal_code",
        label=N_("Postal code"),
        form=N_("3 to 10 letters and digits"),
        rows=_CALL,
        check=forms.postal_code,
    ),
    ReadyItem(
        name="last_payment",
        label=N_("Day of the last payment"),
        form=N_("YYYY-MM-DD"),
        rows=_CALL,
        check=forms.past_day,
    ),
    ReadyItem(
        name="card_digits",
        label=N_("Last four digits of the card"),
        form=_FOUR,
        rows=_CALL,
        check=forms.digits(4, 4, N_("Only the last {digits} digits.")),
    ),
    ReadyItem(
        name="pin",
        label=N_("Security PIN"),
        form=N_("4 to 6 digits"),
        rows=_CALL,
        check=forms.digits(4, 6, N_("A PIN has {least} to {most} digits.")),
    ),
    ReadyItem(
        name="transaction_numbers",
        label=N_("Two recent transaction numbers"),
        form=N_("Two numbers with a comma between them"),
        rows=_WRITTEN,
        check=forms.transactions,
        particular="transaction_numbers",
    ),
    ReadyItem(
        name="usernames",
        label=N_("User names"),
        form=N_("With commas between them"),
        rows=_CALL | {"E1"},
        check=forms.usernames,
    ),
    ReadyItem(
        name="serial_or_imei",
        label=N_("Serial number or IMEI"),
        form=N_("Letters and digits, or the 15 digits of an IMEI"),
        rows=_ALWAYS,
        check=forms.serial_or_imei,
        particular="device_serial",
    ),
    ReadyItem(
        name="order_number",
        label=N_("Order number"),
        form=N_("2 to 40 letters and digits"),
        rows=_ALWAYS,
        check=_REFERENCE,
        particular="order_number",
    ),
    ReadyItem(
        name="invoice_number",
        label=N_("Invoice number"),
        form=N_("2 to 40 letters and digits"),
        rows=_WRITTEN,
        check=_REFERENCE,
        particular="invoice_number",
    ),
    ReadyItem(
        name="reference_number",
        label=N_("Reference number"),
        form=N_("2 to 40 letters and digits"),
        rows=_WRITTEN,
        check=_REFERENCE,
        particular="reference_number",
    ),
    ReadyItem(
        name="verification_code",
        label=N_("Verification code"),
        form=N_("4 to 10 letters and digits"),
        rows=_CALL | {"E1"},
        check=forms.signs(4, 10, _NUMBER, extra="-"),
    ),
    ReadyItem(
        name="date_of_birth",
        label=N_("Date of birth"),
        form=N_("MM/DD/YYYY"),
        rows=_CALL,
        check=forms.birth_day,
    ),
    ReadyItem(
        name="government_id",
        label=N_("Last four of a government ID"),
        form=N_("4 letters or digits"),
        rows=_CALL,
        check=forms.signs(4, 4, N_("Only the last {least} letters or digits.")),
    ),
    ReadyItem(
        name="home_address",
        label=N_("Home address with apartment"),
        form=N_("Street and number, apartment"),
        rows=_CALL,
        check=forms.home_address,
    ),
    ReadyItem(
        name="call_back_number",
        label=N_("Telephone number with country code"),
        form=N_("+420 601 234 567"),
        rows=_WRITTEN,
        check=forms.phone,
        particular="call_back_number",
    ),
)
_BY_NAME = {item.name: item for item in READY_ITEMS}


def check_item(name: str, text: str, today: date) -> Verdict:
    """Return how ``text`` fits the item's form; raises KeyError for a name that is no item."""
    check = _BY_NAME[name].check
    text = text.strip()
    if not text:
        return forms.EMPTY
    if len(text) > forms.MOST_CHARACTERS or not text.isprintable():
        return forms.wrong(N_("That is too long, or holds signs that nobody can read."))
    return check(text, today)


def items_for(row: str) -> tuple[ReadyItem, ...]:
    """Return the items that this row of FACTS E wants, in the order of B6."""
    return tuple(item for item in READY_ITEMS if row in item.rows)


def particulars_of(ticked: Mapping[str, str], today: date) -> Mapping[str, str]:
    """Return what may be kept of ticked lines that have their form, by the name in ``Particulars.typed``.

    Whatever B6 does not let be kept is left out, ticked or not.
    """
    kept: dict[str, str] = {}
    for name, text in ticked.items():
        item = _BY_NAME.get(name)
        if item is not None and item.particular is not None and check_item(name, text, today).state == "right":
            kept[item.particular] = normal_form(name, text)
    return kept


def normal_form(name: str, text: str) -> str:
    """Return a kept item as it is written down: an account number without gaps, a telephone number with its ``+``."""
    text = " ".join(text.split())
    match name:
        case "account_number":
            return re.sub(r"[^0-9]", "", text)
        case "call_back_number":
            return f"+{forms.phone_digits(text)}"
        case "transaction_numbers":
            return ", ".join(number for number in re.split(r"[,;\s]+", text) if number)
        case "serial_or_imei":
            plain = re.sub(r"[ -]", "", text)
            return plain if plain.isdigit() else text
        case _:
            return text
