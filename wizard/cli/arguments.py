"""The arguments of the command line (DESIGN 10)."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from wizard import __version__
from wizard.cli.outbox_arguments import add_outbox
from wizard.cli.secret_arguments import add_secret
from wizard.cli.undo_arguments import add_undo
from wizard.errors import UsageError
from wizard.marking import N_


class _Parser(argparse.ArgumentParser):
    """Raises UsageError instead of leaving, so that every fault ends in one place.

    Without ``repeats_input`` nothing of what was typed is in the error: it may be a password in the wrong place.
    """

    def __init__(self, *arguments: Any, repeats_input: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.repeats_input = repeats_input

    def error(self, message: str) -> NoReturn:
        if not self.repeats_input:
            raise UsageError(N_("This is not how the command is used. See {program} --help."), program=self.prog)
        raise UsageError(N_("{fault}. See {program} --help."), fault=message, program=self.prog)


def _for_every_command() -> _Parser:
    """Return the options that may stand before and after the name of a command."""
    shared = _Parser(add_help=False)
    shared.add_argument("--practice", metavar="SCENE", default=argparse.SUPPRESS, help="play on a simulated computer")
    shared.add_argument(
        "--organisation", metavar="FILE", type=Path, default=argparse.SUPPRESS, help="an organisation's own profile"
    )
    shared.add_argument(
        "--flows",
        metavar="FOLDER",
        type=Path,
        action="append",
        default=argparse.SUPPRESS,
        help="walk flows of your own too: the folder of a flow, of a pack, or of several",
    )
    shared.add_argument("--language", metavar="CODE", default=argparse.SUPPRESS, help="en, cs, … (the system's)")
    return shared


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the parsed command line; ``command`` is None for the bare ``wizard``. Raises UsageError."""
    shared = _for_every_command()
    parser = _Parser(
        prog="wizard",
        parents=[shared],
        description="Finds out what is wrong, repairs it with your consent, proves it, and hands over what is left. "
        "Without a command the window opens; where there is no display, a walk in the terminal begins.",
        epilog="Exit status: 0 healthy or fixed, 1 a problem remains, 2 wrong input, 3 nobody could tell. "
        "WIZARD_HOME moves all data into one folder.",
    )
    parser.add_argument("--version", action="version", version=f"wizard {__version__}")
    parser.add_argument("--go-on", metavar="SESSION", help="open the window with an earlier walk")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, about: str, *, repeats_input: bool = True) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[shared], help=about, description=about, repeats_input=repeats_input)

    def add_json(command: argparse.ArgumentParser) -> None:
        command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    check = add("check", "run every probe once, side by side, and give one verdict")
    check.add_argument("--all", action="store_true", help="measure also what has no part in the verdict")
    add_json(check)
    probe = add("probe", "run one probe")
    probe.add_argument("name", metavar="NAME")
    probe.add_argument("parameters", metavar="key=value", nargs="*")
    add_json(probe)
    search = add("search", "find the flow for a problem told in your own words")
    search.add_argument("text", metavar="TEXT", nargs="+")
    add_json(search)
    walk = add("walk", "walk one flow in the terminal, or unattended with --answers")
    walk.add_argument("flow", metavar="FLOW", nargs="?")
    walk.add_argument("--answers", metavar="FILE", type=Path, help="answers and consent; nothing is asked")
    walk.add_argument("--resume", metavar="SESSION", help="go on with an earlier walk")
    add_json(walk)
    add_undo(add("undo", "put the last repair of a walk back as it was, and measure again"), add_json)
    flows = add("flows", "list, check or draw flows")
    actions = flows.add_subparsers(dest="action", metavar="list|check|graph", required=True)
    listing = actions.add_parser("list", parents=[shared], help="print every flow with its title")
    add_json(listing)
    checking = actions.add_parser("check", parents=[shared], help="report every fault as file:line: step: message")
    checking.add_argument("paths", metavar="PATH", nargs="*", type=Path)
    graph = actions.add_parser("graph", parents=[shared], help="draw a flow as Mermaid, or as SVG with -o FILE.svg")
    graph.add_argument("flow", metavar="FLOW")
    graph.add_argument("-o", "--output", metavar="FILE", type=Path)
    history = add("history", "print earlier walks")
    add_json(history)
    history.add_argument("--delete-all", action="store_true", help="delete the whole history")
    report = add("report", "print or save the report of a walk")
    report.add_argument("session", metavar="SESSION")
    report.add_argument("--format", choices=("text", "html", "json", "zip"), default="text")
    report.add_argument("-o", "--output", metavar="PATH", type=Path)
    add_outbox(add("outbox", "what was handed over: how it stands, sending what waits"), shared, add_json)
    secret = add("secret", "passwords and tokens of channels, in the system's keyring", repeats_input=False)
    add_secret(secret, shared, add_json)
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        (secret if options.command == "secret" else parser).error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def wants_json(options: argparse.Namespace) -> bool:
    """Return whether standard output belongs to one JSON document."""
    return bool(getattr(options, "json", False))
