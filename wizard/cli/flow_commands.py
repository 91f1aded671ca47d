"""``wizard flows list|check|graph``, for authors of flows."""

import argparse
import tempfile
from pathlib import Path

from wizard.documents import print_document, write_output
from wizard.environment import Environment, catalogue
from wizard.errors import UsageError
from wizard.flow.check import check_flows
from wizard.flow.graph import dot, mermaid
from wizard.flow.load import FlowLibrary
from wizard.flow.texts import load_texts
from wizard.marking import N_
from wizard.output import PlainConsole
from wizard.summary import HEALTHY, WRONG_USAGE
from wizard.system.base import Cancel, Missing
from wizard.system.command import run

FORMAT = 1
_DRAWING_TIMEOUT_S = 60.0


def flows_command(environment: Environment, options: argparse.Namespace) -> int:
    """List, check or draw flows; returns the exit status."""
    match options.action:
        case "list":
            return _list(environment, as_json=options.json)
        case "check":
            return _check(environment, options.paths)
        case _:
            return _graph(environment, options.flow, options.output)


def _list(environment: Environment, *, as_json: bool) -> int:
    texts, flows = environment.texts, environment.library.flows
    rows = [
        {"flow": name, "title": texts.flow(name, "title", {}), "minutes": flows[name].minutes, "home": flows[name].home}
        for name in environment.library.offered_ids()
    ]
    if as_json:
        print_document({"format": FORMAT, "flows": rows})
        return HEALTHY
    console = PlainConsole()
    for row in rows:
        console.print(f"{row['flow']}: {row['title']}")
    return HEALTHY


def _check(environment: Environment, paths: list[Path]) -> int:
    """Print every fault at once as ``file:line: step: message``; exit status 2 when there is one."""
    shipped = environment.library
    own = FlowLibrary(tuple(paths)) if paths else shipped
    if not own.ids() and not own.problems():
        raise UsageError(
            N_("There is no flow at {paths}. Name a folder with a flow.toml."), paths=", ".join(map(str, paths))
        )
    library = FlowLibrary((*paths, *shipped.folders)) if paths else shipped  # own flows may call shipped ones
    faults = check_flows(library, catalogue(environment.organisation), only=own.ids())
    console = PlainConsole(soft_wrap=True)
    for fault in faults:
        console.print(str(fault))
    if faults:
        return WRONG_USAGE
    count = len(own.ids())
    console.print(f"{count} {'flow' if count == 1 else 'flows'}, no faults")
    return HEALTHY


def _graph(environment: Environment, flow_id: str, output: Path | None) -> int:
    """Print Mermaid, or write SVG through Graphviz when the output's name ends in .svg."""
    if flow_id not in environment.library.flows:
        raise UsageError(
            N_("There is no flow {flow}. There are: {known}."), flow=flow_id, known=", ".join(environment.library.flows)
        )
    flow = environment.library.flows[flow_id]
    texts = load_texts(environment.library.folder(flow_id), environment.texts.language)
    if output is None or output.suffix != ".svg":
        write_output((mermaid(flow, texts) + "\n").encode(), output)
        return HEALTHY
    with tempfile.TemporaryDirectory() as folder:
        source, picture = Path(folder, "flow.dot"), Path(folder, "flow.svg")
        source.write_text(dot(flow, texts), "utf-8")
        drawn = run(["dot", "-Tsvg", "-o", str(picture), str(source)], _DRAWING_TIMEOUT_S, Cancel())
        if isinstance(drawn, Missing) or drawn.status != 0:
            raise UsageError(
                N_("Drawing SVG needs Graphviz (its program dot). Without it, leave out -o: Mermaid is printed.")
            )
        write_output(picture.read_bytes(), output)
    return HEALTHY
