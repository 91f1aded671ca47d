"""The arguments of ``wizard outbox``."""

import argparse
from collections.abc import Callable


def add_outbox(
    outbox: argparse.ArgumentParser,
    shared: argparse.ArgumentParser,
    add_json: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the actions of the outbox to its command."""
    metavar = "list|show|send|cancel|release|said-so|found|close"
    actions = outbox.add_subparsers(dest="action", metavar=metavar, required=True)

    def add(name: str, about: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, parents=[shared], help=about, description=about)
        add_json(action)
        return action

    def add_for_one(name: str, about: str) -> argparse.ArgumentParser:
        action = add(name, about)
        action.add_argument("key", metavar="KEY")
        return action

    add("list", "print everything that was handed over and how it stands")
    add_for_one("show", "print one report: its files with their SHA-256, what happened, what is due")
    send = add("send", "send what is due and ask how tickets stand; with KEY: try that one now")
    send.add_argument("key", metavar="KEY", nargs="?")
    add_for_one("cancel", "take one back before anything left")
    add_for_one("release", "let one that failed or waits for you be tried again")
    said_so = add_for_one("said-so", "note that you sent it, called or chatted yourself")
    said_so.add_argument("--number", metavar="NUMBER", default="", help="the ticket number you were told")
    found = add_for_one("found", "say whether one arrived whose answer was lost")
    found.add_argument("what", choices=("arrived", "missing"))
    add_for_one("close", "close the case of one: nothing more is due from it")
