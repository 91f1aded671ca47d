"""Which way of timing echoes this computer allows: ICMP socket, ``ping`` program, TCP; each labelled."""

from collections.abc import Callable

from wizard.system.base import Cancel, Echo, Missing
from wizard.system.command import Runner
from wizard.system.linux.icmp_echo import open_icmp
from wizard.system.linux.ping_echo import PingEcho
from wizard.system.name_lookup import first_address
from wizard.system.tcp_echo import TcpEcho

NAME_TIMEOUT_S = 5.0


def open_echo(target: str, cancel: Cancel, run: Runner) -> Echo | Missing:
    """Open echoes to an address or a host name; Missing when the name leads to no address within 5 s."""
    address = first_address(target, NAME_TIMEOUT_S, cancel)
    if isinstance(address, Missing):
        return address
    return AllowedEcho(
        address,
        (
            lambda: open_icmp(address, cancel),
            lambda: PingEcho(address, run, cancel),
            lambda: TcpEcho(address, cancel),
        ),
    )


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
