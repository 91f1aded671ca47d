"""How hard the computer works, by program: real processes of known appetite, and processes that behave badly."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from wizard.system import load, process_table
from wizard.system.base import Cancel, Missing, Workload

BUSY = "import sys; print('busy', flush=True)\nwhile True: pass"
LARGE = "import sys; held = b'x' * 150_000_000; print('large', flush=True); sys.stdin.read()"


@pytest.fixture
def outside_program(tmp_path: Path) -> Iterator[Any]:
    """Start a program under a name of its own that is no child of this process, as those of a desktop are none."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, code: str) -> int:
        program = tmp_path / name
        program.symlink_to(os.path.realpath(sys.executable))
        # The middle process ends at once, so that the program is handed to init.
        middle = (
            "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdin=0, stdout=1); print(p.pid, flush=True)"
        )
        made = subprocess.Popen(
            [sys.executable, "-c", middle, str(program), "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(made)
        assert made.stdout is not None
        words = {made.stdout.readline().strip(), made.stdout.readline().strip()}
        assert made.wait(10) == 0
        (pid,) = (int(word) for word in words if word.isdigit())
        pids.append(pid)
        return pid

    pids: list[int] = []
    yield start
    for pid in pids:
        psutil.Process(pid).kill()
    for made in started:
        assert made.stdin is not None
        assert made.stdout is not None
        made.stdin.close()
        made.stdout.close()


def measured(seconds: float = 0.3, **more: Any) -> Workload:
    found = load.workload(seconds, Cancel(), **more)
    assert isinstance(found, Workload), found
    return found


def test_a_program_that_never_rests_is_the_busiest(outside_program: Any) -> None:
    outside_program("wz-busy", BUSY)
    found = measured(1.0)
    busy = next(each for each in found.busiest if each.name == "wz-busy")
    share = 100 / (psutil.cpu_count() or 1)  # one processor of all
    assert 0.2 * share <= busy.cpu_percent <= 1.1 * share
    assert found.cpu_percent >= 0.2 * share
    assert found.seconds >= 1.0


def test_memory_of_its_own_is_told(outside_program: Any) -> None:
    outside_program("wz-large", LARGE)
    large = next(each for each in measured().largest if each.name == "wz-large")
    assert 150_000_000 <= large.memory_bytes < 200_000_000


def test_processes_of_one_name_are_one_program(outside_program: Any, tmp_path: Path) -> None:
    outside_program("wz-twice", LARGE)
    (tmp_path / "wz-twice").unlink()
    outside_program("wz-twice", LARGE)
    large = next(each for each in measured().largest if each.name == "wz-twice")
    assert large.processes == 2
    assert large.memory_bytes >= 300_000_000


def test_this_program_and_what_it_starts_are_not_told_of() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"busy\n"
        after = process_table.processes()
        own = load._own_processes(after)
        child.kill()
    assert {os.getpid(), child.pid} <= own
    assert os.getppid() not in own


def process(name: str, used_s: float, memory: int = 0, parent: int = 1) -> process_table.ProcessReading:
    return process_table.ProcessReading(name, used_s, memory, parent)


def test_a_number_that_was_given_again_is_another_process() -> None:
    before = {(5, 1.0): process("old", 100.0)}
    after = {(5, 9.0): process("new", 0.5)}
    (found,) = load._programs(before, after, 1.0)
    assert (found.name, found.cpu_percent) == ("new", 50.0)


@pytest.mark.parametrize(("used_before", "used_after", "percent"), [(3.0, 2.0, 0.0), (0.0, 99.0, 100.0)])
def test_clocks_that_jump_give_no_nonsense(used_before: float, used_after: float, percent: float) -> None:
    before, after = {(5, 1.0): process("x", used_before)}, {(5, 1.0): process("x", used_after)}
    assert load._programs(before, after, 1.0)[0].cpu_percent == percent


def test_names_that_could_command_a_terminal() -> None:
    assert process_table.readable("evil\x1b[2J\u202e\udcff") == "evil\ufffd[2J\ufffd\ufffd"
    assert process_table.readable("") == "?"
    assert len(process_table.readable("x" * 10_000)) == 100


def test_a_stop() -> None:
    cancel = Cancel()
    cancel.set()
    assert load.workload(30.0, cancel) == Missing("timeout", "stopped")


def test_processes_that_vanish_or_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        pid = 5

        def oneshot(self) -> Any:
            raise psutil.AccessDenied(5)

    monkeypatch.setattr(psutil, "process_iter", lambda: iter([Gone()]))
    found = measured(0.01)
    assert (found.busiest, found.largest) == ((), ())


def test_a_system_without_processes_or_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> Any:
        raise OSError(2, "no /proc")

    monkeypatch.setattr(psutil, "swap_memory", nothing)
    assert measured(0.01).swap_total_bytes is None
    monkeypatch.setattr(psutil, "process_iter", nothing)
    assert load.workload(0.01, Cancel()) == Missing("not_available", "processes: no /proc")


def test_swap_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "swap_memory", lambda: SimpleNamespace(total=8, used=3))
    found = measured(0.01)
    assert (found.swap_total_bytes, found.swap_used_bytes) == (8, 3)


@pytest.mark.parametrize(
    ("content", "percent"),
    [
        # As Linux 6.18 writes it (accounting/psi.rst).
        (b"some avg10=12.34 avg60=2.00 avg300=0.52 total=37493\nfull avg10=1.00 avg60=0 avg300=0 total=1\n", 12.34),
        (b"some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", 0.0),
        (b"full avg10=9.00 avg60=0.00 avg300=0.00 total=0\n", None),
        (b"some avg10=much\n", None),
        (b"some avg10=nan\n", None),
        (b"some avg10=-1\n", None),
        (b"some avg10=1e9\n", None),
        (b"some\n", None),
        (b"", None),
        (b"\xff\xfe", None),
    ],
)
def test_waiting_for_memory(tmp_path: Path, content: bytes, percent: float | None) -> None:
    (tmp_path / "memory").write_bytes(content)
    assert measured(0.01, pressure=tmp_path).memory_stall_percent == percent


def test_a_kernel_that_does_not_tell_of_stalls(tmp_path: Path) -> None:
    assert measured(0.01, pressure=tmp_path).memory_stall_percent is None
    assert measured(0.01).memory_stall_percent is None
