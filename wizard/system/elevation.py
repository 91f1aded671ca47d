"""What may be done with an administrator's rights: a closed set of verbs, each with arguments that are checked.

The window never has these rights. Each system's ``elevation.run_elevated`` asks for them once per request (UAC,
osascript, pkexec) and starts one fixed program, ``wizard-elevated VERB ARGUMENT… RESULT_FILE``, which belongs to the
administrator and can be changed by nobody else (``is_trusted``). That program reads its arguments by ``parse`` again,
whoever started it, starts other programs by argument lists only, and leaves its answer in the private folder
(``AnswerFolder``) that the request came with.
"""

import errno
import json
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast, get_args

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.private_access import keep_private
from wizard.system.base import Done, Failed, Missing, Reason

PROGRAM = "wizard-elevated"
INTERNAL = "_internal"
"""The folder beside a frozen program that its libraries lie in."""
MOST_CAPTURE_S = 300
MOST_INSTALL_S = 3600
"""What is broken off leaves an app half installed: room for a gigabyte over a slow line, and an end for what hangs."""
INSTALL_ANSWER_S = MOST_INSTALL_S + 300
"""The elevated program looks before and after it, and answers first."""
PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,99}")
"""What a package may be called: no option, no path, no pattern, no version or architecture behind it."""
RESULT_NAME = "result.json"
STOP_NAME = "stop"
CAPTURE_NAME = "capture.pcap"

_SECONDS = re.compile(r"[1-9][0-9]{0,2}")
_FORMAT = 1
_MOST_RESULT_BYTES = 64_000
_MOST_DETAIL = 4_000
_MOST_PATH = 4_000
_MOST_PARTS = 20_000


class ElevationError(WizardError):
    """Arguments that the elevated program does not take."""


class PlaceError(WizardError):
    """A folder into which the elevated program does not write."""


@dataclass(frozen=True)
class FlushDns:
    """Empty the system's cache of names."""


@dataclass(frozen=True)
class ReinstallPackage:
    """Let the system's own package manager install a package again that is installed. ``name`` is its own word."""

    name: str

    def __post_init__(self) -> None:
        if not PACKAGE.fullmatch(self.name):
            raise ElevationError(N_("{name} is not the name of a package."), name=repr(self.name))


@dataclass(frozen=True)
class CapturePackets:
    """Record the headers of all packets to ``AnswerFolder.capture_file``; ``seconds`` is 1 to 300."""

    seconds: int

    def __post_init__(self) -> None:
        if not 1 <= self.seconds <= MOST_CAPTURE_S:
            raise ElevationError(N_("A recording takes 1 to {most} seconds."), most=MOST_CAPTURE_S)


Request = FlushDns | ReinstallPackage | CapturePackets


def arguments(request: Request) -> tuple[str, ...]:
    """Return the words of a request: ``VERB ARGUMENT…``, without the result file that follows them."""
    match request:
        case FlushDns():
            return ("flush-dns",)
        case ReinstallPackage(name):
            return ("reinstall-package", name)
        case CapturePackets(seconds):
            return ("capture-packets", str(seconds))


def parse(words: Sequence[str]) -> tuple[Request, Path]:
    """Read ``VERB ARGUMENT… RESULT_FILE``, and nothing that differs from it in any letter.

    Raises ElevationError. The result file is an absolute path without ``..``, called ``result.json``.
    """
    match tuple(words):
        case ("flush-dns", file):
            return FlushDns(), _result_file(file)
        case ("reinstall-package", name, file):
            return ReinstallPackage(name), _result_file(file)
        case ("capture-packets", seconds, file) if _SECONDS.fullmatch(seconds):
            return CapturePackets(int(seconds)), _result_file(file)
    raise ElevationError(N_("This program is started by Self-Help Wizard alone, with what it is to do."))


def _result_file(text: str) -> Path:
    file = Path(text)
    if (
        len(text) > _MOST_PATH
        or not text.isprintable()
        or not file.is_absolute()
        or ".." in file.parts
        or str(file) != text
        or file.name != RESULT_NAME
    ):
        raise ElevationError(N_("{file} is not where a result may be written."), file=repr(text[:200]))
    return file


def program_path() -> Path | None:
    """Return where the elevated program of this copy lies, links resolved; None in a copy that has none."""
    if not getattr(sys, "frozen", False):
        return None
    name = f"{PROGRAM}.exe" if sys.platform == "win32" else PROGRAM
    path = Path(os.path.realpath(sys.executable)).with_name(name)
    return path if path.is_file() else None


def is_trusted(path: Path) -> bool:
    """Return whether nobody but root can change this program (POSIX): it, and each folder on the way, is root's.

    So with all that lies in ``_internal`` beside it: the program loads its own libraries from there. A link on the way
    makes it untrusted, and so does a group or anybody else who may write (an ACL shows there too).
    """
    if not path.is_absolute() or ".." in path.parts:
        return False
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or not os.access(path, os.X_OK):
            return False
        internal = path.with_name(INTERNAL)
        return all(_is_roots(part) for part in (path, *path.parents)) and all(
            _stays_inside(part, internal) if part != internal and part.is_symlink() else _is_roots(part)
            for part in own_parts(internal)
        )
    except OSError:
        return False


def own_parts(folder: Path) -> Iterator[Path]:
    """Yield the folder of a program's libraries and all that lies in it; nothing where there is none. Raises OSError.

    No link is followed; more than a program can have raises OSError, too.
    """
    if not os.path.lexists(folder):
        return
    yield folder
    left, waiting = _MOST_PARTS, [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    raise OSError(errno.E2BIG, "more than one program's parts", str(folder))
                yield Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))


def _is_roots(path: Path) -> bool:
    state = path.lstat()
    return not stat.S_ISLNK(state.st_mode) and state.st_uid == 0 and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _stays_inside(link: Path, folder: Path) -> bool:
    """Return whether a link of root's leads to another part: some libraries have two names."""
    return link.lstat().st_uid == 0 and Path(os.path.realpath(link)).is_relative_to(folder)


class AnswerPlace(Protocol):
    """The requester's folder as the elevated program has it: held open, so that no swapped link leads it elsewhere."""

    def write(self, name: str, content: bytes) -> None:
        """Write a new file that is the requester's alone; raises OSError, also when there is one already."""

    def has(self, name: str) -> bool:
        """Return whether there is anything of this name."""

    @property
    def gone(self) -> bool:
        """Whether the requester has deleted it: nobody waits for an answer any more."""


class AnswerFolder:
    """A new folder of this user alone, in which one elevated request leaves its answer; gone after ``with``.

    ``stop()`` asks the elevated program to end: it cannot be ended from outside by those who have fewer rights.
    Making one raises OSError.
    """

    def __init__(self, beside: Path | None = None) -> None:
        runtime = os.environ.get("XDG_RUNTIME_DIR") if sys.platform == "linux" else None
        parent = beside or (Path(runtime) if runtime and Path(runtime).is_absolute() else None)
        self.folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="wizard-", dir=parent)))  # 0700 by itself
        keep_private(self.folder)

    def __enter__(self) -> "AnswerFolder":
        return self

    def __exit__(self, *_exception: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def result_file(self) -> Path:
        return self.folder / RESULT_NAME

    @property
    def capture_file(self) -> Path:
        return self.folder / CAPTURE_NAME

    def stop(self) -> None:
        with suppress(OSError):
            (self.folder / STOP_NAME).touch(mode=0o600)

    def read(self) -> Done | Failed | Missing:
        """Return what the elevated program left, Failed when it left nothing that can be read."""
        try:
            state = self.result_file.lstat()
            if not stat.S_ISREG(state.st_mode):
                return Failed(f"{PROGRAM}: its answer is no file")
            with self.result_file.open("rb") as file:
                content = file.read(_MOST_RESULT_BYTES + 1)
        except OSError as error:
            return Failed(f"{PROGRAM} left no answer ({error.strerror})")
        return read_answer(content)


def write_answer(answer: Done | Failed | Missing) -> bytes:
    """Return an answer as the bytes of its file."""
    result: dict[str, object] = {"format": _FORMAT, "detail": answer.detail[:_MOST_DETAIL]}
    match answer:
        case Done():
            result["result"] = "done"
        case Failed():
            result["result"] = "failed"
        case Missing():
            result |= {"result": "missing", "reason": answer.reason}
    return json.dumps(result).encode()


def read_answer(content: bytes) -> Done | Failed | Missing:
    """Read the bytes of an answer; Failed for what is none."""
    try:
        found = json.loads(content) if len(content) <= _MOST_RESULT_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != _FORMAT or not isinstance(found.get("detail"), str):
        return Failed(f"{PROGRAM} left an answer that cannot be read")
    detail = found["detail"][:_MOST_DETAIL]
    match found.get("result"):
        case "done":
            return Done(detail)
        case "failed":
            return Failed(detail)
        case "missing" if found.get("reason") in get_args(Reason):
            return Missing(cast("Literal['timeout', 'not_permitted', 'not_available']", found["reason"]), detail)
    return Failed(f"{PROGRAM} left an answer that cannot be read")


def not_elevated(why: str, command: str | None) -> Missing:
    """Return the answer of a copy that never elevates, with what an administrator would run instead."""
    detail = f"{why}. An administrator can run: {command}" if command else why
    return Missing("not_permitted", detail)
