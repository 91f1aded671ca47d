"""Qt for Python loads without its tools, and behaves as it would with them."""

import subprocess
import sys

import pytest

SAYS = """
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

app = QApplication(["x", "-platform", "offscreen"])
for wrong in (lambda: QWidget().resize("wide"), lambda: QPoint(1, 2, 3, 4), lambda: QWidget().setFocusPolicy(7)):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
try:
    QWidget().no_such_thing
except AttributeError as error:
    print(error)
from PySide6.support.signature import get_signature
print(get_signature(QWidget.resize), get_signature(QPoint), QPoint.__doc__)
import PySide6.support.signature.lib.enum_sig as enum_sig
print(hasattr(enum_sig, "HintingEnumerator"), hasattr(enum_sig, "no_such_thing"))
print(list(Qt.AlignmentFlag)[:3], [name for name in dir(QWidget) if "olicy" in name])
"""
LOADED = "from wizard.ui.qt_loading import load_qt; load_qt()\n"


def run(program: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin"}
    )
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


def test_it_says_of_wrong_calls_and_of_signatures_what_it_says_otherwise() -> None:
    said = run(LOADED + SAYS)
    assert said == run(SAYS)
    assert "called with wrong argument" in said


def test_what_only_messages_need_is_not_compiled_before() -> None:
    """Asking a module of it for any name brings in that module, and those that it imports."""
    waiting = "{name.split('.')[-1] for name, module in sys.modules.items() if '__getattr__' in vars(module)}"
    program = f"""{LOADED}
import sys
before = {waiting}
sys.modules['shibokensupport.signature.parser'].os
print(*sorted(before - {waiting}))
print('pyi_generator' in {waiting})
"""
    assert run(program).split() == ["parser", "tool", "True"]


@pytest.mark.parametrize("spoiled", ["import shiboken6.Shiboken", "import PySide6.QtCore"])
def test_a_qt_that_is_there_already_stays(spoiled: str) -> None:
    assert run(f"{spoiled}\n{LOADED}{SAYS}") == run(SAYS)


def test_imports_read_no_source() -> None:
    """PySide would read the source of each module imported after it."""
    run(f"""
import builtins, inspect
compiling = builtins.compile
{LOADED}
assert builtins.compile is compiling
inspect.getsource = None  # whoever calls it now fails
import json.tool, wizard.ui.opening
""")
