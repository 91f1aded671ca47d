"""Walks of authors: replayed by the engine alone, and clear about where flow and walk part."""

from pathlib import Path

import pytest

from tests.flow.sample import CATALOGUE, write_flow
from wizard.flow.errors import FlowError
from wizard.flow.load import load_flow
from wizard.flow.model import Flow, OutcomeResult
from wizard.flow.paths import FlowPath, Replayed, load_paths, read_paths, replay_path
from wizard.flow.views import ProofWord

INNER = """\
format = 1
id = "inner"
minutes = 1
start = "look"

[step.look]
kind = "probe"
probe = "crash.logs"
on.found = "name"
on.none = "fine"
on.unknown = "fine"

[step.name]
kind = "ask"
input = "text"
fact = "colour"
on.given = "broken"
on.not_sure = "broken"

[step.fine]
kind = "outcome"
result = "healthy"

[step.broken]
kind = "outcome"
result = "escalate"
"""

OUTER = """\
format = 1
id = "outer"
minutes = 1
start = "measure"

[step.measure]
kind = "probe"
probe = "network.ping"
on.ok = "inner"
on.slow = "repairs"
on.lossy = "repairs"
on.down = "repairs"
on.unknown = "repairs"

[step.inner]
kind = "call"
flow = "inner"
on.healthy = "healthy"
on.escalate = "repairs"

[step.repairs]
kind = "ranked"
causes = { far = 0.2, near = 0.6 }
unfixable = 0.05
escalate_minutes = 500
on.exhausted = "escalate"
fixes = [
  { step = "guide", minutes = 5, cures = { far = 0.9 } },
  { step = "flush", minutes = 1, cures = { near = 0.9 } },
]

[step.guide]
kind = "guide"
on.done = "verify"
on.cannot = "repairs"

[step.flush]
kind = "fix"
fix = "dns.flush"
on.done = "verify"
on.failed = "repairs"
on.declined = "repairs"
on.not_available = "repairs"

[step.verify]
kind = "verify"
of = "measure"
on.fixed = "solved"
on.not_fixed = "repairs"
on.unknown = "repairs"

[step.healthy]
kind = "outcome"
result = "healthy"

[step.solved]
kind = "outcome"
result = "solved"

[step.escalate]
kind = "outcome"
result = "escalate"
"""


@pytest.fixture
def flows(tmp_path: Path) -> dict[str, Flow]:
    folders = {"inner": INNER, "outer": OUTER}
    found = {name: load_flow(write_flow(tmp_path / name, text, None, None)) for name, text in folders.items()}
    return {**found, "sample": load_flow(write_flow(tmp_path / "sample"))}


def path(*walk: str, outcome: OutcomeResult = "solved", proof: ProofWord | None = None) -> FlowPath:
    return FlowPath(name="a walk", walk=walk, outcome=outcome, proof=proof)


def outer(
    flows: dict[str, Flow], *walk: str, outcome: OutcomeResult = "solved", proof: ProofWord | None = None
) -> Replayed:
    paths = {"inner": [path("look found", "name given", outcome="escalate"), path("look none", outcome="healthy")]}
    return replay_path(path(*walk, outcome=outcome, proof=proof), "outer", flows, CATALOGUE, paths)


def test_a_walk_takes_branches(flows: dict[str, Flow]) -> None:
    replayed = outer(flows, "measure slow", "flush done", "verify ok", proof="fixed")
    assert replayed == Replayed(
        (("outer", "measure", "slow"), ("outer", "flush", "done"), ("outer", "verify", "fixed")), "", None
    )


def test_a_group_is_walked_in_its_ranked_order(flows: dict[str, Flow]) -> None:
    """Flushing is quicker and likelier than the guide, so it comes first although it is written second."""
    replayed = outer(
        flows, "measure lossy", "flush declined", "guide done", "verify slow", outcome="escalate", proof="not_fixed"
    )
    assert replayed.fault == ""
    assert ("outer", "repairs", "exhausted") in replayed.taken
    wrong = outer(flows, "measure lossy", "guide done")
    assert (wrong.item, wrong.fault) == (
        1,
        "'guide' is not asked here: the flow waits for 'flush' (done, failed, declined, not_available, interrupted)",
    )


def test_an_interrupted_fix_is_measured(flows: dict[str, Flow]) -> None:
    assert outer(flows, "measure slow", "flush interrupted", "verify ok", proof="fixed").fault == ""


def test_steps_of_a_called_flow_are_written_with_its_id(flows: dict[str, Flow]) -> None:
    replayed = outer(flows, "measure ok", "inner/look none", outcome="healthy")
    assert replayed.fault == ""
    assert replayed.taken[1:] == (("inner", "look", "none"), ("outer", "inner", "healthy"))


def test_a_call_can_be_walked_as_its_own_paths_do(flows: dict[str, Flow]) -> None:
    replayed = outer(
        flows, "measure ok", "inner escalate", "flush done", "verify down", "guide cannot", outcome="escalate"
    )
    assert replayed.fault == ""
    assert ("inner", "name", "given") in replayed.taken


@pytest.mark.parametrize(
    ("walk", "item", "fault"),
    [
        (("measure",), 0, "'measure' is not '<step> <answer>'"),
        (("measure slow now",), 0, "'measure slow now' is not '<step> <answer>'"),
        (("measure sloow",), 0, "'sloow' is no answer here: the flow waits for 'measure'"
         " (ok, slow, lossy, down, unknown) (did you mean 'slow'?)"),
        (("flush done",), 0,
         "'flush' is not asked here: the flow waits for 'measure' (ok, slow, lossy, down, unknown)"),
        (("measure ok", "look none"), 1,
         "'look' is not asked here: the flow waits for 'inner/look' (found, none, unknown)"),
        (("measure ok", "inner solved"), 1,
         "no path of 'inner' ends with 'solved'; they end with escalate, healthy"),
        (("measure ok", "inner/look found", "inner escalate"), 2,
         "the flow does not stand at the beginning of the call 'inner'"),
        (("measure slow", "inner healthy"), 1, "the flow does not stand at the beginning of the call 'inner'"),
        (("measure slow", "flush done", "verify fixed"), 2,
         "'fixed' is no answer here: the flow waits for 'verify' (ok, slow, lossy, down, unknown)"),
        (("measure slow", "flush done", "verify ok", "flush done"), 3,
         "the walk has ended already, at 'solved' with solved"),
        (("measure slow", "flush done"), None,
         "the walk stops before an outcome: the flow waits for 'verify' (ok, slow, lossy, down, unknown)"),
        (("measure ok", "inner/look none"), None, "the walk ends with healthy, at 'healthy', not with solved"),
    ],
)  # fmt: skip
def test_where_flow_and_walk_part(flows: dict[str, Flow], walk: tuple[str, ...], item: int | None, fault: str) -> None:
    replayed = outer(flows, *walk)
    assert (replayed.item, replayed.fault) == (item, fault)


def test_a_wrong_proof_is_named(flows: dict[str, Flow]) -> None:
    replayed = outer(flows, "measure slow", "flush done", "verify ok", proof="not_fixed")
    assert replayed.fault == "the last proof is fixed, not not_fixed"
    replayed = outer(flows, "measure ok", "inner healthy", outcome="healthy", proof="fixed")
    assert replayed.fault == "the last proof is none, not fixed"


def test_a_fault_in_a_walk_of_a_called_flow_says_where(flows: dict[str, Flow]) -> None:
    paths = {"inner": [path("look lost", outcome="escalate")]}
    replayed = replay_path(path("measure ok", "inner escalate"), "outer", flows, CATALOGUE, paths)
    assert replayed.fault == (
        "in inner, path 'a walk', at 'look lost': 'lost' is no answer here: the flow waits for 'look'"
        " (found, none, unknown)"
    )


def test_said_so_is_the_proof_of_a_question(flows: dict[str, Flow]) -> None:
    walk = path("measure unknown", "lamp red", "change_channel changed", "verify_lamp green", proof="said_so")
    assert replay_path(walk, "sample", flows, CATALOGUE).fault == ""


def test_flows_that_do_not_hold_together_are_faults_not_exceptions(flows: dict[str, Flow]) -> None:
    gone = {"outer": flows["outer"]}
    assert replay_path(path("measure ok"), "nowhere", flows, CATALOGUE).fault == "nowhere:0: there is no flow 'nowhere'"
    assert "there is no flow 'inner'" in replay_path(path("measure ok"), "outer", gone, CATALOGUE).fault


# paths.toml


def test_paths_are_loaded(tmp_path: Path) -> None:
    paths = load_paths(write_flow(tmp_path / "sample"))
    assert len(paths) == 14
    assert paths[0] == FlowPath(name="healthy at once", walk=("measure ok",), outcome="healthy")


ENTRY = '[[path]]\nname = "{}"\nwalk = []\noutcome = "solved"\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[path]]\n", "path: Object missing required field 'name'"),
        (ENTRY.format("a") + "foo = 1\n", "path: Object contains unknown field 'foo'"),
        (ENTRY.format("a").replace("solved", "won"), "path: Invalid enum value 'won' - at 'outcome'"),
        (ENTRY.format("a").replace("[]", "[1]"), "path: Expected 'str', got 'int' - at 'walk[0]'"),
        ("path = 3\n", "walks are written as [[path]]"),
        ("paths = 3\n", "'paths' is not known here"),
        (ENTRY.format("a") + ENTRY.format("a"), "there are two paths 'a'"),
        ("[[path]\n", None),
    ],
)
def test_a_wrong_file_is_a_flow_error(tmp_path: Path, content: str, message: str | None) -> None:
    folder = write_flow(tmp_path / "sample", paths=content)
    with pytest.raises(FlowError) as caught:
        load_paths(folder)
    assert message is None or caught.value.message == message
    assert caught.value.file == str(folder / "paths.toml")
    assert caught.value.line > 0


def test_one_wrong_walk_does_not_hide_the_others(tmp_path: Path) -> None:
    content = ENTRY.format("a") + "[[path]]\n" + ENTRY.format("b")
    paths, problems = read_paths(write_flow(tmp_path / "sample", paths=content))
    assert [found and found.name for found in paths] == ["a", None, "b"]
    assert [problem.place for problem in problems] == [("path", "1")]
