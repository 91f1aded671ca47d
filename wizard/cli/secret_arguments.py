"""The arguments of ``wizard secret``: names alone. What may be a secret in the wrong place is never repeated."""

import argparse
from collections.abc import Callable


def add_secret(
    secret: argparse.ArgumentParser,
    shared: argparse.ArgumentParser,
    add_json: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the actions on the keyring to their command, whose parser repeats nothing of what it cannot read."""
    actions = secret.add_subparsers(dest="action", metavar="set|delete|list", required=True)

    def add(name: str, about: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, parents=[shared], help=about, description=about, repeats_input=False)

    _add_name(add("set", "store one: it is asked for and not shown, or is one line of standard input"))
    _add_name(add("delete", "remove one from the keyring"))
    add_json(add("list", "print which ones the organisation's channels need, and whether each is there"))


def _add_name(action: argparse.ArgumentParser) -> None:
    """Add the name, and a place for what must not stand there: a secret typed behind it."""
    action.add_argument("name", metavar="NAME", help="as in the organisation's profile")
    action.add_argument("surplus", nargs="*", help=argparse.SUPPRESS)
