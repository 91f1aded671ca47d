"""The elevated program: whatever its words and its folder are, it writes nothing but one new file in that folder."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has the same tests of its own: tests/windows/test_elevated.py", allow_module_level=True)

from wizard.system import command, elevated, elevation
from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput
from wizard.system.elevation import AnswerFolder, AnswerPlace, Request
from wizard.system.posix_place import PosixPlace

REPOSITORY = Path(__file__).parent.parent.parent


def nothing_runs(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
    return Missing("not_available", f"{argv[0]} is kept from this test")


def says_done(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Done:
    return Done(str(request))


@pytest.fixture
def answer(tmp_path: Path):
    with AnswerFolder(tmp_path) as folder:
        yield folder


def test_an_answer_comes_back_in_a_private_file(answer: AnswerFolder) -> None:
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 0
    assert answer.read() == Done("FlushDns()")
    assert answer.result_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("words", [(), ("--help",), ("reinstall-package", "-y"), ("rm", "-rf")])
def test_other_words_do_nothing(words: tuple[str, ...], answer: AnswerFolder, capsys) -> None:
    assert elevated.main((*words, str(answer.result_file)), never) == 2
    assert list(answer.folder.iterdir()) == []
    assert capsys.readouterr().err


def never(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Done:
    raise AssertionError("it was done")


def test_a_result_file_that_is_there_already_is_never_written_to(answer: AnswerFolder, capsys) -> None:
    answer.result_file.write_text("mine")
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 3
    assert answer.result_file.read_text() == "mine"


def test_a_link_in_place_of_the_result_leads_nowhere(answer: AnswerFolder, tmp_path: Path, capsys) -> None:
    victim = tmp_path / "victim"
    answer.result_file.symlink_to(victim)
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 3
    assert not victim.exists()


@pytest.mark.parametrize("how", ["the folder", "above it"])
def test_a_link_on_the_way_is_refused(answer: AnswerFolder, tmp_path: Path, how: str, capsys) -> None:
    link = tmp_path / "link"
    link.symlink_to(answer.folder if how == "the folder" else tmp_path)
    folder = link if how == "the folder" else link / answer.folder.name
    assert elevated.main(("flush-dns", str(folder / "result.json")), never) == 3
    assert list(answer.folder.iterdir()) == []


def test_a_folder_swapped_for_a_link_meanwhile_leads_nowhere(answer: AnswerFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir(mode=0o700)
    moved = tmp_path / "moved"

    def swap(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Done:
        answer.folder.rename(moved)
        answer.folder.symlink_to(victim)
        return Done()

    assert elevated.main(("flush-dns", str(answer.result_file)), swap) == 0
    assert list(victim.iterdir()) == []
    assert [file.name for file in moved.iterdir()] == ["result.json"]
    answer.folder.unlink()


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o711, 0o1777])
def test_a_folder_that_others_reach_is_refused(answer: AnswerFolder, mode: int, capsys) -> None:
    answer.folder.chmod(mode)
    assert elevated.main(("flush-dns", str(answer.result_file)), never) == 3


def test_another_persons_folder_is_refused(answer: AnswerFolder, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PKEXEC_UID", str(os.getuid() + 1))
    assert elevated.main(("flush-dns", str(answer.result_file)), never) == 3
    monkeypatch.setenv("PKEXEC_UID", str(os.getuid()))
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand a file to somebody else")
def test_the_answer_belongs_to_whoever_asked(answer: AnswerFolder) -> None:
    os.chown(answer.folder, 1234, 1234)
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 0
    state = answer.result_file.stat()
    assert (state.st_uid, state.st_gid, state.st_mode & 0o777) == (1234, 1234, 0o600)


@pytest.mark.parametrize("how", ["stop", "gone"])
def test_it_ends_when_the_requester_says_so_or_is_gone(tmp_path: Path, how: str, capsys) -> None:
    answer = AnswerFolder(tmp_path)
    started = threading.Event()

    def work(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Missing:
        started.set()
        assert cancel.wait(20)
        return Missing("timeout", "stopped")

    ended: list[int] = []
    words = ("capture-packets", "300", str(answer.result_file))
    thread = threading.Thread(target=lambda: ended.append(elevated.main(words, work)))
    thread.start()
    assert started.wait(10)
    if how == "stop":
        answer.stop()
    else:
        answer.__exit__()
    thread.join(20)
    assert ended == ([0] if how == "stop" else [3])
    if how == "stop":
        assert answer.read() == Missing("timeout", "stopped")
        answer.__exit__()


def test_as_a_program_it_takes_over_nothing_of_the_environment(answer: AnswerFolder, tmp_path: Path) -> None:
    """The real program in a process of its own: no PATH of the requester's, so its ``resolvectl`` is never run."""
    trap = tmp_path / "resolvectl"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/caught\n")
    trap.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    program = [sys.executable, "-m", "wizard.system.elevated", "flush-dns", str(answer.result_file)]
    ended = subprocess.run(program, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert isinstance(answer.read(), Done | Failed | Missing)
    assert "left" not in answer.read().detail
    assert not (tmp_path / "caught").exists()


def test_a_recording_is_handed_over_as_a_new_file(answer: AnswerFolder) -> None:
    from wizard.system.linux.elevated import perform

    if os.geteuid() != 0:
        pytest.skip("only root may record packets")
    with PosixPlace(answer.folder) as place:
        got = perform(elevation.CapturePackets(1), place, nothing_runs, Cancel())
    assert isinstance(got, Done)
    assert answer.capture_file.stat().st_mode & 0o777 == 0o600
    assert answer.capture_file.read_bytes()[:4] == b"\xd4\xc3\xb2\xa1"
    with PosixPlace(answer.folder) as place:
        assert isinstance(perform(elevation.CapturePackets(1), place, nothing_runs, Cancel()), Failed)


def test_what_it_starts_lies_in_the_systems_own_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never in /usr/local, which on a Mac with Homebrew belongs to a user."""
    monkeypatch.setattr(os, "environ", dict(elevated._ENVIRONMENT))
    assert set(command._folders()) <= {"/usr/sbin", "/usr/bin", "/sbin", "/bin"}
