"""The commands that need neither window nor walk: check, probe, search, flows, history, report, outbox."""

import argparse
from typing import Any

from rich.table import Table

from wizard.checkup import check_up
from wizard.cli.flow_commands import flows_command
from wizard.documents import print_document, write_output
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.flow.catalogue import Parameter
from wizard.flow.model import Scalar
from wizard.handover import Particulars, prepare_report
from wizard.marking import N_
from wizard.output import PlainConsole
from wizard.probes.parameters import defaults
from wizard.probes.registry import PROBES
from wizard.report.saving import save_new
from wizard.search import search
from wizard.session import Session, forget_everything
from wizard.summary import CANNOT_TELL, HEALTHY, PROBLEM_REMAINS
from wizard.system.base import Cancel, Progress

FORMAT = 1


def run_command(options: argparse.Namespace, environment: Environment) -> int:
    """Run one command and return the exit status."""
    match options.command:
        case "check":
            return print_check_up(environment, as_json=options.json, all_probes=options.all)
        case "probe":
            return _probe(environment, options.name, options.parameters, as_json=options.json)
        case "search":
            return _search(environment, " ".join(options.text), as_json=options.json)
        case "flows":
            return flows_command(environment, options)
        case "history":
            return _history(environment, options)
        case "report":
            return _report(environment, options)
        case "undo":
            from wizard.cli.undo_command import undo_command

            return undo_command(environment, options.session, as_json=options.json)
        case "outbox":
            from wizard.cli.outbox_command import outbox_command

            return outbox_command(environment, options)
        case "secret":
            from wizard.cli.secret_command import secret_command

            return secret_command(environment, options)
        case other:
            raise UsageError(N_("There is no command {command}."), command=other)


def print_check_up(environment: Environment, *, as_json: bool, all_probes: bool = False) -> int:
    """Run every probe once, side by side, and print one verdict; ``all_probes`` adds what has no part in it."""
    texts = environment.texts
    console = PlainConsole()
    if not as_json:
        console.print(texts.message(N_("Checking this computer. Nothing is changed.")))
    result = check_up(environment, lambda _name, _progress: None, Cancel(), all_probes=all_probes)
    if as_json:
        print_document(result.document())
    else:
        table = Table(box=None, show_header=False)
        for line in sorted((*result.probes, *result.further), key=lambda line: not line.applies):
            sentence = line.sentence(texts) if line.applies else texts.message(N_("There is nothing to check here."))
            sign = _sign(line.good) if line.applies else "–"
            table.add_row(sign, texts.message(PROBES[line.probe].title), sentence)
        console.print(table)
        console.print(result.sentence(texts), style="bold")
        for flow_id in result.flows[:1]:
            title = texts.flow(flow_id, "title", {}) or flow_id
            facts = {"title": title, "flow": flow_id}
            console.print(texts.message(N_("Start here: {title} (wizard walk {flow})"), facts))
    if result.verdict == "healthy":
        return HEALTHY
    return CANNOT_TELL if result.verdict == "cannot_tell" else PROBLEM_REMAINS


def _sign(good: bool | None) -> str:
    return "?" if good is None else "✓" if good else "✕"


def _probe(environment: Environment, name: str, pairs: list[str], *, as_json: bool) -> int:
    if name not in PROBES:
        raise UsageError(N_("There is no probe {name}. There are: {known}."), name=name, known=", ".join(PROBES))
    probe = PROBES[name]
    given = parse_parameters(pairs, dict(probe.signature.parameters))
    parameters = {**defaults(probe.signature, environment.organisation), **given}  # an organisation's own limits
    started_s = environment.now_s()

    def silent(_progress: Progress) -> None:
        """One result is printed at the end; nobody watches."""

    result = environment.runner.run_probe(name, parameters, silent, Cancel())
    seconds = round(environment.now_s() - started_s, 3)
    if as_json:
        document: dict[str, Any] = {
            "format": FORMAT,
            "probe": name,
            "result": result.result,
            "reason": result.reason,
            "facts": dict(result.facts),
            "seconds": seconds,
        }
        print_document(document)
    else:
        texts = environment.texts
        console = PlainConsole()
        console.print(texts.message(probe.sentences[result.result], dict(result.facts)))
        for fact, value in result.facts.items():
            if not isinstance(value, list):
                console.print(f"  {fact}: {texts.format_fact(fact, value)}")
        if result.reason is not None:
            console.print(f"  {result.reason}: {result.detail}")
    if result.result == "unknown":
        return CANNOT_TELL
    return HEALTHY if result.result in probe.signature.good else PROBLEM_REMAINS


def parse_parameters(pairs: list[str], declared: dict[str, Parameter]) -> dict[str, Scalar]:
    """Return ``key=value`` arguments as a probe's parameters; raises UsageError naming the one that does not fit."""
    parameters: dict[str, Scalar] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator or name not in declared:
            raise UsageError(
                N_("{pair} is no parameter here. Write name=value; there are: {known}."),
                pair=pair,
                known=", ".join(declared) or "-",
            )
        kind = declared[name].type
        try:
            parameters[name] = {"true": True, "false": False}[text] if kind is bool else kind(text)
        except (ValueError, KeyError) as error:
            raise UsageError(N_("{name} takes a value of type {kind}."), name=name, kind=kind.__name__) from error
    return parameters


def _search(environment: Environment, text: str, *, as_json: bool) -> int:
    found = search(text, environment.library, environment.texts)
    if as_json:
        matches = [{"flow": match.flow, "confidence": match.confidence} for match in found.matches]
        print_document({"format": FORMAT, "matches": matches, "person": found.person})
        return HEALTHY
    texts = environment.texts
    console = PlainConsole()
    for match in found.matches:
        title = texts.flow(match.flow, "title", {}) or match.flow
        console.print(f"{round(match.confidence * 100):3d} %  {match.flow}  {title}")
    if found.person:
        console.print(texts.message(N_("Nothing fits well. A person can help better.")))
    return HEALTHY


def _history(environment: Environment, options: argparse.Namespace) -> int:
    if options.delete_all:
        forget_everything(environment)
        deleted = N_("The history was deleted. Reports that were saved stay where they are.")
        PlainConsole().print(environment.texts.message(deleted))
        return HEALTHY
    records = environment.journal.sessions()
    if options.json:
        print_document({"format": FORMAT, "sessions": records})
        return HEALTHY
    console = PlainConsole()
    if not records:
        console.print(environment.texts.message(N_("There are no earlier walks yet.")))
    for record in records:
        title = environment.texts.flow(record.flow, "title", {}) or record.flow
        when = record.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        ended = " ".join(part for part in (record.outcome or "…", record.proof, record.practice) if part)
        console.print(f"{record.id}  {when}  {title}  {ended}")
    return HEALTHY


def _report(environment: Environment, options: argparse.Namespace) -> int:
    session = Session.resume(environment, options.session)
    bundle = prepare_report(session, Particulars(), Cancel())
    match options.format:
        case "text":
            content = bundle.text.encode()
        case "html":
            content = bundle.html.encode()
        case "json":
            content = bundle.json.encode()
        case _:
            content = bundle.zip_bytes()
    if options.output is None:
        write_output(content, None)
    else:  # private, and never over anything
        save_new(options.output, content)
    return HEALTHY
