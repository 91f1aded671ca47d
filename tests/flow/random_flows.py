"""Valid flows made at random, with texts and with walks that take every branch.

A flow is a row of blocks; every way of a block leads to a later one, or back where ``max_visits`` bounds it. So what
comes out passes the check, and whatever is answered, a walk ends.
"""

import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tests.flow.sample import CATALOGUE
from tests.flow.walking import answers, event
from wizard.flow.catalogue import FIX_RESULTS, UNKNOWN
from wizard.flow.model import (
    AskStep,
    CallStep,
    FixStep,
    Flow,
    GuideStep,
    OutcomeStep,
    ProbeStep,
    RankedFix,
    RankedStep,
    Step,
    VerifyStep,
)
from wizard.flow.paths import FlowPath
from wizard.flow.replay import Replay
from wizard.flow.topology import edges, reversed_edges
from wizard.flow.views import AskConsent, AskQuestion, Rank, RunProbe, ShowOutcome, ShowPlan, ShowProof, View

_PROBES = ("network.ping", "wifi.link", "crash.logs")
_MOST_WALKS = 5_000


def random_flow(flow_id: str, rng: random.Random, callable_flows: Mapping[str, Flow]) -> Flow:
    """Return a valid flow of a few blocks; it may call ``callable_flows``."""
    return _Maker(flow_id, rng, callable_flows).flow()


class _Maker:
    """Builds a flow from its end, so that every way can lead to something that is there already."""

    def __init__(self, flow_id: str, rng: random.Random, callable_flows: Mapping[str, Flow]) -> None:
        self._id = flow_id
        self._rng = rng
        self._callable = callable_flows
        self._blocks: list[dict[str, Step]] = []
        self._later: list[str] = []
        self._count = 0

    def flow(self) -> Flow:
        with_hardware = self._rng.random() < 0.3
        results = ["solved", "escalate", *self._rng.sample(["healthy", "not_supported"], self._rng.randint(0, 2))]
        ends: dict[str, Step] = {result: OutcomeStep(result=result) for result in results}  # type: ignore[arg-type]
        if with_hardware:
            ends["hardware"] = OutcomeStep(result="hardware", part="router", after=("logs", "version", "reset"))
        self._later = list(ends)
        choices = {f"to_{end}": end for end in ends}
        self._add("last", {"last": AskStep(on={**choices, "not_sure": "escalate"})})
        makers = [self._ask, self._input, self._guide, self._probe, self._repair, self._said, self._group, self._loop]
        makers += [self._export] + ([self._call] if self._callable else [])
        for _ in range(self._rng.randint(1, 5)):
            self._rng.choice(makers)()
        if with_hardware:
            self._evidence()
        steps = {name: step for block in reversed(self._blocks) for name, step in block.items()} | ends
        return Flow(format=1, id=self._id, minutes=self._rng.randint(1, 90), start=self._later[0], step=steps)

    def _add(self, entry: str, block: dict[str, Step]) -> None:
        self._blocks.append(block)
        self._later.insert(0, entry)

    def _name(self) -> str:
        self._count += 1
        return f"s{self._count}"

    def _next(self) -> str:
        return self._later[0]

    def _any(self) -> str:
        return self._rng.choice(self._later)

    def _spread(self, results: tuple[str, ...], first: str | None = None) -> dict[str, str]:
        """Return branches: the first goes on (or to ``first``), the others anywhere later."""
        return {result: (first or self._next()) if not number else self._any() for number, result in enumerate(results)}

    # blocks

    def _ask(self) -> None:
        name = self._name()
        choices = tuple(f"choice_{number}" for number in range(self._rng.randint(1, 4)))
        fact = f"fact_{name}" if self._rng.random() < 0.5 else None
        self._add(name, {name: AskStep(fact=fact, on=self._spread((*choices, "not_sure")))})

    def _input(self) -> None:
        name = self._name()
        secret = self._rng.random() < 0.5
        kind = self._rng.choice(["text", "email", "version"])
        on = self._spread(("given", "not_sure"))
        fact = None if secret else f"fact_{name}"
        self._add(name, {name: AskStep(input=kind, secret=secret, fact=fact, on=on)})  # type: ignore[arg-type]

    def _guide(self) -> None:
        name = self._name()
        seconds = tuple(self._rng.choice([0, 10, 30]) for _ in range(self._rng.randint(0, 3)))
        bare = GuideStep(
            seconds=seconds,
            watch=self._rng.choice([None, "wifi.link"]),
            deadline_seconds=self._rng.choice([None, 300]),
            link=self._rng.choice([None, "router_admin"]),
            changes=self._rng.random() < 0.5,
        )
        self._add(name, {name: msgspec.structs.replace(bare, on=self._spread(bare.results))})

    def _probe(self) -> None:
        name, probe = self._name(), self._rng.choice(_PROBES)
        results = (*CATALOGUE.probes[probe].results, UNKNOWN)
        self._add(name, {name: ProbeStep(probe=probe, on=self._spread(results))})

    def _measure(self, probe: str, bad: str) -> ProbeStep:
        signature = CATALOGUE.probes[probe]
        on = {result: self._any() if result in signature.good else bad for result in signature.results}
        return ProbeStep(probe=probe, on={**on, UNKNOWN: self._rng.choice([bad, self._any()])})

    def _repair(self) -> None:
        """A probe, a fix that may be tried again, a verify."""
        name = self._name()
        fix, check = f"{name}_fix", f"{name}_check"
        again = self._rng.random() < 0.5
        bound = {"max_visits": self._rng.randint(1, 2), "more": {"exhausted": self._any()}} if again else {}
        on = {"done": check, **{result: self._any() for result in FIX_RESULTS[1:]}, **bound.get("more", {})}  # type: ignore[dict-item]
        verify_on = {"fixed": self._next(), "not_fixed": fix if again else self._any(), "unknown": self._any()}
        block: dict[str, Step] = {
            name: self._measure(self._rng.choice(_PROBES), fix),
            fix: FixStep(fix=self._rng.choice(["dns.flush", "cache.clear"]), max_visits=bound.get("max_visits"), on=on),  # type: ignore[arg-type]
            check: VerifyStep(of=name, on=verify_on),
        }
        self._add(name, block)

    def _said(self) -> None:
        """A question, a guide, and the question again."""
        name = self._name()
        guide, check = f"{name}_guide", f"{name}_check"
        block: dict[str, Step] = {
            name: AskStep(good=("works",), on={"works": self._any(), "broken": guide, "not_sure": guide}),
            guide: GuideStep(on={"done": check, "cannot": self._any()}),
            check: VerifyStep(of=name, on=self._spread(("fixed", "not_fixed", "unknown"))),
        }
        self._add(name, block)

    def _group(self) -> None:
        name = self._name()
        group, check = f"{name}_group", f"{name}_check"
        members = tuple(f"{name}_member_{number}" for number in range(self._rng.randint(1, 3)))
        causes = {f"cause_{number}": round(self._rng.uniform(0.1, 0.9), 2) for number in range(len(members))}
        fixes = tuple(
            RankedFix(
                step=member,
                minutes=round(self._rng.uniform(0.5, 30), 1),
                cures={f"cause_{number}": round(self._rng.uniform(0.3, 0.9), 2)},
                after=members[:1] if number and self._rng.random() < 0.3 else (),
            )
            for number, member in enumerate(members)
        )
        block: dict[str, Step] = {
            name: self._measure("network.ping", group),
            group: RankedStep(fixes=fixes, causes=causes, escalate_minutes=10_000, on={"exhausted": self._any()}),
        }
        for member in members:
            fix = FixStep(fix="dns.flush", on={"done": check, **dict.fromkeys(FIX_RESULTS[1:], group)})
            guide = GuideStep(on={"done": check, "cannot": group})
            block[member] = fix if self._rng.random() < 0.5 else guide
        block[check] = VerifyStep(of=name, on={"fixed": self._next(), "not_fixed": group, "unknown": group})
        self._add(name, block)

    def _loop(self) -> None:
        """A probe that may be asked for again, so often."""
        name = self._name()
        again = f"{name}_again"
        on = {"ok": self._next(), "weak": again, "disconnected": again, UNKNOWN: self._any(), "exhausted": self._any()}
        block: dict[str, Step] = {
            name: ProbeStep(probe="wifi.link", max_visits=self._rng.randint(1, 3), on=on),
            again: AskStep(on={"yes": name, "no": self._any(), "not_sure": self._any()}),
        }
        self._add(name, block)

    def _export(self) -> None:
        name = self._name()
        self._add(name, {name: FixStep(fix="diagnostics.export", on=self._spread(FIX_RESULTS))})

    def _call(self) -> None:
        name, called = self._name(), self._rng.choice(sorted(self._callable))
        ends = {step.result for step in self._callable[called].step.values() if isinstance(step, OutcomeStep)}
        self._add(name, {name: CallStep(flow=called, on=self._spread(tuple(sorted(ends))))})

    def _evidence(self) -> None:
        """What every way to a hardware outcome must pass (A12)."""
        self._add("reset", {"reset": GuideStep(reset=True, on=dict.fromkeys(("done", "cannot"), self._next()))})
        results = (*CATALOGUE.probes["device.firmware"].results, UNKNOWN)
        version = ProbeStep(probe="device.firmware", parameters={"minimum_version": "@device.firmware.version"},
                            on=dict.fromkeys(results, "reset"))  # fmt: skip
        self._add("version", {"version": version})
        self._add(
            "logs", {"logs": ProbeStep(probe="crash.logs", on=dict.fromkeys(("found", "none", UNKNOWN), "version"))}
        )


# walks


def covering_paths(flow: Flow, flows: Mapping[str, Flow], rng: random.Random) -> list[FlowPath]:
    """Return walks that together take every branch of ``flow``.

    Half of the answers lead towards a branch that is still missing, the others are those used least, or any.
    """
    explorer = _Explorer(flow, flows, rng)
    paths: list[FlowPath] = []
    for number in range(_MOST_WALKS):
        if not explorer.missing:
            return paths
        path, taken = explorer.walk(f"walk {number}")
        if explorer.missing & taken:
            explorer.missing -= taken
            paths.append(path)
    raise NoWalkError(f"no walk takes {explorer.missing}")


class NoWalkError(Exception):
    """Chance did not find a walk for some branch; one flow in a thousand."""


class _Explorer:
    def __init__(self, flow: Flow, flows: Mapping[str, Flow], rng: random.Random) -> None:
        self.missing = {(name, result) for name, step in flow.step.items() for result in step.on}
        self._flow = flow
        self._flows = flows
        self._rng = rng
        self._used: Counter[tuple[str, str]] = Counter()
        self._back = reversed_edges(edges(flow))

    def walk(self, name: str) -> tuple[FlowPath, set[tuple[str, str]]]:
        """Walk to an outcome; return the walk and the branches it took."""
        replay = Replay(self._flows, self._flow.id)
        distance = self._distances()
        items: list[str] = []
        while not isinstance(view := replay.view(can_go_back=False), ShowOutcome):
            if isinstance(view, Rank | ShowPlan | ShowProof):
                replay.apply(event(view, answers(view)[0]))
                continue
            chosen = self._choose(view, distance)
            self._used[(view.address, chosen)] += 1
            items.append(f"{view.step_id if view.flow_id == self._flow.id else view.address} {chosen}")
            for answer in _in_events(view, chosen):
                replay.apply(event(replay.view(can_go_back=False), answer))
        taken = {(step, result) for owner, step, result in replay.taken if owner == self._flow.id}
        return FlowPath(name=name, walk=tuple(items), outcome=view.result, proof=view.proof), taken

    def _distances(self) -> dict[str, int]:
        """Return for each step how far it is to one with a missing branch."""
        found = {name: 0 for name, _ in self.missing}
        waiting = list(found)
        for name in waiting:
            for source in self._back[name]:
                if source not in found:
                    found[source] = found[name] + 1
                    waiting.append(source)
        return found

    def _choose(self, view: View, distance: Mapping[str, int]) -> str:
        options = FIX_RESULTS if isinstance(view, AskConsent) else answers(view)
        dice = self._rng.random()
        if dice < 0.2:
            return self._rng.choice(options)
        if dice < 0.7 and view.flow_id == self._flow.id:
            far = len(self._flow.step)
            costs = [distance.get(self._target(view, option), far) for option in options]
        else:
            costs = [self._used[(view.address, option)] for option in options]
        return self._rng.choice([option for option, cost in zip(options, costs, strict=True) if cost == min(costs)])

    def _target(self, view: View, option: str) -> str:
        """Return where ``option`` leads, as far as that can be said without walking on."""
        step = self._flow.step[view.step_id]
        if isinstance(view, RunProbe) and isinstance(step, VerifyStep):
            good = option in CATALOGUE.probes[view.probe].good
            option = UNKNOWN if option == UNKNOWN else "fixed" if good else "not_fixed"
        elif isinstance(view, AskQuestion) and isinstance(step, VerifyStep):
            option = "fixed" if option in view.step.good else "unknown" if option == "not_sure" else "not_fixed"
        return step.on.get(option, "")


def _in_events(view: View, chosen: str) -> tuple[str, ...]:
    if not isinstance(view, AskConsent):
        return (chosen,)
    return ("declined",) if chosen == "declined" else ("granted", "begun", chosen)


# files


def write_random_flow(folder: Path, flow: Flow, paths: list[FlowPath]) -> None:
    """Write ``flow`` with texts and walks into ``folder``."""
    folder.mkdir(parents=True)
    head = {key: value for key, value in msgspec.to_builtins(flow).items() if key != "step"}
    content = _assignments(head)
    for name, step in flow.step.items():
        content += f"\n[step.{name}]\n" + _assignments(msgspec.to_builtins(step))
    (folder / "flow.toml").write_text(content, encoding="utf-8")
    (folder / "text.en.toml").write_text(_texts(flow), encoding="utf-8")
    walks = "".join("[[path]]\n" + _assignments(msgspec.to_builtins(path)) + "\n" for path in paths)
    (folder / "paths.toml").write_text(walks, encoding="utf-8")


def _assignments(table: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in table.items() if value is not None)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def _texts(flow: Flow) -> str:
    parts = [_assignments({"title": flow.id, "summary": "A flow made at random."})]
    for name, step in flow.step.items():
        texts = _texts_of(step)
        if texts:
            parts.append(f"[step.{name}]\n" + _assignments(texts))
    return "\n".join(parts)


def _texts_of(step: Step) -> dict[str, object]:
    match step:
        case AskStep(input=None):
            choices = {result: result for result in step.on if result not in ("not_sure", "exhausted")}
            return {"title": "Which?", "choice": choices}
        case AskStep():
            return {"title": "Which?", "label": "This"}
        case GuideStep():
            lines = [f"Wait {{seconds_{n}}}." if s else "Do it." for n, s in enumerate(step.seconds, 1)]
            return {"title": "Do this", "line": lines or ["Do it."]}
        case ProbeStep() | RankedStep():
            return {"title": "Looking", "body": "At this."}
        case OutcomeStep(result="hardware"):
            return {"title": "The end", "body": "Order a part.", "part": "Router"}
        case OutcomeStep():
            return {"title": "The end", "body": "That is all."}
        case _:
            return {}
