"""The arguments of ``wizard undo``."""

import argparse
from collections.abc import Callable


def add_undo(undo: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the session whose last repair is put back."""
    undo.add_argument("session", metavar="SESSION")
    add_json(undo)
