"""The four words of a proof: fixed, not fixed, could not measure, you said so."""

import pytest

from tests.flow.little_flows import ENDS, REPAIR, SAMPLE, flow, flush, ping, verify, walk
from tests.flow.walking import START, event
from wizard.flow.events import Measured
from wizard.flow.model import AskStep, GuideStep, OutcomeStep, ProbeStep, VerifyStep
from wizard.flow.views import ShowOutcome, ShowProof


@pytest.mark.parametrize(
    ("before", "after", "word", "branch"),
    [
        ("slow", "ok", "fixed", "fixed"),
        ("down", "lossy", "not_fixed", "not_fixed"),
        ("slow", "unknown", "could_not_measure", "unknown"),
        ("unknown", "ok", "could_not_measure", "unknown"),
        ("unknown", "slow", "could_not_measure", "unknown"),
        ("unknown", "unknown", "could_not_measure", "unknown"),
        ("ok", "ok", "could_not_measure", "unknown"),
        ("ok", "slow", "could_not_measure", "unknown"),
    ],
)
def test_the_word_of_a_proof(before: str, after: str, word: str, branch: str) -> None:
    """Promise 1: bad → good is fixed, bad → bad is not fixed, anything else could not be measured."""
    proving = flow(
        "a",
        "measure",
        measure=ping("flush", "flush", "flush"),
        flush=flush("check"),
        check=VerifyStep(
            of="measure", on={"fixed": "end_fixed", "not_fixed": "end_not_fixed", "unknown": "end_unknown"}
        ),
        escalate=ENDS["escalate"],
        **{f"end_{b}": OutcomeStep(result="escalate") for b in ("fixed", "not_fixed", "unknown")},
    )
    view = walk(proving).take(before, "granted", "begun", "done", after)
    assert isinstance(view, ShowOutcome)
    assert (view.proof, view.step_id) == (word, f"end_{branch}")
    proof = view.proofs[-1]
    assert isinstance(proof.before, Measured)
    assert isinstance(proof.after, Measured)
    assert (proof.before.result, proof.after.result) == (before, after)
    assert (proof.step, proof.of) == ("a/check", "a/measure")


@pytest.mark.parametrize("bad", ["slow", "lossy", "down"])
def test_a_fix_that_does_nothing_is_never_fixed(bad: str) -> None:
    """DESIGN: every verify has a test in which the fix does nothing."""
    view = walk(REPAIR).take(bad, "granted", "begun", "done", bad)
    assert isinstance(view, ShowProof)
    assert view.proof.word == "not_fixed"


def test_a_question_proves_that_you_said_so() -> None:
    view = walk(SAMPLE).take("unknown", "red", "done", "green")
    assert isinstance(view, ShowOutcome)
    assert (view.result, view.proof) == ("solved", "said_so")


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [("red", "red", "not_fixed"), ("red", "not_sure", "could_not_measure"), (None, "green", "could_not_measure")],
)
def test_other_words_of_a_question(before: str | None, after: str, word: str) -> None:
    walking = walk(SAMPLE)
    view = walking.take(*(("unknown", before) if before else ("lossy",)), "done", after)
    assert isinstance(view, ShowProof)
    assert view.proof.word == word


def test_a_value_read_out_by_a_person_is_said_not_measured() -> None:
    walking = walk(REPAIR)
    walking.take("slow", "granted", "begun", "done")
    read_out = event(walking.view, "ok")
    assert isinstance(read_out, Measured)
    view = walking.append(
        Measured(at=START, step=read_out.step, probe=read_out.probe, result="ok", good=True, said=True)
    )
    assert isinstance(view, ShowOutcome)
    assert view.proof == "said_so"


def test_before_is_the_last_reading_before_the_first_change() -> None:
    """A reading between change and verify is no before: it would hide what the change did."""
    again = {"ok": "check", "slow": "more", "lossy": "more", "down": "more", "unknown": "more", "exhausted": "escalate"}
    loop = flow(
        "a",
        "measure",
        measure=ProbeStep(probe="network.ping", max_visits=3, on=again),
        more=AskStep(on={"again": "measure", "fix": "flush", "not_sure": "escalate"}),
        flush=flush("measure"),
        check=verify("measure", "solved", "escalate"),
        **ENDS,
    )
    view = walk(loop).take("down", "again", "slow", "fix", "granted", "begun", "done", "ok", "ok")
    assert isinstance(view, ShowOutcome)
    assert view.proof == "fixed"
    before = view.proofs[0].before
    assert isinstance(before, Measured)
    assert before.result == "slow"


TWO = flow(
    "a",
    "first",
    first=ping("flush_first", "second", "second"),
    flush_first=flush("check_first", "second"),
    check_first=verify("first", "second", "second"),
    second=ping("flush_second", "healthy", "flush_second"),
    flush_second=flush("check_second", "check_second"),
    check_second=verify("second", "solved", "escalate"),
    **ENDS,
)


def test_a_second_repair_is_judged_by_its_own_before() -> None:
    """In one flow two things can be wrong: the second was looked at after the first was repaired."""
    view = walk(TWO).take("slow", "granted", "begun", "done", "ok", "seen", "down", "granted", "begun", "done", "ok")
    assert isinstance(view, ShowOutcome)
    assert [proof.word for proof in view.proofs] == ["fixed", "fixed"]


def test_what_was_only_read_after_the_last_change_was_not_repaired_by_it() -> None:
    view = walk(TWO).take("slow", "granted", "begun", "done", "ok", "seen", "down", "declined", "ok")
    assert isinstance(view, ShowOutcome)
    assert (view.result, view.proof) == ("escalate", "could_not_measure")


def test_a_guide_counts_as_a_change_only_when_it_changes() -> None:
    def guided(changes: bool) -> str | None:
        guide = GuideStep(changes=changes, on={"done": "measure", "cannot": "measure"})
        measure = ProbeStep(
            probe="network.ping",
            max_visits=2,
            on={
                "ok": "check",
                "slow": "guide",
                "lossy": "guide",
                "down": "guide",
                "unknown": "guide",
                "exhausted": "escalate",
            },
        )
        looking = flow(
            "a", "measure", measure=measure, guide=guide, check=verify("measure", "solved", "escalate"), **ENDS
        )
        view = walk(looking).take("slow", "done", "ok", "ok")
        assert isinstance(view, ShowOutcome)
        return view.proof

    assert guided(changes=True) == "fixed"
    assert guided(changes=False) == "could_not_measure"


def confirming(after_fix: str) -> str | None:
    """Walk: measured bad, flushed, measured ``after_fix``, then asked again whether it works: yes."""
    asked = AskStep(good=("yes",), on={"yes": "healthy", "no": "measure", "not_sure": "measure"})
    both = flow(
        "a",
        "ask",
        ask=asked,
        measure=ping("flush"),
        flush=flush("check"),
        check=VerifyStep(of="measure", on={"fixed": "confirm", "not_fixed": "more", "unknown": "more"}),
        more=GuideStep(on={"done": "confirm", "cannot": "confirm"}),
        confirm=verify("ask", "solved", "escalate"),
        **ENDS,
    )
    walking = walk(both)
    walking.take("no", "slow", "granted", "begun", "done", after_fix, "seen")
    view = walking.take(*(("done",) if after_fix != "ok" else ()), "yes")
    assert isinstance(view, ShowOutcome)
    assert view.proofs[-1].word == "said_so"
    return view.proof


def test_a_yes_confirms_what_was_just_measured_as_fixed() -> None:
    assert confirming("ok") == "fixed"


def test_a_yes_does_not_turn_another_word_into_fixed() -> None:
    """Not fixed by measurement, then something else was done: what is left is that the person said so."""
    assert confirming("slow") == "said_so"
    assert confirming("unknown") == "said_so"
