"""What a person can be asked: each line checked for its form, kept in one form, and none for what is never kept."""

from datetime import UTC, datetime

import pytest

from wizard.escalation.handing_over_questions import FIRST, QUESTIONS, checked_particular
from wizard.escalation.ready import READY_ITEMS
from wizard.inputs import AnswerError
from wizard.report.particulars import NAMES, Particulars

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def test_every_line_is_a_particular_and_every_particular_has_its_line() -> None:
    assert set(QUESTIONS) == NAMES - {"severity"}  # that one is among the questions of the advice
    assert set(FIRST) <= set(QUESTIONS)


def test_no_line_asks_for_what_is_never_kept() -> None:
    asked = {question.item for question in QUESTIONS.values()}
    assert asked.isdisjoint(item.name for item in READY_ITEMS if not item.kept)


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("account_email", " jana@example.com ", "jana@example.com"),
        ("account_number", "1234 5678 9012", "123456789012"),
        ("call_back_number", "00420 601 234 567", "+420601234567"),
        ("users_affected", "012", "12"),
        ("users_percent", "50", "50"),
        ("affects_access", "yes", "yes"),
        ("impact_text", "two  orders\nlost", "two orders lost"),
        ("order_number", "2026-00417", "2026-00417"),
    ],
)
def test_what_fits_is_kept_in_one_form(name: str, text: str, kept: str) -> None:
    assert checked_particular(name, text, NOW) == kept
    assert Particulars().with_typed({name: kept}).typed()[name] == kept


def test_times_stay_local() -> None:
    local = NOW.astimezone()
    typed = f"{local:%Y-%m-%d} 00:30"
    assert checked_particular("went_down", typed, local.replace(hour=23).astimezone(UTC)) == typed


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("account_email", "jana"), ("account_number", "123"), ("users_affected", "many"), ("users_percent", "0"),
        ("users_percent", "101"), ("affects_access", "perhaps"), ("went_down", "yesterday"),
        ("went_down", "2030-01-01 10:00"), ("call_back_number", "601234567"), ("impact_text", "x" * 501),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_why(name: str, text: str) -> None:
    with pytest.raises(AnswerError) as caught:
        checked_particular(name, text, NOW)
    assert str(caught.value)
