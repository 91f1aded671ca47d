"""The first page imports Qt and little else (research: what an import costs)."""

import subprocess
import sys
from pathlib import Path

import pytest

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.flow.events import Measured
from wizard.session import Session
from wizard.settings import PROFILE_NAME
from wizard.system.linux.autostart import FILE_NAME, desktop_entry

HEAVY = (
    "urllib3", "psutil", "zipfile", "re2", "rich", "keyring", "dns", "icmplib", "truststore", "scandir_rs", "dbus_fast",
    "asyncio", "http.client", "ssl", "email", "multiprocessing", "unittest", "PySide6.QtNetwork", "PySide6.QtQml",
    "sqlite3", "wizard.environment", "wizard.flow.load", "wizard.journal", "wizard.probes", "wizard.fixes",
    "wizard.session", "wizard.handover", "wizard.report", "wizard.search", "wizard.checkup", "wizard.practice",
    "wizard.ui.pages.running", "wizard.ui.pages.handover", "wizard.ui.pages.check_up", "wizard.ui.page_for",
    "wizard.escalation", "wizard.ui.courier",
)  # fmt: skip

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
before = set(sys.modules)
import wizard.ui.opening
from wizard.ui.pages.home import HomePage
from wizard.ui.theme import Theme
print("\\n".join(sorted(set(sys.modules) - before)))
"""


def test_the_first_page_imports_little() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin"},
    )  # fmt: skip
    loaded = set(result.stdout.split())
    assert "wizard.ui.opening" in loaded
    assert sorted(name for name in HEAVY if name in loaded) == []


FIRST_PAINT = """
import sys
from wizard.app import prepare_qt
prepare_qt()  # as its own start does before anything of Qt is imported
from PySide6.QtWidgets import QApplication
from wizard.__main__ import main
from wizard.ui import window

window.Window.load_after_painting = lambda *_given: None  # what comes after the paint is not looked at

def paint_once(*_given):
    QApplication.processEvents()
    print(*sorted(sys.modules), sep="\\n")
    print(*(f"{of}.{name}" for of, kinds in EARLY.items() for name in kinds if made(of, name)), sep="\\n")
    return 0

QApplication.exec = paint_once
sys.argv = ["self-help-wizard"]
main()
"""
LATER = {
    "PySide6.QtCore": ("QUrl", "QLibraryInfo", "QDateTime"),
    "PySide6.QtGui": ("QDesktopServices", "QActionGroup", "QGradient", "QImage", "QTransform"),
    "PySide6.QtWidgets": ("QFileDialog", "QMessageBox", "QSystemTrayIcon", "QMenu"),
}
"""Classes that Qt for Python builds when they are first named, each with its enumerations (0.1 to 0.8 ms)."""
MADE = """
EARLY = {early!r}

def made(of, name):
    \"\"\"Whether a class was built: until then its module only knows how to.\"\"\"
    return isinstance(vars(sys.modules[of]).get(name), type)
"""


def test_the_first_paint_needs_little(tmp_path: Path) -> None:
    """From the start of the program to the painted page: the second start, which has the kept copy to read."""
    program = FIRST_PAINT.replace("import sys\n", "import sys\n" + MADE.format(early=LATER), 1)
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin", "WIZARD_HOME": str(tmp_path), "DISPLAY": ":x"}
    for _ in range(2):
        result = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, env=environment
        )
    loaded = set(result.stdout.split())
    assert "wizard.ui.pages.home" in loaded
    other = {"zipfile", "email", "wizard.journal"}  # PySide itself loads two for any window; peek is in the last
    unwanted = (
        *(name for name in HEAVY if name not in other),
        "tomllib",
        "msgspec",
        "argparse",
        "wizard.ui.menus",
        "wizard.report.redaction_command",
    )
    assert sorted(name for name in unwanted if name in loaded) == []
    assert sorted(loaded & {f"{of}.{name}" for of, names in LATER.items() for name in names}) == []


AT_REST = """
import sys
from wizard.app import prepare_qt
prepare_qt()
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from wizard.__main__ import main

def until_all_is_loaded(*_given):
    while "wizard.ui.pages.check_up" not in sys.modules:  # what comes last
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    print(*sorted(sys.modules), sep="\\n")
    return 0

QApplication.exec = until_all_is_loaded
sys.argv = ["self-help-wizard"]
main()
"""
NOT_AT_REST = (
    "hashlib", "unicodedata", "difflib", "statistics", "email.utils", "urllib3", "ssl", "wizard.search",
    "wizard.escalation.outbox", "wizard.report.bundle",
)  # fmt: skip
"""What only a walk, a search or a report needs; ``hashlib`` brings OpenSSL, 4 MB."""


def test_a_window_at_rest_has_loaded_what_the_next_press_needs_and_no_more(tmp_path: Path) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin", "WIZARD_HOME": str(tmp_path), "DISPLAY": ":x"}
    for _ in range(2):  # the first start compiles the flows
        result = subprocess.run(
            [sys.executable, "-c", AT_REST], capture_output=True, text=True, timeout=60, check=True, env=environment
        )
    loaded = set(result.stdout.split())
    assert {"wizard.ui.page_for", "wizard.session"} <= loaded
    assert sorted(name for name in NOT_AT_REST if name in loaded) == []


STARTED_AT_LOGIN = """
import sys
from pathlib import Path

import pytest

from wizard.settings import PROFILE_NAME
from wizard.system.linux.autostart import FILE_NAME, desktop_entry
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from wizard.__main__ import main

entry = Path(sys.argv.pop())

def until_forgotten(*_given):
    (window,) = (one for one in QApplication.topLevelWidgets() if type(one).__name__ == "Window" and one.isVisible())
    while entry.exists() or window.controller.moment is None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    print(window.controller.moment.session_id, window.controller.moment.view.address)
    return 0

QApplication.exec = until_forgotten
sys.argv = ["self-help-wizard", "--go-on", sys.argv.pop()]
main()
"""


@pytest.mark.parametrize("with_profile", [False, True])
@pytest.mark.skipif(sys.platform != "linux", reason="this file is how desktops of Linux are told")
def test_a_start_at_login_goes_on_with_its_walk_once(
    tmp_path: Path, with_profile: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with the walk that was begun last; also where the organisation's own profile is loaded before the window."""
    home, entry = tmp_path / "home", tmp_path / "config" / "autostart" / FILE_NAME
    entry.parent.mkdir(parents=True)
    entry.write_text(desktop_entry(("/usr/bin/self-help-wizard", "--go-on", "7b2c")), "utf-8")
    home.mkdir()
    monkeypatch.setenv("WIZARD_HOME", str(home))
    with compose(parse([])) as made:
        walk, _later = (_begun(made), _begun(made))
        assert made.command_for(walk)[-2:] == ("--go-on", walk)
    if with_profile:
        (home / PROFILE_NAME).write_text('format = 1\n[identity]\nname = "Example"\n', "utf-8")
    environment = {
        "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin", "DISPLAY": ":x",
        "WIZARD_HOME": str(home), "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }  # fmt: skip
    command = [sys.executable, "-c", STARTED_AT_LOGIN, walk, str(entry)]
    answer = subprocess.run(command, check=True, timeout=40, env=environment, capture_output=True, text=True)
    assert not entry.exists()
    assert answer.stdout.split() == [walk, "password_reset/since"]


def _begun(environment: Environment) -> str:
    """Begin a walk up to its first question; returns its id."""
    session = Session.start(environment, "password_reset")
    page = Measured(at=environment.now_utc(), step="password_reset/page", probe="account.page", result="ok", good=True)
    session.append(page)
    return session.id
