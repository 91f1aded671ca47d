"""How Python itself behaves behind a window: whose turn it is, and when it looks for garbage."""

import gc
import linecache
import sys

_SWITCH_S = 0.001


def share_processor() -> None:
    """Let a thread that measures give way to the window's after 1 ms instead of 5: Python code holds it that long."""
    sys.setswitchinterval(_SWITCH_S)


def collect_new_only() -> None:
    """Look for garbage from now on, but never again among what is loaded: looking through it stops the window."""
    linecache.clearcache()  # source that PySide has read of modules loaded before it: up to 3 MB
    gc.freeze()
    gc.enable()
