"""Make Windows forget the names that it has looked up."""

import ctypes

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.windows.calls import RefusedError, function

_TIMEOUT_S = 10.0


def flush_dns(cancel: Cancel, run: Runner) -> Done | Failed | Missing:
    """Empty the cache of names; by the call that ``ipconfig`` makes, else by ``ipconfig`` itself.

    No administrator is needed. What a browser keeps for itself stays.
    """
    if cancel.requested:
        return Missing("timeout", "stopped")
    try:
        if function("dnsapi", "DnsFlushResolverCache", ctypes.c_int32)():
            return Done("DNS Client service")
    except RefusedError:
        pass  # not in every Windows: it is not documented
    output = run(("ipconfig", "/flushdns"), _TIMEOUT_S, cancel)
    if isinstance(output, Missing):
        return output
    # Its texts are in the person's language; its exit status is not.
    return Done("ipconfig") if output.status == 0 else Failed(f"ipconfig /flushdns: exit status {output.status}")
