"""How Python itself behaves behind a window: whose turn it is, and when it looks for garbage."""

import gc
import linecache
import sys

_SWITCH_S = 0.001


def read_no_source() -> None:
    """Keep PySide from reading the source of every module that is imported from now on (8 ms of each start).

    It looks there for a user of its ``__feature__`` switches, of which this program has none; a frozen program has no
    source to look at and is taken for none either. Where PySide calls it otherwise, it goes on looking.
    """
    feature = sys.modules.get("PySide6.support.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False  # type: ignore[union-attr]


def share_processor() -> None:
    """Let a thread that measures give way to the window's after 1 ms instead of 5: Python code holds it that long."""
    sys.setswitchinterval(_SWITCH_S)


def collect_new_only() -> None:
    """Look for garbage from now on, but never again among what is loaded: looking through it stops the window."""
    linecache.clearcache()  # source that PySide has read of modules loaded before it: up to 3 MB
    gc.freeze()
    gc.enable()
