"""pkexec's answers, and package managers that exit with 0 although they did nothing."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from wizard.system import elevation
from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput
from wizard.system.elevation import FlushDns, ReinstallPackage

if sys.platform != "linux":
    pytest.skip("Linux", allow_module_level=True)

from wizard.system.linux import elevation as linux_elevation
from wizard.system.linux import packages
from wizard.system.linux.packages import PACKAGERS

PROGRAM = Path("/usr/lib/self-help-wizard/wizard-elevated")


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(linux_elevation, "is_trusted", lambda path: path == PROGRAM)


class Pkexec:
    """pkexec as its manual describes it; ``answer`` is what the elevated program leaves."""

    def __init__(self, status: int, answer: Done | Failed | Missing | None = None, err: str = "") -> None:
        self.status, self.answer, self.err = status, answer, err
        self.seen: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.seen.append(tuple(argv))
        if self.answer is not None:
            Path(argv[-1]).write_bytes(elevation.write_answer(self.answer))
        return CommandOutput(self.status, "", self.err)


def test_one_request_is_one_start_of_the_fixed_program() -> None:
    pkexec = Pkexec(0, Done("installed"))
    assert linux_elevation.run_elevated(ReinstallPackage("hello"), pkexec, Cancel(), PROGRAM) == Done("installed")
    [words] = pkexec.seen
    assert words[:5] == ("pkexec", "--disable-internal-agent", str(PROGRAM), "reinstall-package", "hello")
    assert not Path(words[-1]).parent.exists()


@pytest.mark.parametrize(("status", "said"), [(126, "closed"), (127, "Not authorized")])
def test_nobody_allowed_it(status: int, said: str) -> None:
    got = linux_elevation.run_elevated(FlushDns(), Pkexec(status, err="Error: x\nNot authorized.\n"), Cancel(), PROGRAM)
    assert isinstance(got, Missing)
    assert got.reason == "not_permitted"
    assert said in got.detail
    assert "sudo resolvectl flush-caches" in got.detail


def test_a_program_that_leaves_no_answer_did_nothing_that_is_known() -> None:
    assert isinstance(linux_elevation.run_elevated(FlushDns(), Pkexec(0), Cancel(), PROGRAM), Failed)
    assert isinstance(linux_elevation.run_elevated(FlushDns(), Pkexec(3), Cancel(), PROGRAM), Failed)


@pytest.mark.parametrize("program", [None, Path("/home/me/wizard/wizard-elevated")])
def test_a_portable_copy_never_asks(program: Path | None, monkeypatch) -> None:
    pkexec = Pkexec(0, Done("x"))
    got = linux_elevation.run_elevated(ReinstallPackage("hello"), pkexec, Cancel(), program)
    assert isinstance(got, Missing)
    assert got.reason == "not_permitted"
    assert got.detail.endswith("hello")
    assert pkexec.seen == []


class Programs:
    """A package manager with a record; ``works`` says whether it installs anything."""

    def __init__(self, works: bool, status: int = 0, known: bool = True) -> None:
        self.works, self.status, self.known = works, status, known
        self.when = 100
        self.seen: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.seen.append(tuple(argv))
        if argv[0] in ("dpkg-query", "rpm"):
            out = f"{argv[-1]}\t{self.when}\tinstalled\n" if self.known else ""
            return CommandOutput(0 if self.known else 1, out, "")
        self.when += self.works
        return CommandOutput(self.status, "", "E: no\n" if self.status else "")


@pytest.mark.parametrize("packager", PACKAGERS, ids=lambda each: each.program)
class TestReinstall:
    def test_the_record_shows_it(self, packager: packages.Packager) -> None:
        run = Programs(works=True)
        assert isinstance(packages.reinstall("hello", run, Cancel(), packager), Done)
        assert run.seen[1][-2:] == ("--", "hello")

    def test_exit_0_with_nothing_installed_is_a_failure(self, packager: packages.Packager) -> None:
        assert isinstance(packages.reinstall("hello", Programs(works=False), Cancel(), packager), Failed)

    def test_an_error_is_a_failure_with_its_words(self, packager: packages.Packager) -> None:
        got = packages.reinstall("hello", Programs(works=False, status=100), Cancel(), packager)
        assert isinstance(got, Failed)
        assert "E: no" in got.detail

    def test_what_is_not_installed_is_never_installed(self, packager: packages.Packager) -> None:
        run = Programs(works=True, known=False)
        assert isinstance(packages.reinstall("hello", run, Cancel(), packager), Missing)
        assert len(run.seen) == 1

    def test_an_option_is_no_package(self, packager: packages.Packager) -> None:
        run = Programs(works=True)
        assert isinstance(packages.reinstall("--allow-downgrades", run, Cancel(), packager), Failed)
        assert run.seen == []


@pytest.mark.skipif(os.geteuid() != 0, reason="dpkg's record is asked as the elevated program does: as root")
def test_the_real_record_of_dpkg_is_understood() -> None:
    from wizard.system import command

    found = packages._installed(PACKAGERS[0], "dpkg", command.run, Cancel())
    assert isinstance(found, str)
    assert found.isdigit()
    missing = packages._installed(PACKAGERS[0], "no-such-package", command.run, Cancel())
    assert isinstance(missing, Missing)
