"""Every walk of every flow ends where its author says, and no repair that did nothing is ever called fixed."""

from collections.abc import Iterator, Mapping

import pytest

from wizard import resources
from wizard.flow.catalogue import Catalogue
from wizard.flow.check import check_flows
from wizard.flow.load import FlowLibrary
from wizard.flow.model import Flow, OutcomeStep, VerifyStep
from wizard.flow.paths import FlowPath, load_paths, replay_path
from wizard.search import is_offered
from wizard.texts import Texts

SHIPPED = FlowLibrary([resources.flows()])
WALKS = [(flow_id, path) for flow_id in SHIPPED.ids() for path in load_paths(SHIPPED.folder(flow_id))]
VERIFIES = [
    (flow_id, name)
    for flow_id, flow in SHIPPED.flows.items()
    for name, step in flow.step.items()
    if isinstance(step, VerifyStep)
]
OFFERED = [flow_id for flow_id in SHIPPED.ids() if is_offered(flow_id, SHIPPED, Texts("en", "linux", SHIPPED.folder))]


@pytest.mark.parametrize(("flow_id", "path"), WALKS, ids=[f"{flow_id}: {path.name}" for flow_id, path in WALKS])
def test_walk(
    flow_id: str,
    path: FlowPath,
    flows: Mapping[str, Flow],
    catalogue: Catalogue,
    paths: Mapping[str, tuple[FlowPath, ...]],
) -> None:
    """FACTS A1 to A13, walk by walk."""
    assert replay_path(path, flow_id, flows, catalogue, paths).fault == ""


def test_the_whole_check_has_nothing_to_say(library: FlowLibrary, catalogue: Catalogue) -> None:
    """Names, types, branches, cycles, texts in English and Czech, and a walk through every branch."""
    assert [str(error) for error in check_flows(library, catalogue, complete=("cs",))] == []


@pytest.mark.parametrize("flow_id", OFFERED)
def test_a_flow_whose_repairs_do_not_help_ends_in_a_report(
    flow_id: str, paths: Mapping[str, tuple[FlowPath, ...]]
) -> None:
    """FACTS A13: every documented step was tried, measured or asked again, and it hands over."""
    assert [path for path in paths[flow_id] if path.outcome == "escalate" and path.proof == "not_fixed"]


@pytest.mark.parametrize("flow_id", OFFERED)
def test_every_flow_ends_in_a_verify(flow_id: str, paths: Mapping[str, tuple[FlowPath, ...]]) -> None:
    """Promise 1: whatever is called solved was measured or asked again, here or in a flow it calls."""
    verifies = {name for flow, name in VERIFIES if flow == flow_id}
    for path in paths[flow_id]:
        if path.outcome == "solved":
            walked = {item.split()[0] for item in path.walk}
            assert walked & verifies or path.proof is not None, path.name


def _walks_to(flow: Flow, verify: str, paths: tuple[FlowPath, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield walks up to a verify (left out), each with what ``of`` had answered on the way."""
    step = flow.step[verify]
    assert isinstance(step, VerifyStep)
    for path in paths:
        answers: dict[str, str] = {}
        for place, item in enumerate(path.walk):
            name, answer = item.split()
            if name == verify and step.of in answers:
                yield path.walk[:place], answers[step.of]
            answers.setdefault(name, answer)


@pytest.mark.parametrize(("flow_id", "verify"), VERIFIES, ids=[f"{flow_id}/{name}" for flow_id, name in VERIFIES])
def test_a_repair_that_does_nothing_is_never_called_fixed(
    flow_id: str,
    verify: str,
    flows: Mapping[str, Flow],
    catalogue: Catalogue,
    paths: Mapping[str, tuple[FlowPath, ...]],
) -> None:
    """The same reading after as before, and no reading after, for every way to every verify."""
    words = set()
    for walk, before in _walks_to(flows[flow_id], verify, paths[flow_id]):
        for after in (before, "not_sure" if "not_sure" in _choices(flows[flow_id], verify) else "unknown"):
            again = FlowPath(name="again", walk=(*walk, f"{verify} {after}"), outcome="escalate")
            replayed = replay_path(again, flow_id, flows, catalogue, paths)
            branch = [result for flow, step, result in replayed.taken if (flow, step) == (flow_id, verify)][-1]
            assert branch != "fixed", (walk, after)
            words.add(branch)
    assert words == {"not_fixed", "unknown"}


def _choices(flow: Flow, verify: str) -> tuple[str, ...]:
    step = flow.step[verify]
    assert isinstance(step, VerifyStep)
    return tuple(flow.step[step.of].on)


def test_an_export_never_claims_fixed(paths: Mapping[str, tuple[FlowPath, ...]]) -> None:
    """FACTS A6: only the person can say that the crashes stopped."""
    exported = [path for path in paths["crash_export"] if "export done" in path.walk]
    assert exported
    assert all(path.proof != "fixed" for path in exported)


def test_no_part_is_ordered_before_logs_versions_and_a_reset(
    flows: Mapping[str, Flow], paths: Mapping[str, tuple[FlowPath, ...]]
) -> None:
    """FACTS A12: only then a hardware outcome, with the part to order."""
    ends = [step for flow in flows.values() for step in flow.step.values() if isinstance(step, OutcomeStep)]
    assert {step.part for step in ends if step.result == "hardware"} == {"device", "power_supply", "fan"}
    walks = [path.walk for path in paths["restart_firmware"] if path.outcome == "hardware"]
    assert len(walks) == 2
    for walk in walks:
        taken = " ".join(walk)
        assert "version " in taken
        assert "logs " in taken
        assert "restart done" in taken or "factory_reset done" in taken
    hot = [path.walk for path in paths["overheating"] if path.outcome == "hardware"]
    assert hot
    for walk in hot:
        assert {"logs", "versions", "rest"} <= {item.split()[0] for item in walk}
        assert "rest done" in walk
