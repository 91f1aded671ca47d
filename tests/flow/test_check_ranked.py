"""Ranked groups: members, causes, order constraints and evidence."""

from pathlib import Path

import pytest

from tests.flow.checking import Change, check_sample, in_words

RANKED = """\
[step.repairs]
kind = "ranked"
causes = { interference = 0.68, cache = 0.2 }
evidence.lamp.red = { interference = 0.9 }
on.exhausted = "escalate"
fixes = [
  { step = "change_channel", minutes = 8, cures = { interference = 0.9 } },
  { step = "flush", minutes = 1, cures = { cache = 0.8 }, after = ["change_channel"] },
]

[step.change_channel]
"""
INTO: list[Change] = [
    ("[step.change_channel]\n", RANKED),
    ('on.slow = "flush"', 'on.slow = "repairs"'),
    ('on.not_fixed = "flush"\non.unknown = "flush"', 'on.not_fixed = "repairs"\non.unknown = "repairs"'),
    ('on.not_fixed = "flush"', 'on.not_fixed = "repairs"'),
    ('on.lossy = "change_channel"', 'on.lossy = "repairs"'),
    ('on.red = "change_channel"', 'on.red = "repairs"'),
]
TEXTS: list[Change] = [
    ("[step.solved]", '[step.repairs]\ntitle = "What we try"\nbody = "In this order."\n\n[step.solved]')
]


def ranked(tmp_path: Path, *changes: Change) -> list[tuple[str, str, str]]:
    errors = check_sample(tmp_path, flow=[*INTO, *changes], texts=TEXTS)
    return [(line.strip(), step, message) for line, step, message in in_words(errors)]


def test_a_ranked_group_is_without_fault(tmp_path: Path) -> None:
    assert ranked(tmp_path) == []


FIRST = '{ step = "change_channel", minutes = 8, cures = { interference = 0.9 } },'
SECOND = '{ step = "flush", minutes = 1, cures = { cache = 0.8 }, after = ["change_channel"] },'


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (
            ('step = "flush"', 'step = "flsh"'),
            SECOND.replace('"flush"', '"flsh"'),
            "member 'flsh' is no step (did you mean 'flush'?)",
        ),
        (('step = "flush"', 'step = "repairs"'), SECOND.replace("flush", "repairs"), "a group is no member of itself"),
        (
            ('step = "flush"', 'step = "lamp"'),
            SECOND.replace("flush", "lamp"),
            "member 'lamp' must be a fix, a guide or a call",
        ),
        (
            ('step = "flush"', 'step = "change_channel"'),
            SECOND.replace("flush", "change_channel"),
            "'change_channel' is in the group twice",
        ),
        (
            ("cures = { cache = 0.8 }", "cures = {}"),
            SECOND.replace("{ cache = 0.8 }", "{}"),
            "member 'flush' cures nothing",
        ),
        (
            ("cures = { cache = 0.8 }", "cures = { cach = 0.8 }"),
            SECOND.replace("cache", "cach"),
            "member 'flush': there is no cause 'cach' (did you mean 'cache'?)",
        ),
        (
            ('after = ["change_channel"]', 'after = ["lamp"]'),
            SECOND.replace('["change_channel"]', '["lamp"]'),
            "member 'flush': after: 'lamp' is no member of the group",
        ),
        (
            ("{ interference = 0.9 } },", '{ interference = 0.9 }, after = ["flush"] },'),
            "fixes = [",
            "members wait for each other: change_channel, flush",
        ),
        (
            ("cache = 0.2 }", "cache = 0.2, unfixable = 0.1 }"),
            "causes = { interference = 0.68, cache = 0.2, unfixable = 0.1 }",
            "causes.unfixable: write it as 'unfixable = …' of the step",
        ),
        (
            ("evidence.lamp.red", "evidence.lmp.red"),
            "evidence.lmp.red = { interference = 0.9 }",
            "evidence: there is no step 'lmp' (did you mean 'lamp'?)",
        ),
        (
            ("evidence.lamp.red", "evidence.lamp.rd"),
            "evidence.lamp.rd = { interference = 0.9 }",
            "evidence.lamp.rd: 'lamp' has no such result (did you mean 'red'?)",
        ),
        (
            ("evidence.lamp.red = { interference", "evidence.lamp.red = { interferenc"),
            "evidence.lamp.red = { interferenc = 0.9 }",
            "evidence.lamp.red: there is no cause 'interferenc' (did you mean 'interference'?)",
        ),
        (
            ("evidence.lamp.red", "evidence.measure.unknown"),
            "evidence.measure.unknown = { interference = 0.9 }",
            "evidence.measure.unknown: what is not known is no evidence",
        ),
        (
            ("evidence.lamp.red", "evidence.measure.fast"),
            "evidence.measure.fast = { interference = 0.9 }",
            "evidence.measure.fast: 'measure' has no such result",
        ),
        (
            ('on.exhausted = "escalate"\nfixes', "fixes"),
            "[step.repairs]",
            "branch 'on.exhausted' is missing: a ranked group can be used up",
        ),
        (
            ('on.exhausted = "escalate"\nfixes', 'on.exhausted = "escalate"\non.done = "flush"\nfixes'),
            'on.done = "flush"',
            "on.done: a ranked group has no branch but 'exhausted'",
        ),
    ],
)
def test_a_fault_of_a_group_is_named_on_its_line(tmp_path: Path, change: Change, line: str, message: str) -> None:
    assert (line, "repairs", message) in ranked(tmp_path, change)


@pytest.mark.parametrize("name", ["verify", "flush"])
def test_results_of_verifies_and_fixes_are_evidence_too(tmp_path: Path, name: str) -> None:
    result = {"verify": "not_fixed", "flush": "failed"}[name]
    assert ranked(tmp_path, ("evidence.lamp.red", f"evidence.{name}.{result}")) == []


def test_a_group_needs_members_and_causes(tmp_path: Path) -> None:
    empty = ("fixes = [\n  " + FIRST + "\n  " + SECOND + "\n]", "fixes = []")
    found = ranked(tmp_path / "1", empty)
    assert ("fixes = []", "repairs", "a ranked group needs members: fixes = [...]") in found
    found = ranked(tmp_path / "2", ("causes = { interference = 0.68, cache = 0.2 }", "causes = {}"))
    assert ("causes = {}", "repairs", "a ranked group needs causes with their shares") in found


def test_a_group_has_at_most_ten_members(tmp_path: Path) -> None:
    more = "\n".join("  " + SECOND for _ in range(9))
    found = ranked(tmp_path, ("  " + SECOND, "  " + SECOND + "\n" + more))
    assert ("fixes = [", "repairs", "a ranked group has at most 10 members") in found


def test_members_whose_step_could_not_be_read_are_not_called_unknown(tmp_path: Path) -> None:
    found = ranked(tmp_path, ('kind = "fix"', 'kind = "repair"'))
    assert [message for _, step, message in found if step == "repairs"] == []
