"""What a kind of private value is: how it is found, judged and named."""

from collections.abc import Callable
from dataclasses import dataclass

from wizard.report.place import Place


def _always(_value: str) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of private value. ``label`` is its name in placeholders; ``secret`` values never enter the map.

    The private part is what ``pattern`` matches (its group where ``grouped``); with ``tail`` it is what ``tail``
    matches right after it (its group where it has one), or both together where ``whole``. ``ahead``: the pattern only
    says where to read on, what stands between is looked through like any other text. ``key`` brings different forms
    of one value together; ``real`` judges the value, ``fits`` its place. ``inside``: it may stand within a longer word.
    """

    label: str
    pattern: str
    tail: str | None = None
    whole: bool = False
    grouped: bool = False
    ahead: bool = False
    key: Callable[[str], str] = str.casefold
    real: Callable[[str], bool] = _always
    fits: Callable[[str, Place], bool] | None = None
    secret: bool = False
    inside: bool = False
