"""Standard output for people: text as it is, whatever it holds and wherever it goes.

File names, device answers and typed words are in what is printed: nothing of them is read as markup. An output that
knows fewer characters shows ``?`` for the others, one that is closed early (``| head``) takes the rest unseen, and the
exit status stays the walk's own.
"""

import io
import sys
from typing import Any

from rich.console import Console

from wizard.documents import discard_standard_output
from wizard.errors import UsageError
from wizard.marking import N_


class PlainConsole(Console):
    """A console on standard output. Raises UsageError when it cannot be written, as on a full disk."""

    def __init__(self, *, soft_wrap: bool = False) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        super().__init__(markup=False, emoji=False, highlight=False, soft_wrap=soft_wrap)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does; an output that cannot be written is named."""
        try:
            super().print(*objects, **options)
        except OSError as error:
            discard_standard_output()  # what is still held back would raise once more at the end
            raise UsageError(
                N_("{path} cannot be written: {answer}. Choose another place."), path="-", answer=error
            ) from error

    def on_broken_pipe(self) -> None:
        """Go on without a reader: the exit status tells what came out of it, not who stopped reading."""
        discard_standard_output()
