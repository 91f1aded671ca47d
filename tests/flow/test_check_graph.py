"""Whole graphs: reached, ending, bounded, verified, and hardware last."""

from pathlib import Path

import pytest

from tests.flow.checking import Change, check_sample, in_words
from tests.flow.sample import CATALOGUE, write_flow
from wizard.flow.check import check_flows


def found(tmp_path: Path, *changes: Change) -> list[tuple[str, str, str]]:
    return in_words(check_sample(tmp_path, flow=changes))


def head(flow_id: str, start: str = "begin") -> str:
    return f'format = 1\nid = "{flow_id}"\nminutes = 1\nstart = "{start}"\n'


def outcomes(*results: str) -> str:
    return "".join(f'\n[step.{result}]\nkind = "outcome"\nresult = "{result}"\n' for result in results)


def look(name: str, seen: str, unknown: str = "escalate") -> str:
    return f'\n[step.{name}]\nkind = "probe"\nprobe = "health.light"\non.seen = "{seen}"\non.unknown = "{unknown}"\n'


def fix(name: str, done: str, other: str = "escalate", kind: str = "dns.flush") -> str:
    branches = "".join(f'on.{result} = "{other}"\n' for result in ("failed", "declined", "not_available"))
    return f'\n[step.{name}]\nkind = "fix"\nfix = "{kind}"\non.done = "{done}"\n{branches}'


def verify(name: str, of: str, fixed: str, other: str = "escalate") -> str:
    return (
        f'\n[step.{name}]\nkind = "verify"\nof = "{of}"\non.fixed = "{fixed}"\n'
        f'on.not_fixed = "{other}"\non.unknown = "{other}"\n'
    )


def call(name: str, flow: str, **on: str) -> str:
    branches = "".join(f'on.{result} = "{target}"\n' for result, target in on.items())
    return f'\n[step.{name}]\nkind = "call"\nflow = "{flow}"\n{branches}'


def messages(tmp_path: Path, **flows: str) -> list[tuple[str, str]]:
    """Check flows without texts and walks; return step and message of what is wrong with their graphs."""
    for flow_id, content in flows.items():
        write_flow(tmp_path / flow_id, head(flow_id) + content, texts=None, paths=None)
    return [(step, message) for _, step, message in in_words(check_flows([tmp_path], CATALOGUE))]


def test_a_start_that_is_no_step(tmp_path: Path) -> None:
    assert ('start = "mesure"', "", "start: there is no step 'mesure' (did you mean 'measure'?)") in found(
        tmp_path, ('start = "measure"', 'start = "mesure"')
    )


def test_a_step_that_nothing_leads_to(tmp_path: Path) -> None:
    assert found(tmp_path, ('on.unknown = "lamp"', 'on.unknown = "flush"')) == [
        ("[step.lamp]", "lamp", "no way leads to this step")
    ]


def test_steps_that_reach_no_outcome(tmp_path: Path) -> None:
    flow = look("begin", "round", "end") + look("round", "again", "again") + look("again", "round", "round")
    assert messages(tmp_path, a=flow + outcomes("escalate").replace("step.escalate", "step.end")) == [
        ("round", "no outcome can be reached from this step"),
        ("round", "the flow can go round without end (round, again): give a step on the way max_visits"),
        ("again", "no outcome can be reached from this step"),
    ]


def test_a_cycle_needs_a_bound(tmp_path: Path) -> None:
    assert found(tmp_path, ("max_visits = 2\n", ""), ('on.exhausted = "escalate"\n', "")) == [
        (
            "[step.flush]",
            "flush",
            "the flow can go round without end (flush, verify): give a step on the way max_visits",
        )
    ]


def test_a_bound_must_lead_out(tmp_path: Path) -> None:
    """Two bounded steps whose ``exhausted`` lead to each other would go round by themselves."""
    bounded = 'max_visits = 1\non.exhausted = "{}"\n'
    flow = (
        look("begin", "other") + bounded.format("other") + look("other", "begin") + bounded.format("begin")
    ) + outcomes("escalate")
    assert messages(tmp_path, a=flow) == [
        (
            "begin",
            "the flow can go round without end (begin, other): give a step on the way max_visits,"
            " and let its 'exhausted' lead out",
        )
    ]


def test_a_ranked_group_on_the_way_round_is_a_bound(tmp_path: Path) -> None:
    ranked = (
        '\n[step.repairs]\nkind = "ranked"\ncauses = { x = 0.5 }\non.exhausted = "escalate"\n'
        'fixes = [{ step = "flush", minutes = 1, cures = { x = 0.5 } }]\n'
    )
    flow = look("begin", "repairs", "repairs") + ranked + fix("flush", "check", "repairs")
    flow += verify("check", "begin", "solved", "repairs") + outcomes("solved", "escalate")
    assert messages(tmp_path, a=flow) == []


def test_flows_in_a_ring(tmp_path: Path) -> None:
    a = call("begin", "b", escalate="escalate") + outcomes("escalate")
    b = call("begin", "c", escalate="escalate") + outcomes("escalate")
    c = look("begin", "again") + call("again", "a", escalate="escalate") + outcomes("escalate")
    ring = "flows call each other in a ring: a, b, c"
    assert messages(tmp_path, a=a, b=b, c=c) == [("begin", ring), ("begin", ring), ("again", ring)]


def test_a_flow_that_calls_itself(tmp_path: Path) -> None:
    flow = look("begin", "again") + call("again", "a", escalate="escalate") + outcomes("escalate")
    assert messages(tmp_path, a=flow) == [("again", "flows call each other in a ring: a")]


def test_branches_of_a_call_are_the_outcomes_that_can_be_reached(tmp_path: Path) -> None:
    called = look("begin", "healthy") + outcomes("healthy", "escalate", "not_supported")
    caller = call("begin", "b", healthy="healthy", solved="healthy") + outcomes("healthy")
    assert messages(tmp_path, a=caller, b=called) == [
        ("begin", "branch 'on.escalate' is missing: b can end with escalate, healthy"),
        ("begin", "on.solved: b can end with escalate, healthy"),
        ("not_supported", "no way leads to this step"),
    ]


# every repair is verified


def test_a_fix_that_ends_in_solved_unverified(tmp_path: Path) -> None:
    flow = look("begin", "flush") + fix("flush", "look") + look("look", "solved") + outcomes("solved", "escalate")
    assert messages(tmp_path, a=flow) == [("flush", "on.done: 'solved' can be reached without a verify after this fix")]


def test_a_fix_that_meets_another_fix_unverified(tmp_path: Path) -> None:
    flow = look("begin", "one") + fix("one", "two") + fix("two", "check") + verify("check", "begin", "solved")
    assert messages(tmp_path, a=flow + outcomes("solved", "escalate")) == [
        ("one", "on.done: 'two' can be reached without a verify after this fix")
    ]


def test_only_done_needs_a_verify(tmp_path: Path) -> None:
    flow = look("begin", "one") + fix("one", "check", "two") + fix("two", "check") + verify("check", "begin", "solved")
    assert messages(tmp_path, a=flow + outcomes("solved", "escalate")) == []


def test_an_export_needs_no_verify_and_hides_none(tmp_path: Path) -> None:
    flow = look("begin", "save") + fix("save", "healthy", kind="diagnostics.export") + outcomes("healthy", "escalate")
    assert messages(tmp_path / "1", a=flow) == []
    flow = look("begin", "one") + fix("one", "save") + fix("save", "solved", kind="diagnostics.export")
    assert messages(tmp_path / "2", a=flow + outcomes("solved", "escalate")) == [
        ("one", "on.done: 'solved' can be reached without a verify after this fix")
    ]


def test_a_called_flow_that_repairs_before_it_verifies(tmp_path: Path) -> None:
    inner = look("begin", "two") + fix("two", "check") + verify("check", "begin", "solved")
    inner += outcomes("solved", "escalate")
    outer = look("begin", "one") + fix("one", "inner") + call("inner", "b", solved="solved", escalate="escalate")
    assert messages(tmp_path, a=outer + outcomes("solved", "escalate"), b=inner) == [
        ("one", "on.done: 'inner' can be reached without a verify after this fix")
    ]


def test_a_called_flow_that_only_looks_passes_the_duty_on(tmp_path: Path) -> None:
    inner = look("begin", "healthy") + outcomes("healthy", "escalate")
    outer = look("begin", "one") + fix("one", "inner") + call("inner", "b", healthy="solved", escalate="escalate")
    assert messages(tmp_path, a=outer + outcomes("solved", "escalate"), b=inner) == [
        ("one", "on.done: 'solved' can be reached without a verify after this fix")
    ]


def test_a_called_flow_that_verifies_discharges_the_duty(tmp_path: Path) -> None:
    inner = verify("begin", "look", "healthy", "look") + look("look", "healthy", "healthy") + outcomes("healthy")
    outer = look("begin", "one") + fix("one", "inner") + call("inner", "b", healthy="solved")
    assert messages(tmp_path, a=outer + outcomes("solved", "escalate"), b=inner) == []


def test_a_called_flow_that_ends_with_an_unverified_repair(tmp_path: Path) -> None:
    inner = look("begin", "two") + fix("two", "escalate") + outcomes("escalate")
    middle = call("begin", "c", escalate="escalate") + outcomes("escalate")
    outer = call("begin", "b", escalate="solved") + outcomes("solved")
    assert messages(tmp_path, a=outer, b=middle, c=inner) == [
        ("begin", "on.escalate: 'solved' can be reached without a verify after b/begin")
    ]


# hardware comes last (A12)

LOGS = '\n[step.logs]\nkind = "probe"\nprobe = "crash.logs"\non.found = "{0}"\non.none = "{0}"\non.unknown = "{0}"\n'
VERSION = '\n[step.version]\nkind = "probe"\nprobe = "device.firmware"\nwith.minimum_version = "1"\n' + "".join(
    f'on.{result} = "{{0}}"\n' for result in ("current", "old", "beta", "unknown")
)
RESET = '\n[step.reset]\nkind = "guide"\nreset = true\non.done = "{0}"\non.cannot = "{0}"\n'
HARDWARE = '\n[step.hardware]\nkind = "outcome"\nresult = "hardware"\npart = "router"\nafter = {0}\n'
ALL = '["logs", "version", "reset"]'
GOOD = look("begin", "logs", "logs") + LOGS.format("version") + VERSION.format("reset") + RESET.format("hardware")


def test_hardware_after_logs_versions_and_a_reset(tmp_path: Path) -> None:
    """A12."""
    assert messages(tmp_path, a=GOOD + HARDWARE.format(ALL)) == []


@pytest.mark.parametrize(
    ("after", "missing"),
    [
        ('["version", "reset"]', ["a probe that looks at logs"]),
        ('["logs", "reset"]', ["a probe that looks at versions"]),
        ('["logs", "version"]', ["a guide with reset = true"]),
        ('["begin"]', ["a guide with reset = true", "a probe that looks at logs", "a probe that looks at versions"]),
    ],
)
def test_hardware_without_one_of_the_three(tmp_path: Path, after: str, missing: list[str]) -> None:
    """A12."""
    assert messages(tmp_path, a=GOOD + HARDWARE.format(after)) == [
        ("hardware", f"after: it must name {wanted}, which every way here passes") for wanted in missing
    ]


def test_hardware_by_a_way_around(tmp_path: Path) -> None:
    """A12: each of them is passed by every way."""
    around = GOOD.replace('on.none = "version"', 'on.none = "reset"')
    assert messages(tmp_path, a=around + HARDWARE.format(ALL)) == [
        ("hardware", "after: a way to this outcome goes around 'version'"),
        ("hardware", "after: it must name a probe that looks at versions, which every way here passes"),
    ]


def test_hardware_names_its_part_and_steps_that_exist(tmp_path: Path) -> None:
    bare = HARDWARE.format(ALL).replace('part = "router"\n', "")
    assert messages(tmp_path / "1", a=GOOD + bare) == [("hardware", "a hardware outcome names the 'part' to order")]
    assert messages(tmp_path / "2", a=GOOD + HARDWARE.format("[]")) == [
        ("hardware", "a hardware outcome names in 'after' what was looked at before: logs, versions, a simple reset")
    ]
    assert ("hardware", "after: there is no step 'logz' (did you mean 'logs'?)") in messages(
        tmp_path / "3", a=GOOD + HARDWARE.format(ALL.replace("logs", "logz"))
    )


def test_a_called_flow_counts_for_what_each_of_its_ways_looks_at(tmp_path: Path) -> None:
    """A12."""
    inner = look("begin", "logs", "logs") + LOGS.format("version") + VERSION.format("reset")
    inner += RESET.format("escalate") + outcomes("escalate")
    outer = call("begin", "b", escalate="hardware") + HARDWARE.format('["begin"]')
    assert messages(tmp_path / "1", a=outer, b=inner) == []
    around = inner.replace('on.unknown = "reset"', 'on.unknown = "escalate"')
    assert messages(tmp_path / "2", a=outer, b=around) == [
        ("hardware", "after: it must name a guide with reset = true, which every way here passes")
    ]


def test_a_flow_with_a_step_that_can_not_be_read_is_not_judged_as_a_whole(tmp_path: Path) -> None:
    """Its other steps are still checked, and nothing is said of what the lost step may have led to."""
    errors = found(tmp_path, ('kind = "fix"', 'kind = "repair"'), ('probe = "network.ping"', 'probe = "network.pin"'))
    assert [(step, message.split(" (")[0]) for _, step, message in errors] == [
        ("measure", "there is no probe 'network.pin'"),
        ("flush", "'repair' is no kind of step; there are ask, guide, probe, fix, verify, ranked, call, outcome"),
    ]
