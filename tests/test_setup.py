"""Set-up (.ci/setup.py): what is missing is installed or named, nothing half-done stays. Nothing is installed here."""

import ast
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / ".ci" / "setup.py"
APT = ["apt-get", "install", "-y", "--no-install-recommends"]


def wanted_programs(setup: ModuleType) -> list[dict[str, str]]:
    return [*setup.PROGRAMS.values(), *setup.OPTIONAL.values()]


class Computer:
    """What set-up finds, and the commands it ran; each attribute is a knob."""

    def __init__(self, setup: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.setup = setup
        self.libraries = {*setup.SYSTEM_LIBRARIES, *setup.BUNDLED_WINDOW_LIBRARIES}
        self.programs = {"apt-get", "uv", *(name for wanted in wanted_programs(setup) for name in wanted)}
        self.user = 0
        self.packages_help = True
        self.ran: list[list[str]] = []
        self.answer: Callable[[list[str]], None] = lambda command: None
        self.folder = folder
        monkeypatch.setattr(setup, "loads", lambda library: library in self.libraries)
        monkeypatch.setattr(setup, "is_there", lambda program: program in self.programs)
        monkeypatch.setattr(setup.shutil, "which", lambda name: f"/bin/{name}" if name in self.programs else None)
        monkeypatch.setattr(setup.os, "geteuid", lambda: self.user)
        monkeypatch.setattr(setup, "run", self.run)
        for name in ("ENVIRONMENT", "TOOLS", "LOCK", "LOCALES"):
            monkeypatch.setattr(setup, name, folder / name.lower())
        monkeypatch.delenv("DISPLAY", raising=False)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        setup.LOCK.write_text("a==1 --hash=sha256:0\n")

    def run(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.ran.append(command)
        self.answer(command)
        if command[: len(APT)] == APT and self.packages_help:
            by_package = {**self.setup.SYSTEM_LIBRARIES, **self.setup.BUNDLED_WINDOW_LIBRARIES}
            self.libraries |= {library for library, package in by_package.items() if package in command}
            for wanted in wanted_programs(self.setup):
                self.programs |= {program for program, package in wanted.items() if package in command}
        if "venv" in command:
            python = self.setup.environment_python()
            python.parent.mkdir(parents=True)
            python.touch()


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(SETUP.parent))
    spec = importlib.util.spec_from_file_location("project_setup", SETUP)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("system_libraries", None)


@pytest.fixture
def computer(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Computer:
    return Computer(setup, monkeypatch, tmp_path)


# system packages


def test_nothing_is_installed_when_nothing_is_missing(computer: Computer) -> None:
    computer.setup.install_system_packages("test")
    assert computer.ran == []


def test_root_installs_what_is_missing_and_is_asked_nothing(computer: Computer) -> None:
    computer.libraries -= {"libEGL.so.1", "libxcb-cursor.so.0"}
    computer.programs -= {"ping"}
    computer.setup.install_system_packages("test")
    assert computer.ran == [
        ["apt-get", "update", "-q"], [*APT, "iputils-ping", "libegl1", "libxcb-cursor0", "-q"],
    ]  # fmt: skip


def test_another_user_gets_the_exact_command_and_nothing_is_done(
    computer: Computer, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.user = 1000
    computer.libraries -= {"libEGL.so.1", "libGL.so.1"}
    assert computer.setup.main("test") == 1
    assert capsys.readouterr().err.splitlines() == [
        "Some packages of the system are missing. Run this:",
        "  sudo apt-get install -y --no-install-recommends libegl1 libgl1",
    ]
    assert computer.ran == []
    assert not computer.setup.ENVIRONMENT.exists()
    assert not computer.setup.TOOLS.exists()


def test_a_person_without_a_display_needs_no_window_libraries_to_run(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.user = 1000
    computer.libraries.clear()
    assert computer.setup.missing_packages("run") == []
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "libegl1" in computer.setup.missing_packages("run")


def test_a_system_without_apt_gets_the_names(computer: Computer) -> None:
    computer.programs -= {"apt-get"}
    computer.libraries -= {"libGL.so.1"}
    with pytest.raises(computer.setup.SetUpStoppedError, match=r"Debian names.*\n  libgl1"):
        computer.setup.install_system_packages("test")
    assert computer.ran == []


def test_packages_that_do_not_help_are_named(computer: Computer) -> None:
    computer.libraries -= {"libGL.so.1"}
    computer.packages_help = False
    with pytest.raises(computer.setup.SetUpStoppedError, match=r"still missing.*\n  libgl1"):
        computer.setup.install_system_packages("test")


def test_a_python_without_pip_gets_it_unless_uv_is_there(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computer.setup.importlib.util, "find_spec", lambda name: None)
    assert computer.setup.missing_packages("run") == []
    computer.programs -= {"uv"}
    assert computer.setup.missing_packages("run") == ["python3-pip"]


RT = "/usr/share/request-tracker5/libexec/rt-server"


def test_what_a_target_can_do_without_is_installed_with_its_answers(computer: Computer) -> None:
    computer.programs -= {RT, "/usr/sbin/sendmail"}
    assert computer.setup.main("test") == 0
    assert not any(APT[0] in command for command in computer.ran), "only the target that wants it installs it"
    assert computer.setup.main("test-tickets") == 0
    update, answers, install = (
        command for command in computer.ran if command[0] in ("apt-get", "debconf-set-selections")
    )
    assert update == ["apt-get", "update", "-q"]
    assert answers == ["debconf-set-selections", str(ROOT / ".ci" / "request-tracker.debconf")]
    assert Path(answers[1]).is_file()
    assert install == [*APT, "msmtp-mta", "request-tracker5", "-q"]


@pytest.mark.parametrize("why", ["not root", "no apt", "no such package"])
def test_where_it_cannot_be_installed_that_is_said_and_the_rest_goes_on(
    computer: Computer, capsys: pytest.CaptureFixture[str], why: str
) -> None:
    computer.programs -= {RT}

    def failing(command: list[str]) -> None:
        if command[0] == "apt-get":
            raise computer.setup.SetUpStoppedError("E: Unable to locate package request-tracker5")

    match why:
        case "not root":
            computer.user = 1000
        case "no apt":
            computer.programs -= {"apt-get"}
        case "no such package":
            computer.answer = failing
    assert computer.setup.main("test-tickets") == 0
    said = capsys.readouterr().err
    assert "request-tracker5" in said
    assert said.splitlines()[-1] == "Building the environment (once, about a minute) …"
    assert "Going on without; the tests that need it are skipped." in said
    assert computer.setup.is_complete()


@pytest.mark.parametrize(
    ("purpose", "program", "package"),
    [
        ("test", "ip", "iproute2"),
        ("bench", "Xvfb", "xvfb"),
        ("bundle", "objdump", "binutils"),
        ("test-bundle", "xdotool", "xdotool"),
        ("test-deb", "appstreamcli", "appstream"),
    ],
)
def test_each_target_gets_what_it_wants(computer: Computer, purpose: str, program: str, package: str) -> None:
    computer.programs -= {program}
    assert computer.setup.missing_packages(purpose) == [package]
    assert computer.setup.missing_packages("run") == []


# the environment


def test_the_environment_is_built_once_from_the_hashes(computer: Computer) -> None:
    computer.setup.build_environment()
    venv, sync = computer.ran
    assert venv[:2] == ["/bin/uv", "venv"]
    assert "--no-python-downloads" in venv
    assert sync[:3] == ["/bin/uv", "pip", "sync"]
    assert "--require-hashes" in sync
    computer.setup.build_environment()
    assert len(computer.ran) == 2


@pytest.mark.parametrize("change", ["lock", "place", "python"])
def test_it_is_built_anew_for_another_list_place_or_python(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    computer.setup.build_environment()
    match change:
        case "lock":
            computer.setup.LOCK.write_text("a==2 --hash=sha256:0\n")
        case "place":
            monkeypatch.setattr(computer.setup, "ROOT", computer.folder / "moved")
        case "python":
            computer.setup.environment_python().unlink()
    assert not computer.setup.is_complete()


@pytest.mark.parametrize("fault", ["stopped", "refused"])
@pytest.mark.parametrize("at", ["venv", "sync"])
def test_a_build_that_is_interrupted_leaves_nothing(computer: Computer, at: str, fault: str) -> None:
    def interrupted(command: list[str]) -> None:
        if at in command:
            raise KeyboardInterrupt if fault == "stopped" else computer.setup.SetUpStoppedError("no network")

    computer.answer = interrupted
    assert computer.setup.main("run") == (130 if fault == "stopped" else 1)
    assert not computer.setup.ENVIRONMENT.exists()
    computer.answer = lambda command: None
    assert computer.setup.main("run") == 0
    assert computer.setup.is_complete()


def test_a_build_that_was_killed_is_begun_anew(computer: Computer) -> None:
    """Killed, it could tidy up nothing: without its last file an environment does not count."""
    computer.setup.build_environment()
    computer.setup.stamp().unlink()
    assert not computer.setup.is_complete()


def test_without_uv_pip_puts_it_into_a_folder_of_our_own(computer: Computer) -> None:
    """PEP 668: an externally managed Python allows ``--target``, and nothing of the system is touched."""
    computer.programs -= {"uv"}
    command = computer.setup.find_uv()
    assert command == [str(computer.setup.TOOLS / "bin" / "uv")]
    (fetched,) = computer.ran
    assert fetched[:4] == [sys.executable, "-m", "pip", "install"]
    assert fetched[-3:] == ["--target", str(computer.setup.TOOLS), "uv"]
    assert "--break-system-packages" not in fetched


def test_pip_that_is_stopped_leaves_no_tools(computer: Computer) -> None:
    computer.programs -= {"uv"}

    def stopped(command: list[str]) -> None:
        computer.setup.TOOLS.mkdir()
        raise computer.setup.SetUpStoppedError("no network")

    computer.answer = stopped
    with pytest.raises(computer.setup.SetUpStoppedError):
        computer.setup.find_uv()
    assert not computer.setup.TOOLS.exists()


def test_only_catalogues_that_changed_are_compiled(computer: Computer) -> None:
    folder = computer.setup.LOCALES / "cs" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "wizard.po").touch()

    def compiled(command: list[str]) -> None:
        Path(command[command.index("--output-file") + 1]).touch()

    computer.answer = compiled
    computer.setup.compile_catalogues()
    assert [path.name for path in sorted(folder.iterdir())] == ["wizard.mo", "wizard.po"]
    computer.setup.compile_catalogues()
    assert len(computer.ran) == 1
    os.utime(folder / "wizard.mo", (0, 0))
    computer.setup.compile_catalogues()
    assert len(computer.ran) == 2


# what is said


def test_an_old_python_is_told_which_one_is_needed(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(computer.setup.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(computer.setup.sys, "version", "3.9.2 (default)")
    assert computer.setup.main("run") == 1
    assert capsys.readouterr().err == (
        "Python 3.11 or newer is needed, this is 3.9.2. Name another one, as in: make run PYTHON=python3.12\n"
    )
    assert computer.ran == []


@pytest.mark.parametrize("name", ["setup.py", "system_libraries.py"])
def test_an_old_python_can_read_it(name: str) -> None:
    """Nothing newer than Python 3.6 before the sentence is printed: generics in signatures stand in quotes."""
    tree = ast.parse((SETUP.parent / name).read_text("utf-8"), feature_version=(3, 6))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            notes = [node.returns, *(argument.annotation for argument in node.args.args)]
            assert not any(isinstance(note, ast.Subscript | ast.BinOp) for note in notes), node.name
    assert not any(isinstance(node, ast.NamedExpr | ast.AnnAssign) for node in ast.walk(tree))


def test_a_command_that_does_not_end_well_is_shown_with_what_it_said(setup: ModuleType) -> None:
    with pytest.raises(setup.SetUpStoppedError) as stopped:
        setup.run(["sh", "-c", "echo no such package; exit 7"])
    assert "no such package" in str(stopped.value)
    assert "status 7" in str(stopped.value)


def test_a_target_that_nobody_knows(computer: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert computer.setup.main("fly") == 2
    assert "Known are: run, develop, test" in capsys.readouterr().err


def test_every_target_of_the_makefile_is_known(setup: ModuleType) -> None:
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    asked = {line.split()[-1] for line in lines if ".ci/setup.py" in line}
    assert asked == set(setup.PROGRAMS)
