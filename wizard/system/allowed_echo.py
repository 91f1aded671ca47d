"""Echoes in the first way of several that this computer allows."""

from collections.abc import Callable

from wizard.system.base import Echo, Missing

NAME_TIMEOUT_S = 5.0
"""How long the name of a target may take to lead to an address."""


class AllowedEcho:
    """The first way that is allowed; a firewall, or a ``ping`` without rights, shows only at the first echo.

    ``method`` is settled with the first echo that was sent, and never changes after it.
    """

    def __init__(self, address: str, ways: tuple[Callable[[], Echo | Missing], ...]) -> None:
        self.address = address
        self._ways = list(ways)
        self._settled = False
        self._echo = self._next()
        self.method = self._echo.method

    def send(self, timeout_s: float) -> float | Missing | None:
        answer = self._echo.send(timeout_s)
        while not self._settled and self._ways and isinstance(answer, Missing) and answer.reason != "timeout":
            self._echo.close()
            self._echo = self._next()
            self.method = self._echo.method
            answer = self._echo.send(timeout_s)
        self._settled = self._settled or not isinstance(answer, Missing)
        return answer

    def close(self) -> None:
        self._echo.close()

    def _next(self) -> Echo:
        while True:
            way = self._ways.pop(0)()
            if not isinstance(way, Missing):
                return way
