"""FACTS B6: each form as it is typed, and what may be kept of it."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.escalation.ready import READY_ITEMS, check_item, items_for, particulars_of
from wizard.escalation.ready_forms import Verdict, luhn
from wizard.report.particulars import NAMES, Particulars

TODAY = date(2026, 7, 1)
RIGHT = {
    "account_number": ("1234 5678 9012", "123456789012", "1234-5678-9012"),
    "account_email": ("jana@example.com", "j.n+x@mail.example.co.uk"),
    "full_name": ("Jana Nováková", "Seán O'Brien-Smith", "Ing. Petr Dvořák"),
    "postal_code": ("110 00", "SW1A 1AA", "10001"),
    "last_payment": ("2026-06-30", "2024-02-29", "2026-07-01"),
    "card_digits": ("0042",),
    "pin": ("9741", "97413", "974136"),
    "transaction_numbers": ("TX-10001, TX-10002", "88112233 88112234"),
    "usernames": ("jana", "jana, jana.novakova"),
    "serial_or_imei": ("490154203237518", "49-015420-323751-8", "PF-3KX91Q", "1234567890"),
    "order_number": ("2026-00417", "A7"),
    "invoice_number": ("FV/2026/118",),
    "reference_number": ("#88123",),
    "verification_code": ("482913", "G-482913"),
    "date_of_birth": ("02/29/1988", "07/01/2026"),
    "government_id": ("4821", "48AB"),
    "home_address": ("12 Long Street, apt 4", "Dlouhá 12, byt 4, Praha"),
    "call_back_number": ("+420 601 234 567", "00420601234567", "+1 (212) 555-0100", "+683 4000"),
}
WRONG = {
    "account_number": ("1234567890123", "12345678901a", "１２３４５６７８９０１２"),
    "account_email": ("@example.com", "a@b@c.cz", "a b@example.com", "a@.cz"),
    "full_name": ("Jana 2", "Jana <b>"),
    "postal_code": ("110/00", "12345678901"),
    "last_payment": ("2026-02-29", "2026-07-02", "30.6.2026", "2026-13-01", "2026-6-1"),
    "card_digits": ("12345", "12a4"),
    "pin": ("1234567", "12.4"),
    "transaction_numbers": ("TX-10001, TX-10002, TX-10003",),
    "usernames": ("jana novakova",),
    "serial_or_imei": ("490154203237519", "4901542032375180", "PF 3KX91Q;"),
    "order_number": ("-1", "A" * 41, "a b"),
    "invoice_number": ("FV;118",),
    "reference_number": ("8 8",),
    "verification_code": ("12345678901",),
    "date_of_birth": ("02/30/1988", "13/01/1988", "1988-01-01", "07/02/2026", "01/01/1899"),
    "government_id": ("48213", "48.1"),
    "home_address": ("<script>",),
    "call_back_number": ("601 234 567", "+999 123 456", "+420 601 234 567 890 123", "+420 call me", "0601234567"),
}
BEGINNINGS = {
    "account_number": ("1", "1234 5678"),
    "account_email": ("jana", "jana@", "jana@example"),
    "full_name": ("Jana",),
    "postal_code": ("11", "SW"),
    "last_payment": ("2", "2026-", "2026-06-3"),
    "card_digits": ("00",),
    "pin": ("123",),
    "transaction_numbers": ("TX-10001", "TX-10001,"),
    "serial_or_imei": ("PF", "49015"),
    "order_number": ("A",),
    "invoice_number": ("F",),
    "reference_number": ("8",),
    "verification_code": ("48",),
    "date_of_birth": ("0", "02/", "02/29/198"),
    "government_id": ("48",),
    "home_address": ("12 Long Street",),
    "call_back_number": ("+", "00", "+4", "+42", "+420", "+420 6"),
}
NEVER_KEPT = {
    "pin",
    "card_digits",
    "government_id",
    "date_of_birth",
    "verification_code",
    "home_address",
    "postal_code",
}
KEPT = {
    "full_name", "account_email", "account_number", "serial_or_imei", "order_number", "invoice_number",
    "reference_number", "transaction_numbers", "call_back_number",
}  # fmt: skip


def cases(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


def test_every_item_has_examples() -> None:
    names = {item.name for item in READY_ITEMS}
    assert set(RIGHT) == set(WRONG) == names
    assert set(BEGINNINGS) == names - {"usernames"}  # one letter is a user name already


@pytest.mark.parametrize(("name", "text"), cases(RIGHT))
def test_right(name: str, text: str) -> None:
    assert check_item(name, text, TODAY).state == "right"
    assert check_item(name, f"  {text} ", TODAY).state == "right"


@pytest.mark.parametrize(("name", "text"), cases(WRONG))
def test_wrong_says_why(name: str, text: str) -> None:
    verdict = check_item(name, text, TODAY)
    assert verdict.state == "wrong"
    assert verdict.message


@pytest.mark.parametrize(("name", "text"), cases(BEGINNINGS))
def test_a_beginning_is_no_fault(name: str, text: str) -> None:
    verdict = check_item(name, text, TODAY)
    assert verdict.state == "incomplete"
    assert verdict.message


@pytest.mark.parametrize(("name", "text"), cases(RIGHT))
def test_nothing_is_wrong_on_the_way_to_right(name: str, text: str) -> None:
    """As it is typed, key by key, no complaint comes up before the end."""
    states = [check_item(name, text[:length], TODAY).state for length in range(len(text) + 1)]
    assert states[0] == "empty"
    assert "wrong" not in states


@given(text=st.text(max_size=300), name=st.sampled_from([item.name for item in READY_ITEMS]))
def test_any_text_gets_a_verdict(text: str, name: str) -> None:
    verdict = check_item(name, text, TODAY)
    assert verdict.state in ("empty", "incomplete", "right", "wrong")
    assert (verdict.state == "empty") == (not text.strip())


@given(body=st.text("0123456789", min_size=14, max_size=14), place=st.integers(0, 14), other=st.integers(1, 9))
def test_one_mistyped_digit_of_an_imei_is_always_found(body: str, place: int, other: int) -> None:
    imei = next(body + digit for digit in "0123456789" if luhn(body + digit))
    mistyped = imei[:place] + str((int(imei[place]) + other) % 10) + imei[place + 1 :]
    assert check_item("serial_or_imei", imei, TODAY).state == "right"
    assert check_item("serial_or_imei", mistyped, TODAY).state == "wrong"


def test_only_what_b6_permits_is_kept() -> None:
    assert {item.name for item in READY_ITEMS if item.kept} == KEPT
    assert NEVER_KEPT.isdisjoint(KEPT)
    assert {item.particular for item in READY_ITEMS if item.kept} <= NAMES


def test_ticked_forbidden_lines_lead_nowhere() -> None:
    """The only way from the checklist to particulars lets nothing else through, not even when it is ticked."""
    ticked = {name: texts[0] for name, texts in RIGHT.items()}
    kept = particulars_of(ticked, TODAY)
    assert set(kept) == {item.particular for item in READY_ITEMS if item.kept}
    written = repr(Particulars().with_typed({**kept, **ticked}))
    for name in NEVER_KEPT:
        assert RIGHT[name][0] not in written


def test_no_place_to_put_what_is_never_kept() -> None:
    assert {item.name for item in fields(Particulars)}.isdisjoint(NEVER_KEPT)
    assert {item.name for item in fields(Verdict)} == {"state", "message", "facts"}


def test_a_verdict_holds_nothing_of_the_text() -> None:
    for name, texts in {**RIGHT, **WRONG, **BEGINNINGS}.items():
        for text in texts:
            verdict = check_item(name, text, TODAY)
            assert all(isinstance(value, int) for value in verdict.facts.values())


def test_kept_lines_are_written_in_one_form() -> None:
    kept = particulars_of(
        {
            "account_number": "1234 5678 9012",
            "call_back_number": "00420 601 234 567",
            "transaction_numbers": "TX-1001;TX-1002",
            "serial_or_imei": "49-015420-323751-8",
            "order_number": "-",
        },
        TODAY,
    )
    assert kept == {
        "account_number": "123456789012",
        "call_back_number": "+420601234567",
        "transaction_numbers": "TX-1001, TX-1002",
        "device_serial": "490154203237518",
    }


def test_what_each_row_wants() -> None:
    """E1: account and code; E2 and E4: everything; E3: only what may be written."""
    everything = {item.name for item in READY_ITEMS}
    assert {item.name for item in items_for("E2")} == {item.name for item in items_for("E4")} == everything
    assert all(item.kept for item in items_for("E3"))
    assert {"account_number", "account_email"} <= {item.name for item in items_for("E1")}
