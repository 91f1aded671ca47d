"""The elevated program (``wizard-elevated``): does one request with an administrator's rights and leaves its answer.

It trusts nobody who starts it: the arguments are read by ``elevation.parse``, the environment is made anew, and the
answer goes only into a folder that is the requester's alone (``elevation.AnswerPlace``).
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from wizard.system import command
from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.elevation import (
    RESULT_NAME,
    STOP_NAME,
    AnswerPlace,
    ElevationError,
    PlaceError,
    Request,
    parse,
    write_answer,
)

Perform = Callable[[Request, AnswerPlace, Runner, Cancel], Done | Failed | Missing]

_GLANCE_S = 0.2
_WRONG_USE = 2
_NO_ANSWER = 3
_ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
_KEPT = ("PKEXEC_UID",)
"""Set by pkexec itself: who asked."""


def main(words: Sequence[str], perform: Perform | None = None, run: Runner = command.run) -> int:
    """Do what ``words`` ask for; returns 0 once an answer stands in its file, whatever it says.

    2: these are no words of this program. 3: the answer could not be written there.
    """
    try:
        request, file = parse(words)
        with _place(file.parent) as place:
            answer = _perform(perform or _performer(), request, place, run)
            place.write(RESULT_NAME, write_answer(answer))
    except ElevationError as error:
        print(error, file=sys.stderr)  # noqa: T201  (its only words to whoever started it by hand)
        return _WRONG_USE
    except (OSError, PlaceError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return _NO_ANSWER
    return 0


def _perform(perform: Perform, request: Request, place: AnswerPlace, run: Runner) -> Done | Failed | Missing:
    cancel, ended = Cancel(), threading.Event()
    watch = threading.Thread(target=_watch, args=(place, cancel, ended), name="stop", daemon=True)
    watch.start()
    try:
        return perform(request, place, run, cancel)
    finally:
        ended.set()
        watch.join()


def _watch(place: AnswerPlace, cancel: Cancel, ended: threading.Event) -> None:
    """Stop when the requester asks for it, or is gone with its folder."""
    while not ended.wait(_GLANCE_S):
        if place.gone or place.has(STOP_NAME):
            cancel.set()
            return


def _place(folder: Path) -> AbstractContextManager[AnswerPlace]:
    """Open the requester's folder; raises OSError and PlaceError."""
    if sys.platform == "win32":
        from wizard.system.windows.answer_place import WindowsPlace

        return WindowsPlace(folder)
    else:  # noqa: RET505  (so that types are checked as each system sees them)
        from wizard.system.posix_place import PosixPlace

        return PosixPlace(folder)


def _performer() -> Perform:
    if sys.platform == "win32":
        from wizard.system.windows.elevated import perform
    elif sys.platform == "darwin":
        from wizard.system.macos.elevated import perform
    else:
        from wizard.system.linux.elevated import perform
    return perform


def own_environment() -> None:
    """Keep nothing of the environment of whoever started this."""
    if sys.platform == "win32":
        from wizard.system.windows.own_environment import take_own_environment

        take_own_environment()
    else:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        os.environ.clear()
        os.environ.update(_ENVIRONMENT | kept)
        os.umask(0o077)
        os.chdir("/")


if __name__ == "__main__":
    own_environment()
    sys.exit(main(sys.argv[1:]))
