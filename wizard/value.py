"""Frozen values without generated code, for what every start of the window makes.

A dataclass compiles its methods anew at each start: 0.3 ms a class (Python 3.11), some 12 ms for those of the first
page. Here the methods are shared, and a class costs a few microseconds. Elsewhere dataclasses stay what is used.
"""

import inspect
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make a class a frozen value of its annotated fields: built, compared, hashed, shown and matched by them.

    Defaults are plain values; fields of a base class are not taken over.
    """
    names = tuple(inspect.get_annotations(cls))
    methods = (__init__, __setattr__, __delattr__, __eq__, __hash__, __repr__)
    for name, content in (("__match_args__", names), *((method.__name__, method) for method in methods)):
        setattr(cls, name, content)
    return cls


def changed(old: T, **changes: object) -> T:
    """Return a value like ``old`` but for these fields; raises TypeError for a field it does not have."""
    return type(old)(**{**content_of(old), **changes})


def content_of(made: Any) -> dict[str, object]:
    """Return the fields of a value by name, defaults among them."""
    return {name: getattr(made, name) for name in made.__match_args__}


def __init__(self: Any, *given: object, **named: object) -> None:  # noqa: N807  (these become the methods)
    names = self.__match_args__
    if len(given) > len(names):
        raise TypeError(f"{type(self).__name__} takes {len(names)} values, not {len(given)}")
    content = dict(zip(names, given, strict=False))
    twice_or_unknown = [name for name in named if name in content or name not in names]
    content.update(named)
    missing = [name for name in names if name not in content and not hasattr(type(self), name)]
    if twice_or_unknown or missing:
        raise TypeError(
            f"{type(self).__name__}: {', '.join([*twice_or_unknown, *missing])} given twice, unknown or missing"
        )
    self.__dict__.update(content)


def __setattr__(self: Any, name: str, _content: object) -> None:  # noqa: N807
    raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")


def __delattr__(self: Any, name: str) -> None:  # noqa: N807
    raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")


def __eq__(self: Any, other: object) -> bool:  # noqa: N807
    return content_of(self) == content_of(other) if type(other) is type(self) else NotImplemented


def __hash__(self: Any) -> int:  # noqa: N807
    return hash((type(self), *content_of(self).values()))


def __repr__(self: Any) -> str:  # noqa: N807
    shown = ", ".join(f"{name}={content!r}" for name, content in content_of(self).items())
    return f"{type(self).__name__}({shown})"
