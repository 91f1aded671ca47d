"""Checks of flow texts: every step has what it shows and nothing else, with the same placeholders in every language."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.flow.catalogue import EXHAUSTED, GIVEN, NOT_SURE
from wizard.flow.check_context import Context, FlowFile
from wizard.flow.errors import FlowError
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
from wizard.flow.pack import FLOW_FILE
from wizard.flow.problems import Problem, hint
from wizard.flow.syntax import Place, parse, read_bytes
from wizard.flow.texts import flatten, text_file, text_languages

ENGLISH = "en"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VARIANT = re.compile(r"(.+?)(_linux|_windows|_macos)?(?:(?<!choice)\.(zero|one|two|few|many|other))?")
"""A key, its system, its plural form; ``choice.other`` is a choice."""
_PLATFORM = re.compile(r"(_linux|_windows|_macos)$")
# Each pattern looks at every character a bounded number of times: texts come from packs of anybody.
_HTML = re.compile(r"</?[A-Za-z!][^<>]*>|&(?:[A-Za-z]{1,20}|#\d{1,7});")
_URL = re.compile(
    r"[A-Za-z0-9]://|\bmailto:|\bwww\.|[A-Za-z0-9]\.(?:com|org|net|io|gov|edu|eu|cz|de|uk|info)\b", re.IGNORECASE
)
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters but the line end, and marks that turn the direction of what is shown."""


@dataclass(frozen=True)
class _Text:
    value: str
    place: Place

    @property
    def step(self) -> str:
        return self.place[1] if len(self.place) > 1 and self.place[0] == "step" else ""

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(self.value))


@dataclass(frozen=True)
class _Allowed:
    """Keys a step's texts must have and may have, and the placeholders that only its own texts may use."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    placeholders: frozenset[str] = frozenset()


def text_problems(
    file: FlowFile, context: Context, languages: Collection[str] | None, complete: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the texts beside ``file``.

    English is required. Of the others those in ``languages`` are checked (None: all there are), and those in
    ``complete`` must have every text that English has.
    """
    folder = file.path.parent
    english, problems = _read(folder, ENGLISH)
    yield from problems
    if english is None:
        return
    allowed = {"": _Allowed(("title", "summary"), ("search",))}
    allowed |= {name: _allowed(step, name, english) for name, step in file.flow.step.items()}
    yield from _missing_problems(file, english, allowed)
    known = context.facts.get(file.flow.id, frozenset()) | context.catalogue.text_facts
    yield from _content_problems(folder, ENGLISH, english, allowed, known)
    yield from _stray_problems(folder, ENGLISH, english, file.flow, allowed)
    others = text_languages(folder) if languages is None else languages
    for language in sorted({*others, *complete} - {ENGLISH}):
        texts, problems = _read(folder, language)
        yield from problems
        if texts is not None:
            yield from _content_problems(folder, language, texts, allowed, known)
            yield from _stray_problems(folder, language, texts, file.flow, allowed)
            yield from _translation_problems(folder, language, texts, english, allowed)
            if language in complete:
                yield from _completeness_problems(folder, language, texts, english)


def _read(folder: Path, language: str) -> tuple[dict[str, _Text] | None, tuple[Problem, ...]]:
    """Return the texts of a language with their places; None when the file can not be used or is not there."""
    path = folder / FLOW_FILE  # until the language is known to be one
    try:
        path = text_file(folder, language)
        if language != ENGLISH and not path.exists():
            return {}, ()
        found, problems = flatten(parse(read_bytes(path), path), path)
    except (FlowError, OSError) as error:
        line = error.line if isinstance(error, FlowError) else 0
        message = error.message if isinstance(error, FlowError) else str(error)
        return None, (Problem(path, ("",), "", message, syntax=True, line=line),)
    return {key: _Text(text, place) for key, (text, place) in found.items()}, problems


def _allowed(step: Step, name: str, english: Mapping[str, _Text]) -> _Allowed:
    match step:
        case AskStep(input=None):
            choices = [result for result in step.on if result != EXHAUSTED]
            required = tuple(f"choice.{choice}" for choice in choices if choice != NOT_SURE)
            return _Allowed(("title", *required), ("body", f"choice.{NOT_SURE}"))
        case AskStep():
            return _Allowed(("title", "label"), ("body", f"choice.{GIVEN}", f"choice.{NOT_SURE}"))
        case GuideStep():
            return _guide_texts(step, name, english)
        case ProbeStep() | RankedStep():
            return _Allowed(("title", "body"))
        case FixStep():
            return _Allowed((), ("title", "body"))
        case VerifyStep():
            return _Allowed((), ("title",))
        case OutcomeStep():
            return _Allowed(("title", "body", *(("part",) if step.result == "hardware" else ())))
        case CallStep():
            return _Allowed((), ("title",))


def _guide_texts(step: GuideStep, name: str, english: Mapping[str, _Text]) -> _Allowed:
    """A guide has as many lines as countdowns; without countdowns as many as it likes, numbered from 1."""
    count = len(step.seconds)
    if count == 0:
        while f"step.{name}.line.{count + 1}" in english:
            count += 1
    lines = tuple(f"line.{number}" for number in range(1, max(count, 1) + 1))
    own = {f"seconds_{number}" for number, seconds in enumerate(step.seconds, 1) if seconds}
    if step.deadline_seconds is not None:
        own.add("deadline_minutes")
    return _Allowed(("title", *lines), ("body", "button.done", "button.cannot"), frozenset(own))


def _base(key: str) -> str:
    """Return ``key`` without the ending for a system or a plural form."""
    found = _VARIANT.fullmatch(key)
    return found[1] if found else key


def _missing_problems(
    file: FlowFile, english: Mapping[str, _Text], allowed: Mapping[str, _Allowed]
) -> Iterator[Problem]:
    path = file.path.parent / f"text.{ENGLISH}.toml"
    present = set(english)
    for key in english:  # a plural stands for its key when it has the form for all other numbers
        if key.endswith(".other"):
            present.add(_base(key))
    for step, keys in allowed.items():
        prefix = f"step.{step}." if step else ""
        place = ("step", step) if step else ()
        for key in keys.required:
            if prefix + key not in present:
                yield Problem(path, place, step, f"text '{prefix}{key}' is missing")
            elif prefix + key in english and not english[prefix + key].value.strip():
                yield Problem(path, english[prefix + key].place, step, f"text '{prefix}{key}' is empty")


def _stray_problems(
    folder: Path, language: str, texts: Mapping[str, _Text], flow: Flow, allowed: Mapping[str, _Allowed]
) -> Iterator[Problem]:
    path = folder / f"text.{language}.toml"
    for key, text in texts.items():
        step, local = _split(key)
        if step and step not in flow.step:
            yield Problem(path, text.place, step, f"text '{key}': there is no step {step!r}{hint(step, flow.step)}")
            continue
        if not _is_shown(key, allowed):
            keys = (*allowed[step].required, *allowed[step].optional)
            yield Problem(path, text.place, step, f"text '{key}' is shown nowhere{hint(local, keys)}")


def _is_shown(key: str, allowed: Mapping[str, _Allowed]) -> bool:
    step, local = _split(key)
    keys = (*allowed[step].required, *allowed[step].optional) if step in allowed else ()
    return local in keys or _base(local) in keys


def _split(key: str) -> tuple[str, str]:
    """Return step and local key of a flat key; the step is empty for a text of the whole flow."""
    parts = key.split(".", 2)
    return (parts[1], parts[2]) if parts[0] == "step" and len(parts) == 3 else ("", key)


def _content_problems(
    folder: Path, language: str, texts: Mapping[str, _Text], allowed: Mapping[str, _Allowed], known: Collection[str]
) -> Iterator[Problem]:
    path = folder / f"text.{language}.toml"
    for key, text in texts.items():
        for fault in _faults(text, known, allowed.get(text.step, _Allowed(())).placeholders):
            yield Problem(path, text.place, text.step, f"text '{key}': {fault}")


def _faults(text: _Text, known: Collection[str], own: Collection[str]) -> Iterator[str]:
    for name in sorted(text.placeholders):
        if not _NAME.fullmatch(name):
            yield f"{{{name}}} is no placeholder: only {{name}} is"
        elif name not in known and name not in own:
            yield f"nothing in this flow gives {{{name}}}{hint(name, sorted({*known, *own}))}"
    if set("{}") & set(_PLACEHOLDER.sub("", text.value)):
        yield "a brace has no partner"
    if _HTML.search(text.value):
        yield "it holds HTML; texts are plain"
    if _URL.search(text.value):
        yield "it holds an address; use 'link' and a link of the organisation profile"
    if _UNSEEN.search(text.value):
        yield "it holds characters that can not be seen"


def _translation_problems(
    folder: Path,
    language: str,
    texts: Mapping[str, _Text],
    english: Mapping[str, _Text],
    allowed: Mapping[str, _Allowed],
) -> Iterator[Problem]:
    path = folder / f"text.{language}.toml"
    theirs, ours = _by_form(texts), _by_form(english)
    for key, group in theirs.items():
        original = ours.get(key) or ours.get(_base(key))
        if original is None:
            if _is_shown(key, allowed):
                yield Problem(path, group[0].place, group[0].step, f"text '{key}' is not there in English")
            continue
        here = frozenset().union(*(text.placeholders for text in group))
        there = frozenset().union(*(text.placeholders for text in original))
        if here != there:
            missing, extra = sorted(there - here), sorted(here - there)
            parts = [f"misses {{{name}}}" for name in missing] + [f"has {{{name}}}, English has not" for name in extra]
            yield Problem(path, group[0].place, group[0].step, f"text '{key}' {', '.join(parts)}")


def _completeness_problems(
    folder: Path, language: str, texts: Mapping[str, _Text], english: Mapping[str, _Text]
) -> Iterator[Problem]:
    path = folder / f"text.{language}.toml"
    theirs = _by_form(texts)
    for key, group in _by_form(english).items():
        if key not in theirs and not _PLATFORM.search(key):
            place = group[0].place[:2] if group[0].step else ()
            yield Problem(path, place, group[0].step, f"text '{key}' is not translated")


def _by_form(texts: Mapping[str, _Text]) -> dict[str, list[_Text]]:
    """Return texts by key, all plural forms of one together: languages have different forms."""
    found: dict[str, list[_Text]] = {}
    for key, text in texts.items():
        form = _VARIANT.fullmatch(key)
        found.setdefault(f"{form[1]}{form[2] or ''}" if form else key, []).append(text)
    return found
