"""The elevated program of Windows: whatever its words and its folder are, it writes nothing but one new file there."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.files_tools import native_link, under_wine
from wizard.private_access import keep_private, who_may_enter
from wizard.system import elevated, elevation
from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import run
from wizard.system.elevation import AnswerFolder, AnswerPlace, CapturePackets, FlushDns, ReinstallPackage, Request
from wizard.system.windows import packet_capture, reinstall_elevated
from wizard.system.windows.access_lists import access_of_path, make_administrators_folder
from wizard.system.windows.answer_place import WindowsPlace
from wizard.system.windows.elevated import perform

assert sys.platform == "win32"

REPOSITORY = Path(__file__).parent.parent.parent


def says_done(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Done:
    return Done(str(request))


def never(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Done:
    raise AssertionError("it was done")


@pytest.fixture
def answer(tmp_path: Path) -> Iterator[AnswerFolder]:
    with AnswerFolder(tmp_path) as folder:
        yield folder


def test_an_answer_comes_back_in_a_private_file(answer: AnswerFolder) -> None:
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 0
    assert answer.read() == Done("FlushDns()")
    let_in = who_may_enter(answer.result_file)
    assert let_in is not None
    assert not let_in & {"WD", "BU", "AU"}


@pytest.mark.parametrize("words", [(), ("--help",), ("reinstall-package", "-y"), ("rm", "-rf")])
def test_other_words_do_nothing(words: tuple[str, ...], answer: AnswerFolder, capsys) -> None:
    assert elevated.main((*words, str(answer.result_file)), never) == 2
    assert list(answer.folder.iterdir()) == []
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "folder",
    [r"\\server\share", r"\\?\C:\users", r"\\.\pipe", r"\\localhost\c$\users", "C:\\users\\person:stream",
     "C:\\no such folder", "Q:\\folder"],
)  # fmt: skip
def test_no_other_computer_and_no_device_is_asked(folder: str, capsys) -> None:
    """An administrator's program that opens another computer's folder tells it who the administrator is."""
    assert elevated.main(("flush-dns", f"{folder}\\result.json"), never) in (2, 3)
    assert capsys.readouterr().err


def test_a_result_file_that_is_there_already_is_never_written_to(answer: AnswerFolder, capsys) -> None:
    answer.result_file.write_text("mine")
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 3
    assert answer.result_file.read_text() == "mine"


def test_a_link_in_place_of_the_result_leads_nowhere(answer: AnswerFolder, tmp_path: Path, capsys) -> None:
    """Under wine a link of the host, which Windows' calls take for what it leads to; on Windows a junction."""
    victim = tmp_path / "victim"
    victim.mkdir()
    native_link(victim, answer.result_file, tmp_path)
    assert elevated.main(("flush-dns", str(answer.result_file)), says_done) == 3
    assert list(victim.iterdir()) == []
    remove_link(answer.result_file)


def remove_link(link: Path) -> None:
    if not under_wine():
        link.rmdir()
        return
    from tests.windows.files_tools import host_path, host_shell

    host_shell(f"rm -f '{host_path(link)}'", link.parent.parent)


@pytest.mark.parametrize("how", ["the folder", "above it"])
def test_a_junction_on_the_way_is_refused(answer: AnswerFolder, tmp_path: Path, how: str, capsys) -> None:
    if under_wine():
        pytest.skip("wine 8: no junctions (never ran); links of the host are no reparse points for it")
    link = tmp_path / "link"
    native_link(answer.folder if how == "the folder" else tmp_path, link)
    folder = link if how == "the folder" else link / answer.folder.name
    assert elevated.main(("flush-dns", str(folder / "result.json")), never) == 3
    assert list(answer.folder.iterdir()) == []


def test_a_folder_swapped_meanwhile_leads_nowhere(answer: AnswerFolder, tmp_path: Path) -> None:
    moved = tmp_path / "moved"

    def swap(request: Request, place: AnswerPlace, run: object, cancel: Cancel) -> Done:
        answer.folder.rename(moved)
        answer.folder.mkdir()
        return Done()

    assert elevated.main(("flush-dns", str(answer.result_file)), swap) == 0
    assert list(answer.folder.iterdir()) == []
    assert [file.name for file in moved.iterdir()] == ["result.json"]


def test_a_folder_that_others_reach_is_refused(tmp_path: Path, capsys) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    let_everybody_in(folder)
    assert elevated.main(("flush-dns", str(folder / "result.json")), never) == 3
    assert list(folder.iterdir()) == []
    keep_private(folder)
    assert elevated.main(("flush-dns", str(folder / "result.json")), says_done) == 0


def let_everybody_in(path: Path) -> None:
    icacls = "icacls"
    if under_wine():  # its icacls does nothing; its access lists are the host's modes
        from tests.windows.files_tools import host_path, host_shell

        host_shell(f"chmod 755 '{host_path(path)}'", path.parent)
    else:
        subprocess.run([icacls, str(path), "/grant", "*S-1-1-0:(RX)"], check=True, timeout=30, capture_output=True)
    assert "WD" in (who_may_enter(path) or {"WD"})


@pytest.mark.parametrize("how", ["stop", "gone"])
def test_it_ends_when_the_requester_says_so_or_is_gone(tmp_path: Path, how: str, capsys) -> None:
    if how == "gone" and under_wine():
        pytest.skip("wine 8 keeps a deleted folder, and does not say that it is deleted, while it is open (never ran)")
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
    thread.join(30)
    assert ended == ([0] if how == "stop" else [3])
    if how == "stop":
        assert answer.read() == Missing("timeout", "stopped")
        answer.__exit__()


def test_as_a_program_it_takes_over_nothing_of_the_environment(answer: AnswerFolder, tmp_path: Path) -> None:
    """The real program in a process of its own: no TEMP and no PATH of the requester's."""
    (tmp_path / "ipconfig.exe").write_bytes(b"MZ")
    environment = {**os.environ, "PATH": str(tmp_path), "TEMP": str(tmp_path)}
    program = [sys.executable, "-m", "wizard.system.elevated", "flush-dns", str(answer.result_file)]
    ended = subprocess.run(program, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert isinstance(answer.read(), Done | Failed | Missing)
    assert "left" not in answer.read().detail


def test_its_own_environment_is_windows_own(tmp_path: Path) -> None:
    code = (
        "import os; from wizard.system.elevated import own_environment; own_environment(); "
        "print(os.environ['TEMP'], os.environ['PATH'], os.environ.get('PYTHONPATH'), os.getcwd(), sep='|')"
    )
    environment = {**os.environ, "TEMP": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert said.stderr == ""
    assert said.stdout.casefold().strip() == (
        r"c:\windows\temp|c:\windows\system32;c:\windows|none|c:\windows\system32"
    )


def test_flushing_is_really_done(answer: AnswerFolder) -> None:
    with WindowsPlace(answer.folder) as place:
        assert isinstance(perform(FlushDns(), place, run, Cancel()), Done)


def test_asked_for_started_done_and_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way: ShellExecuteEx ("runas", wine asks nobody), the elevated program's own code, its answer read.

    Only the frozen program is played, by Python with the same module; who may change it is judged in other tests.
    """
    from wizard.system.windows import elevation as requester

    started = requester.start_elevated
    start = tmp_path / "start.py"
    start.write_text(f"import sys, runpy\nsys.path.insert(0, {str(REPOSITORY)!r})\n"
                     "runpy.run_module('wizard.system.elevated', run_name='__main__')\n")  # fmt: skip
    monkeypatch.setattr(requester, "is_trusted", lambda _path: True)
    monkeypatch.setattr(requester, "start_elevated", lambda program, words: started(program, f'"{start}" {words}'))
    found = requester.run_elevated(FlushDns(), run, Cancel(), Path(sys.executable))
    assert found in (Done("DNS Client service"), Done("ipconfig"))


def test_a_folder_of_administrators_alone(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    make_administrators_folder(folder)
    access = access_of_path(folder)
    assert "WD" not in access.partition("D:")[2]
    with pytest.raises(FileExistsError):
        make_administrators_folder(folder)


PCAP = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")


def test_a_recording_is_handed_over_as_a_new_file(answer: AnswerFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """pktmon is not part of wine: what it is asked is played, the folders and the handing over are real."""
    seen: list[Path] = []

    def play(argv, timeout_s: float, cancel: Cancel):
        from wizard.system.command import CommandOutput

        if "--file-name" in argv:
            seen.append(Path(argv[argv.index("--file-name") + 1]))
            seen[-1].write_bytes(b"raw")
        if "--out" in argv:
            Path(argv[argv.index("--out") + 1]).write_bytes(PCAP)
        return CommandOutput(0, "", "")

    with WindowsPlace(answer.folder) as place:
        got = perform(CapturePackets(1), place, play, Cancel())
    assert isinstance(got, Done), got
    assert answer.capture_file.read_bytes()[:4] == b"\xd4\xc3\xb2\xa1"
    assert str(seen[0]).casefold().startswith(r"c:\windows\temp\wizard-")
    assert not list(Path(r"C:\windows\Temp").glob("wizard-*"))
    with WindowsPlace(answer.folder) as place:
        assert isinstance(perform(CapturePackets(1), place, play, Cancel()), Failed)


def test_winget_is_taken_from_windows_own_packages_alone(answer: AnswerFolder, tmp_path: Path) -> None:
    with WindowsPlace(answer.folder) as place:
        refused = perform(ReinstallPackage("noidentifier"), place, run, Cancel())
        assert isinstance(refused, Missing)
        assert refused.reason == "not_available"
        if under_wine():
            assert isinstance(perform(ReinstallPackage("Example.App"), place, run, Cancel()), Missing)
    for name in ("Microsoft.DesktopAppInstaller_1.9.25200.0_x64__8wekyb3d8bbwe",
                 "Microsoft.DesktopAppInstaller_1.22.3.0_x64__8wekyb3d8bbwe",
                 "Microsoft.DesktopAppInstaller_2.0.0.0_neutral_~_8wekyb3d8bbwe",
                 "Evil.DesktopAppInstaller_9.0.0.0_x64__8wekyb3d8bbwe"):  # fmt: skip
        (tmp_path / "apps" / name).mkdir(parents=True)
        (tmp_path / "apps" / name / "winget.exe").write_bytes(b"MZ")
    newest = reinstall_elevated.newest_winget(tmp_path / "apps")
    assert isinstance(newest, Path)
    assert newest.parent.name == "Microsoft.DesktopAppInstaller_1.22.3.0_x64__8wekyb3d8bbwe"


def test_who_may_ask_is_asked_for_a_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a program that can be trusted the command is told; with one it is asked, and what comes is rewritten."""
    monkeypatch.setattr(packet_capture, "may_capture", lambda: "with_password")
    got = packet_capture.capture_packets(tmp_path / "capture.pcap", 1, Cancel(), lambda _p: None, run)
    assert isinstance(got, Missing)
    assert got.reason == "not_permitted"
    assert "pktmon start" in got.detail
    assert elevation.program_path() is None
