"""Checks of ranked groups: members, what they cure, what they come after, and the evidence that weighs causes."""

from collections.abc import Iterator

from wizard.flow.catalogue import FIX_RESULTS, UNKNOWN, VERIFY_RESULTS
from wizard.flow.check_context import At, Context, FlowFile
from wizard.flow.model import CallStep, FixStep, GuideStep, ProbeStep, RankedStep, Step, VerifyStep
from wizard.flow.problems import Problem, hint
from wizard.flow.rank import UNFIXABLE
from wizard.flow.topology import cycles

MOST_MEMBERS = 10


def ranked_problems(name: str, step: RankedStep, file: FlowFile, context: Context, at: At) -> Iterator[Problem]:
    """Yield what is wrong with the ranked step ``name``."""
    if not step.fixes:
        yield at("a ranked group needs members: fixes = [...]", "fixes")
    elif len(step.fixes) > MOST_MEMBERS:
        yield at(f"a ranked group has at most {MOST_MEMBERS} members", "fixes")
    if not step.causes:
        yield at("a ranked group needs causes with their shares", "causes")
    if UNFIXABLE in step.causes:
        yield at(f"causes.{UNFIXABLE}: write it as 'unfixable = …' of the step", "causes", UNFIXABLE)
    yield from _member_problems(name, step, file, at)
    yield from _after_problems(step, at)
    yield from _evidence_problems(step, file, context, at)


def _member_problems(name: str, step: RankedStep, file: FlowFile, at: At) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, fix in enumerate(step.fixes):
        place = ("fixes", str(number))
        if fix.step in seen:
            yield at(f"{fix.step!r} is in the group twice", *place, "step")
        seen.add(fix.step)
        if not file.names(fix.step):
            yield at(f"member {fix.step!r} is no step{hint(fix.step, file.flow.step)}", *place, "step")
        elif fix.step == name:
            yield at("a group is no member of itself", *place, "step")
        elif fix.step in file.flow.step and not isinstance(file.flow.step[fix.step], FixStep | GuideStep | CallStep):
            yield at(f"member {fix.step!r} must be a fix, a guide or a call", *place, "step")
        if not any(fix.cures.values()):
            yield at(f"member {fix.step!r} cures nothing", *place, "cures")
        for cause in fix.cures:
            if cause not in step.causes:
                message = f"member {fix.step!r}: there is no cause {cause!r}{hint(cause, step.causes)}"
                yield at(message, *place, "cures", cause)


def _after_problems(step: RankedStep, at: At) -> Iterator[Problem]:
    members = [fix.step for fix in step.fixes]
    for number, fix in enumerate(step.fixes):
        for before in fix.after:
            if before not in members:
                message = f"member {fix.step!r}: after: {before!r} is no member of the group{hint(before, members)}"
                yield at(message, "fixes", str(number), "after")
    graph = {fix.step: tuple(before for before in fix.after if before in members) for fix in step.fixes}
    for ring in cycles(graph, graph):
        yield at(f"members wait for each other: {', '.join(ring)}", "fixes")


def _evidence_problems(step: RankedStep, file: FlowFile, context: Context, at: At) -> Iterator[Problem]:
    for measured, rows in step.evidence.items():
        if not file.names(measured):
            yield at(f"evidence: there is no step {measured!r}{hint(measured, file.flow.step)}", "evidence", measured)
            continue
        results = _results(file.flow.step[measured], context) if measured in file.flow.step else None
        for result, row in rows.items():
            place = ("evidence", measured, result)
            if result == UNKNOWN:
                yield at(f"evidence.{measured}.{result}: what is not known is no evidence", *place)
            elif results is not None and result not in results:
                yield at(
                    f"evidence.{measured}.{result}: {measured!r} has no such result{hint(result, results)}", *place
                )
            for cause in row:
                if cause not in step.causes and cause != UNFIXABLE:
                    message = f"evidence.{measured}.{result}: there is no cause {cause!r}{hint(cause, step.causes)}"
                    yield at(message, *place, cause)


def _results(step: Step, context: Context) -> tuple[str, ...] | None:
    match step:
        case ProbeStep():
            signature = context.catalogue.probes.get(step.probe)
            return None if signature is None else signature.results
        case FixStep():
            return FIX_RESULTS
        case VerifyStep():
            return VERIFY_RESULTS
        case _:
            return tuple(step.on)
