"""What is wrong with flow files, gathered first and given lines afterwards, one reading per file."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wizard.flow.errors import FlowCheckError, FlowError, FlowSyntaxError
from wizard.flow.syntax import Lines, Place, decode, find_lines, read_bytes

_MOST_TO_COMPARE = 200


@dataclass(frozen=True)
class Problem:
    """One fault: the place in the file (keys from the top), the step it concerns or "", and a sentence for authors.

    ``line`` is set where it is known already.
    """

    path: Path
    place: Place
    step: str
    message: str
    syntax: bool = False
    line: int | None = None


def as_errors(problems: Iterable[Problem]) -> tuple[FlowError, ...]:
    """Return ``problems`` as errors with lines, sorted by file, line and message, each said once."""
    lines: dict[Path, Lines | None] = {}
    errors: dict[tuple[str, int, str, str], FlowError] = {}
    for problem in problems:
        line = problem.line
        if line is None:
            if problem.path not in lines:
                lines[problem.path] = _lines_of(problem.path)
            found = lines[problem.path]
            line = 0 if found is None else found.find(problem.place)
        kind = FlowSyntaxError if problem.syntax else FlowCheckError
        key = (str(problem.path), line, problem.step, problem.message)
        errors[key] = kind(*key)
    return sorted_errors(errors.values())


def sorted_errors(errors: Iterable[FlowError]) -> tuple[FlowError, ...]:
    """Return ``errors`` by file, line, step and message."""
    return tuple(sorted(errors, key=lambda error: (error.file, error.line, error.step, error.message)))


def _lines_of(path: Path) -> Lines | None:
    try:
        return find_lines(decode(read_bytes(path), path))
    except FlowError:
        return None


def hint(name: str, candidates: Iterable[str]) -> str:
    """Return " (did you mean …?)" for a slip of the pen, else nothing; long lists are not searched."""
    known = list(candidates)
    if len(known) > _MOST_TO_COMPARE:
        return ""
    import difflib

    near = difflib.get_close_matches(name[:80], known, n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""


def listed(names: Iterable[str], most: int = 12) -> str:
    """Return names for a sentence, shortened when there are many."""
    found = list(names)
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")
