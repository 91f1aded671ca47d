"""What the ladder and the record say, in words: filled, translated piece by piece, never more than is known."""

from datetime import timedelta
from functools import cache
from typing import get_args

import msgspec
import pytest

from tests.escalation.ladder_cases import NAMED, START, Simulation, walk
from tests.flows.reading import FORBIDDEN, words
from wizard.escalation.ladder_model import StepKind, Timeline
from wizard.escalation.ladder_sentences import STEP_TITLES
from wizard.escalation.model import ChannelKind, EventKind
from wizard.escalation.timeline import told
from wizard.escalation.wording import unfriendly_words
from wizard.texts import Texts

ENGLISH = Texts("en", "linux")


def line(kind: EventKind, channel: ChannelKind = "rt", **detail: str) -> str:
    simulation = Simulation()
    simulation.hand_over(channel, delivered=None)
    simulation.happens(kind, detail)
    return simulation.read().lines[-1].sentence.text(ENGLISH)


@pytest.mark.parametrize("kind", get_args(EventKind))
def test_every_kind_of_event_has_a_line(kind: EventKind) -> None:
    assert line(kind)  # also with nothing in its detail


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        ("created", {"ticket": "7", "number": "RT #7"}, "Ticket RT #7 was opened."),
        ("attached", {"name": "report.html"}, "The file report.html arrived."),
        ("said_so", {"number": "4711"}, "You said that it was passed on. Ticket number: 4711"),
        ("said_so", {}, "You said that it was passed on."),
        ("failed", {"why": "The file is too large."}, "It was not taken. The file is too large."),
        ("replied", {"author": "jana"}, "jana answered."),
        ("replied", {}, "Somebody answered."),
        ("owner_changed", {"owner": "jana"}, "Owner of the ticket: jana"),
        ("owner_changed", {"owner": ""}, "The ticket has no owner."),
        ("status_changed", {"status": "stalled"}, "The ticket is now: stalled"),
        ("due", {"step": "tier_2:4"}, "Due: Ask for a review by specialists (Tier 2)"),
        ("step_taken", {"step": "level_2:4"}, "Done: Ask for second-level support"),
        ("step_declined", {"step": "next_rung:4"}, "Left out: Go one level up"),
        ("due", {"step": "of a later version:1"}, "Due: unknown"),
        (
            "clock_moved",
            {"offset_s": "-5400"},
            "The clock of this computer was off by 1 h 30 min. The time of the server counts.",
        ),
    ],
)
def test_lines_say_what_happened(kind: EventKind, detail: dict[str, str], words: str) -> None:
    assert line(kind, **detail) == words


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("folder", "It was saved to a folder. Nobody has it until you hand it over."),
        ("mail", "The mail server took it."),
        ("rt", "It arrived there."),
    ],
)
def test_sent_is_said_of_what_somebody_took(channel: ChannelKind, words: str) -> None:
    assert line("sent", channel) == words


def test_a_reply_comes_along_as_it_was_written() -> None:
    simulation = Simulation()
    simulation.hand_over()
    simulation.happens("replied", {"author": "jana", "text": "Which router\nis it?"})
    assert simulation.read().lines[-1].text == "Which router\nis it?"


def test_lines_stand_in_the_order_of_their_times_though_one_was_read_late() -> None:
    simulation = Simulation()
    simulation.hand_over()
    simulation.at(hours=3).happens("due", {"step": "tier_2:2"})
    simulation.at(hours=1).happens("replied")
    read = simulation.read(hours=4)
    assert [one.kind for one in read.lines] == ["consented", "sent", "replied", "due"]


def test_files_that_arrive_one_after_the_other_are_one_line_for_a_person() -> None:
    simulation = Simulation()
    simulation.hand_over()
    for name in ("report.html", "report.json"):
        simulation.happens("attached", {"name": name})
    simulation.happens("replied", {"author": "jana"})
    simulation.happens("attached", {"name": "late.png"})
    words = [one.sentence.text(ENGLISH) for one in told(simulation.read().lines)]
    assert words[-3:] == [
        "Files that arrived: report.html, report.json",
        "jana answered.",
        "The file late.png arrived.",
    ]
    assert len(simulation.read().lines) == len(words) + 1, "the record itself keeps each"


# how it stands


def summary(read: Timeline) -> str:
    return read.summary.text(ENGLISH)


def test_who_was_answered_is_not_told_that_nobody_answered() -> None:
    simulation = Simulation()
    simulation.hand_over()
    assert summary(simulation.read()).startswith("If nobody answers by")
    simulation.at(minutes=5).happens("replied", {"author": "jana", "text": "We are on it."})
    assert summary(simulation.read(minutes=6)).startswith("They answered. If it is still open at")


def test_the_summary_follows_the_case() -> None:
    simulation = Simulation()
    report = simulation.hand_over(delivered=None)
    assert summary(simulation.read()) == "Nothing arrived there yet, so nothing comes due."
    simulation.set_state(report, "prepared")
    assert summary(simulation.read()) == "Something lies ready for you to pass on."
    simulation.set_state(report, "said_so")
    simulation.happens("said_so")
    assert summary(simulation.read()).endswith("the next step is: Ask for second-level support")
    assert summary(simulation.read(hours=1)) == "Due now: Ask for second-level support"
    simulation.happens("status_changed", {"status": "resolved", "open": "false"})
    assert summary(simulation.read()) == "They say that it is solved. Close it, if that is so."
    simulation.happens("closed")
    assert summary(simulation.read()) == "This case is closed."


def test_at_the_end_of_the_ladder_nothing_is_promised() -> None:
    simulation = Simulation(severity="low")
    simulation.hand_over("mail", "regulator")
    assert summary(simulation.read(days=90)) == "Nothing more comes due by itself."


# the steps


@cache
def every_step() -> tuple[tuple[StepKind, str, str], ...]:
    """Return kind, sentence and addressee of every step of cases that meet every rule."""
    public = (*NAMED[:2], msgspec.structs.replace(NAMED[2], public_channel="complaints"), *NAMED[3:])
    found: list[tuple[StepKind, str, str]] = []

    def seen(simulation: Simulation) -> None:
        steps = simulation.read().due
        found.extend((step.kind, step.sentence.text(ENGLISH), step.whom.text(ENGLISH)) for step in steps)

    for rungs in ((), NAMED, public):
        promised = Simulation(rungs=rungs)
        promised.hand_over("rt")
        promised.happens("promised", {"until": (START + timedelta(hours=100)).isoformat()})
        major = Simulation(rungs=rungs, severity="p1", access_affected=True)
        major.hand_over("rt")
        long = Simulation(rungs=rungs)
        long.hand_over("mail")
        long.hand_over("rt")
        for simulation, days in ((promised, 5.0), (major, 0.2), (long, 40.0)):
            walk(simulation, timedelta(days=days), before=seen)
    return tuple(found)


def test_every_step_says_why_and_to_whom_and_nothing_is_left_open() -> None:
    told = every_step()
    assert {kind for kind, _, _ in told} == set(get_args(StepKind)) == set(STEP_TITLES)
    for _, sentence, whom in told:
        for text in (sentence, whom):
            assert "{" not in text and "unknown" not in text, text
            assert not [word for word in words(text.casefold()) if word.startswith(FORBIDDEN["en"])], text
            assert unfriendly_words(text, "en") == (), text


def test_numbers_in_the_words_are_those_of_the_clocks() -> None:
    told = {(kind, sentence) for kind, sentence, _ in every_step()}
    assert {
        ("level_2", "No update in 60 minutes. Ask that second-level support takes it over."),
        ("tier_2", "No real answer in 120 minutes. Ask for a review by specialists (Tier 2)."),
        ("p1_acknowledge", "Very many people are affected, and nobody took it in 15 minutes. Call now."),
        ("p1_update", "No news for 60 minutes. Call, and ask how it stands."),
        ("p1_final", "It is still open after 4 hours. Ask for a way around it, and for a new fixed time."),
        ("phone_and_meeting", "Nobody confirmed the e-mail in 24 hours. Call, and ask for a fixed meeting there."),
        ("deadline_over", "The 48 hours that the e-mail gave are over. Call, and ask when the answer comes."),
        ("next_rung", "No real answer in 72 hours. Next: operations manager."),
        ("regulator", "The way inside is used up. Next: outside regulator or ombudsman. Quote the number T-2."),
    } <= told


def whom(rungs: tuple = NAMED, **since_start: float) -> dict[StepKind, str]:
    simulation = Simulation(rungs=rungs)
    simulation.hand_over("mail")
    return {step.kind: step.whom.text(ENGLISH) for step in simulation.read(**since_start).due}


def test_whom_names_the_rung_with_its_address() -> None:
    assert whom(hours=48)["next_rung"] == "To: Jo Lead, lead@example.com"
    assert whom(hours=2)["tier_2"] == "To: Service desk, desk@example.com"


def test_under_the_neutral_profile_the_support_is_asked_for_its_next_level() -> None:
    assert whom((), hours=1)["level_2"] == "Nobody is named for this here. Ask your support for its next level."
    assert whom((), hours=48)["next_rung"] == "Nobody is named for this here. Ask your support for its next level."


def test_a_promise_missed_by_the_last_rung_names_nobody_above() -> None:
    simulation = Simulation(rungs=NAMED[:1])
    simulation.hand_over("rt")
    simulation.happens("promised", {"until": (START + timedelta(hours=2)).isoformat()})
    step = simulation.at(hours=2).step("promise_missed")
    assert step.rung is None
    assert "Nobody above them is known here." in step.sentence.text(ENGLISH)


def test_in_czech_the_pieces_are_translated_too(tmp_path: object) -> None:
    """A fact that is a message is looked up like one: titles of steps and rungs inside a sentence."""
    looked_up: list[str] = []

    class Recording(Texts):
        def word(self, msgid: str) -> str:
            looked_up.append(msgid)
            return super().word(msgid)

    simulation = Simulation()
    simulation.hand_over("mail")
    told = simulation.read(hours=48)
    told.summary.text(Recording("cs", "linux"))
    told.due[0].sentence.text(Recording("cs", "linux"))
    assert {STEP_TITLES["next_rung"], "team lead"} <= set(looked_up)
