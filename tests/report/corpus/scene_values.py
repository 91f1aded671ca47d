"""What the private values of one scene are drawn from."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.report.corpus.chance import Chance


class MissingValueError(Exception):
    """This scene has no such value; the template is left out there."""


class SceneValues:
    """What the values of one scene are drawn from; some come from a pool, so that they recur as in a real log."""

    def __init__(self, facts: Mapping[str, Any], chance: Chance) -> None:
        self.facts = facts
        self.chance = chance
        self._pools: dict[str, list[str]] = {}

    def one_of(self, fact: str) -> str:
        """Return one of a scene's listed values."""
        values = self.facts.get(fact)
        if not values:
            raise MissingValueError(fact)
        return self.chance.of(values) if isinstance(values, list) else str(values)

    def pooled(self, pool: str, make: Callable[[], str]) -> str:
        """Return a value met before (three times out of five), or a new one."""
        known = self._pools.setdefault(pool, [])
        if len(known) > 3 and self.chance.share() < 0.6:
            return self.chance.of(known)
        known.append(make())
        return known[-1]
