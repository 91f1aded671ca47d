"""What holds for every valid flow and every way through it."""

import random
import tempfile
from pathlib import Path

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.flow.random_flows import NoWalkError, covering_paths, random_flow, write_random_flow
from tests.flow.sample import CATALOGUE
from tests.flow.walking import Walk, answers
from wizard.flow.check import check_flows
from wizard.flow.compiled import decode_flow, encode_flow
from wizard.flow.engine import next_view, walked_steps, without_taken_back
from wizard.flow.events import Acknowledged, Answered, Consented, Guided, Measured, WentBack
from wizard.flow.load import FlowLibrary
from wizard.flow.model import Flow
from wizard.flow.views import ShowOutcome

_MOST_EVENTS = 400
bounded = settings(derandomize=True, max_examples=60, deadline=None)
randomly = st.randoms(use_true_random=False)


def two_flows(rng: random.Random) -> dict[str, Flow]:
    """Return an outer flow that may call the inner one."""
    inner = random_flow("inner", rng, {})
    return {"inner": inner, "outer": random_flow("outer", rng, {"inner": inner})}


@given(randomly)
@settings(parent=bounded, max_examples=40)
def test_a_valid_flow_passes_the_check_with_its_walks(rng: random.Random) -> None:
    flows = two_flows(rng)
    try:
        paths = {name: covering_paths(flow, flows, random.Random(1)) for name, flow in flows.items()}
    except NoWalkError:
        reject()
    with tempfile.TemporaryDirectory() as folder:
        for name, flow in flows.items():
            write_random_flow(Path(folder) / name, flow, paths[name])
        assert [str(error) for error in check_flows([Path(folder)], CATALOGUE)] == []
        library = FlowLibrary([Path(folder)])
        assert {name: library.flows[name] for name in library.flows} == flows


@given(randomly)
@bounded
def test_every_way_through_a_valid_flow_ends(rng: random.Random) -> None:
    walk = Walk(two_flows(rng), "outer")
    while not isinstance(walk.view, ShowOutcome):
        walk.take(rng.choice(answers(walk.view)))
        assert len(walk.history) < _MOST_EVENTS


@given(randomly)
@bounded
def test_back_and_the_same_answer_give_the_same_view(rng: random.Random) -> None:
    walk = Walk(two_flows(rng), "outer")
    while not isinstance(walk.view, ShowOutcome):
        before = walk.view
        answer = rng.choice(answers(before))
        after = walk.take(answer)
        if after.can_go_back and isinstance(walk.history[-1], Answered | Guided | Consented | Acknowledged):
            assert walk.back() == before
            assert walk.take(answer) == after


@given(randomly)
@bounded
def test_every_prefix_of_a_record_gives_the_view_that_was_shown(rng: random.Random) -> None:
    """Killed at any moment, a walk goes on at the same step: pinned flows and the record are all there is."""
    walk = Walk(two_flows(rng), "outer")
    shown = [walk.view]
    while not isinstance(walk.view, ShowOutcome) and len(walk.history) < _MOST_EVENTS:
        if walk.view.can_go_back and rng.random() < 0.2:
            shown.append(walk.back())
        else:
            shown.append(walk.take(rng.choice(answers(walk.view))))
    pinned = {name: decode_flow(encode_flow(flow)) for name, flow in walk.flows.items()}
    for length, view in enumerate(shown):
        assert next_view(pinned, "outer", walk.history[:length]) == view


@given(randomly)
@bounded
def test_what_was_taken_back_leaves_no_trace_in_the_view(rng: random.Random) -> None:
    walk = Walk(two_flows(rng), "outer")
    while not isinstance(walk.view, ShowOutcome) and len(walk.history) < _MOST_EVENTS:
        if walk.view.can_go_back and rng.random() < 0.3:
            walk.back()
        else:
            walk.take(rng.choice(answers(walk.view)))
    effective = without_taken_back(walk.history)
    assert not any(isinstance(event, WentBack) for event in effective)
    assert next_view(walk.flows, "outer", effective) == walk.view
    assert list(walked_steps(walk.flows, "outer", walk.history))[-1] == walk.view


@given(randomly)
@bounded
def test_a_verify_never_says_fixed_without_a_bad_and_a_good_reading(rng: random.Random) -> None:
    """Promise 1, whatever the flow and whatever happened in it."""
    walk = Walk(two_flows(rng), "outer")
    while not isinstance(walk.view, ShowOutcome):
        walk.take(rng.choice(answers(walk.view)))
    for proof in walk.view.proofs:
        if isinstance(proof.before, Measured) and isinstance(proof.after, Measured):
            good = (proof.before.good, proof.after.good)
            assert (proof.word == "fixed") == (good == (False, True))
            assert (proof.word == "not_fixed") == (good == (False, False))
        else:
            assert proof.word != "fixed"
