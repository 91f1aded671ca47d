"""A replay: every view, facts, interruption, calls, groups and bounds."""

import pytest

from tests.flow.little_flows import ENDS, REPAIR, SAMPLE, flow, flush, ping, verify, walk
from tests.flow.walking import START, event
from wizard.flow.engine import next_view
from wizard.flow.errors import FlowCheckError, HistoryError
from wizard.flow.events import Acknowledged, Answered, Consented, Finished, Intended, Measured, Ordered, OrderedMember
from wizard.flow.model import (
    AskStep,
    CallStep,
    FixStep,
    Flow,
    GuideStep,
    OutcomeStep,
    ProbeStep,
    RankedFix,
    RankedStep,
    Step,
    VerifyStep,
)
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Rank,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    View,
)

# views


def test_a_probe_asks_to_be_run_with_its_parameters() -> None:
    view = walk(SAMPLE).view
    assert isinstance(view, RunProbe)
    assert (view.address, view.flow_id, view.step_id) == ("sample/measure", "sample", "measure")
    assert (view.probe, view.verifies, view.stage) == ("network.ping", None, "check")
    assert view.parameters == {"max_latency_ms": "@network.max_latency_ms", "max_loss_percent": 1}
    assert (dict(view.facts), view.proofs, view.can_go_back) == ({}, (), False)


def test_a_question_offers_its_choices() -> None:
    view = walk(SAMPLE).take("unknown")
    assert isinstance(view, AskQuestion)
    assert (view.choices, view.verifies, view.stage) == (("green", "red", "not_sure"), None, "check")


def test_exhausted_is_no_choice() -> None:
    asking = flow(
        "a",
        "ask",
        ask=AskStep(on={"yes": "ask", "not_sure": "escalate", "exhausted": "escalate"}, max_visits=2),
        **ENDS,
    )
    view = walk(asking).view
    assert isinstance(view, AskQuestion)
    assert view.choices == ("yes", "not_sure")


ROWS: list[dict[str, str | int | float | bool | None]] = [
    {"choice": "one", "app_name": "One", "size_bytes": 5},
    {"choice": "two", "app_name": "Two", "size_bytes": 3},
]


def rows_flow() -> Flow:
    asking = AskStep(
        choices_from="apps", fact="app_id", on={"main": "measure", "given": "measure", "not_sure": "measure"}
    )
    results = {"ok": "healthy", "over": "clear", "absent": "healthy", "unknown": "healthy"}
    chosen: dict[str, str | int | float | bool] = {"app": "$app_id"}
    ended = dict.fromkeys(("done", "failed", "declined", "not_available"), "again")
    return flow(
        "a",
        "find",
        find=ProbeStep(probe="storage.app_caches", on={"found": "ask", "none": "ask", "unknown": "ask"}),
        ask=asking,
        measure=ProbeStep(probe="storage.cache", parameters=chosen, on=results),
        clear=FixStep(fix="cache.clear", parameters=chosen, on=ended),
        again=VerifyStep(of="measure", on={"fixed": "healthy", "not_fixed": "escalate", "unknown": "escalate"}),
        **ENDS,
    )


def chosen(choice: str, value: str | None) -> View:
    made = rows_flow()
    found = Measured(
        at=START, step="a/find", probe="storage.app_caches", result="found", good=True, facts={"apps": ROWS}
    )
    answered = Answered(at=START, step="a/ask", choice=choice, value=value)
    over = Measured(at=START, step="a/measure", probe="storage.cache", result="over", good=False)
    consent = Consented(at=START, step="a/clear", fix="cache.clear", granted=True, text_sha256="")
    begun = Intended(at=START, step="a/clear", fix="cache.clear")
    done = Finished(at=START, step="a/clear", fix="cache.clear", result="done")
    flows = {"a": made}
    history = (found, answered, over, consent, begun, done)
    views = [next_view(flows, "a", history[:length]) for length in range(1, len(history) + 1)]
    asked, measuring, consenting, running, _, verifying = views
    assert isinstance(asked, AskQuestion)
    assert asked.choices == ("main", "one", "two", "not_sure")
    wanted = {} if value is None else {"app": value}
    for view in (measuring, consenting, running, verifying):
        assert isinstance(view, RunProbe | AskConsent | RunFix)
        assert view.parameters == wanted, "measured, allowed, repaired and verified is the same app"
    return measuring


def test_a_row_of_a_fact_is_a_choice_and_fills_parameters_and_facts() -> None:
    view = chosen("given", "two")
    assert {name: view.facts[name] for name in ("app_id", "app_name", "size_bytes")} == {
        "app_id": "two",
        "app_name": "Two",
        "size_bytes": 3,
    }


@pytest.mark.parametrize("choice", ["main", "not_sure"])
def test_an_own_choice_beside_rows_leaves_the_parameter_to_its_default(choice: str) -> None:
    assert chosen(choice, None).facts["app_id"] is None


@pytest.mark.parametrize("value", ["three", None, "main"])
def test_what_is_no_row_is_no_answer(value: str | None) -> None:
    with pytest.raises(HistoryError):
        chosen("given", value)


def test_a_guide_is_shown() -> None:
    view = walk(SAMPLE).take("lossy")
    assert isinstance(view, ShowGuide)
    assert (view.step.watch, view.step.seconds, view.stage) == ("wifi.link", (0, 30), "fix")


def test_a_guide_that_only_looks_is_still_checking() -> None:
    looking = flow("a", "look", look=GuideStep(changes=False, on={"done": "healthy", "cannot": "healthy"}), **ENDS)
    assert walk(looking).view.stage == "check"


def test_a_fix_asks_for_consent_then_runs_and_says_when_it_began() -> None:
    walking = walk(REPAIR)
    view = walking.take("slow")
    assert isinstance(view, AskConsent)
    assert (view.fix, view.stage) == ("dns.flush", "fix")
    view = walking.take("granted")
    assert isinstance(view, RunFix)
    assert view.intended is None
    view = walking.take("begun")
    assert isinstance(view, RunFix)
    assert isinstance(view.intended, Intended)


def test_consent_is_for_one_execution() -> None:
    walking = walk(REPAIR)
    view = walking.take("slow", "granted", "begun", "done", "slow", "seen", "yes")
    assert isinstance(view, AskConsent)


def test_declined_and_not_begun_are_branches() -> None:
    assert isinstance(walk(REPAIR).take("slow", "declined"), ShowOutcome)
    walking = walk(REPAIR)
    walking.take("slow", "granted")
    view = walking.append(Finished(at=START, step="repair/flush", fix="dns.flush", result="not_available"))
    assert isinstance(view, ShowOutcome)


def test_an_outcome_ends_the_walk_with_its_part_and_last_proof() -> None:
    view = walk(REPAIR).take("slow", "granted", "begun", "done", "ok")
    assert isinstance(view, ShowOutcome)
    assert (view.result, view.part, view.proof, view.stage) == ("solved", None, "fixed", "verify")
    hardware = flow("a", "end", end=OutcomeStep(result="hardware", part="router"))
    view = walk(hardware).view
    assert isinstance(view, ShowOutcome)
    assert (view.result, view.part, view.proof, view.stage) == ("hardware", "router", None, "help")


def test_a_proof_is_shown_unless_the_outcome_shows_it() -> None:
    view = walk(REPAIR).take("slow", "granted", "begun", "done", "slow")
    assert isinstance(view, ShowProof)
    assert (view.proof.word, view.stage) == ("not_fixed", "verify")
    assert isinstance(walk(REPAIR).take("slow", "granted", "begun", "done", "ok"), ShowOutcome)


def test_a_verify_measures_the_same_again() -> None:
    view = walk(SAMPLE).take("slow", "granted", "begun", "done")
    assert isinstance(view, RunProbe)
    assert (view.address, view.verifies, view.stage) == ("sample/verify", "sample/measure", "verify")
    assert (view.probe, view.parameters) == ("network.ping", SAMPLE.step["measure"].parameters)  # type: ignore[union-attr]


def test_a_verify_of_a_question_asks_it_again() -> None:
    view = walk(SAMPLE).take("unknown", "red", "done")
    assert isinstance(view, AskQuestion)
    assert (view.address, view.verifies, view.stage) == ("sample/verify_lamp", "sample/lamp", "verify")
    assert view.choices == ("green", "red", "not_sure")


def test_the_stage_is_fix_once_something_was_changed() -> None:
    assert walk(REPAIR).take("slow", "granted", "begun", "done", "slow", "seen").stage == "fix"


# facts


def test_facts_are_the_latest_and_a_verify_brings_them_up_to_date() -> None:
    walking = walk(REPAIR)
    walking.take("slow", latency_ms=143.0, loss_percent=None)
    assert dict(walking.view.facts) == {"latency_ms": 143.0, "loss_percent": None}
    walking.take("granted", "begun")
    walking.take("done", flushed=True)
    walking.take("ok", latency_ms=9.0)
    assert dict(walking.view.facts) == {"latency_ms": 9.0, "loss_percent": None, "flushed": True}


def test_answers_are_facts_where_the_flow_says_so() -> None:
    choice = AskStep(fact="lamp", good=("green",), on={"green": "typed", "red": "typed", "not_sure": "typed"})
    typed = AskStep(fact="serial", input="serial", on={"given": "secret", "not_sure": "secret"})
    secret = AskStep(fact="code", input="text", secret=True, on={"given": "check", "not_sure": "check"})
    asking = flow(
        "a", "lamp", lamp=choice, typed=typed, secret=secret, check=verify("lamp", "solved", "escalate"), **ENDS
    )
    walking = walk(asking)
    walking.take("red", "given", "given")
    assert dict(walking.view.facts) == {"lamp": "red", "serial": "something typed"}
    walking.take("green")
    assert walking.view.facts["lamp"] == "green"


# interruption


def test_after_an_interrupted_fix_it_is_measured() -> None:
    walking = walk(REPAIR)
    view = walking.take("slow", "granted", "begun", "interrupted")
    assert isinstance(view, RunProbe)
    assert view.verifies == "repair/measure"


def test_nothing_is_done_that_was_never_begun() -> None:
    for result in ("done", "interrupted"):
        walking = walk(REPAIR)
        walking.take("slow", "granted")
        with pytest.raises(HistoryError, match="The record holds finished of repair/flush"):
            walking.append(Finished(at=START, step="repair/flush", fix="dns.flush", result=result))


def test_a_fix_begins_once_and_with_consent() -> None:
    walking = walk(REPAIR)
    walking.take("slow")
    intended = Intended(at=START, step="repair/flush", fix="dns.flush")
    with pytest.raises(HistoryError):
        walking.append(intended)
    walking.take("granted", "begun")
    with pytest.raises(HistoryError):
        walking.append(intended)


# calls

INNER = flow(
    "inner",
    "ask",
    ask=AskStep(on={"good": "healthy", "bad": "repair", "not_sure": "escalate"}, good=("good",)),
    repair=flush("check"),
    check=verify("ask", "solved", "escalate"),
    **ENDS,
)
OUTER = flow(
    "outer",
    "measure",
    measure=ping("call"),
    call=CallStep(flow="inner", on={"healthy": "healthy", "solved": "check", "escalate": "escalate"}),
    check=verify("measure", "solved", "escalate"),
    **ENDS,
)


def test_a_call_walks_the_other_flow_and_returns_by_its_outcome() -> None:
    walking = walk(OUTER, INNER)
    view = walking.take("slow")
    assert (type(view), view.address) == (AskQuestion, "inner/ask")
    view = walking.take("good")
    assert isinstance(view, ShowOutcome)
    assert (view.address, view.result) == ("outer/healthy", "healthy")


def test_a_change_in_a_called_flow_is_a_change_for_the_caller() -> None:
    """The proof of a called flow is a page of its own: its outcome is shown by nobody."""
    walking = walk(OUTER, INNER)
    view = walking.take("slow", "bad", "granted", "begun", "done", "good")
    assert isinstance(view, ShowProof)
    assert (view.address, view.proof.word) == ("inner/check", "said_so")
    view = walking.take("seen")
    assert (type(view), view.address) == (RunProbe, "outer/check")
    view = walking.take("ok")
    assert isinstance(view, ShowOutcome)
    assert [proof.word for proof in view.proofs] == ["said_so", "fixed"]


def test_visits_count_per_frame() -> None:
    once = flow(
        "once",
        "ask",
        ask=AskStep(max_visits=1, on={"yes": "ask", "no": "healthy", "not_sure": "healthy", "exhausted": "escalate"}),
        **ENDS,
    )
    call = {"healthy": "second", "escalate": "escalate"}
    twice = flow(
        "twice",
        "first",
        first=CallStep(flow="once", on=call),
        second=CallStep(flow="once", on={**call, "healthy": "healthy"}),
        **ENDS,
    )
    view = walk(twice, once).take("no", "no")
    assert isinstance(view, ShowOutcome)
    assert view.result == "healthy"


def test_flows_in_a_ring_and_flows_that_are_not_there() -> None:
    ring = flow("a", "call", call=CallStep(flow="a", on={}))
    with pytest.raises(FlowCheckError, match="the flow calls itself"):
        walk(ring)
    with pytest.raises(FlowCheckError, match="there is no flow 'inner'"):
        next_view({"outer": OUTER}, "outer", (event(walk(OUTER, INNER).view, "slow"),))
    with pytest.raises(FlowCheckError, match="there is no flow 'gone'"):
        next_view({}, "gone", ())


# groups


def group() -> Flow:
    fixes = (
        RankedFix(step="guide", minutes=5, cures={"far": 0.9}),
        RankedFix(step="flush", minutes=1, cures={"near": 0.9}),
    )
    ranked = RankedStep(
        fixes=fixes, causes={"far": 0.3, "near": 0.6}, escalate_minutes=500, on={"exhausted": "escalate"}
    )
    return flow(
        "a",
        "measure",
        measure=ping("repairs"),
        repairs=ranked,
        guide=GuideStep(on={"done": "check", "cannot": "repairs"}),
        flush=flush("check", "repairs"),
        check=verify("measure", "solved", "repairs"),
        **ENDS,
    )


def test_a_group_is_ranked_shown_whole_then_walked() -> None:
    walking = walk(group())
    view = walking.take("slow")
    assert isinstance(view, Rank)
    assert dict(view.results) == {"measure": "slow"}
    view = walking.take("ranked")
    assert isinstance(view, ShowPlan)
    assert [member.step for member in view.order] == ["flush", "guide"]
    assert walking.take("seen").address == "a/flush"
    walking.take("granted", "begun", "done", "slow", "seen")
    assert walking.view.address == "a/guide"
    view = walking.take("cannot")
    assert isinstance(view, ShowOutcome)
    assert view.result == "escalate"


def test_the_plan_can_be_left_and_come_back_to() -> None:
    walking = walk(group())
    plan = walking.take("slow", "ranked")
    assert not plan.can_go_back
    walking.take("seen")
    assert walking.back() == plan


def test_a_member_is_entered_once_however_often_the_group_is() -> None:
    view = walk(group()).take("slow", "ranked", "seen", "declined", "cannot")
    assert isinstance(view, ShowOutcome)


def test_a_plan_of_nothing_is_no_page() -> None:
    walking = walk(group())
    walking.take("slow")
    view = walking.append(Ordered(at=START, step="a/repairs", order=()))
    assert isinstance(view, ShowOutcome)
    assert view.result == "escalate"


def test_an_order_names_members_and_comes_once() -> None:
    walking = walk(group())
    walking.take("slow")
    stranger = OrderedMember(step="measure", chance=0.5, minutes=1)
    with pytest.raises(HistoryError):
        walking.append(Ordered(at=START, step="a/repairs", order=(stranger,)))
    with pytest.raises(HistoryError):
        walking.append(Acknowledged(at=START, step="a/repairs"))
    walking.take("ranked")
    with pytest.raises(HistoryError):
        walking.append(Ordered(at=START, step="a/repairs", order=()))


# bounds


def test_a_step_visited_too_often_takes_exhausted_and_keeps_its_result() -> None:
    """What was measured stays the step's result: evidence of a group may still need it."""
    asked = AskStep(max_visits=2, on={"yes": "ask", "no": "healthy", "not_sure": "healthy", "exhausted": "repairs"})
    ranked = RankedStep(fixes=(), causes={"x": 1.0}, on={"exhausted": "escalate"})
    walking = walk(flow("a", "ask", ask=asked, repairs=ranked, **ENDS))
    view = walking.take("yes", "yes")
    assert isinstance(view, Rank)
    assert dict(view.results) == {"ask": "yes"}


def bounded(**more: str) -> AskStep:
    return AskStep(max_visits=1, on=more)


def test_exhausted_steps_in_a_row_are_followed_and_a_ring_of_them_ends() -> None:
    row: dict[str, Step] = {f"s{n}": bounded(yes="s0", exhausted=f"s{n + 1}") for n in range(3000)}
    row["s0"] = AskStep(max_visits=1, on={"yes": "s1", "not_sure": "s0", "exhausted": "s1"})
    row["s1"] = AskStep(max_visits=1, on={"yes": "s0", "exhausted": "s2"})
    row["s3000"] = OutcomeStep(result="escalate")
    view = walk(flow("row", "s0", **row)).take("not_sure")
    assert view.address == "row/s1"
    ring = flow("ring", "a", a=bounded(yes="b", exhausted="b"), b=bounded(yes="a", exhausted="a"))
    with pytest.raises(FlowCheckError, match="the flow goes round without end"):
        walk(ring).take("yes", "yes")


def test_groups_that_lead_into_each_other_end() -> None:
    one = RankedStep(fixes=(), causes={"x": 1.0}, on={"exhausted": "two"})
    two = RankedStep(fixes=(), causes={"x": 1.0}, on={"exhausted": "one"})
    walking = walk(flow("a", "one", one=one, two=two))
    walking.append(Ordered(at=START, step="a/one", order=()))
    with pytest.raises(FlowCheckError, match="the flow goes round without end"):
        walking.append(Ordered(at=START, step="a/two", order=()))
