"""What only the person can say for a report (FACTS B1, B2, B4), as one frozen value; everything may be left out.

It holds only what may be written down (FACTS B6). Codes, PINs, cards, dates of birth and addresses have no field here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Severity = Literal["p1", "high", "normal", "low"]
"""``p1``: about half of the users or more (FACTS D3), asked, never guessed. ``low`` can wait (FACTS E6)."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_LIST = re.compile(r"[,;\s]+")
_TEXTS = (
    "account_email", "account_number", "full_name", "device_serial", "order_number", "invoice_number",
    "reference_number", "call_back_number", "impact_text", "browser",
    "steps_to_reproduce", "expected_result", "wanted_solution",
)  # fmt: skip
_FIVE_TEXTS = ("last_success", "exact_message", "went_down", "recent_changes")


@dataclass(frozen=True, kw_only=True)
class FiveThings:
    """FACTS B1, as the person answered them; None: not given. ``went_down`` is a local time as text."""

    last_success: str | None = None
    exact_message: str | None = None
    went_down: str | None = None
    users_affected: int | None = None
    users_percent: float | None = None
    recent_changes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a report and its way to people can take from the person.

    ``impact_text`` is the loss in money or operations; ``time_slots`` are up to two times for a call, as typed;
    ``wanted_solution`` the specific thing that is asked for; ``affects_access`` whether somebody cannot get into home
    or office (FACTS D6). ``error_codes`` are known from the walk and only shown. ``prefilled`` names the fields that
    the journal or the device record filled, so that nobody is asked for them.
    """

    account_email: str | None = None
    account_number: str | None = None
    full_name: str | None = None
    device_serial: str | None = None
    order_number: str | None = None
    invoice_number: str | None = None
    reference_number: str | None = None
    transaction_numbers: tuple[str, ...] = ()
    call_back_number: str | None = None
    time_slots: tuple[str, ...] = ()
    impact_text: str | None = None
    browser: str | None = None
    steps_to_reproduce: str | None = None
    expected_result: str | None = None
    wanted_solution: str | None = None
    severity: Severity | None = None
    affects_access: bool | None = None
    five: FiveThings = field(default_factory=FiveThings)
    error_codes: tuple[str, ...] = ()
    prefilled: frozenset[str] = frozenset()

    def typed(self) -> dict[str, str]:
        """Return what can be typed, by the name of its question; what is not known is left out."""
        given = {name: getattr(self, name) for name in _TEXTS}
        given |= {name: getattr(self.five, name) for name in _FIVE_TEXTS}
        five = self.five
        given["users_affected"] = None if five.users_affected is None else str(five.users_affected)
        given["users_percent"] = None if five.users_percent is None else f"{five.users_percent:g}"
        given["transaction_numbers"] = ", ".join(self.transaction_numbers) or None
        given |= {f"time_slot_{number}": slot for number, slot in enumerate(self.time_slots, start=1)}
        given["severity"] = self.severity
        given["affects_access"] = None if self.affects_access is None else "yes" if self.affects_access else "no"
        return {name: text for name, text in given.items() if text}

    def without_texts(self) -> "Particulars":
        """Return only what has a checked form, for where free text, which may name anything, cannot be redacted."""
        formed = ("account_email", "order_number", "severity", "affects_access", *GIVEN)
        return Particulars(
            **{name: getattr(self, name) for name in formed},
            transaction_numbers=self.transaction_numbers,
            five=FiveThings(users_affected=self.five.users_affected, users_percent=self.five.users_percent),
        )

    def with_typed(self, typed: Mapping[str, str]) -> "Particulars":
        """Return these particulars with what was typed over them; an empty text takes a prefilled one away.

        Names that are no particulars are passed over: nothing else can get in here.
        """
        known = {**self.typed(), **{name: text.strip() for name, text in typed.items()}}
        known = {name: text for name, text in known.items() if text}
        changed = {name for name in self.prefilled if known.get(name) != self.typed().get(name)}
        users, percent, severity = known.get("users_affected"), known.get("users_percent"), known.get("severity")
        slots = (known.get("time_slot_1"), known.get("time_slot_2"))
        return replace(
            self,
            **{name: known.get(name) for name in _TEXTS},  # type: ignore[arg-type]
            transaction_numbers=tuple(_LIST.split(known["transaction_numbers"].strip(",; ")))[:2]
            if "transaction_numbers" in known
            else (),
            time_slots=tuple(slot for slot in slots if slot),
            severity=next((one for one in SEVERITIES if one == severity), None),
            affects_access={"yes": True, "no": False}.get(known.get("affects_access", "")),
            five=FiveThings(
                users_affected=_whole(users),
                users_percent=_percent(percent),
                **{name: known.get(name) for name in _FIVE_TEXTS},
            ),
            prefilled=self.prefilled - changed,
        )


GIVEN = (
    "account_number", "full_name", "device_serial", "invoice_number", "reference_number", "call_back_number"
)  # fmt: skip
"""What is given to be passed on as it is (FACTS B6); everything else that is text is redacted."""
PERSONAL = (
    "account_number", "full_name", "invoice_number", "reference_number", "transaction_numbers", "call_back_number",
    "time_slots", "browser",
)  # fmt: skip
"""What goes only where the row of FACTS E wants it."""
NAMES = frozenset(
    {*_TEXTS, *_FIVE_TEXTS, "users_affected", "users_percent", "transaction_numbers", "time_slot_1", "time_slot_2",
     "severity", "affects_access"}
)  # fmt: skip
"""Everything that can be typed and kept; a name that is not here is never written down."""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None


def _percent(text: str | None) -> float | None:
    try:
        share = float((text or "").replace(",", ".").rstrip("% "))
    except ValueError:
        return None
    return share if 0 < share <= 100 else None
