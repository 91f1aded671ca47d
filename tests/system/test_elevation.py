"""The words of an elevated request, its answer, and whom the elevated program is trusted from."""

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system import elevation
from wizard.system.base import Done, Failed, Missing
from wizard.system.elevation import AnswerFolder, CapturePackets, ElevationError, FlushDns, ReinstallPackage

FILE = "/run/user/1000/wizard-x/result.json"
REQUESTS = (FlushDns(), ReinstallPackage("libstdc++6"), ReinstallPackage("0install"), CapturePackets(300))

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes of files are POSIX'")


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_what_is_asked_is_what_is_read(request_: elevation.Request) -> None:
    assert elevation.parse((*elevation.arguments(request_), FILE)) == (request_, Path(FILE))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "-y",
            "--allow-downgrades",
            "-o=Dpkg::Pre-Invoke::=sh",
            "a b",
            "a\nb",
            "a\n",
            "\na",
            "a\0",
            "a/b",
            "../a",
        ),
        *(
            "/etc/passwd",
            "./a.deb",
            "a=1.0",
            "a:amd64",
            "a/stable",
            "a*",
            "a?",
            "a[b]",
            "a;b",
            "$(a)",
            "`a`",
            "a|b",
            "~a",
        ),
        *("é", "a" * 101, "_a", ".a", "+a", "a\u2028", "a\r"),
    ],
)
def test_a_name_that_could_mean_something_else_is_no_package(name: str) -> None:
    with pytest.raises(ElevationError):
        ReinstallPackage(name)
    with pytest.raises(ElevationError):
        elevation.parse(("reinstall-package", name, FILE))


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("flush-dns",),
        ("flush-dns", FILE, "more"),
        ("flush-dns", "--", FILE),
        ("FLUSH-DNS", FILE),
        ("flush-dns\n", FILE),
        ("reinstall-package", FILE),
        ("reinstall-package", "a", "b", FILE),
        ("capture-packets", "0", FILE),
        ("capture-packets", "-5", FILE),
        ("capture-packets", "1e2", FILE),
        ("capture-packets", "301", FILE),
        ("capture-packets", "٣", FILE),
        ("capture-packets", "5\n", FILE),
        ("sh", "-c", FILE),
    ],
)
def test_words_that_differ_in_any_letter_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(ElevationError):
        elevation.parse(words)


@pytest.mark.parametrize(
    "file",
    [
        *("", "result.json", "./result.json", "../result.json", "-/result.json", "/run/../etc/result.json"),
        *("/run/x/other.json", "/run/x/result.json/", "/run//x/result.json", "/run/./x/result.json", "/etc/passwd"),
        *("/run/x\n/result.json", "/run/\0/result.json", "/run/\x1b[0m/result.json", "/" + "a" * 5000 + "/result.json"),
    ],
)
def test_a_result_goes_nowhere_but_to_a_full_plain_path(file: str) -> None:
    with pytest.raises(ElevationError):
        elevation.parse(("flush-dns", file))


@given(st.lists(st.text(max_size=20), max_size=5))
def test_whatever_the_words_are_they_are_read_or_refused(words: list[str]) -> None:
    try:
        request, file = elevation.parse(words)
    except ElevationError:
        return
    assert (*elevation.arguments(request), str(file)) == tuple(words)


@pytest.mark.parametrize("answer", [Done("x"), Failed(""), Missing("not_permitted", "é\n" * 3)], ids=str)
def test_an_answer_is_read_as_it_was_written(answer: Done | Failed | Missing) -> None:
    assert elevation.read_answer(elevation.write_answer(answer)) == answer


@given(
    st.binary(max_size=200)
    | st.builds(
        lambda value: json.dumps(value).encode(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["format", "result", "reason", "detail"]), inner, max_size=4)
            ),
        ),
    )
)
def test_a_damaged_answer_is_a_failure_and_nothing_else(content: bytes) -> None:
    assert isinstance(elevation.read_answer(content), Done | Failed | Missing)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 90_000,
        b'{"format": 1, "result": "done"}',
        b'{"format": 2, "result": "done", "detail": ""}',
    ],
)
def test_what_is_no_answer_is_never_done(content: bytes) -> None:
    assert isinstance(elevation.read_answer(content), Failed)


@needs_posix
def test_an_answer_that_is_a_link_or_missing_is_a_failure(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_bytes(elevation.write_answer(Done("forged")))
    with AnswerFolder(tmp_path) as answer:
        assert answer.folder.stat().st_mode & 0o777 == 0o700
        assert isinstance(answer.read(), Failed)
        answer.result_file.symlink_to(real)
        assert isinstance(answer.read(), Failed)
    assert not answer.folder.exists()


@needs_posix
@pytest.mark.skipif(getattr(os, "geteuid", lambda: -1)() != 0, reason="only root can make a file that is root's")
class TestTrust:
    """Held against real owners and modes below /root or another folder that is root's all the way up."""

    @pytest.fixture
    def program(self) -> "object":
        import shutil
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="wizard-trust-", dir="/usr/local/lib"))
        folder.chmod(0o755)
        program = folder / "inner" / elevation.PROGRAM
        program.parent.mkdir(mode=0o755)
        program.parent.chmod(0o755)
        program.write_bytes(b"")
        program.chmod(0o755)
        yield program
        shutil.rmtree(folder)

    def test_a_program_that_is_roots_all_the_way_is_trusted(self, program: Path) -> None:
        assert elevation.is_trusted(program)

    @pytest.mark.parametrize("mode", [0o775, 0o757, 0o777, 0o1777, 0o644])
    def test_a_program_that_others_may_write_or_nobody_may_run_is_not(self, program: Path, mode: int) -> None:
        program.chmod(mode)
        assert not elevation.is_trusted(program)

    @pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
    @pytest.mark.parametrize("above", [0, 1])
    def test_a_folder_on_the_way_that_others_may_write_is_not(self, program: Path, mode: int, above: int) -> None:
        program.parents[above].chmod(mode)
        assert not elevation.is_trusted(program)

    @pytest.mark.parametrize("above", [None, 0, 1])
    def test_another_owner_on_the_way_is_not(self, program: Path, above: int | None) -> None:
        os.chown(program if above is None else program.parents[above], 1234, 0)
        assert not elevation.is_trusted(program)

    def test_a_link_on_the_way_is_not(self, program: Path) -> None:
        link = program.parent.parent / "link"
        link.symlink_to(program.parent)
        assert not elevation.is_trusted(link / program.name)
        direct = program.with_name("direct")
        direct.symlink_to(program)
        assert not elevation.is_trusted(direct)

    def test_its_own_libraries_are_roots_too(self, program: Path) -> None:
        library = program.with_name("_internal") / "inner" / "library.so"
        library.parent.mkdir(parents=True, mode=0o755)
        for folder in (library.parent, library.parent.parent):
            folder.chmod(0o755)
        library.write_bytes(b"")
        library.chmod(0o644)
        second = library.with_name("library.so.1")
        second.symlink_to(library.name)
        assert elevation.is_trusted(program)
        for part in (library, library.parent, library.parent.parent):
            mode = part.stat().st_mode
            part.chmod(0o777)
            assert not elevation.is_trusted(program), part
            part.chmod(mode)
            os.chown(part, 1234, 0)
            assert not elevation.is_trusted(program), part
            os.chown(part, 0, 0)
        assert elevation.is_trusted(program)
        second.unlink()
        second.symlink_to("/var/lib/library.so")
        assert not elevation.is_trusted(program)

    def test_a_link_in_place_of_its_libraries_is_not(self, program: Path) -> None:
        elsewhere = program.parent.parent / "elsewhere"
        elsewhere.mkdir(mode=0o755)
        program.with_name("_internal").symlink_to(elsewhere)
        assert not elevation.is_trusted(program)

    def test_what_is_no_program_is_not(self, program: Path) -> None:
        assert not elevation.is_trusted(program.parent)
        assert not elevation.is_trusted(program / "x")
        assert not elevation.is_trusted(Path(program.name))
        assert not elevation.is_trusted(program.parent / ".." / "inner" / program.name)


def test_a_copy_from_source_has_no_elevated_program() -> None:
    assert elevation.program_path() is None
