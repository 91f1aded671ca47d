"""The first page imports Qt and little else (research: what an import costs)."""

import subprocess
import sys

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
