"""Check of a flow's walks: each ends as it says, and together they take every branch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.flow.check_context import Context, FlowFile
from wizard.flow.model import OutcomeStep
from wizard.flow.paths import PATHS_FILE, FlowPath, Replayed, read_paths, replay_path
from wizard.flow.problems import Problem


class PathFiles(Mapping[str, Sequence[FlowPath]]):
    """The walks of all flows by id, each file read when it is first needed."""

    def __init__(self, context: Context) -> None:
        self._files = context.files
        self._read: dict[str, tuple[tuple[FlowPath | None, ...], tuple[Problem, ...]]] = {}

    def read(self, flow_id: str) -> tuple[tuple[FlowPath | None, ...], tuple[Problem, ...]]:
        """Return the walks of a flow in the file's order (None: can not be read) and what is wrong with the file."""
        if flow_id not in self._read:
            self._read[flow_id] = read_paths(self._files[flow_id].path.parent)
        return self._read[flow_id]

    def __getitem__(self, flow_id: str) -> Sequence[FlowPath]:
        return [path for path in self.read(flow_id)[0] if path is not None]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True)
class Coverage:
    """What the walks of a flow do: branches taken as (step, result), and what is wrong with the walks."""

    branches: frozenset[tuple[str, str]]
    problems: tuple[Problem, ...]


def replay_paths(file: FlowFile, context: Context, files: PathFiles) -> Coverage:
    """Replay every walk of ``file`` and return what they take together."""
    paths, problems = files.read(file.flow.id)
    flows = {flow_id: other.flow for flow_id, other in context.files.items()}
    found = list(problems)
    branches: set[tuple[str, str]] = set()
    for index, path in enumerate(paths):
        if path is None:
            continue
        replayed = replay_path(path, file.flow.id, flows, context.catalogue, files)
        branches.update((step, result) for flow_id, step, result in replayed.taken if flow_id == file.flow.id)
        if replayed.fault:
            found.append(_walk_problem(file, index, path, replayed))
    return Coverage(frozenset(branches), tuple(found))


def _walk_problem(file: FlowFile, index: int, path: FlowPath, replayed: Replayed) -> Problem:
    place: tuple[str, ...] = ("path", str(index), "walk")
    at = ""
    if replayed.item is not None:
        place = (*place, str(replayed.item))
        at = f", at {path.walk[replayed.item]!r}"
    message = f"path {path.name!r}{at}: {replayed.fault}"
    return Problem(file.path.parent / PATHS_FILE, place, "", message)


def path_problems(
    file: FlowFile, context: Context, files: PathFiles, *, can_be_walked: bool = True
) -> Iterator[Problem]:
    """Yield what is wrong with the walks of ``file``, or else its branches that none of them takes.

    A flow that cannot be walked yet has only its walks read: each of them would fail at the same fault.
    """
    if not can_be_walked or file.flow.start not in file.flow.step:
        yield from files.read(file.flow.id)[1]
        return
    coverage = replay_paths(file, context, files)
    yield from coverage.problems
    if coverage.problems:  # a walk that is wrong takes none of its branches
        return
    for name, step in file.flow.step.items():
        for result in () if isinstance(step, OutcomeStep) else step.on:
            if (name, result) not in coverage.branches:
                yield file.at(name)(f"on.{result}: no path in {PATHS_FILE} takes this branch", "on", result)
