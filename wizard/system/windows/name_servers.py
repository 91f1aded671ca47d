"""The name servers in use, as the adapters have them."""

from wizard.system.base import Missing
from wizard.system.windows.adapters import Adapter
from wizard.system.windows.calls import RefusedError
from wizard.system.windows.interfaces import read_adapters


def name_servers() -> tuple[str, ...] | Missing:
    """Return the addresses of the name servers of adapters that are up, none twice; empty when none is configured."""
    try:
        return servers_of(read_adapters())
    except RefusedError as refused:
        return refused.missing


def servers_of(adapters: tuple[Adapter, ...]) -> tuple[str, ...]:
    """Return the name servers, those of the adapter that Windows likes best first."""
    by_metric = sorted((each for each in adapters if each.up), key=lambda each: each.metric4 or each.metric6)
    return tuple(dict.fromkeys(server for each in by_metric for server in each.name_servers))
