"""Tables → flow: every fault is named with its place, all of them at once."""

import tomllib
from pathlib import Path

import pytest

from tests.flow.sample import FLOW
from wizard.flow.convert import convert_flow
from wizard.flow.model import ProbeStep

FILE = Path("sample/flow.toml")


def problems(*changes: tuple[str, str], flow_id: str = "sample") -> list[tuple[tuple[str, ...], str]]:
    text = FLOW
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    converted = convert_flow(tomllib.loads(text), FILE, flow_id)
    return [(problem.place, problem.message) for problem in converted.problems]


def test_a_good_flow_keeps_its_steps_and_branches_in_authored_order() -> None:
    converted = convert_flow(tomllib.loads(FLOW), FILE, "sample")
    assert converted.whole
    assert converted.problems == ()
    assert converted.flow is not None
    assert next(iter(converted.flow.step)) == "measure"
    measure = converted.flow.step["measure"]
    assert isinstance(measure, ProbeStep)
    assert tuple(measure.on) == ("ok", "slow", "lossy", "down", "unknown")
    assert measure.parameters["max_loss_percent"] == 1


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("format = 1", "format = 2", ("format",), "format: not allowed: enum value 2"),
        ("minutes = 10", "minutes = 0", ("minutes",), "minutes: expected 'int' >= 1"),
        ("minutes = 10", 'minutes = "10"', ("minutes",), "minutes: expected 'int', got 'str'"),
        ("minutes = 10\n", "", ("minutes",), "missing 'minutes'"),
        ("minutes = 10", "minuts = 10\nminutes = 1", ("minuts",), "'minuts' is not known here"),
        ('id = "sample"', 'id = "Sample"', ("id",), "id: 'Sample' is no name (a-z, 0-9, _; 'pack/flow' inside a pack)"),
        ('id = "sample"', 'id = "other"', ("id",), "id: 'other' does not fit its folder, which asks for 'sample'"),
        ('id = "sample"', 'icon = "../x"\nid = "sample"', ("icon",), None),
        (
            'kind = "fix"',
            'kind = "repair"',
            ("step", "flush", "kind"),
            "'repair' is no kind of step; there are ask, guide, probe, fix, verify, ranked, call, outcome",
        ),
        ('kind = "fix"\n', "", ("step", "flush", "kind"), "missing 'kind'"),
        ('fix = "dns.flush"\n', "", ("step", "flush", "fix"), "missing 'fix'"),
        ("max_visits = 2", "max_visits = true", ("step", "flush", "max_visits"), None),
        ("max_visits = 2", "max_visits = 1000000000000000000000", ("step", "flush", "max_visits"), None),
        ("max_visits = 2", 'command = "rm"', ("step", "flush", "command"), "'command' is not known here"),
        ('on.done = "verify"', "on.done = 3", ("step", "flush", "on", "done"), None),
        ('on.done = "verify"', "on.done = 2024-01-01", ("step", "flush", "on", "done"), None),
        ('on.done = "verify"', 'on."no name" = "verify"', ("step", "flush", "on", "no name"), None),
        ("seconds = [0, 30]", "seconds = [0, -1]", ("step", "change_channel", "seconds", "1"), None),
        ("with.max_loss_percent = 1", "with.a = [1]", ("step", "measure", "with", "a"), None),
        (
            "with.max_loss_percent = 1",
            f"with.max_loss_percent = {2**63}",
            ("step", "measure", "with", "max_loss_percent"),
            "with.max_loss_percent: the number is too large",
        ),
        ("[step.lamp]", '[step."La mp"]', ("step", "La mp"), None),
        ('good = ["green"]', 'fact = "x.y"\ngood = ["green"]', ("step", "lamp", "fact"), None),
        ('result = "solved"', 'result = "won"', ("step", "solved", "result"), "result: not allowed: enum value 'won'"),
        ('result = "solved"', 'result = "solved"\npart = "A B"', ("step", "solved", "part"), None),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, place: tuple[str, ...], message: str | None) -> None:
    found = problems((old, new))
    assert [where for where, _ in found] == [place]
    assert message is None or found[0][1] == message


def test_everything_is_named_at_once() -> None:
    found = problems(
        ("minutes = 10", 'minutes = "x"\nfoo = 1'),
        ("max_visits = 2", "max_visits = 0\nfoo = 1"),
        ('kind = "fix"', 'kind = "fix"\nbar = 1'),
        ('result = "healthy"', "result = 1"),
    )
    assert sorted(place for place, _ in found) == [
        ("foo",),
        ("minutes",),
        ("step", "flush", "bar"),
        ("step", "flush", "foo"),
        ("step", "flush", "max_visits"),
        ("step", "healthy", "result"),
    ]


def test_steps_that_can_be_read_are_kept_for_further_checks() -> None:
    converted = convert_flow(tomllib.loads(FLOW.replace('kind = "fix"', 'kind = "repair"')), FILE, "sample")
    assert not converted.whole
    assert converted.damaged == {"flush"}
    assert converted.flow is not None
    assert "measure" in converted.flow.step


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "the flow has no steps"),
        ({"step": 3}, "'step' must hold tables: [step.<name>]"),
        ({"step": {"a": 3}}, "this must be a table: [step.<name>]"),
        ({"format": 1, "id": "sample", "minutes": 1, "start": "a", "step": {}}, "the flow has no steps"),
    ],
)
def test_what_is_no_flow_at_all_is_said_so(data: dict[str, object], message: str) -> None:
    assert message in [problem.message for problem in convert_flow(data, FILE, "sample").problems]


def test_ranked_causes_are_names() -> None:
    data = tomllib.loads(FLOW)
    data["step"]["repairs"] = {
        "kind": "ranked",
        "on": {"exhausted": "escalate"},
        "fixes": [{"step": "flush", "minutes": float("1"), "cures": {"x": 0.5}}],
        "causes": {"Not A Name": 0.5},
    }
    converted = convert_flow(data, FILE, "sample")
    assert [problem.place for problem in converted.problems] == [("step", "repairs", "causes", "Not A Name")]


def test_an_integer_that_no_float_holds_is_a_fault_of_its_step() -> None:
    data = tomllib.loads(FLOW)
    fixes = [{"step": "flush", "minutes": 10**400, "cures": {}}]
    data["step"]["repairs"] = {"kind": "ranked", "fixes": fixes, "causes": {"x": 1}}
    places = [problem.place[:2] for problem in convert_flow(data, FILE, "sample").problems]
    assert places == [("step", "repairs")]


def test_a_faulty_head_still_gives_a_flow_to_check() -> None:
    """Faults of steps and of the head are named in one go."""
    text = FLOW.replace("minutes = 10", "minutes = 0").replace('start = "measure"', "start = 3")
    converted = convert_flow(tomllib.loads(text), FILE, "sample")
    assert converted.whole
    assert converted.flow is not None
    assert (converted.flow.start, len(converted.flow.step)) == ("measure", 9)
    assert [problem.place for problem in converted.problems] == [("minutes",), ("start",)]
