"""Flows as pictures: every step and way is there, and no text can break the syntax."""

import re
from pathlib import Path

import pytest

from tests.flow.sample import write_flow
from wizard.flow.graph import dot, mermaid
from wizard.flow.load import load_flow, load_texts
from wizard.flow.model import CallStep, Flow, OutcomeStep, ProbeStep, RankedFix, RankedStep

NASTY = 'Say "hi"; <b>`x`</b> \\ #1 {name} | [a](b)\nnext'


@pytest.fixture
def sample(tmp_path: Path) -> tuple[Flow, dict[str, str]]:
    folder = write_flow(tmp_path / "sample")
    return load_flow(folder), dict(load_texts(folder, "en"))


EVERY_KIND = Flow(
    format=1,
    id="pack/all",
    minutes=1,
    start="end",
    step={
        "end": ProbeStep(probe="network.ping", on={"ok": "group", "slow": "group", "down": "nowhere"}),
        "group": RankedStep(
            fixes=(RankedFix(step="inner", minutes=2.5, cures={}), RankedFix(step="nowhere", minutes=1, cures={})),
            causes={},
            on={"exhausted": "part"},
        ),
        "inner": CallStep(flow="other", on={"escalate": "part"}),
        "part": OutcomeStep(result="hardware", part="router"),
    },
)


def test_every_step_and_branch_is_drawn(sample: tuple[Flow, dict[str, str]]) -> None:
    flow, texts = sample
    for text, arrow in ((mermaid(flow, texts), r"step_{} -->\|\"{}\"\| step_{}"), (dot(flow, texts), None)):
        for name, step in flow.step.items():
            for target in dict.fromkeys(step.on.values()):
                results = ", ".join(result for result, to in step.on.items() if to == target)
                line = (
                    arrow.format(name, re.escape(results), target)
                    if arrow
                    else f'"{name}" -> "{target}" \\[label="{re.escape(results)}"\\]'
                )
                assert re.search(line, text), line


def test_titles_come_from_texts_and_ids_stand_in(sample: tuple[Flow, dict[str, str]]) -> None:
    flow, texts = sample
    assert '"Measuring\\nnetwork.ping"' in dot(flow, texts)
    assert '"measure\\nnetwork.ping"' in dot(flow)
    assert 'step_measure[/"Measuring<br/>network.ping"/]' in mermaid(flow, texts)
    assert 'step_flush[["flush<br/>dns.flush"]]' in mermaid(flow, texts)


def test_members_of_a_group_are_drawn_with_their_minutes() -> None:
    assert '    step_group -.->|"2.5 min"| step_inner' in mermaid(EVERY_KIND).splitlines()
    assert '    "group" -> "inner" [label="2.5 min", style=dashed];' in dot(EVERY_KIND).splitlines()


def test_parts_calls_and_unknown_targets() -> None:
    text = dot(EVERY_KIND)
    assert 'label="part\\nhardware: router"' in text
    assert 'label="inner\\nother"' in text
    assert "nowhere" not in text
    assert "nowhere" not in mermaid(EVERY_KIND)


def test_a_step_may_be_called_like_a_word_of_mermaid() -> None:
    lines = mermaid(EVERY_KIND).splitlines()
    assert lines[1] == '    start((" ")) --> step_end'
    assert not any(re.search(r"\bend\b", line) for line in lines if "label" in line)


def test_no_text_breaks_out_of_its_label() -> None:
    """Every special character of a title is a character code, or escaped."""
    text = mermaid(EVERY_KIND, {"step.end.title": NASTY})
    label = next(line for line in text.splitlines() if line.startswith("    step_end[/"))
    inner = label.removeprefix('    step_end[/"').removesuffix('"/]')
    assert not set('"<>`\\{}|[]') & set(inner.replace("<br/>", ""))
    assert "#34;hi#34;" in inner
    assert '\\"hi\\"' in dot(EVERY_KIND, {"step.end.title": NASTY})


_TEXT = r'"(?:[^"\\]|\\.)*"'
_VALUE = rf"(?:{_TEXT}|[\w.]+)"
_ATTRIBUTES = rf"\[\w+={_VALUE}(?:, \w+={_VALUE})*\]"
_DOT_LINE = re.compile(
    rf"digraph {_TEXT} \{{|    (?:node|edge) {_ATTRIBUTES};|    {_TEXT}(?: -> {_TEXT})?(?: {_ATTRIBUTES})?;|\}}"
)


def test_every_line_of_dot_is_one_statement(sample: tuple[Flow, dict[str, str]]) -> None:
    """The part of Graphviz's grammar that is used: quoted names, attributes, edges."""
    flow, texts = sample
    for text in (dot(flow, texts), dot(EVERY_KIND, {"step.end.title": NASTY})):
        assert [line for line in text.splitlines() if not _DOT_LINE.fullmatch(line)] == []
        assert (text.count("{\n"), text.splitlines()[-1]) == (1, "}")
