"""The engine: Back, events that do not fit, and the walk page by page."""

import pytest

from tests.flow.little_flows import ENDS, REPAIR, SAMPLE, flow, ping, verify, walk
from tests.flow.walking import START
from wizard.flow.engine import walked_steps, without_taken_back
from wizard.flow.errors import BackRefusedError, FlowCheckError, HistoryError
from wizard.flow.events import Acknowledged, Answered, Guided, Measured, WentBack
from wizard.flow.model import AskStep, GuideStep, ProbeStep, VerifyStep
from wizard.flow.views import ShowProof

# Back


def test_back_takes_back_the_last_answer_and_what_was_measured_after_it() -> None:
    asking = flow(
        "a",
        "ask",
        ask=AskStep(on={"yes": "measure", "no": "healthy", "not_sure": "healthy"}),
        measure=ping("tell"),
        tell=GuideStep(changes=False, on={"done": "healthy", "cannot": "healthy"}),
        **ENDS,
    )
    walking = walk(asking)
    first = walking.view
    walking.take("yes")
    walking.take("slow", latency_ms=200.0)
    assert walking.view.can_go_back
    assert walking.back() == first
    assert dict(walking.view.facts) == {}
    assert len(walking.history) == 3


def test_back_is_refused_at_the_beginning_and_after_measuring_alone() -> None:
    walking = walk(REPAIR)
    for answer in (None, "slow"):
        if answer:
            walking.take(answer)
        assert not walking.view.can_go_back
        with pytest.raises(BackRefusedError):
            walking.back()


def test_consent_can_be_taken_back_until_the_fix_begins() -> None:
    walking = walk(REPAIR)
    before = walking.take("slow")
    assert walking.take("granted").can_go_back
    assert walking.back() == before
    assert walking.take("declined").can_go_back
    assert walking.back() == before


@pytest.mark.parametrize("after", [("begun",), ("begun", "done"), ("begun", "done", "slow"), ("begun", "failed")])
def test_back_is_refused_once_a_fix_has_begun(after: tuple[str, ...]) -> None:
    walking = walk(REPAIR)
    view = walking.take("slow", "granted", *after)
    assert not view.can_go_back
    with pytest.raises(BackRefusedError):
        walking.back()


def test_back_goes_to_a_page_after_the_change_but_not_past_it() -> None:
    walking = walk(REPAIR)
    proof = walking.take("slow", "granted", "begun", "done", "slow")
    walking.take("seen", "yes")
    walking.back()
    assert walking.back() == proof
    with pytest.raises(BackRefusedError):
        walking.back()


def test_a_guide_that_changed_something_bars_the_way_back() -> None:
    walking = walk(SAMPLE)
    assert not walking.take("unknown", "red", "done").can_go_back
    walking = walk(SAMPLE)
    before = walking.take("unknown", "red")
    assert walking.take("cannot").can_go_back
    assert walking.back() == before


def test_taken_back_events_are_removed_and_kept_in_the_record() -> None:
    walking = walk(SAMPLE)
    walking.take("unknown", "red")
    walking.back()
    walking.take("green")
    effective = without_taken_back(walking.history)
    assert [type(e).__name__ for e in walking.history] == ["Measured", "Answered", "WentBack", "Answered"]
    assert [getattr(e, "choice", None) for e in effective] == [None, "green"]


# histories that do not fit


def test_events_that_do_not_fit_are_refused() -> None:
    start = walk(SAMPLE)
    for wrong in (
        Answered(at=START, step="sample/measure", choice="ok"),
        Guided(at=START, step="sample/measure", result="done", changed_something=False),
        Acknowledged(at=START, step="sample/measure"),
        Measured(at=START, step="sample/lamp", probe="network.ping", result="ok", good=True),
        Measured(at=START, step="sample/measure", probe="network.ping", result="fast", good=True),
    ):
        with pytest.raises(HistoryError):
            start.append(wrong)
    assert start.history == ()


def test_exhausted_is_no_answer() -> None:
    asked = AskStep(max_visits=2, on={"yes": "healthy", "not_sure": "healthy", "exhausted": "escalate"})
    with pytest.raises(HistoryError):
        walk(flow("a", "ask", ask=asked, **ENDS)).append(Answered(at=START, step="a/ask", choice="exhausted"))
    guide = GuideStep(max_visits=2, on={"done": "healthy", "cannot": "healthy", "exhausted": "escalate"})
    with pytest.raises(HistoryError, match="Step a/guide has no branch exhausted"):
        walk(flow("a", "guide", guide=guide, **ENDS)).append(
            Guided(at=START, step="a/guide", result="exhausted", changed_something=False)
        )


def test_a_verify_is_answered_in_kind() -> None:
    walking = walk(SAMPLE)
    walking.take("unknown", "red", "done")
    with pytest.raises(HistoryError):
        walking.append(Measured(at=START, step="sample/verify_lamp", probe="network.ping", result="ok", good=True))
    with pytest.raises(HistoryError):
        walking.append(Answered(at=START, step="sample/verify_lamp", choice="blue"))
    walking = walk(SAMPLE)
    walking.take("slow", "granted", "begun", "done")
    with pytest.raises(HistoryError):
        walking.append(Answered(at=START, step="sample/verify", choice="green"))


def test_while_a_proof_is_shown_nothing_else_counts() -> None:
    walking = walk(REPAIR)
    walking.take("slow", "granted", "begun", "done", "slow")
    with pytest.raises(HistoryError):
        walking.append(Measured(at=START, step="repair/check", probe="network.ping", result="ok", good=True))


def test_an_ended_walk_takes_no_more() -> None:
    walking = walk(SAMPLE)
    walking.take("ok")
    with pytest.raises(HistoryError):
        walking.append(Acknowledged(at=START, step="sample/healthy"))


def test_a_flow_that_names_a_step_it_does_not_have() -> None:
    broken = flow("a", "measure", measure=ping("nowhere"))
    with pytest.raises(FlowCheckError, match="there is no step 'nowhere'"):
        walk(broken).take("slow")
    with pytest.raises(FlowCheckError, match="can not be measured again"):
        walk(flow("a", "check", check=verify("end", "end", "end"), end=ENDS["solved"]))


def test_a_result_without_a_branch_is_refused() -> None:
    broken = flow("a", "measure", measure=ProbeStep(probe="network.ping", on={"ok": "healthy"}), **ENDS)
    with pytest.raises(HistoryError, match="Step a/measure has no branch slow"):
        walk(broken).take("slow")
    missing = flow("b", "measure", measure=ping("check"), check=VerifyStep(of="measure", on={}), **ENDS)
    walking = walk(missing)
    assert isinstance(walking.take("slow", "slow"), ShowProof)
    with pytest.raises(HistoryError, match="Step b/check has no branch not_fixed"):
        walking.take("seen")


# the walk, page by page


def test_the_pages_of_a_walk_are_those_that_were_shown() -> None:
    walking = walk(SAMPLE)
    shown = [walking.view]
    for answer in ("slow", "granted", "begun", "done", "slow", "seen", "granted", "begun", "done", "ok"):
        shown.append(walking.take(answer))
    assert list(walked_steps(walking.flows, "sample", walking.history)) == shown


def test_pages_that_were_taken_back_are_left_out() -> None:
    walking = walk(SAMPLE)
    walking.take("unknown", "red")
    walking.back()
    walking.take("green")
    pages = walked_steps(walking.flows, "sample", walking.history)
    assert [view.step_id for view in pages] == ["measure", "lamp", "healthy"]
    with pytest.raises(BackRefusedError):
        without_taken_back((WentBack(at=START),))
