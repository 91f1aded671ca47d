"""Programs of the operating system: the only place that starts processes."""

import codecs
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from wizard.system.base import Cancel, Missing
from wizard.system.own_program import LESS_URGENT

MAX_OUTPUT_BYTES = 1_000_000
_TERMINATE_S = 0.2
_KILL_S = 0.1
_DRAIN_S = 0.5
_GIVEN_BYTES = 1 << 20
_SYSTEM_FOLDERS = ("/usr/sbin", "/sbin", "/usr/bin", "/bin")
_REFUSED_BY_WINDOWS = frozenset({5, 225, 740, 1260, 4551})
"""What CreateProcess answers for a program that may not be started (winerror.h): access denied, held to be a virus,
needs elevation, forbidden by a software restriction policy, forbidden by application control."""


@dataclass(frozen=True)
class CommandOutput:
    """What a program answered. ``cut`` says that more than ``MAX_OUTPUT_BYTES`` came and the rest was dropped."""

    status: int
    out: str
    err: str
    cut: bool = False


@dataclass(frozen=True)
class NoAnswer:
    """A program that was started and gave nothing to be used. ``begun`` says that it had written something by then.

    ``status`` is negative where a signal ended it; ``detail`` is in English.
    """

    status: int
    begun: bool
    detail: str


class Runner(Protocol):
    """How the system's parts start a program, so that a test can hand in recorded answers."""

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel, /) -> CommandOutput | Missing: ...


def run(
    argv: Sequence[str], timeout_s: float, cancel: Cancel, hear: Callable[[str], None] | None = None
) -> CommandOutput | Missing:
    """Run a program without input, in the C locale, and return its exit status and output.

    Returns within 0.5 s of a stop. Missing: ``not_available`` without the program, ``not_permitted`` when it may not
    be started, ``timeout`` when it took longer than ``timeout_s`` or was stopped; it is ended together with all that
    it started. What it started and what outlives it is left alone. ``hear`` is told each whole line
    of the output as it comes, on a thread of its own.
    """
    program = find_program(argv[0])
    if program is None:
        return Missing("not_available", f"{argv[0]} is not installed")
    if cancel.requested:
        return Missing("timeout", f"{argv[0]} was stopped")
    try:
        running = _Running(_start((program, *argv[1:])), argv[0], hear)
    except OSError as error:
        refused = isinstance(error, PermissionError) or getattr(error, "winerror", 0) in _REFUSED_BY_WINDOWS
        return Missing("not_permitted" if refused else "not_available", f"{program}: {error.strerror or error}")
    with contextlib.closing(running):
        return running.finish(timeout_s, cancel)


def exchange(
    argv: Sequence[str], given: Iterable[bytes], most_bytes: int, timeout_s: float, cancel: Cancel
) -> tuple[bytes, ...] | Missing | NoAnswer:
    """Run a program, hand it ``given`` on its input, and return its output, in pieces, when it ended with status 0.

    It lets the window's process go first from its first instruction on: what takes input works long.
    Missing as in ``run``; NoAnswer for another status, or more than ``most_bytes`` of output.
    """
    program = find_program(argv[0])
    if program is None:
        return Missing("not_available", f"{argv[0]} is not installed")
    if cancel.requested:
        return Missing("timeout", f"{argv[0]} was stopped")
    try:
        process = _start((*_aside(), program, *argv[1:]), subprocess.PIPE, aside=True)
    except OSError as error:
        return Missing("not_available", f"{program}: {error.strerror or error}")
    with contextlib.closing(_Running(process, argv[0], most_bytes=most_bytes)) as running:
        running.give(given)
        return running.finish_exchange(timeout_s, cancel)


def find_program(name: str) -> str | None:
    """Return the path of a program: an absolute one as it is, else from PATH and the system's own folders.

    Relative entries of PATH are passed over: the current folder may hold anything. On Windows all of PATH is, where
    programs add folders that others may write to: only Windows' own programs are found by a name there.
    """
    if Path(name).is_absolute():
        return name if os.access(name, os.X_OK) else None
    if Path(name).name != name:
        return None
    for folder in _folders():
        path = Path(folder, name if sys.platform != "win32" or name.lower().endswith(".exe") else f"{name}.exe")
        with contextlib.suppress(OSError):
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    return None


def _folders() -> tuple[str, ...]:
    if sys.platform == "win32":
        from wizard.system.system_directory import system_directory

        return (str(system_directory()),)
    told = os.environ.get("PATH", "").split(os.pathsep)
    return (*(folder for folder in told if Path(folder).is_absolute()), *_SYSTEM_FOLDERS)


def windows_command_line(argv: Sequence[str]) -> str:
    """Return the arguments as one line that programs of Windows take apart again; no command line is run from it."""
    return subprocess.list2cmdline(argv)


def child_environment(environment: Mapping[str, str], frozen: bool) -> dict[str, str]:
    """Return the environment for a child: C locale, and the system's own libraries in a frozen build.

    LANGUAGE goes because gettext prefers it over LC_ALL unless the locale is exactly "C"; C.UTF-8 keeps the names
    of networks and users whole. PyInstaller points LD_LIBRARY_PATH at its own libraries and keeps the old value in
    LD_LIBRARY_PATH_ORIG.
    """
    child = {name: value for name, value in environment.items() if name not in {"LANGUAGE", "LANG"}}
    child["LC_ALL"] = "C.UTF-8"
    if frozen:
        original = child.pop("LD_LIBRARY_PATH_ORIG", None)
        child.pop("LD_LIBRARY_PATH", None)
        if original:
            child["LD_LIBRARY_PATH"] = original
    return child


def _aside() -> tuple[str, ...]:
    """Return the command that starts another one with less weight; empty on Windows, which has a flag for it."""
    nice = None if sys.platform == "win32" else find_program("nice")
    return () if nice is None else (nice, "-n", str(LESS_URGENT))


def _start(argv: tuple[str, ...], given: int = subprocess.DEVNULL, *, aside: bool = False) -> "subprocess.Popen[bytes]":
    flags = 0
    if sys.platform == "win32":
        from wizard.system.job_object import SUSPENDED

        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP | SUSPENDED
        if aside:
            flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return subprocess.Popen(  # noqa: S603  (argv list, never a shell)
        argv,
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(os.environ, bool(getattr(sys, "frozen", False))),
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )


class _Running:
    """One started program: its two pipes drained by threads, its end awaited."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        name: str,
        hear: Callable[[str], None] | None = None,
        most_bytes: int = MAX_OUTPUT_BYTES,
    ) -> None:
        assert process.stdout is not None and process.stderr is not None
        self._process = process
        self._name = name
        if sys.platform == "win32":
            from wizard.system.job_object import Job

            self._job = Job(process)
        self._pipes = (_Pipe(process.stdout, hear, most_bytes), _Pipe(process.stderr))

    def close(self) -> None:
        if sys.platform == "win32":
            self._job.close()

    def give(self, given: Iterable[bytes]) -> None:
        """Write to the input of the program, on a thread of its own, and close it."""
        threading.Thread(target=self._give, args=(given,), name="command input", daemon=True).start()

    def _give(self, given: Iterable[bytes]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError), self._process.stdin as pipe:  # it may have ended without reading all of it
            for chunk in given:
                view = memoryview(chunk)
                while view:
                    view = view[os.write(pipe.fileno(), view[:_GIVEN_BYTES]) :]

    def finish(self, timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        lack = self._await_end(timeout_s, cancel)
        if lack is not None:
            return lack
        # A grandchild may hold the pipe open for ever: the output of the program itself is there by then.
        out, err = (pipe.text(_DRAIN_S) for pipe in self._pipes)
        return CommandOutput(self._process.returncode, out, err, any(pipe.cut for pipe in self._pipes))

    def finish_exchange(self, timeout_s: float, cancel: Cancel) -> tuple[bytes, ...] | Missing | NoAnswer:
        lack = self._await_end(timeout_s, cancel)
        if lack is not None:
            return lack
        output = self._pipes[0].pieces(_DRAIN_S)
        if self._process.returncode != 0 or output is None:
            status = self._process.returncode
            return NoAnswer(status, self._pipes[0].begun, f"{self._name} ended with status {status}")
        return output

    def _await_end(self, timeout_s: float, cancel: Cancel) -> Missing | None:
        deadline = time.monotonic() + timeout_s
        pause_s = 0.001
        while self._process.poll() is None:
            if time.monotonic() >= deadline:
                self._stop()
                return Missing("timeout", f"{self._name} did not end within {timeout_s:g} s")
            if cancel.wait(pause_s):
                self._stop()
                return Missing("timeout", f"{self._name} was stopped")
            pause_s = min(pause_s * 2, 0.05)
        return None

    def _stop(self) -> None:
        if sys.platform == "win32":  # a program without a window cannot be asked to end there
            with contextlib.suppress(OSError):
                self._job.end()
        else:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_TERMINATE_S)
            self._signal(signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_KILL_S)

    def _signal(self, number: int) -> None:
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)


class _Pipe:
    """Reads a pipe to its end on a daemon thread and keeps the first ``most_bytes``."""

    def __init__(
        self, pipe: IO[bytes], hear: Callable[[str], None] | None = None, most_bytes: int = MAX_OUTPUT_BYTES
    ) -> None:
        self.cut = False
        self._pipe = pipe
        self._hear = hear
        self._room = most_bytes
        self._kept: list[bytes] = []
        self._thread = threading.Thread(target=self._drain, name="command output", daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        begun = b""  # a line whose end has not come yet
        with self._pipe:
            while chunk := os.read(self._pipe.fileno(), 65536):
                self.cut = self.cut or len(chunk) > self._room
                if self._room:
                    self._kept.append(chunk[: self._room])
                    self._room -= len(self._kept[-1])
                if self._hear is not None and not self.cut:
                    *lines, begun = (begun + chunk).split(b"\n")
                    for line in lines:
                        self._hear(line.decode("utf-8", errors="replace"))

    def text(self, timeout_s: float) -> str:
        self._thread.join(timeout_s)
        return decoded(b"".join(tuple(self._kept)), self.cut, "oem" if sys.platform == "win32" else "utf-8")

    @property
    def begun(self) -> bool:
        """Whether anything came so far."""
        return bool(self._kept)

    def pieces(self, timeout_s: float) -> tuple[bytes, ...] | None:
        """Return all of it; None when that was more than may be kept, or does not end."""
        self._thread.join(timeout_s)
        return None if self.cut or self._thread.is_alive() else tuple(self._kept)


def decoded(output: bytes, cut: bool, otherwise: str) -> str:
    """Return output as text: UTF-8 where it is that, else in the encoding ``otherwise``; lines end in a line feed.

    Windows' own programs write in the code page of its consoles ("oem"), newer ones in UTF-8. A character that was
    ``cut`` in two at the end is dropped; one that cannot be read comes out as U+FFFD.
    """
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(output, final=not cut)
    except UnicodeDecodeError:
        text = output.decode(otherwise, errors="replace")
    return text.replace("\r\n", "\n")
