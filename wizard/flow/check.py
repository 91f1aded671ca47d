"""The whole check of flows (DESIGN 3): everything that is wrong, at once, as ``file:line: step: message``."""

import os
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from wizard.flow.catalogue import Catalogue
from wizard.flow.check_context import Context, FlowFile
from wizard.flow.check_graph import graph_problems
from wizard.flow.check_paths import PathFiles, path_problems
from wizard.flow.check_steps import step_problems
from wizard.flow.check_texts import text_problems
from wizard.flow.errors import FlowCheckError, FlowError, FlowSyntaxError
from wizard.flow.load import FLOW_FILE, FlowLibrary, read_flow
from wizard.flow.problems import Problem, as_errors, sorted_errors
from wizard.flow.syntax import read_bytes
from wizard.flow.topology import reachable, reversed_edges

MOST_PROBLEMS = 2000
"""Faults that are listed: more than anybody reads, and a bound for a hostile file."""


def check_flows(
    library: FlowLibrary | Sequence[Path],
    catalogue: Catalogue,
    languages: Collection[str] | None = None,
    *,
    complete: Collection[str] = (),
    only: Collection[str] | None = None,
) -> tuple[FlowError, ...]:
    """Return everything that is wrong with the flows of ``library`` (or of folders), sorted by file and line.

    English texts are required; ``languages`` names others to check (None: all there are), ``complete`` those that
    must have every text. ``only`` reports on these flows alone, checked among all the others. Raises nothing for
    what stands in a file.
    """
    errors: list[FlowError] = []
    if not isinstance(library, FlowLibrary):
        missing = [folder for folder in library if not os.path.isdir(folder)]  # noqa: PTH112  (never raises)
        errors += [FlowSyntaxError(str(folder), 0, "", "there is no such folder") for folder in missing]
        library = FlowLibrary(library)
    errors += library.folder_problems()
    context, damaged = _read_all(library, catalogue)
    errors += (error for flow_id, error in damaged if only is None or flow_id in only)
    paths = {file.path.parent for flow_id, file in context.files.items() if only is None or flow_id in only}
    problems = _problems(context, languages, complete, only)
    asked_for = (problem for problem in problems if problem.path.parent in paths)
    first = list(islice(asked_for, MOST_PROBLEMS))
    errors += as_errors(first)
    if next(asked_for, None) is not None:
        message = f"there are more than {MOST_PROBLEMS} faults; the others are not listed"
        errors.append(FlowCheckError(str(first[-1].path), 0, "", message))
    return sorted_errors(errors)


def _read_all(library: FlowLibrary, catalogue: Catalogue) -> tuple[Context, list[tuple[str, FlowError]]]:
    """Read every flow from its source; return those with steps, and everything that keeps flows from being whole."""
    files: dict[str, FlowFile] = {}
    errors: list[tuple[str, FlowError]] = []
    for flow_id in library.ids():
        path = library.folder(flow_id) / FLOW_FILE
        try:
            converted = read_flow(path, read_bytes(path), flow_id)
        except FlowError as error:
            errors.append((flow_id, error))
            continue
        errors += ((flow_id, error) for error in as_errors(converted.problems))
        if converted.flow is not None:
            flow = msgspec.structs.replace(converted.flow, id=flow_id)
            files[flow_id] = FlowFile(flow, path, converted.damaged, converted.whole)
    unreadable = frozenset(library.ids()) - frozenset(files)
    return Context(catalogue, files, unreadable), errors


def _problems(
    context: Context, languages: Collection[str] | None, complete: Collection[str], only: Collection[str] | None
) -> Iterator[Problem]:
    """Yield every fault once: what only follows from another one (a way that ends at a wrong step) is left out."""
    files = context.files
    of_steps = {
        flow_id: list(islice(step_problems(file, context), MOST_PROBLEMS + 1)) for flow_id, file in files.items()
    }
    wrong = frozenset(flow_id for flow_id, found in of_steps.items() if found)
    unsound = _with_callers(context, wrong)
    yield from graph_problems(context)
    walks = PathFiles(context)
    for flow_id, file in files.items():
        if only is not None and flow_id not in only:
            continue
        yield from of_steps[flow_id]
        if file.whole:
            yield from text_problems(file, context, languages, complete)
            yield from path_problems(file, context, walks, can_be_walked=flow_id not in unsound)


def _with_callers(context: Context, wrong: frozenset[str]) -> frozenset[str]:
    """Return the flows that cannot be walked: wrong ones, those without a start, and all that call one of them."""
    cut_off = (
        flow_id
        for flow_id, file in context.files.items()
        if file.flow.start not in file.flow.step or any(called in context.unreadable for called in file.calls.values())
    )
    return frozenset(reachable(reversed_edges(context.call_graph), wrong.union(cut_off)))
