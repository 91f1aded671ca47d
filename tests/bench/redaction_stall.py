"""A child of the benchmark: the stalls of the window, idle and while 50 MB of log are redacted, in one process.

The log is the labelled corpus' harmless and private lines, over and over. It is redacted as for a report: asked for
on a thread, done by a child of the program. Prints p99.9 and the longest gap (ms) of both phases, and the seconds.
"""

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from PySide6.QtCore import QEventLoop, QTimer

from tests.bench.stall import IDLE_MS, Gaps, wait
from tests.report.corpus.reading import scenes
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.report.apart import redacted_apart
from wizard.report.redact import Redactor
from wizard.ui.front import front_of
from wizard.ui.interpreter import collect_new_only, share_processor
from wizard.ui.theme import Theme, application
from wizard.ui.window import Window

LOG_BYTES = 50_000_000


def log() -> bytes:
    """Return 50 MB of log lines."""
    text = "".join(file.raw() for scene in scenes() for file in scene.files).encode()
    return (text * (LOG_BYTES // len(text) + 1))[:LOG_BYTES]


def redact(data: bytes, took: list[float]) -> None:
    """Redact the log as the report does, and note the seconds."""
    redactor = Redactor(scenes()[0].identity)
    start = time.perf_counter()
    size = len(redacted_apart(data, redactor))
    took.append(time.perf_counter() - start)
    assert size > LOG_BYTES // 2


def wait_for(thread: threading.Thread) -> None:
    """Run the event loop until the thread is done."""
    loop = QEventLoop()
    look = QTimer()
    look.timeout.connect(lambda: None if thread.is_alive() else loop.quit())
    look.start(50)
    loop.exec()


def main() -> None:
    app = application(sys.argv[0])
    share_processor()
    data = log()
    took: list[float] = []
    with compose(parse([])) as environment:
        window = Window(front_of(environment), Theme(app), environment)
        window.show()
        collect_new_only()  # as after the first paint
        wait(window, 1500)
        gaps = Gaps()
        wait(window, IDLE_MS)
        gaps.report("idle")
        thread = threading.Thread(target=redact, args=(data, took), daemon=True)
        thread.start()
        wait_for(thread)
        gaps.report("redaction")
        print(f"seconds {took[0]:.2f}", flush=True)
        window.controller.close()
        window.close()


if __name__ == "__main__":
    main()
