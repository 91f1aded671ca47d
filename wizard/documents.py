"""The JSON documents of the command line: one each, with a ``format`` number (DESIGN 10)."""

import os
import sys
from pathlib import Path

import msgspec

from wizard.errors import UsageError
from wizard.marking import N_


def print_document(document: object) -> None:
    """Print one JSON document on standard output and nothing else."""
    write_output(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n", None)


def write_output(content: bytes, output: Path | None) -> None:
    """Write a document to a file or, as it is, to standard output; raises UsageError when that is not possible.

    A program that was started without a standard output (a windowed one, a service) writes nothing there.
    """
    try:
        if output is not None:
            output.write_bytes(content)
            return
        if sys.stdout is not None:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has seen enough
        discard_standard_output()
    except OSError as error:
        if output is None:
            discard_standard_output()
        raise UsageError(
            N_("{path} cannot be written: {answer}. Choose another place."), path=output or "-", answer=error
        ) from error


def discard_standard_output() -> None:
    """Let everything that is still written to standard output go nowhere, also what is held back until the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
