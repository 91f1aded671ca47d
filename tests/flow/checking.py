"""Helpers for tests of the check: change the sample flow, and read the errors with the words of their lines."""

from collections.abc import Iterable
from pathlib import Path

from tests.flow.sample import CATALOGUE, FLOW, PATHS, TEXTS, write_flow
from wizard.flow.catalogue import Catalogue
from wizard.flow.check import check_flows
from wizard.flow.errors import FlowError

Change = tuple[str, str]


def changed(text: str, changes: Iterable[Change]) -> str:
    """Return ``text`` with each change made once; a change that fits nowhere is a slip of the test."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def check_sample(
    folder: Path,
    *,
    flow: Iterable[Change] = (),
    texts: Iterable[Change] = (),
    paths: Iterable[Change] = (),
    catalogue: Catalogue = CATALOGUE,
    **languages: str,
) -> tuple[FlowError, ...]:
    """Check the sample with changes; further languages by code."""
    write_flow(folder / "sample", changed(FLOW, flow), changed(TEXTS, texts), changed(PATHS, paths), **languages)
    return check_flows([folder], catalogue)


def in_words(errors: Iterable[FlowError], file: str = "flow.toml") -> list[tuple[str, str, str]]:
    """Return for each error in ``file`` its line's words, its step and its message; uncovered branches left out."""
    found = []
    for error in errors:
        path = Path(error.file)
        if path.name == file and "no path in" not in error.message:
            line = path.read_text(encoding="utf-8").splitlines()[error.line - 1] if error.line else ""
            found.append((line, error.step, error.message))
    return found
