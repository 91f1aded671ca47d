"""What is known of a situation, and where from: the walk, the person, the organisation, an answer. Never a guess."""

import msgspec
import pytest

from wizard.escalation.advice import advise
from wizard.escalation.advice_channels import first_channels, is_draft
from wizard.escalation.situation import Situation, known_outage, severity_to_report, situation_of
from wizard.organisation import load_organisation
from wizard.organisation.channels import (
    ChatChannel,
    Clocks,
    FolderChannel,
    MailChannel,
    PageChannel,
    People,
    PhoneChannel,
    RtChannel,
    Rung,
)
from wizard.organisation.profile import Organisation
from wizard.report.model import FiveThings
from wizard.report.particulars import Particulars

PEOPLE = People(
    vip_accounts=("Boss@Example.com",),
    p1_flows=("core_network",),
    safety_flows=("fire_alarm",),
    access_flows=("door_badge",),
)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return msgspec.structs.replace(load_organisation(), people=PEOPLE)


def known(
    organisation: Organisation,
    answers: dict[str, str] | None = None,
    *,
    flow_id: str = "connection",
    facts: dict[str, object] | None = None,
    particulars: Particulars | None = None,
    attachments: int = 0,
) -> Situation:
    return situation_of(
        flow_id=flow_id,
        facts=facts or {},
        particulars=particulars or Particulars(),
        organisation=organisation,
        answers=answers or {},
        attachments=attachments,
    )


def test_nothing_is_known_of_a_walk_that_told_nothing(organisation: Organisation) -> None:
    assert known(organisation) == Situation()


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ("outage", "outage"),
        ("security", "security_incident"),
        ("safety", "safety"),
        ("payment", "money_at_risk"),
        ("legal", "legal_or_invoice"),
        ("vip", "vip"),
    ],
)
def test_what_it_is_about(answer: str, field: str, organisation: Organisation) -> None:
    assert known(organisation, {"about": answer}) == Situation(answered=frozenset({"about"}), **{field: True})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "outage"),
    [
        ({}, True),
        ({"works_for_others": "no"}, True),
        ({"works_for_others": "not_sure"}, True),
        ({"works_for_others": "yes"}, False),
        ({"works_for_others": "yes", "verdict": "provider"}, True),
    ],
)
def test_a_service_that_works_for_others_is_no_outage(
    facts: dict[str, object], outage: bool, organisation: Organisation
) -> None:
    """FACTS A11, D1: the flow about an outage runs its clock, unless it found that others can use the service."""
    assert known(organisation, flow_id="service_down", facts=facts).outage is outage


@pytest.mark.parametrize("answer", ["none", "not_sure", "of a later version"])
def test_other_answers_only_close_the_question(answer: str, organisation: Organisation) -> None:
    assert known(organisation, {"about": answer}) == Situation(answered=frozenset({"about"}))


@pytest.mark.parametrize(
    ("verdict", "outage"),
    [("service", True), ("provider", True), ("router", True), ("wifi", False), ("this_computer", False), (None, False)],
)
def test_a_measured_fault_beyond_this_computer_is_an_outage(
    verdict: str | None, outage: bool, organisation: Organisation
) -> None:
    assert known(organisation, facts={"verdict": verdict}).outage is outage


def test_the_flow_about_the_service_is_an_outage(organisation: Organisation) -> None:
    assert known(organisation, flow_id="service_down").outage


def test_vip_is_known_by_the_account_whatever_its_case(organisation: Organisation) -> None:
    assert known(organisation, particulars=Particulars(account_email="boss@example.COM")).vip
    assert not known(organisation, particulars=Particulars(account_email="me@example.com")).vip
    assert not known(organisation).vip


def test_safety_and_access_are_known_by_the_flow(organisation: Organisation) -> None:
    assert known(organisation, flow_id="fire_alarm").safety
    assert known(organisation, flow_id="door_badge").affects_access
    assert known(organisation, particulars=Particulars(affects_access=True)).affects_access
    assert not known(organisation, particulars=Particulars(affects_access=False)).affects_access


def test_answers_to_the_four(organisation: Organisation) -> None:
    found = known(organisation, {"solvable": "minutes", "record": "no", "wait": "days", "severity": "high"})
    assert (found.solvable_in_minutes, found.needs_record, found.acceptable_wait, found.severity) == (
        True,
        False,
        "days",
        "high",
    )
    found = known(organisation, {"solvable": "longer", "record": "yes"})
    assert (found.solvable_in_minutes, found.needs_record) == (False, True)
    unsure = dict.fromkeys(("solvable", "record", "wait", "severity"), "not_sure")
    found = known(organisation, unsure)
    assert (found.solvable_in_minutes, found.needs_record, found.acceptable_wait, found.severity) == (None,) * 4
    assert found.answered == set(unsure)


@pytest.mark.parametrize(("attachments", "several"), [(0, False), (1, False), (2, True), (9, True)])
def test_several_are_two_or_more(attachments: int, several: bool, organisation: Organisation) -> None:
    assert known(organisation, attachments=attachments).several_attachments is several


# P1


def share(percent: float | None, said: str | None = None) -> Particulars:
    return Particulars(severity=said, five=FiveThings(users_percent=percent))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("percent", "said", "severity"),
    [
        (None, None, None),
        (49.9, None, None),
        (50.0, None, "p1"),
        (80.0, "low", "p1"),
        (10.0, "p1", "high"),  # the figure is behind the word
        (10.0, "normal", "normal"),
        (None, "p1", "p1"),
        (None, "normal", "normal"),
    ],
)
def test_p1_is_half_of_the_people_or_what_the_person_answered(
    percent: float | None, said: str | None, severity: str | None, organisation: Organisation
) -> None:
    assert known(organisation, particulars=share(percent, said)).severity == severity


def test_p1_of_the_organisation(organisation: Organisation) -> None:
    assert known(organisation, flow_id="core_network", particulars=share(1.0, "low")).severity == "p1"


def test_the_limit_is_the_profiles(organisation: Organisation) -> None:
    strict = msgspec.structs.replace(organisation, clocks=Clocks(p1_users_percent=20))
    assert known(strict, particulars=share(20.0)).severity == "p1"
    assert known(strict, particulars=share(19.0)).below_p1
    assert not known(strict).below_p1
    assert not known(strict, particulars=share(20.0)).below_p1


@pytest.mark.parametrize("what", ["outage", "security_incident", "safety", "affects_access", "money_at_risk", "vip"])
def test_nothing_but_a_word_or_a_figure_makes_it_p1(what: str) -> None:
    assert severity_to_report(Situation(**{what: True})) == "high"  # type: ignore[arg-type]


def test_what_was_said_is_what_is_reported() -> None:
    assert severity_to_report(Situation()) == "normal"
    assert severity_to_report(Situation(outage=True, severity="low")) == "low"
    assert severity_to_report(Situation(severity="p1")) == "p1"


def test_the_answer_closes_its_question(organisation: Organisation) -> None:
    answers: dict[str, str] = {}
    while questions := advise(known(organisation, answers), {"folder": "folder"}).questions:
        answers[questions[0].name] = questions[0].choices[-1].name
    assert list(answers) == ["about", "solvable", "record", "wait", "severity"]


# the channels a first report can take


def test_the_channels_of_the_first_report(organisation: Organisation) -> None:
    channels = {
        "line": PhoneChannel(number="+420 601 000 000"),
        "no_number": PhoneChannel(),
        "executive": PhoneChannel(number="+420 601 000 001"),
        "chat": ChatChannel(url="https://chat.example.com"),
        "no_chat": ChatChannel(),
        "tickets": RtChannel(url="https://rt.example.com"),
        "no_tickets": RtChannel(),
        "mail": MailChannel(address="desk@example.com", server="mail.example.com"),
        "letters": MailChannel(server="mail.example.com"),
        "folder": FolderChannel(),
        "complaints": PageChannel(url="https://example.com/complaints"),
    }
    rungs = (
        Rung(role="first_line", channel="tickets", response_h=48),
        Rung(role="supervisor", channel="mail", email="boss@example.com", response_h=72),
        Rung(role="director", channel="executive", response_h=336),
    )
    profile = msgspec.structs.replace(organisation, channels=channels, rungs=rungs)
    assert list(first_channels(profile)) == ["line", "chat", "tickets", "mail", "folder"]
    assert first_channels(organisation) == {}


def test_mail_without_a_server_is_a_draft() -> None:
    assert is_draft(MailChannel(address="desk@example.com"))
    assert not is_draft(MailChannel(address="desk@example.com", server="mail.example.com"))
    assert not is_draft(FolderChannel())


@pytest.mark.parametrize(
    ("outage", "answers", "known"),
    [
        (True, {}, True),
        (True, {"about": "none"}, True),  # measured: a person cannot talk it away
        (False, {}, None),
        (False, {"about": "not_sure"}, None),
        (False, {"about": "none"}, False),
        (False, {"about": "legal"}, False),
    ],
)
def test_whether_the_service_is_down(outage: bool, answers: dict[str, str], known: bool | None) -> None:
    """FACTS D1: not known is its own answer."""
    assert known_outage(Situation(outage=outage), answers) is known
