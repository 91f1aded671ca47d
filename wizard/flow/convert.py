"""Tables of a flow file → ``Flow``; where that does not go, every fault with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import msgspec

from wizard.flow.model import AskStep, FixStep, Flow, GuideStep, OutcomeStep, ProbeStep, RankedStep, Step
from wizard.flow.problems import Problem
from wizard.flow.syntax import Place

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FLOW_ID = re.compile(r"([a-z][a-z0-9_]{0,63}/)?[a-z][a-z0-9_]{0,63}")
_LEAST_INTEGER, _MOST_INTEGER = -(2**63), 2**63 - 1
_MOST_FAULTS = 20
"""Faults named per table: one typing slip seldom hides more, and a hostile file must stay linear."""
_MOST_TRIED = 200
_WHERE = re.compile(r" - at `(?:key` in `)?\$([^`]*)`$")
_STEP_IN_PATH = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+|\.\.\.)\]")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]+)`")
_KINDS = tuple(kind.__struct_config__.tag for kind in get_args(Step))


@dataclass(frozen=True)
class Converted:
    """What became of a file. ``flow`` holds the steps that could be read; ``whole`` when those are all of them."""

    flow: Flow | None
    damaged: frozenset[str]
    problems: tuple[Problem, ...]

    @property
    def whole(self) -> bool:
        return self.flow is not None and not self.damaged


def convert_flow(data: Mapping[str, object], path: Path, expected_id: str) -> Converted:
    """Return the flow in ``data``, read from ``path``, whose folder asks for ``expected_id``."""
    try:
        flow = msgspec.convert(data, Flow)
    except Exception:  # the closer look below finds out where and why
        return _look_closer(data, path, expected_id)
    problems = [*_head_problems(flow, path, expected_id)]
    for name, step in flow.step.items():
        problems += _step_problems(name, step, path)
    return Converted(flow, frozenset(), tuple(problems))


def _look_closer(data: Mapping[str, object], path: Path, expected_id: str) -> Converted:
    steps = data.get("step")
    head = {**data, "step": {}}
    problems = list(_faults(head, Flow, path, (), ""))
    if not isinstance(steps, Mapping):
        message = "the flow has no steps" if steps is None else "'step' must hold tables: [step.<name>]"
        return Converted(None, frozenset(), (*problems, Problem(path, ("step",), "", message, syntax=True)))
    good: dict[str, Step] = {}
    damaged = set()
    for name, raw in steps.items():
        faults = [*_faults(raw, Step, path, ("step", name), name)]
        if faults:
            damaged.add(name)
            problems += faults
        else:
            good[name] = msgspec.convert(raw, Step)
            problems += _step_problems(name, good[name], path)
    flow = _with_what_is_there(head, good, expected_id)
    return Converted(flow, frozenset(damaged), (*problems, *_head_problems(flow, path, expected_id)))


def _with_what_is_there(head: Mapping[str, object], steps: dict[str, Step], expected_id: str) -> Flow:
    """Return a flow for the checks that can still be made; where the head is faulty, its gaps are filled in."""
    try:
        flow = msgspec.convert(head, Flow)
    except Exception:  # its faults are named already, one by one
        start = head.get("start")
        first = start if isinstance(start, str) else next(iter(steps), "")
        flow = Flow(format=1, id=expected_id, minutes=1, start=first, step={})
    return msgspec.structs.replace(flow, step=steps)


def _faults(raw: object, kind: Any, path: Path, place: Place, step: str) -> Iterator[Problem]:
    """Yield what keeps ``raw`` from being a ``kind``: convert, take out what was complained of, convert again."""
    if not isinstance(raw, Mapping):
        yield Problem(path, place, step, "this must be a table: [step.<name>]", syntax=True)
        return
    left = dict(raw)
    taken: set[str] = set()
    for _ in range(_MOST_FAULTS):
        try:
            msgspec.convert(left, kind)
            return
        except msgspec.ValidationError as error:
            message, keys = _explain(str(error), left, kind)
        except Exception as error:  # such as an integer that no float can hold
            message, keys = f"a value can not be used ({error})", ()
        if keys and keys[-1] in taken and message.startswith("missing"):
            return
        yield Problem(path, (*place, *keys), step, message, syntax=True)
        if not keys or keys[0] not in left or message.startswith("missing"):
            return
        taken.add(keys[0])
        del left[keys[0]]


def _explain(complaint: str, data: Mapping[str, object], kind: Any) -> tuple[str, Place]:
    """Return msgspec's complaint in an author's words, and the keys that lead to it."""
    where = _WHERE.search(complaint)
    message = complaint[: where.start()] if where else complaint
    keys = _keys(where[1] if where else "", data, kind, complaint)
    missing, unknown = _MISSING.search(message), _UNKNOWN.search(message)
    if missing is not None:
        return f"missing '{missing[1]}'", (*keys, missing[1])
    if unknown is not None:
        return f"'{unknown[1]}' is not known here", (*keys, unknown[1])
    if keys == ("kind",):
        return f"{data.get('kind')!r} is no kind of step; there are {', '.join(map(str, _KINDS))}", keys
    name = ".".join(keys)
    message = message.replace("`", "'").replace("Expected", "expected").replace("Invalid", "not allowed:")
    return f"{name}: {message}" if name else message, keys


def _keys(where: str, data: Mapping[str, object], kind: Any, complaint: str) -> Place:
    """Return the keys of msgspec's path; where it says ``[...]``, try the keys of that table one by one."""
    keys: list[str] = []
    here: object = data
    for name, index in _STEP_IN_PATH.findall(where):
        if index == "...":
            name = _guilty(here, keys, data, kind, complaint) or ""  # noqa: PLW2901
            if not name:
                break
        keys.append(name or index)
        if isinstance(here, Mapping):
            here = here.get(keys[-1])
        elif isinstance(here, list | tuple) and index:
            here = here[int(index)]
    return tuple(keys)


def _guilty(table: object, keys: list[str], data: Mapping[str, object], kind: Any, complaint: str) -> str | None:
    if not isinstance(table, Mapping) or any(key.isdigit() for key in keys):
        return None
    for name, value in islice(table.items(), _MOST_TRIED):
        try:
            msgspec.convert(_replaced(data, keys, {name: value}), kind)
        except msgspec.ValidationError as error:
            if str(error) == complaint:
                return str(name)
    return None


def _replaced(data: Mapping[str, object], keys: list[str], value: object) -> Mapping[str, object]:
    if not keys:
        return value if isinstance(value, Mapping) else data
    inner = data[keys[0]]
    return {**data, keys[0]: _replaced(inner, keys[1:], value) if isinstance(inner, Mapping) else value}


def _head_problems(flow: Flow, path: Path, expected_id: str) -> Iterator[Problem]:
    if not _FLOW_ID.fullmatch(flow.id):
        yield Problem(path, ("id",), "", f"id: {flow.id!r} is no name (a-z, 0-9, _; 'pack/flow' inside a pack)")
    elif flow.id != expected_id:
        yield Problem(path, ("id",), "", f"id: {flow.id!r} does not fit its folder, which asks for {expected_id!r}")
    if not _IDENTIFIER.fullmatch(flow.icon):
        yield Problem(path, ("icon",), "", f"icon: {_not_a_name(flow.icon)}")
    if not flow.step:
        yield Problem(path, ("step",), "", "the flow has no steps")


def _step_problems(name: str, step: Step, path: Path) -> Iterator[Problem]:
    place = ("step", name)
    if not _IDENTIFIER.fullmatch(name):
        yield Problem(path, place, name, _not_a_name(name))
    for result in step.on:
        if not _IDENTIFIER.fullmatch(result):
            yield Problem(path, (*place, "on", result), name, _not_a_name(result))
    match step:
        case ProbeStep() | FixStep():
            yield from _number_problems(name, "with", step.parameters, path)
        case GuideStep():
            yield from _number_problems(name, "watch_with", step.watch_parameters, path)
        case AskStep(fact=str(given)) | OutcomeStep(part=str(given)) if not _IDENTIFIER.fullmatch(given):
            yield Problem(path, (*place, "part" if isinstance(step, OutcomeStep) else "fact"), name, _not_a_name(given))
        case RankedStep():
            for cause in step.causes:
                if not _IDENTIFIER.fullmatch(cause):
                    yield Problem(path, (*place, "causes", cause), name, _not_a_name(cause))
        case _:
            pass


def _number_problems(name: str, table: str, parameters: Mapping[str, object], path: Path) -> Iterator[Problem]:
    for key, value in parameters.items():
        if isinstance(value, int) and not _LEAST_INTEGER <= value <= _MOST_INTEGER:
            yield Problem(
                path, ("step", name, table, key), name, f"{table}.{key}: the number is too large", syntax=True
            )


def _not_a_name(text: str) -> str:
    return f"{text[:80]!r} is no name: use a-z, 0-9 and _, a letter first, at most 64"
