"""Loads Qt for Python without compiling what only error messages and its own tools need (25 ms of each start).

PySide keeps the Python part of itself as source inside of its library and compiles all of it at every start: what makes
signatures readable, error messages, type stubs. Here most of it is put off until it is asked for, and stays the same
then. A PySide that is built otherwise is loaded as it would be without this.
"""

import builtins
import sys
import threading
from collections.abc import Callable
from types import CodeType

_FOLDER = "shibokensupport/signature/"
_LATER = frozenset(
    _FOLDER + name
    for name in ("parser.py", "layout.py", "errorhandler.py", "lib/enum_sig.py", "lib/pyi_generator.py", "lib/tool.py")
)
"""Its own code looks into ``mapping.py`` without asking for a name, so that one is not among them."""
_sources: dict[str, str | bytes] = {}
_filling = threading.RLock()


def load_qt() -> None:
    """Import Qt's core; to be called before any other import of PySide6, and while no other thread imports."""
    if "shiboken6.Shiboken" not in sys.modules:
        compile_at_once = builtins.compile
        builtins.compile = _putting_off(compile_at_once)  # type: ignore[assignment]
        try:
            import shiboken6.Shiboken  # noqa: F401
        finally:
            builtins.compile = compile_at_once
    import PySide6.QtCore  # noqa: F401

    _take_no_notice_of_imports()


def _putting_off(compile_at_once: Callable[..., CodeType]) -> Callable[..., CodeType]:
    """Return a ``compile`` that gives modules of PySide's which can wait a body that fills itself when it is used."""

    def compile_now_or_later(source: str | bytes, filename: str, *rest: object, **named: object) -> CodeType:
        if filename not in _LATER:
            return compile_at_once(source, filename, *rest, **named)
        _sources[filename] = source
        return _body.__code__

    return compile_now_or_later


def _body() -> None:
    """Run as the body of a module: any name that is looked for in it brings in its real body."""
    global __getattr__  # noqa: PLW0603  (the module's own, PEP 562)

    def __getattr__(name: str) -> object:  # noqa: N807  (PEP 562)
        import sys

        return sys.modules["wizard.ui.qt_loading"].named_in(globals(), name)


def named_in(module: dict[str, object], name: str) -> object:
    """Return what a put-off module knows under this name, after running its real body; raises AttributeError."""
    file = str(module.get("__file__"))
    if not name.startswith("__"):
        with _filling:  # who asks on another thread meanwhile waits
            if file in _sources:
                source = _sources.pop(file)
                exec(compile(source, file, "exec"), module)  # noqa: S102  (what PySide would have run at its start)
                module.pop("__getattr__", None)
        if name in module:
            return module[name]
    raise AttributeError(f"module {module.get('__name__')!r} has no attribute {name!r}")


def _take_no_notice_of_imports() -> None:
    """Keep PySide from reading the source of every module that is imported from now on (8 ms of each start).

    It looks there for a user of its ``__feature__`` switches, of which this program has none; a frozen program has no
    source to look at and is taken for none either. Where PySide calls it otherwise, it goes on looking.
    """
    feature = sys.modules.get("PySide6.support.feature")
    if hasattr(feature, "feature_import") and hasattr(feature, "feature_imported"):
        feature.feature_import = _nothing  # type: ignore[union-attr]
        feature.feature_imported = _nothing  # type: ignore[union-attr]


def _nothing(*_given: object, **_named: object) -> None:
    """Answer that an import is none of PySide's business."""
