"""A flow as a picture: Mermaid text for documents, Graphviz DOT for ``dot -Tsvg``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from wizard.flow.model import (
    AskStep,
    CallStep,
    FixStep,
    Flow,
    GuideStep,
    OutcomeStep,
    ProbeStep,
    RankedStep,
    Step,
    VerifyStep,
)

_START = "start"
_MERMAID_SHAPES = {
    "ask": ("{{", "}}"),
    "guide": ("[", "]"),
    "probe": ("[/", "/]"),
    "fix": ("[[", "]]"),
    "verify": ("([", "])"),
    "ranked": ("[(", ")]"),
    "call": (">", "]"),
    "outcome": ("((", "))"),
}
_DOT_SHAPES = {
    "ask": ("hexagon", "#fff4ce"),
    "guide": ("box", "#ffffff"),
    "probe": ("parallelogram", "#deecf9"),
    "fix": ("component", "#fde7d9"),
    "verify": ("oval", "#dff6dd"),
    "ranked": ("cylinder", "#fde7d9"),
    "call": ("cds", "#eeeeee"),
    "outcome": ("doubleoctagon", "#ffffff"),
}


@dataclass(frozen=True)
class _Edge:
    source: str
    target: str
    label: str
    member: bool = False


def mermaid(flow: Flow, texts: Mapping[str, str] | None = None) -> str:
    """Return ``flow`` as a Mermaid flowchart; ``texts`` (flat keys) give titles, ids stand in for missing ones."""
    lines = ["flowchart TD", f'    {_START}((" ")) --> {_mermaid_id(flow.start)}']
    for name, step in flow.step.items():
        opening, closing = _MERMAID_SHAPES[kind_of(step)]
        label = "<br/>".join(map(_mermaid_text, _label(name, step, texts or {})))
        lines.append(f'    {_mermaid_id(name)}{opening}"{label}"{closing}')
    for edge in _edges(flow):
        arrow = "-.->" if edge.member else "-->"
        label = _mermaid_text(edge.label)
        lines.append(f'    {_mermaid_id(edge.source)} {arrow}|"{label}"| {_mermaid_id(edge.target)}')
    return "\n".join(lines) + "\n"


def dot(flow: Flow, texts: Mapping[str, str] | None = None) -> str:
    """Return ``flow`` as Graphviz DOT; ``texts`` (flat keys) give titles, ids stand in for missing ones."""
    lines = [
        f"digraph {_quoted(flow.id)} {{",
        '    node [fontname="sans-serif", fontsize=11, style=filled];',
        '    edge [fontname="sans-serif", fontsize=9];',
        f"    {_quoted(' start')} [shape=point];",
        f"    {_quoted(' start')} -> {_quoted(flow.start)};",
    ]
    for name, step in flow.step.items():
        shape, colour = _DOT_SHAPES[kind_of(step)]
        label = _quoted("\n".join(_label(name, step, texts or {})))
        lines.append(f'    {_quoted(name)} [shape={shape}, fillcolor="{colour}", label={label}];')
    for edge in _edges(flow):
        style = ", style=dashed" if edge.member else ""
        lines.append(f"    {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(edge.label)}{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def kind_of(step: Step) -> str:
    """Return the word for the kind of ``step`` as flow files have it."""
    return str(type(step).__struct_config__.tag)


def _label(name: str, step: Step, texts: Mapping[str, str]) -> list[str]:
    """Return title (or id) and what the step does, a line each."""
    title = texts.get(f"step.{name}.title", name).replace("\n", " ")
    what = _what(step)
    return [title, what] if what else [title]


def _what(step: Step) -> str:
    match step:
        case ProbeStep():
            return step.probe
        case FixStep():
            return step.fix
        case VerifyStep():
            return f"verify {step.of}"
        case CallStep():
            return step.flow
        case OutcomeStep():
            return f"{step.result}: {step.part}" if step.part else step.result
        case GuideStep():
            return f"watches {step.watch}" if step.watch else ""
        case AskStep() | RankedStep():
            return ""
        case _:
            assert_never(step)


def _edges(flow: Flow) -> Iterator[_Edge]:
    """Yield the ways on; branches that lead to the same step are one, and members of a group come last."""
    for name, step in flow.step.items():
        together: dict[str, list[str]] = {}
        for result, target in step.on.items():
            together.setdefault(target, []).append(result)
        for target, results in together.items():
            if target in flow.step:
                yield _Edge(name, target, ", ".join(results))
        if isinstance(step, RankedStep):
            for fix in step.fixes:
                if fix.step in flow.step:
                    yield _Edge(name, fix.step, f"{fix.minutes:g} min", member=True)


def _mermaid_id(name: str) -> str:
    # A prefix keeps a step named "end" or "graph" from being a word of Mermaid's own.
    return f"step_{name}"


def _mermaid_text(text: str) -> str:
    """Return ``text`` with everything that Mermaid could read as markup written as a character code."""
    return "".join(
        character if character.isalnum() or character in " ._,:!?'()+=-–…" else f"#{ord(character)};"
        for character in text
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
