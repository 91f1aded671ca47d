"""Checks of single steps: every name they use exists, every value has its type, every branch is there and no other."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from wizard.flow.catalogue import EXHAUSTED, FIX_RESULTS, GIVEN, NOT_SURE, UNKNOWN, VERIFY_RESULTS, Parameter
from wizard.flow.check_context import At, Context, FlowFile
from wizard.flow.check_ranked import ranked_problems
from wizard.flow.model import (
    AskStep,
    CallStep,
    FixStep,
    GuideStep,
    OutcomeStep,
    ProbeStep,
    RankedStep,
    Scalar,
    Step,
    VerifyStep,
)
from wizard.flow.problems import Problem, hint, listed

_TYPE_WORDS: Mapping[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def step_problems(file: FlowFile, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with each step of ``file`` by itself."""
    asked = (step for step in file.flow.step.values() if isinstance(step, AskStep))
    kept = {step.fact for step in asked if step.fact is not None and not step.secret}
    for name, step in file.flow.step.items():
        at = file.at(name)
        yield from _target_problems(step, file, at)
        yield from _branch_problems(step, context, at)
        match step:
            case AskStep():
                yield from _ask_problems(step, at)
                facts = context.facts.get(file.flow.id, frozenset())
                if step.choices_from is not None and step.choices_from not in facts:
                    yield at(f"choices_from: nothing in this flow gives {step.choices_from!r}", "choices_from")
            case GuideStep():
                yield from _guide_problems(step, context, at)
            case ProbeStep():
                yield from _probe_problems(step, context, at)
                yield from _kept_problems(step, kept, at)
            case FixStep():
                yield from _fix_problems(step, context, at)
                yield from _kept_problems(step, kept, at)
            case VerifyStep():
                yield from _verify_problems(step, file, context, at)
            case RankedStep():
                yield from ranked_problems(name, step, file, context, at)
            case CallStep():
                if step.flow not in context.files and step.flow not in context.unreadable:
                    yield at(f"there is no flow {step.flow!r}{hint(step.flow, context.files)}", "flow")
            case OutcomeStep() if step.result != "hardware" and (step.part is not None or step.after):
                yield at("only a hardware outcome has 'part' and 'after'", "part" if step.part else "after")
            case OutcomeStep() if step.result != "not_supported" and not step.needs_person:
                yield at("only a not_supported outcome has 'needs_person = false'", "needs_person")


def _target_problems(step: Step, file: FlowFile, at: At) -> Iterator[Problem]:
    for result, target in step.on.items():
        if not file.names(target):
            yield at(f"on.{result}: there is no step {target!r}{hint(target, file.flow.step)}", "on", result)


# branches


def _branch_problems(step: Step, context: Context, at: At) -> Iterator[Problem]:
    if isinstance(step, OutcomeStep):
        if step.on or step.max_visits is not None:
            yield at("an outcome is an end: it has no branches and no max_visits", "on" if step.on else "max_visits")
        return
    expected, source = expected_branches(step, context)
    if expected is not None:
        for result in expected:
            if result not in step.on:
                yield at(f"branch 'on.{result}' is missing: {source}")
        for result in step.on:
            if result not in expected and result != EXHAUSTED:
                yield at(f"on.{result}: {source}{hint(result, expected)}", "on", result)
    bounded = step.max_visits is not None or isinstance(step, RankedStep)
    if bounded and EXHAUSTED not in step.on:
        reason = "a ranked group can be used up" if isinstance(step, RankedStep) else "it has max_visits"
        yield at(f"branch 'on.{EXHAUSTED}' is missing: {reason}")
    elif not bounded and EXHAUSTED in step.on:
        yield at(f"on.{EXHAUSTED}: the step has no max_visits", "on", EXHAUSTED)


def expected_branches(step: Step, context: Context) -> tuple[Sequence[str] | None, str]:
    """Return the branches ``step`` must have besides ``exhausted``, and why; None where that can not be known."""
    match step:
        case ProbeStep():
            signature = context.catalogue.probes.get(step.probe)
            results = None if signature is None else (*signature.results, UNKNOWN)
            return results, f"{step.probe} answers {listed(results or ())}"
        case FixStep():
            return FIX_RESULTS, f"a fix ends with {listed(FIX_RESULTS)}"
        case VerifyStep():
            return VERIFY_RESULTS, f"a verify answers {listed(VERIFY_RESULTS)}"
        case GuideStep():
            return step.results, f"this guide ends with {listed(step.results)}"
        case AskStep(input=None, choices_from=str()):
            own = tuple(result for result in step.on if result not in (EXHAUSTED, GIVEN, NOT_SURE))
            return (*own, GIVEN, NOT_SURE), f"a question with rows ends with its own choices, {GIVEN}, {NOT_SURE}"
        case AskStep(input=None):
            choices = tuple(result for result in step.on if result != EXHAUSTED)
            return (*(c for c in choices if c != NOT_SURE), NOT_SURE), "every question can be answered 'not sure'"
        case AskStep():
            return (GIVEN, NOT_SURE), f"an input ends with {GIVEN}, {NOT_SURE}"
        case CallStep():
            called = context.files.get(step.flow)
            if called is None or not called.whole:
                return None, ""
            return sorted(called.outcomes), f"{step.flow} can end with {listed(sorted(called.outcomes))}"
        case RankedStep():
            return (), "a ranked group has no branch but 'exhausted'"
        case OutcomeStep():
            return (), ""


# kinds


def _ask_problems(step: AskStep, at: At) -> Iterator[Problem]:
    choices = [result for result in step.on if result not in (EXHAUSTED, NOT_SURE)]
    if step.input is None:
        if not choices:
            yield at("a question needs at least one choice besides 'not_sure'")
        if GIVEN in choices and step.choices_from is None:
            yield at(f"on.{GIVEN}: only a typed input has it; name the choice otherwise", "on", GIVEN)
        for key in ("secret", "remember"):
            if getattr(step, key):
                yield at(f"{key}: only a typed input can have it", key)
    elif step.choices_from is not None:
        yield at("choices_from: a typed input has no choices", "choices_from")
    elif step.good:
        yield at("good: a typed input is neither good nor bad", "good")
    if step.secret and (step.fact is not None or step.remember is not None):
        yield at("a secret is never kept, so it has no 'fact' and no 'remember'", "secret")
    if step.good and step.choices_from is not None:
        yield at("good: rows are neither good nor bad", "good")
    elif step.input is None:
        yield from _good_problems(step, choices, at)


def _good_problems(step: AskStep, choices: list[str], at: At) -> Iterator[Problem]:
    for choice in step.good:
        if choice == NOT_SURE:
            yield at("good: 'not_sure' is never good", "good")
        elif choice not in choices:
            yield at(f"good: there is no choice {choice!r}{hint(choice, choices)}", "good")
    if step.good and set(choices) <= set(step.good):
        yield at("good: every choice is good, so the answer would tell nothing", "good")


def _guide_problems(step: GuideStep, context: Context, at: At) -> Iterator[Problem]:
    links = context.catalogue.links
    if step.link is not None and step.link not in links:
        yield at(f"link: the organisation profile has no link {step.link!r}{hint(step.link, links)}", "link")
    if step.watch is None:
        if step.watch_parameters:
            yield at("watch_with: there is no 'watch' for it", "watch_with")
        return
    probe = context.catalogue.probes.get(step.watch)
    if probe is None:
        yield at(f"watch: there is no probe {step.watch!r}{hint(step.watch, context.catalogue.probes)}", "watch")
        return
    if probe.watch_fact is None and not probe.good:
        yield at(f"watch: {step.watch} has nothing that could be seen to change", "watch")
    yield from _parameter_problems(step.watch_parameters, probe.parameters, context, at, ("watch_with", step.watch))


def _probe_problems(step: ProbeStep, context: Context, at: At) -> Iterator[Problem]:
    probe = context.catalogue.probes.get(step.probe)
    if probe is None:
        yield at(f"there is no probe {step.probe!r}{hint(step.probe, context.catalogue.probes)}", "probe")
    else:
        yield from _parameter_problems(step.parameters, probe.parameters, context, at, ("with", step.probe))


def _fix_problems(step: FixStep, context: Context, at: At) -> Iterator[Problem]:
    fix = context.catalogue.fixes.get(step.fix)
    if fix is None:
        yield at(f"there is no fix {step.fix!r}{hint(step.fix, context.catalogue.fixes)}", "fix")
    else:
        yield from _parameter_problems(step.parameters, fix.parameters, context, at, ("with", step.fix))


def _verify_problems(step: VerifyStep, file: FlowFile, context: Context, at: At) -> Iterator[Problem]:
    if step.of not in file.flow.step:
        if not file.names(step.of):
            yield at(f"of: there is no step {step.of!r}{hint(step.of, file.flow.step)}", "of")
        return
    measured = file.flow.step[step.of]
    if isinstance(measured, AskStep):
        if not measured.good:
            yield at(f"of: the question {step.of!r} needs 'good', the choices that mean it works", "of")
    elif not isinstance(measured, ProbeStep):
        yield at(f"of: {step.of!r} is neither a probe nor a question", "of")
    elif measured.probe in context.catalogue.probes and not context.catalogue.probes[measured.probe].good:
        yield at(f"of: {measured.probe} has no good result, so nothing could be fixed by it", "of")


def _parameter_problems(
    given: Mapping[str, Scalar], known: Mapping[str, Parameter], context: Context, at: At, place: tuple[str, str]
) -> Iterator[Problem]:
    table, owner = place
    for name, parameter in known.items():
        if parameter.required and name not in given:
            yield at(f"{owner} needs '{table}.{name}': {parameter.description}")
    for name, value in given.items():
        parameter_found = known.get(name)
        if parameter_found is None:
            yield at(f"{table}.{name}: {owner} has no such parameter{hint(name, known)}", table, name)
        else:
            fault = _value_fault(value, parameter_found.type, context)
            if fault:
                yield at(f"{table}.{name}: {fault}", table, name)


def _kept_problems(step: ProbeStep | FixStep, kept: Collection[str], at: At) -> Iterator[Problem]:
    for name, value in step.parameters.items():
        if isinstance(value, str) and value.startswith("$") and value[1:] not in kept:
            yield at(f"with.{name}: no question of this flow keeps the fact {value[1:]!r}", "with", name)


def _value_fault(value: Scalar, wanted: type, context: Context) -> str:
    """Return why ``value`` can not be of type ``wanted``, or nothing."""
    if isinstance(value, str) and value.startswith("@"):
        name = value[1:]
        found = context.catalogue.values.get(name)
        if found is None:
            return f"the organisation profile has no value {name!r}{hint(name, context.catalogue.values)}"
        if not _fits(found, wanted):
            return f"the profile's {name!r} is {_TYPE_WORDS.get(found, 'no single value')}, not {_TYPE_WORDS[wanted]}"
        return ""
    return "" if _fits(type(value), wanted) else f"{value!r} is not {_TYPE_WORDS[wanted]}"


def _fits(found: type, wanted: type) -> bool:
    return found is wanted or (found is int and wanted is float)
