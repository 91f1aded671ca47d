"""``paths.toml``: walks through a flow that must end where the author says, replayed by the engine alone.

    [[path]]
    name = "A crowded channel, changed by hand"
    walk = ["measure slow", "scan crowded", "change_channel done", "verify ok"]
    outcome = "solved"
    proof = "fixed"

An item is ``<step> <answer>``: what a probe measured (also for a verify), a choice, how a guide or fix ended. Steps
of a called flow are ``flow/step``; ``<call> <outcome>`` walks a called flow as its own paths.toml does. Plans,
proofs, consent and ``exhausted`` go by themselves. Together the walks must take every branch of the flow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

import msgspec

from wizard.flow.catalogue import FIX_RESULTS, GIVEN, UNKNOWN, Catalogue
from wizard.flow.errors import FlowError, HistoryError
from wizard.flow.events import Acknowledged, Answered, Consented, Event, Finished, Guided, Intended, Measured, Ordered
from wizard.flow.model import CallStep, Flow, OutcomeResult
from wizard.flow.problems import Problem, as_errors, hint, listed
from wizard.flow.rank import order
from wizard.flow.replay import Replay
from wizard.flow.syntax import parse, read_bytes
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    ProofWord,
    Rank,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    View,
)

PATHS_FILE = "paths.toml"
INTERRUPTED = "interrupted"
_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The engine never looks at times."""
_MOST_CALLS = 16


class FlowPath(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One walk and its end. ``proof`` is the word of the last verify, unchecked when it is not given."""

    name: str
    walk: tuple[str, ...]
    outcome: OutcomeResult
    proof: ProofWord | None = None


@dataclass(frozen=True)
class Replayed:
    """What one walk did: branches taken as (flow, step, result), and the fault at an item (None: at its end)."""

    taken: tuple[tuple[str, str, str], ...]
    fault: str = ""
    item: int | None = None


class _WalkError(Exception):
    """The walk and the flow do not fit; the message is for the author."""


# reading


def load_paths(folder: Path) -> tuple[FlowPath, ...]:
    """Return the walks in ``folder``; FlowError when the file is not there or wrong."""
    paths, problems = read_paths(folder)
    if problems:
        raise as_errors(problems)[0]
    return tuple(path for path in paths if path is not None)


def read_paths(folder: Path) -> tuple[tuple[FlowPath | None, ...], tuple[Problem, ...]]:
    """Return the walks in ``folder`` (None for one that can not be read) and what is wrong with the file."""
    file = folder / PATHS_FILE
    try:
        data = parse(read_bytes(file), file)
    except FlowError as error:
        return (), (Problem(file, (), error.step, error.message, syntax=True, line=error.line),)
    problems = [Problem(file, (key,), "", f"{key!r} is not known here", syntax=True) for key in data if key != "path"]
    entries = data.get("path", [])
    if not isinstance(entries, list):
        return (), (*problems, Problem(file, ("path",), "", "walks are written as [[path]]", syntax=True))
    paths: list[FlowPath | None] = []
    names: set[str] = set()
    for index, entry in enumerate(entries):
        try:
            path = msgspec.convert(entry, FlowPath)
        except Exception as error:
            message = str(error).replace("`", "'").replace("$.", "")
            problems.append(Problem(file, ("path", str(index)), "", f"path: {message}", syntax=True))
            paths.append(None)
            continue
        if path.name in names:
            problems.append(Problem(file, ("path", str(index), "name"), "", f"there are two paths {path.name!r}"))
        names.add(path.name)
        paths.append(path)
    return tuple(paths), tuple(problems)


# replaying


def replay_path(
    path: FlowPath,
    flow_id: str,
    flows: Mapping[str, Flow],
    catalogue: Catalogue,
    paths: Mapping[str, Sequence[FlowPath]] | None = None,
) -> Replayed:
    """Walk ``path`` through ``flow_id``; ``paths`` are those of the flows it calls, by flow."""
    try:
        walker = _Walker(flows, flow_id, catalogue, paths or {})
    except (FlowError, HistoryError) as error:
        return Replayed((), str(error))
    for index, item in enumerate(path.walk):
        try:
            walker.take(item, flow_id)
        except (_WalkError, FlowError, HistoryError) as error:
            return Replayed(tuple(walker.replay.taken), str(error), index)
    try:
        fault = walker.end_fault(path)
    except (FlowError, HistoryError) as error:
        fault = str(error)
    return Replayed(tuple(walker.replay.taken), fault)


def history_of(
    path: FlowPath,
    flow_id: str,
    flows: Mapping[str, Flow],
    catalogue: Catalogue,
    paths: Mapping[str, Sequence[FlowPath]] | None = None,
) -> tuple[Event, ...]:
    """Return the whole record of a walk that fits its flow, orders and acknowledged proofs included."""
    walker = _Walker(flows, flow_id, catalogue, paths or {})
    for item in path.walk:
        walker.take(item, flow_id)
    walker.end_fault(path)
    return tuple(walker.events)


class _Walker:
    """A replay that is fed with items."""

    def __init__(
        self,
        flows: Mapping[str, Flow],
        start: str,
        catalogue: Catalogue,
        paths: Mapping[str, Sequence[FlowPath]],
    ) -> None:
        self.replay = Replay(flows, start)
        self._flows = flows
        self._catalogue = catalogue
        self._paths = paths
        self.events: list[Event] = []

    def _apply(self, event: Event) -> None:
        self.replay.apply(event)
        self.events.append(event)

    def take(self, item: str, flow_id: str, depth: int = 0) -> None:
        """Take one item of a walk of ``flow_id``."""
        words = item.split()
        if len(words) != 2:
            raise _WalkError(f"{item!r} is not '<step> <answer>'")
        name, answer = words
        address = name if "/" in name else f"{flow_id}/{name}"
        view = self._waiting()
        called = self._fresh_call(address)
        if called is not None:
            self._take_call(called, answer, depth)
        elif isinstance(view, ShowOutcome):
            raise _WalkError(f"the walk has ended already, at {view.step_id!r} with {view.result}")
        elif address != view.address:
            raise _WalkError(f"{name!r} is not asked here: the flow waits for {self._wanted(view, flow_id)}")
        else:
            for event in self._events(view, answer, flow_id):
                self._apply(event)

    def end_fault(self, path: FlowPath) -> str:
        """Return why the walk does not end as ``path`` says, or nothing."""
        view = self._waiting()
        if not isinstance(view, ShowOutcome):
            return f"the walk stops before an outcome: the flow waits for {self._wanted(view, view.flow_id)}"
        if view.result != path.outcome:
            return f"the walk ends with {view.result}, at {view.step_id!r}, not with {path.outcome}"
        if path.proof is not None and view.proof != path.proof:
            return f"the last proof is {view.proof or 'none'}, not {path.proof}"
        return ""

    def _waiting(self) -> View:
        """Go on through plans and proofs; return the view that needs an item."""
        while True:
            view = self.replay.view(can_go_back=False)
            match view:
                case Rank():
                    members = order(view.step, view.results)
                    self._apply(Ordered(at=_AT, step=view.address, order=members))
                case ShowPlan() | ShowProof():
                    self._apply(Acknowledged(at=_AT, step=view.address))
                case _:
                    return view

    def _fresh_call(self, address: str) -> str | None:
        """Return the flow that the call step ``address`` has just entered, if it is one."""
        flow_id, _, name = address.rpartition("/")
        flow = self._flows.get(flow_id)
        step = flow.step.get(name) if flow is not None else None
        if not isinstance(step, CallStep):
            return None
        addresses = self.replay.addresses
        if address in addresses[:-1]:
            inner = addresses[addresses.index(address) + 1]
            if inner == f"{step.flow}/{self._flows[step.flow].start}":
                return step.flow
        raise _WalkError(f"the flow does not stand at the beginning of the call {name!r}")

    def _take_call(self, called: str, outcome: str, depth: int) -> None:
        """Walk the called flow as the first of its own paths that ends with ``outcome``."""
        if depth > _MOST_CALLS:
            raise _WalkError("flows call each other in a ring")
        path = next((path for path in self._paths.get(called, ()) if path.outcome == outcome), None)
        if path is None:
            ends = listed(dict.fromkeys(path.outcome for path in self._paths.get(called, ()))) or "nothing"
            raise _WalkError(f"no path of {called!r} ends with {outcome!r}; they end with {ends}")
        for item in path.walk:
            try:
                self.take(item, called, depth + 1)
            except (_WalkError, HistoryError) as fault:
                raise _WalkError(f"in {called}, path {path.name!r}, at {item!r}: {fault}") from None

    def _events(self, view: View, answer: str, flow_id: str) -> Iterator[Event]:
        """Yield what ``answer`` is in the record."""
        answers = self._answers(view)
        if answer not in answers:
            wanted = self._wanted(view, flow_id)
            raise _WalkError(f"{answer!r} is no answer here: the flow waits for {wanted}{hint(answer, answers)}")
        step = view.address
        match view:
            case RunProbe():
                good = None if answer == UNKNOWN else answer in self._catalogue.probes[view.probe].good
                reason = "not_available" if answer == UNKNOWN else None
                yield Measured(at=_AT, step=step, probe=view.probe, result=answer, good=good, reason=reason)
            case AskQuestion():
                typed = "example" if answer == GIVEN and not view.step.secret else None
                yield Answered(at=_AT, step=step, choice=answer, value=typed)
            case ShowGuide():
                changed = view.step.changes and answer in ("done", "changed")
                yield Guided(at=_AT, step=step, result=answer, changed_something=changed)
            case AskConsent():
                granted = answer != "declined"
                yield Consented(at=_AT, step=step, fix=view.fix, granted=granted, text_sha256="")
                if granted:
                    yield Intended(at=_AT, step=step, fix=view.fix)
                    yield Finished(at=_AT, step=step, fix=view.fix, result=answer)  # type: ignore[arg-type]
            case _:
                raise AssertionError("this view waits for no item")

    def _answers(self, view: View) -> tuple[str, ...]:
        match view:
            case RunProbe():
                signature = self._catalogue.probes.get(view.probe)
                return () if signature is None else (*signature.results, UNKNOWN)
            case AskQuestion():
                rows = (GIVEN,) if view.step.choices_from is not None else ()
                return (*view.choices, *rows)
            case ShowGuide():
                return view.step.results
            case AskConsent():
                return (*FIX_RESULTS, INTERRUPTED)
            case RunFix() | Rank() | ShowPlan() | ShowProof() | ShowOutcome():
                return ()
            case _:
                assert_never(view)

    def _wanted(self, view: View, flow_id: str) -> str:
        name = view.step_id if view.flow_id == flow_id else view.address
        return f"{name!r} ({', '.join(self._answers(view))})"
