"""Each rule of FACTS D1–D8 by itself: what starts its clock, what stops it, what starts it anew."""

from datetime import timedelta

import msgspec
import pytest

from tests.escalation.ladder_cases import NAMED, START, Simulation
from wizard.escalation.model import DeliveryState, EventKind
from wizard.organisation.channels import Clocks, Rung


def handed_over(**options: object) -> Simulation:
    simulation = Simulation(**options)  # type: ignore[arg-type]
    simulation.hand_over("rt")
    return simulation


# what starts the clocks


@pytest.mark.parametrize("state", ["consented", "sending", "unknown", "prepared", "failed", "cancelled"])
def test_no_clock_runs_before_somebody_has_it(state: DeliveryState) -> None:
    simulation = Simulation(access_affected=True, severity="p1")
    simulation.hand_over("mail", delivered=None, state=state)
    told = simulation.read(days=30)
    assert (told.due, told.next_due_at, told.role) == ((), None, None)


def test_the_clock_runs_from_the_ticket_although_files_still_follow() -> None:
    simulation = Simulation()
    report = simulation.hand_over("rt", delivered="created")
    simulation.at(minutes=50).happens("sent", escalation_id=report)
    assert simulation.read().next_due_at == START + timedelta(hours=1)


def test_a_report_that_waited_for_the_network_has_its_time_from_its_arrival() -> None:
    simulation = Simulation()
    report = simulation.hand_over("mail", delivered=None)
    simulation.at(hours=30).happens("sent", escalation_id=report)
    assert simulation.read().next_due_at == START + timedelta(hours=31)


def test_what_the_person_passed_on_counts_from_when_they_said_so() -> None:
    simulation = Simulation()
    report = simulation.hand_over("phone", delivered="prepared")
    assert simulation.due(hours=5) == []
    simulation.happens("said_so", escalation_id=report)
    assert simulation.read().next_due_at == START + timedelta(hours=6)


# D1


def test_level_2_comes_due_at_sixty_minutes_and_not_a_second_before() -> None:
    simulation = handed_over(outage=True)
    assert simulation.due(minutes=59, seconds=59) == []
    assert "level_2" in simulation.due(minutes=60)
    assert simulation.step("level_2").since == START


@pytest.mark.parametrize("kind", ["commented", "status_changed", "owner_changed", "replied", "promised"])
def test_news_starts_the_hour_of_d1_anew(kind: EventKind) -> None:
    simulation = handed_over(outage=True)
    simulation.at(minutes=40).happens(kind, {"owner": "jana", "status": "open", "open": "true"})
    assert "level_2" not in simulation.due(minutes=99)
    assert "level_2" in simulation.due(minutes=100)


def test_an_acknowledgement_is_no_news() -> None:
    simulation = handed_over(outage=True)
    simulation.at(minutes=40).happens("acknowledged")
    assert "level_2" in simulation.due(minutes=60)


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("status_changed", {"status": "open", "open": "true", "automatic": "true"}),  # our own file opened the ticket
        ("owner_changed", {"owner": ""}),
        ("commented", {"automatic": "true"}),
    ],
)
def test_a_rule_at_work_and_a_ticket_put_back_are_no_news(kind: EventKind, detail: dict[str, str]) -> None:
    simulation = handed_over(outage=True)
    simulation.at(minutes=40).happens(kind, detail)
    assert "level_2" in simulation.due(minutes=60)


def test_d1_is_for_a_service_that_is_down() -> None:
    assert "level_2" not in handed_over(outage=False).due(minutes=90)
    assert "level_2" in handed_over(outage=None).due(minutes=90)
    assert "level_2" in handed_over(outage=False, severity="p1").due(minutes=90)


def test_what_can_wait_runs_on_the_times_of_the_rungs_alone() -> None:
    simulation = handed_over(severity="low", outage=True)
    assert simulation.due(hours=47) == []
    assert simulation.due(hours=48) == ["next_rung"]


def test_level_2_is_asked_for_once_in_a_case() -> None:
    simulation = handed_over(outage=True)
    simulation.at(minutes=60).take("level_2")
    simulation.at(minutes=70).happens("commented")
    assert "level_2" not in simulation.due(minutes=135)


def test_level_2_is_pointless_once_the_review_is_due() -> None:
    simulation = handed_over(outage=True)
    assert "level_2" in simulation.due(minutes=119)
    assert "level_2" not in simulation.due(minutes=120)
    assert "tier_2" in simulation.due()


# D2


@pytest.mark.parametrize("kind", ["acknowledged", "commented", "status_changed"])
def test_only_a_substantive_reply_stops_the_clock_of_d2(kind: EventKind) -> None:
    simulation = handed_over()
    simulation.at(minutes=100).happens(kind, {"status": "open", "open": "true"})
    assert "tier_2" not in simulation.due(minutes=119, seconds=59)
    assert "tier_2" in simulation.due(minutes=120)


def test_a_reply_stops_the_clock_of_d2() -> None:
    simulation = handed_over()
    simulation.at(minutes=119).happens("replied", {"author": "jana"})
    assert "tier_2" not in simulation.due(hours=40)


def test_while_the_service_is_down_one_reply_is_not_the_end_of_it() -> None:
    simulation = handed_over(outage=True)
    simulation.at(minutes=90).happens("replied")
    assert "tier_2" not in simulation.due(minutes=209)
    assert "tier_2" in simulation.due(minutes=210)


def test_a_reply_that_is_read_late_takes_back_what_it_makes_untrue() -> None:
    """The computer slept: the reply of minute 50 is read at minute 130."""
    simulation = handed_over(outage=False)
    assert "tier_2" in simulation.due(minutes=125)
    simulation.at(minutes=50).happens("replied")
    assert "tier_2" not in simulation.due(minutes=130)


def test_the_review_is_asked_for_once_in_a_case() -> None:
    simulation = handed_over(outage=True)
    simulation.at(minutes=120).take("tier_2")
    simulation.at(minutes=130).happens("replied")
    assert "tier_2" not in simulation.due(minutes=250)
    assert "level_2" not in simulation.due()


# D3


@pytest.mark.parametrize("kind", ["acknowledged", "replied", "commented", "status_changed"])
def test_any_answer_is_the_acknowledgement_of_a_major_incident(kind: EventKind) -> None:
    simulation = handed_over(severity="p1")
    simulation.at(minutes=14).happens(kind, {"status": "open", "open": "true"})
    assert "p1_acknowledge" not in simulation.due(minutes=16)


def test_a_major_incident_is_acknowledged_in_fifteen_minutes() -> None:
    simulation = handed_over(severity="p1")
    assert simulation.due(minutes=14, seconds=59) == []
    assert simulation.due(minutes=15) == ["p1_acknowledge"]
    assert simulation.step("p1_acknowledge").way == "call"


def test_an_update_starts_the_hour_of_d3_anew() -> None:
    simulation = handed_over(severity="p1")
    simulation.at(minutes=30).happens("replied")
    assert "p1_update" not in simulation.due(minutes=89)
    assert "p1_update" in simulation.due(minutes=90)


def test_replies_are_no_final_update_only_the_end_is() -> None:
    simulation = handed_over(severity="p1")
    simulation.at(minutes=10).happens("owner_changed", {"owner": "jana"})
    for minutes in range(30, 241, 30):
        simulation.at(minutes=minutes).happens("replied")
    assert simulation.due() == ["p1_final"]
    simulation.happens("status_changed", {"status": "resolved", "open": "false"})
    assert simulation.due() == []


@pytest.mark.parametrize("severity", ["high", "normal", "low"])
def test_the_clocks_of_d3_are_for_p1_alone(severity: str) -> None:
    simulation = handed_over(severity=severity)
    assert not [kind for kind in simulation.due(hours=5) if kind.startswith("p1")]


# D4


def mailed(**options: object) -> Simulation:
    simulation = Simulation(outage=False, **options)  # type: ignore[arg-type]
    simulation.hand_over("mail")
    return simulation


def test_a_mail_that_nobody_acknowledges_in_a_day_leads_to_the_telephone() -> None:
    simulation = mailed()
    assert "phone_and_meeting" not in simulation.due(hours=23, minutes=59)
    assert "phone_and_meeting" in simulation.due(hours=24)
    assert simulation.step("phone_and_meeting").way == "call"


@pytest.mark.parametrize("kind", ["acknowledged", "replied"])
def test_an_acknowledged_mail_does_not(kind: EventKind) -> None:
    simulation = mailed()
    simulation.at(hours=23).happens(kind)
    assert "phone_and_meeting" not in simulation.due(hours=30)


def test_a_ticket_has_no_clock_of_a_mail() -> None:
    assert "phone_and_meeting" not in handed_over().due(hours=47)


def test_an_acknowledged_mail_still_goes_up_after_its_deadline() -> None:
    simulation = mailed()
    simulation.at(hours=1).happens("acknowledged")
    assert "next_rung" not in simulation.due(hours=47, minutes=59)
    assert simulation.due(hours=48) == ["next_rung"]


def promised(until_hours: float) -> Simulation:
    simulation = handed_over(outage=False)
    until = START + timedelta(hours=until_hours)
    simulation.at(hours=1).happens("promised", {"until": until.isoformat()})
    return simulation


def test_a_missed_promise_leads_to_the_next_rung() -> None:
    simulation = promised(9)
    simulation.happens("owner_changed", {"owner": "jana"})
    assert simulation.due(hours=8, minutes=59) == []
    assert simulation.read().next_due_at == START + timedelta(hours=9)
    assert simulation.due(hours=9) == ["promise_missed"]
    step = simulation.step("promise_missed")
    assert step.rung is not None and step.rung.role == "team_lead"
    simulation.take("promise_missed")
    assert simulation.read().role == "team_lead"
    assert simulation.due() == []


def test_a_promise_kept_by_a_reply_is_kept() -> None:
    simulation = promised(9)
    simulation.at(hours=8).happens("replied")
    assert "promise_missed" not in simulation.due(hours=47)
    assert "next_rung" in simulation.due(hours=56)  # 48 h after the reply


def test_a_reply_after_the_promise_was_missed_ends_it() -> None:
    simulation = promised(9)
    assert "promise_missed" in simulation.due(hours=9)
    simulation.at(hours=10).happens("replied")
    assert "promise_missed" not in simulation.due()


def test_a_note_does_not_keep_a_promise() -> None:
    simulation = promised(9)
    simulation.at(hours=8).happens("commented")
    assert "promise_missed" in simulation.due(hours=9)


def test_a_new_promise_takes_the_place_of_the_old_one() -> None:
    simulation = promised(9)
    later = (START + timedelta(hours=20)).isoformat()
    simulation.at(hours=8).happens("promised", {"until": later})
    assert "promise_missed" not in simulation.due(hours=19)
    assert "promise_missed" in simulation.due(hours=20)


def test_a_promise_far_away_holds_the_ladder_until_then() -> None:
    simulation = promised(200)
    simulation.happens("owner_changed", {"owner": "jana"})
    assert simulation.due(hours=199) == []


@pytest.mark.parametrize("until", ["", "soon", "2026-13-45"])
def test_a_promise_without_a_time_is_an_answer_and_nothing_more(until: str) -> None:
    simulation = handed_over(outage=False)
    simulation.at(hours=1).happens("promised", {"until": until})
    assert "promise_missed" not in simulation.due(hours=48)
    assert "next_rung" in simulation.due(hours=49)


def test_a_time_that_was_over_when_it_was_named_is_missed_at_once() -> None:
    simulation = handed_over()
    simulation.at(hours=1).happens("promised", {"until": (START - timedelta(days=1)).isoformat()})
    assert "promise_missed" in simulation.due()


def test_a_time_without_a_zone_is_utc() -> None:
    simulation = handed_over()
    simulation.at(hours=1).happens("promised", {"until": "2026-03-02T17:00:00"})
    assert {step.kind: step.due_at for step in simulation.read().upcoming}["promise_missed"] == START + timedelta(
        hours=9
    )


def test_a_promise_keeps_the_public_channel_closed() -> None:
    rungs = (msgspec.structs.replace(NAMED[0], public_channel="page"), *NAMED[1:])
    simulation = handed_over(rungs=rungs, outage=False)
    until = START + timedelta(hours=200)
    simulation.at(hours=1).happens("promised", {"until": until.isoformat()})
    assert "public_channel" not in simulation.due(hours=199)
    simulation.at(hours=200).decline("promise_missed")
    assert "public_channel" in simulation.due(hours=248)


def test_a_promise_declined_goes_on_with_the_rungs_own_time() -> None:
    simulation = promised(9)
    simulation.at(hours=9).decline("promise_missed")
    assert "promise_missed" not in simulation.due(hours=56)
    assert "next_rung" in simulation.due(hours=57)


# D5


def test_a_reply_gives_the_rung_its_time_again() -> None:
    simulation = handed_over(outage=False)
    simulation.at(hours=47).happens("replied")
    assert "next_rung" not in simulation.due(hours=94, minutes=59)
    assert "next_rung" in simulation.due(hours=95)


def test_not_yet_means_ask_again_after_as_long() -> None:
    simulation = handed_over()
    simulation.at(hours=48).decline("next_rung")
    assert simulation.due() == []  # nor do the reminders before it come back
    assert simulation.due(hours=95) == []
    assert simulation.due(hours=96) == ["next_rung"]


def test_steps_of_the_same_moment_do_not_take_each_others_place() -> None:
    simulation = Simulation(rungs=(Rung(role="first_line", response_h=24), *NAMED[1:]), outage=False)
    simulation.hand_over("mail")
    assert simulation.due(hours=24) == ["next_rung", "phone_and_meeting"]
    simulation.decline("next_rung")
    assert simulation.due() == ["phone_and_meeting"]


def test_a_step_that_waits_for_the_network_does_not_come_again() -> None:
    simulation = handed_over()
    step = simulation.at(hours=48).step("next_rung")
    letter = simulation.hand_over("mail", "team_lead", delivered=None)
    simulation.happens("step_taken", step.detail(letter), escalation_id=letter)
    assert simulation.due(hours=60) == []
    simulation.happens("sent", escalation_id=letter)
    assert simulation.read().role == "team_lead"
    assert simulation.due(hours=107) == ["phone_and_meeting"]
    assert simulation.due(hours=108) == ["next_rung"]


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_step_that_came_to_nothing_is_due_again(state: DeliveryState) -> None:
    simulation = handed_over()
    step = simulation.at(hours=48).step("next_rung")
    letter = simulation.hand_over("mail", "team_lead", delivered=None)
    simulation.happens("step_taken", step.detail(letter), escalation_id=letter)
    simulation.set_state(letter, state)
    assert simulation.due(hours=49) == ["next_rung"]


def test_a_call_the_person_made_without_us_reaches_the_rung() -> None:
    simulation = handed_over()
    step = simulation.at(hours=48).step("next_rung")
    simulation.happens("step_taken", step.detail())
    assert simulation.read().role == "team_lead"
    assert simulation.read().next_due_at == START + timedelta(hours=96)


def test_a_call_noted_without_its_rung_is_one_rung_up() -> None:
    simulation = handed_over()
    for hours, role in ((48, "team_lead"), (96, "supervisor"), (168, "operations_manager")):
        step = simulation.at(hours=hours).step("next_rung")
        simulation.happens("step_taken", {"step": step.key})
        assert simulation.read().role == role


def test_rungs_that_are_not_there_are_passed_over_in_any_order_of_the_file() -> None:
    rungs = (NAMED[5], NAMED[0], NAMED[2])  # director, first line, supervisor
    simulation = handed_over(rungs=rungs)
    assert simulation.at(hours=48).step("next_rung").rung == NAMED[2]
    simulation.take("next_rung")
    assert simulation.at(hours=48 + 72).step("next_rung").rung == NAMED[5]
    simulation.take("next_rung")
    told = simulation.read(days=60)
    assert "regulator" not in [step.kind for step in told.due]  # this profile names none


def test_response_times_are_the_profiles_own() -> None:
    rungs = (Rung(role="first_line", response_h=4), Rung(role="supervisor", response_h=5))
    simulation = handed_over(rungs=rungs)
    simulation.at(hours=4).take("next_rung")
    assert simulation.read().role == "supervisor"


def test_a_rung_that_the_profile_leaves_out_has_its_usual_time() -> None:
    simulation = handed_over(rungs=NAMED[2:4])
    simulation.at(hours=48).take("next_rung")
    assert simulation.read().role == "supervisor"
    usual = Simulation(rungs=NAMED[3:4])
    usual.hand_over("phone", "supervisor")
    assert usual.read().next_due_at == START + timedelta(hours=72)


def test_of_several_on_a_rung_the_slowest_has_its_time() -> None:
    rungs = (Rung(role="first_line", response_h=5), Rung(role="first_line", response_h=9), NAMED[1])
    assert "next_rung" not in handed_over(rungs=rungs).due(hours=8)
    assert "next_rung" in handed_over(rungs=rungs).due(hours=9)


def test_everybody_on_a_rung_is_named() -> None:
    simulation = handed_over(rungs=(NAMED[0], *NAMED[3:5]))
    step = simulation.at(hours=48).step("next_rung")
    assert step.rung == NAMED[3]
    assert step.beside == (NAMED[4],)


def test_the_telephone_when_time_is_short_else_mail_first() -> None:
    assert handed_over(rungs=(NAMED[0], NAMED[3])).at(hours=48).step("next_rung").way == "write"
    assert handed_over(rungs=(NAMED[0], NAMED[3]), severity="p1").at(hours=48).step("next_rung").way == "call"
    assert handed_over(rungs=(NAMED[0], NAMED[2]), severity="p1").at(hours=48).step("next_rung").way == "write"
    assert handed_over(rungs=(NAMED[0], NAMED[5])).at(hours=48).step("next_rung").way == "call"  # only a number

    assert handed_over(rungs=(NAMED[0], NAMED[2]), access_affected=True).at(hours=48).step("next_rung").way == "write"
    assert handed_over(rungs=(NAMED[0], NAMED[3]), access_affected=True).at(hours=48).step("next_rung").way == "call"


# D6


def test_where_somebody_cannot_get_in_a_contact_is_asked_for_at_once() -> None:
    simulation = handed_over(access_affected=True, severity="low")
    assert simulation.due() == ["ownership"]
    assert simulation.step("ownership").way == "call"
    simulation.happens("owner_changed", {"owner": "jana"})
    assert simulation.due() == ["ownership"]  # always: a name is no phone and no time
    assert "ownership" in simulation.due(hours=48)
    simulation.take("ownership")
    assert "ownership" not in simulation.due()


def test_a_ticket_that_nobody_owns_after_an_hour() -> None:
    simulation = handed_over()
    assert "ownership" not in simulation.due(minutes=59)
    assert "ownership" in simulation.due(minutes=60)
    assert simulation.step("ownership").way == "write"
    simulation.happens("owner_changed", {"owner": "jana"})
    assert "ownership" not in simulation.due(minutes=61)
    simulation.at(hours=5).happens("owner_changed", {"owner": ""})
    assert "ownership" not in simulation.due(hours=5, minutes=59)
    assert "ownership" in simulation.due(hours=6)


def test_a_mail_has_no_owner_to_look_for() -> None:
    assert "ownership" not in mailed().due(hours=20)


# D7


def test_roles_of_a_handover_are_named_after_the_profile_and_after_the_usual_people() -> None:
    who = [sentence.facts["who"] for sentence in handed_over().read().roles]
    assert who == ["Ola Ops", "Pat Product", "Escalation lead"]
    assert [sentence.facts["who"] for sentence in handed_over(rungs=()).read().roles] == [
        "Operations",
        "Product team",
        "Escalation lead",
    ]


# D8


def test_the_public_channel_is_for_the_rung_that_names_it() -> None:
    supervisor = msgspec.structs.replace(NAMED[2], public_channel="complaints")
    simulation = handed_over(rungs=(*NAMED[:2], supervisor, *NAMED[2:]))
    simulation.at(hours=48).take("next_rung")
    assert "public_channel" not in simulation.due(hours=96)
    simulation.take("next_rung")
    assert simulation.due(hours=168) == ["next_rung", "public_channel"]
    assert simulation.step("public_channel").rung == supervisor
    simulation.take("public_channel", "page")
    assert simulation.due() == ["next_rung"]


def test_a_reply_means_that_private_channels_are_not_stuck() -> None:
    rungs = (msgspec.structs.replace(NAMED[0], public_channel="page"), *NAMED[1:])
    simulation = handed_over(rungs=rungs, outage=False)
    simulation.at(hours=40).happens("replied")
    assert "public_channel" not in simulation.due(hours=48)
    assert "public_channel" in simulation.due(hours=88)


def test_the_regulator_comes_last_and_quotes_the_latest_number() -> None:
    simulation = handed_over(rungs=(NAMED[0], NAMED[5], NAMED[6]))
    simulation.at(hours=48).take("next_rung", "portal")
    assert "regulator" not in simulation.due(hours=48 + 335)
    step = simulation.at(hours=48 + 336).step("regulator")
    assert (step.rung, step.reference) == (NAMED[6], "T-2")
    simulation.take("regulator")
    told = simulation.read(days=100)
    assert (told.due, told.next_due_at) == ((), None)


def test_without_a_ticket_the_key_is_quoted() -> None:
    simulation = mailed()
    assert simulation.at(hours=48).step("next_rung").reference == "WZ-000000000000"


# the end


@pytest.mark.parametrize("end", ["closed", "solved"])
def test_nothing_is_due_once_it_is_over(end: str) -> None:
    simulation = handed_over(severity="p1", access_affected=True)
    if end == "closed":
        simulation.happens("closed")
    else:
        simulation.happens("status_changed", {"status": "resolved", "open": "false"})
    told = simulation.read(days=30)
    assert (told.due, told.upcoming, told.next_due_at) == ((), (), None)


def test_a_ticket_opened_again_starts_the_clocks_again() -> None:
    simulation = handed_over(outage=True)
    simulation.at(hours=1).happens("status_changed", {"status": "resolved", "open": "false"})
    simulation.at(hours=100).happens("status_changed", {"status": "open", "open": "true"})
    assert simulation.due() == []
    assert simulation.read().next_due_at == START + timedelta(hours=101)
    assert "next_rung" in simulation.due(hours=148)


def test_what_was_asked_before_a_ticket_was_closed_can_be_asked_again() -> None:
    simulation = handed_over(outage=True)
    simulation.at(hours=1).take("level_2")
    simulation.at(hours=2).happens("status_changed", {"status": "resolved", "open": "false"})
    simulation.at(hours=100).happens("status_changed", {"status": "open", "open": "true"})
    assert "level_2" in simulation.due(hours=101)


def test_tickets_closed_one_after_the_other_are_the_end() -> None:
    simulation = handed_over()
    simulation.at(hours=1).happens("status_changed", {"status": "resolved", "open": "false"})
    simulation.at(hours=2).hand_over("rt")
    assert simulation.read().next_due_at is not None
    simulation.at(hours=3).happens("status_changed", {"status": "resolved", "open": "false"})
    assert simulation.read(hours=50).due == ()


def test_one_of_two_tickets_closed_is_not_the_end() -> None:
    simulation = handed_over()
    simulation.at(hours=48).take("next_rung", "rt")
    first, second = (entry.id for entry in simulation.case.entries)
    for ticket in (first, second):
        simulation.happens("status_changed", {"status": "open", "open": "true"}, escalation_id=ticket)
    simulation.happens("status_changed", {"status": "resolved", "open": "false"}, escalation_id=first)
    assert "next_rung" in simulation.due(hours=96)
    simulation.happens("status_changed", {"status": "resolved", "open": "false"}, escalation_id=second)
    assert simulation.due() == []


def test_whoever_writes_again_after_it_was_closed_says_that_it_is_not_solved() -> None:
    simulation = handed_over()
    simulation.at(hours=1).happens("status_changed", {"status": "resolved", "open": "false"})
    simulation.at(hours=2).hand_over("mail", "supervisor")
    assert simulation.read().role == "supervisor"
    assert simulation.read().next_due == "phone_and_meeting"


# the profile's own clocks


def test_every_time_is_the_profiles() -> None:
    clocks = Clocks(
        level_2_min=7,
        tier_2_min=11,
        p1_acknowledge_min=3,
        p1_update_min=5,
        p1_final_min=13,
        mail_acknowledge_h=1,
        mail_deadline_h=2,
    )
    simulation = Simulation(severity="p1", clocks=clocks, rungs=NAMED)
    simulation.hand_over("mail", "supervisor")
    told = {step.kind: step.due_at - START for step in simulation.read().upcoming}
    assert told == {
        "p1_acknowledge": timedelta(minutes=3),
        "p1_update": timedelta(minutes=5),
        "p1_final": timedelta(minutes=13),
        "phone_and_meeting": timedelta(hours=1),
        "deadline_over": timedelta(hours=2),
        "next_rung": timedelta(hours=72),
    }
    first_line = Simulation(clocks=clocks)
    first_line.hand_over("rt")
    told = {step.kind: step.due_at - START for step in first_line.read().upcoming}
    assert told["level_2"] == told["ownership"] == timedelta(minutes=7)
    assert told["tier_2"] == timedelta(minutes=11)
