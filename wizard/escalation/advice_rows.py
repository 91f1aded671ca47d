"""The rows of FACTS E as data: which ways, best first, what each needs, how long it usually takes."""

from dataclasses import dataclass
from typing import Literal

Row = Literal["E1", "E2", "E3", "E4", "E5", "E6", "E7"]


@dataclass(frozen=True)
class Need:
    """One particular a row wants. ``name`` is its name in ``Particulars.typed`` where ``source`` is the person;
    otherwise the program has it, and ``name`` says what it is.
    """

    name: str
    label: str
    source: Literal["person", "program"]
