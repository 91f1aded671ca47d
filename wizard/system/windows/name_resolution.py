"""Names to addresses as every program of Windows does it, and why there are none (``DnsQuery_W``).

getaddrinfo says the same (WSAHOST_NOT_FOUND) for a name that does not exist and for name servers that keep silent.
"""

import ctypes
from dataclasses import replace
from typing import Literal

from wizard.system import name_lookup
from wizard.system.base import Cancel, Missing, Resolution
from wizard.system.deadline import within
from wizard.system.windows.calls import RefusedError, function

_ADDRESS = 1  # DNS_TYPE_A
_STANDARD = 0  # DNS_QUERY_STANDARD
_FREE_LIST = 1  # DnsFreeRecordList
_SILENT = frozenset({1460, 9701, 9852, 10051, 10060, 10065, 11002})
"""ERROR_TIMEOUT, DNS_ERROR_RECORD_TIMED_OUT, DNS_ERROR_NO_DNS_SERVERS, WSAENETUNREACH, WSAETIMEDOUT, WSAEHOSTUNREACH,
WSATRY_AGAIN (winerror.h)."""
_REFUSED = frozenset({9002, 9004, 9005})
"""DNS_ERROR_RCODE_SERVER_FAILURE, _NOT_IMPLEMENTED, _REFUSED."""
_SHORTEST_S = 0.2


def resolve(host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
    """Look a name up; see ``System.resolve``. The reason is asked for in what is left of the time."""
    found = name_lookup.resolve(host, timeout_s, cancel)
    if isinstance(found, Missing) or found.error != "no_such_name":
        return found
    left_s = max(_SHORTEST_S, timeout_s - found.latency_ms / 1000)
    try:
        status = within(left_s, cancel, lambda: _ask(host))
    except RefusedError:
        return found
    if isinstance(status, Missing):
        return status if cancel.requested else replace(found, error="no_answer")
    return replace(found, error=reason(status))


def reason(status: int) -> Literal["no_such_name", "no_answer", "refused"]:
    """Return why a name led to no address, by the status of ``DnsQuery_W``."""
    if status in _SILENT:
        return "no_answer"
    return "refused" if status in _REFUSED else "no_such_name"


def _ask(host: str) -> int:
    records = ctypes.c_void_p()
    query = function(
        *("dnsapi", "DnsQuery_W", ctypes.c_int32, ctypes.c_wchar_p, ctypes.c_uint16, ctypes.c_uint32),
        *(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p),
    )
    status = query(host, _ADDRESS, _STANDARD, None, ctypes.byref(records), None)
    if records.value:
        function("dnsapi", "DnsFree", None, ctypes.c_void_p, ctypes.c_int32)(records, _FREE_LIST)
    return int(status)
