"""Little flows built from steps, for tests of the engine."""

import tomllib

import msgspec

from tests.flow.sample import FLOW
from tests.flow.walking import Walk
from wizard.flow.model import AskStep, FixStep, Flow, OutcomeStep, ProbeStep, Step, VerifyStep


def flow(flow_id: str, start: str, **steps: Step) -> Flow:
    return Flow(format=1, id=flow_id, minutes=1, start=start, step=steps)


def ping(bad: str, good: str = "healthy", unknown: str = "escalate") -> ProbeStep:
    on = {"ok": good, "slow": bad, "lossy": bad, "down": bad, "unknown": unknown}
    return ProbeStep(probe="network.ping", on=on)


def flush(done: str, other: str = "escalate") -> FixStep:
    return FixStep(fix="dns.flush", on={"done": done, "failed": other, "declined": other, "not_available": other})


def verify(of: str, fixed: str, other: str) -> VerifyStep:
    return VerifyStep(of=of, on={"fixed": fixed, "not_fixed": other, "unknown": other})


ENDS: dict[str, Step] = {result: OutcomeStep(result=result) for result in ("solved", "healthy", "escalate")}
SAMPLE = msgspec.convert(tomllib.loads(FLOW), Flow)
REPAIR = flow(
    "repair",
    "measure",
    measure=ping("flush"),
    flush=flush("check"),
    check=verify("measure", "solved", "again"),
    again=AskStep(on={"yes": "flush", "not_sure": "escalate"}),
    **ENDS,
)


def walk(*flows: Flow) -> Walk:
    return Walk({one.id: one for one in flows}, flows[0].id)
