"""Texts of a flow: ``text.<language>.toml`` → flat keys (``step.measure.choice.yes``)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from wizard.flow.errors import FlowCheckError, FlowFileMissingError
from wizard.flow.problems import Problem, as_errors
from wizard.flow.syntax import Place, parse, read_bytes

_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_TEXT_FILE = re.compile(r"text\.([a-z]{2,3}(?:_[A-Z]{2})?)\.toml")
_LIST = re.compile(r"(line)(_linux|_windows|_macos)?")
_MOST_DEPTH = 6


def text_file(folder: Path, language: str) -> Path:
    """Return the path of a flow's texts in ``language``; FlowCheckError when that is no code of a language."""
    if not _LANGUAGE.fullmatch(language):
        raise FlowCheckError(str(folder), 0, "", f"{language[:20]!r} is no code of a language such as 'cs'")
    return folder / f"text.{language}.toml"


def text_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages that ``folder`` has texts in, sorted."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return ()
    return tuple(sorted(found[1] for found in map(_TEXT_FILE.fullmatch, names) if found))


def load_texts(folder: Path, language: str) -> Mapping[str, str]:
    """Return a flow's texts by flat key; empty when it has none in ``language``. Raises FlowError.

    ``search = ["slow", "lag"]`` becomes one text with a line each; ``line = ["a", "b"]`` becomes ``line.1``,
    ``line.2`` (``line_windows`` becomes ``line.1_windows``, …).
    """
    path = text_file(folder, language)
    try:
        source = read_bytes(path)
    except FlowFileMissingError:
        return {}
    texts, problems = flatten(parse(source, path), path)
    if problems:
        raise as_errors(problems)[0]
    return {key: text for key, (text, _) in texts.items()}


def flatten(data: Mapping[str, object], path: Path) -> tuple[dict[str, tuple[str, Place]], tuple[Problem, ...]]:
    """Return texts by flat key with their places, and what in ``data`` is no text."""
    texts: dict[str, tuple[str, Place]] = {}
    problems: list[Problem] = []
    for key, place, value in _leaves(data, (), ()):
        if isinstance(value, str):
            texts[".".join(key)] = value, place
        else:
            step = place[1] if len(place) > 1 and place[0] == "step" else ""
            problems.append(Problem(path, place, step, f"{'.'.join(key)}: this must be a text", syntax=True))
    return texts, tuple(problems)


def _leaves(value: object, key: Place, place: Place) -> Iterator[tuple[Place, Place, object]]:
    """Yield flat key, place and value of everything that is no table."""
    if isinstance(value, Mapping) and len(place) < _MOST_DEPTH:
        for name, inner in value.items():
            yield from _leaves(inner, (*key, name), (*place, name))
    elif isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        named = _LIST.fullmatch(key[-1]) if key else None
        if key == ("search",):
            yield key, place, "\n".join(value)
        elif named is not None:
            for number, line in enumerate(value, 1):
                yield (*key[:-1], named[1], f"{number}{named[2] or ''}"), (*place, str(number - 1)), line
        else:
            yield key, place, value
    else:
        yield key, place, value
