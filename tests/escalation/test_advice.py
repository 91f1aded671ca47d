"""Which way to people, row by row of FACTS E."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flows.reading import sentences
from wizard.escalation.advice import NEEDS, Advice, Question, Row, advise
from wizard.escalation.advice_questions import ABOUT, NOT_SURE
from wizard.escalation.model import ChannelKind
from wizard.escalation.situation import Situation
from wizard.report.particulars import NAMES
from wizard.texts import Texts

ENGLISH = Texts("en", "linux")
ALL: Mapping[str, ChannelKind] = {
    "folder": "folder",
    "own_mail": "mail",
    "mail": "mail",
    "portal": "portal",
    "tickets": "rt",
    "chat": "chat",
    "line": "phone",
}
NEUTRAL: Mapping[str, ChannelKind] = {"folder": "folder"}
KNOWN = Situation(answered=frozenset({"about"}))


def without(*names: str) -> dict[str, ChannelKind]:
    return {name: kind for name, kind in ALL.items() if name not in names}


def in_words(advice: Advice) -> str:
    return " ".join(sentence.text(ENGLISH) for sentence in (advice.reason, *advice.notes))


def asked(advice: Advice) -> list[str]:
    return [question.name for question in advice.questions]


# E2: at once


@pytest.mark.parametrize(
    "situation",
    [
        Situation(outage=True),
        Situation(security_incident=True),
        Situation(safety=True),
        Situation(vip=True),
        Situation(severity="p1"),
    ],
)
def test_outage_security_safety_vip_and_p1_are_called_about_at_once(situation: Situation) -> None:
    """E2, also when everything else speaks for writing."""
    also = replace(
        situation, several_attachments=True, needs_record=True, legal_or_invoice=True, solvable_in_minutes=True
    )
    for one in (situation, also):
        advice = advise(one, ALL)
        assert (advice.row, advice.channels[0], advice.at_once, advice.questions) == ("E2", "line", True, ())


def test_after_the_call_what_a_call_cannot_carry_is_written() -> None:
    assert advise(Situation(outage=True), ALL).then == "tickets"  # its diagnostics go along (A11, C2)
    assert advise(Situation(vip=True), ALL).then is None
    assert advise(Situation(vip=True, several_attachments=True), ALL).then == "tickets"
    assert advise(Situation(vip=True, needs_record=True), without("tickets", "portal")).then == "mail"
    assert advise(Situation(outage=True), {"line": "phone", "folder": "folder"}).then is None


def test_danger_has_numbers_of_its_own() -> None:
    assert "fire service" in in_words(advise(Situation(safety=True), ALL))
    assert "fire service" not in in_words(advise(Situation(outage=True), ALL))


# E4


def test_money_at_risk_is_called_about_then_written() -> None:
    advice = advise(Situation(money_at_risk=True, needs_record=True), ALL)
    assert (advice.row, advice.channels[0], advice.then, advice.at_once) == ("E4", "line", "mail", True)
    assert "in writing: E-mail" in in_words(advice)


def test_without_a_mail_server_the_ticket_is_the_writing_then_the_draft() -> None:
    assert advise(Situation(money_at_risk=True), without("mail")).then == "tickets"
    assert advise(Situation(money_at_risk=True), without("mail", "tickets", "portal")).then == "own_mail"


def test_where_one_can_only_write_nothing_comes_after_it() -> None:
    advice = advise(Situation(money_at_risk=True), {"mail": "mail", "folder": "folder"})
    assert (advice.channels, advice.then) == (("mail", "folder"), None)


def test_danger_and_break_in_come_before_money() -> None:
    assert advise(Situation(money_at_risk=True, safety=True), ALL).row == "E2"
    assert advise(Situation(money_at_risk=True, safety=True), ALL).then == "mail"


# E3


@pytest.mark.parametrize(
    "situation",
    [Situation(legal_or_invoice=True), Situation(needs_record=True), Situation(several_attachments=True)],
)
def test_what_needs_a_record_is_written(situation: Situation) -> None:
    advice = advise(replace(situation, solvable_in_minutes=True, severity="high"), ALL)
    assert advice.row == "E3"
    assert advice.channels == ("tickets", "portal", "mail", "own_mail", "chat", "line", "folder")
    assert advice.kinds == ("rt", "portal", "mail", "chat", "phone", "folder")


def test_a_mail_without_a_server_is_a_draft_and_comes_after_mail_that_is_sent() -> None:
    situation = Situation(needs_record=True)
    ways: dict[str, ChannelKind] = {"desk": "mail", "other": "mail"}
    assert advise(situation, ways, drafts=("desk",)).channels == ("other", "desk")
    assert advise(situation, ways).channels == ("desk", "other")  # of two alike the profile's first


# E1


def test_what_is_solved_in_minutes_is_chatted_about() -> None:
    advice = advise(Situation(solvable_in_minutes=True, severity="low", confidence=0.1), ALL)
    assert (advice.row, advice.channels[:2]) == ("E1", ("chat", "line"))
    assert (
        advice.expected.text(ENGLISH)
        == "Most chats get a first reply in 30 to 90 seconds, and end within 8 to 20 minutes."
    )


# E6


def test_what_can_wait_goes_with_the_mails_of_the_day() -> None:
    advice = advise(Situation(severity="low"), ALL)
    assert (advice.row, advice.channels[0]) == ("E6", "mail")
    assert advise(Situation(severity="low"), without("mail")).channels[0] == "tickets"


# E5


@pytest.mark.parametrize(("confidence", "row"), [(0.0, "E5"), (0.59, "E5"), (0.6, "E7"), (1.0, "E7"), (None, "E7")])
def test_below_sixty_percent_a_person_looks_at_it(confidence: float | None, row: Row) -> None:
    advice = advise(Situation(confidence=confidence), ALL)
    assert advice.row == row
    if row == "E5":
        assert advice.channels[0] == "line"
        assert asked(advice) == ["about"]


# E7


def test_whoever_is_unsure_is_asked_four_questions() -> None:
    advice = advise(KNOWN, ALL)
    assert (advice.row, asked(advice)) == ("E7", ["solvable", "record", "wait", "severity"])
    assert advice.channels[0] == "tickets"


def test_what_it_is_about_is_asked_first_and_as_long_as_it_may_change_the_way() -> None:
    assert asked(advise(Situation(), ALL))[0] == "about"
    assert asked(advise(Situation(needs_record=True), ALL)) == ["about"]
    assert asked(advise(Situation(legal_or_invoice=True), ALL)) == []
    assert asked(advise(Situation(outage=True), ALL)) == []


@pytest.mark.parametrize(
    ("known", "left"),
    [
        (replace(KNOWN, solvable_in_minutes=False), ["record", "wait", "severity"]),
        (replace(KNOWN, needs_record=False), ["solvable", "wait", "severity"]),
        (replace(KNOWN, acceptable_wait="hours"), ["solvable", "record", "severity"]),
        (replace(KNOWN, severity="normal"), ["solvable", "record", "wait"]),
        (replace(KNOWN, answered=KNOWN.answered | {"wait", "severity"}), ["solvable", "record"]),  # *not sure*
    ],
)
def test_only_what_is_still_open_is_asked(known: Situation, left: list[str]) -> None:
    assert asked(advise(known, ALL)) == left


@pytest.mark.parametrize(
    ("wait", "severity", "first"),
    [
        ("now", None, "line"),
        ("hours", "normal", "line"),
        ("days", "normal", "tickets"),  # 24–72 h is fine
        (None, "high", "line"),
        (None, "normal", "tickets"),
    ],
)
def test_answers_decide(wait: str | None, severity: str | None, first: str) -> None:
    situation = replace(KNOWN, acceptable_wait=wait, severity=severity, solvable_in_minutes=False, needs_record=False)  # type: ignore[arg-type]
    assert advise(situation, ALL).channels[0] == first


def test_whoever_answers_everything_with_not_sure_still_gets_a_way() -> None:
    everything = frozenset({"about", "solvable", "record", "wait", "severity"})
    advice = advise(Situation(answered=everything), ALL)
    assert (advice.row, advice.questions, advice.channels[0]) == ("E7", (), "tickets")
    assert advice.reason.text(ENGLISH) == "Writing keeps a record, and files can go along."


def question(advice: Advice, name: str) -> Question:
    return next(one for one in advice.questions if one.name == name)


def test_p1_is_asked_for_in_words_a_person_can_answer() -> None:
    asked = question(advise(KNOWN, ALL), "severity")
    assert asked.title.text(ENGLISH) == "Does it affect about half of the people or more?"
    assert [choice.name for choice in asked.choices] == ["p1", "high", "normal", "low", NOT_SURE]
    asked = question(advise(replace(KNOWN, p1_users_percent=30), ALL), "severity")
    assert asked.title.text(ENGLISH) == "Does it affect 30 % of the people or more?"


def test_a_share_that_was_given_is_not_asked_for_again() -> None:
    asked = question(advise(replace(KNOWN, below_p1=True), ALL), "severity")
    assert "p1" not in [choice.name for choice in asked.choices]
    assert asked.title.text(ENGLISH) == "Can you go on with your work for now?"


def test_every_question_can_be_answered_with_not_sure() -> None:
    for asked in advise(Situation(), ALL).questions:
        assert asked.choices[-1].name == NOT_SURE
        assert asked.choices[-1].label.text(ENGLISH) == "I'm not sure"
        assert asked.title.text(ENGLISH).endswith("?")
        assert len({choice.name for choice in asked.choices}) == len(asked.choices)


# wishes that cannot be met


def test_a_phone_that_is_not_there_is_said_with_the_best_there_is() -> None:
    advice = advise(Situation(outage=True), without("line"))
    assert advice.channels[0] == "chat"
    assert "No phone number is known here. The best way there is: Chat." in in_words(advice)
    assert "Phone" not in in_words(advise(Situation(outage=True), ALL))


def test_a_chat_that_is_not_there() -> None:
    advice = advise(Situation(solvable_in_minutes=True), without("chat"))
    assert advice.channels[0] == "line"
    assert "No chat is known here. The best way there is: Phone." in in_words(advice)


def test_a_way_to_write_that_is_not_there() -> None:
    advice = advise(Situation(needs_record=True), {"line": "phone", "folder": "folder"})
    assert advice.channels == ("line", "folder")
    assert "No ticket system and no e-mail address is known here." in in_words(advice)


@pytest.mark.parametrize("ways", [NEUTRAL, {}])
def test_under_the_neutral_profile_the_report_is_saved_and_handed_on(ways: Mapping[str, ChannelKind]) -> None:
    for situation in (Situation(outage=True), Situation(needs_record=True), Situation()):
        advice = advise(situation, ways)
        assert advice.channels == tuple(ways)
        assert advice.then is None
        assert "Save the report, and give it to your support." in in_words(advice)
        assert advice.expected.text(ENGLISH) == "Nobody gets it until you hand it over."


def test_mail_instead_of_a_ticket_is_no_loss_that_has_to_be_told() -> None:
    advice = advise(Situation(needs_record=True), {"own_mail": "mail", "folder": "folder"})
    assert "known here" not in in_words(advice)


def test_public_pages_are_for_later() -> None:
    assert advise(Situation(), {"complaints": "page", "folder": "folder"}).channels == ("folder",)


# everything


SITUATIONS = [
    Situation(
        outage=outage,
        safety=safety,
        money_at_risk=money,
        needs_record=record,
        solvable_in_minutes=solvable,
        acceptable_wait=wait,  # type: ignore[arg-type]
        severity=severity,  # type: ignore[arg-type]
        confidence=confidence,
    )
    for outage, safety, money, record, solvable, wait, severity, confidence in product(
        (False, True), (False, True), (False, True), (None, True), (None, True), (None, "now", "hours", "days"),
        (None, "p1", "high", "normal", "low"), (None, 0.2),
    )
]  # fmt: skip


@given(
    st.sampled_from(SITUATIONS),
    st.lists(st.sampled_from(sorted(ALL)), unique=True).map(lambda names: {name: ALL[name] for name in names}),
)
def test_every_way_there_is_stands_in_the_advice_once_and_the_reason_is_one_sentence(
    situation: Situation, ways: dict[str, ChannelKind]
) -> None:
    advice = advise(situation, ways)
    assert sorted(advice.channels) == sorted(ways)
    assert len(sentences(advice.reason.text(ENGLISH))) == 1
    assert advice.then is None or advice.then in advice.channels[1:]
    places = [advice.kinds.index(ways[name]) for name in advice.channels if name != "own_mail"]  # a draft has its own
    assert places == sorted(places)
    for text in (in_words(advice), advice.expected.text(ENGLISH)):
        assert "unknown" not in text and "{" not in text
    assert "One person should keep it" in in_words(advice)


# what each row needs


def test_every_row_says_what_it_needs_by_names_that_can_be_typed() -> None:
    assert set(NEEDS) == set(get_args(Row))
    for row, needs in NEEDS.items():
        assert len({need.name for need in needs}) == len(needs), row
        assert {need.name for need in needs if need.source == "person"} <= NAMES, row


def test_needs_are_those_of_the_facts() -> None:
    names = {row: [need.name for need in needs] for row, needs in NEEDS.items()}
    assert names["E1"] == ["summary", "account_email", "system", "browser", "screenshot", "steps_to_reproduce"]
    assert names["E2"] == [
        "account_number", "call_back_number", "time_slot_1", "time_slot_2", "summary", "impact_text",
    ]  # fmt: skip
    assert names["E3"] == ["account_number", "steps_to_reproduce", "expected_result", "logs", "deadline"]
    assert set(names["E4"]) == {*names["E2"], *names["E3"]}
    assert names["E6"] == names["E3"]


def test_what_it_is_about_names_every_case_that_is_served_specially() -> None:
    assert [choice.name for choice in ABOUT.choices] == [
        "outage", "security", "safety", "payment", "legal", "vip", "none", NOT_SURE,
    ]  # fmt: skip
