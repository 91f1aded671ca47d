"""Whether data costs money on the line in use (``INetworkCostManager``; its interface of ``netlistmgr.h``)."""

import ctypes
import sys
import uuid
from collections.abc import Callable
from typing import Any

from wizard.system.base import Missing
from wizard.system.deadline import within
from wizard.system.windows.calls import RefusedError, function

_TIMEOUT_S = 5.0
_MANAGER = uuid.UUID("dcb00c01-570f-4a9b-8d69-199fdba5723b")  # CLSID_NetworkListManager
_COST_MANAGER = uuid.UUID("dcb00008-570f-4a9b-8d69-199fdba5723b")  # IID_INetworkCostManager
_EVERY_CONTEXT = 0x17  # CLSCTX_ALL
_MULTITHREADED = 0x0
_RELEASE, _GET_COST = 2, 3
"""Places in the interface's table, behind QueryInterface and AddRef."""
_UNRESTRICTED, _FIXED, _VARIABLE = 0x1, 0x2, 0x4  # NLM_CONNECTION_COST
_OVER_LIMIT, _ROAMING = 0x10000, 0x40000
_COSTS = _FIXED | _VARIABLE | _OVER_LIMIT | _ROAMING

_POINTER, _UINT32, _INT32 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int32


def metered() -> bool | Missing:
    """Return whether the line in use is metered; Missing where Windows does not know."""
    try:
        cost = within(_TIMEOUT_S, None, _cost)
    except RefusedError as refused:
        return refused.missing
    return cost if isinstance(cost, Missing) else judge(cost)


def judge(cost: int) -> bool | Missing:
    """Return what a ``NLM_CONNECTION_COST`` means: bits of a plan with a limit, and of roaming."""
    if cost & _COSTS:
        return True
    return False if cost & _UNRESTRICTED else Missing("not_available", "Windows does not know what the line costs")


def _cost() -> int:
    started = function("ole32", "CoInitializeEx", _INT32, _POINTER, _UINT32)(None, _MULTITHREADED)
    try:
        create = function(
            *("ole32", "CoCreateInstance", _INT32, ctypes.c_char_p, _POINTER, _UINT32, ctypes.c_char_p, _POINTER)
        )
        place = ctypes.c_void_p()
        _check(
            "INetworkCostManager",
            create(_MANAGER.bytes_le, None, _EVERY_CONTEXT, _COST_MANAGER.bytes_le, ctypes.byref(place)),
        )
        try:
            cost = ctypes.c_uint32()
            ask = _method(place, _GET_COST, _INT32, _POINTER, _POINTER)
            _check("INetworkCostManager.GetCost", ask(place, ctypes.byref(cost), None))
            return cost.value
        finally:
            _method(place, _RELEASE, _UINT32)(place)
    finally:
        if started >= 0:
            function("ole32", "CoUninitialize", None)()


def _method(place: ctypes.c_void_p, number: int, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return a method of an object by its place in the object's table."""
    table = ctypes.c_void_p.from_address(place.value or 0).value
    entry = ctypes.c_void_p.from_address((table or 0) + number * ctypes.sizeof(ctypes.c_void_p)).value
    if sys.platform == "win32":
        return ctypes.WINFUNCTYPE(result, _POINTER, *arguments)(entry or 0)
    raise RefusedError(Missing("not_available", "objects of Windows"))


def _check(call: str, code: int) -> None:
    if code < 0:
        raise RefusedError(Missing("not_available", f"{call}: Windows error 0x{code & 0xFFFF_FFFF:08x}"))
