"""Files damaged in every way: loading and checking say so with FlowError, and raise nothing else."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flow.sample import CATALOGUE, FLOW, PATHS, TEXTS, write_flow
from wizard.flow.check import check_flows
from wizard.flow.errors import FlowError
from wizard.flow.load import FlowLibrary, load_flow, load_texts
from wizard.flow.paths import load_paths

FILES = {"flow.toml": FLOW, "text.en.toml": TEXTS, "paths.toml": PATHS}
LOADERS: dict[str, Callable[[Path], object]] = {
    "flow.toml": load_flow,
    "text.en.toml": lambda folder: load_texts(folder, "en"),
    "paths.toml": load_paths,
}
_JUNK = (
    *(b"\x00", b"\xff", b"[", b"[[", b"]", b"{", b'"', b'"""', b"'''", b"=", b".", b"#", b"\n", b"\r", "ě".encode()),
    *(b"9" * 5000, b"1e999", b"nan", b"-1", b"1979-05-27", b"true", b'"@x.y"', b"exhausted", b"kind", b"on", b"step"),
    *(b"[" * 3000, b"{a=" * 3000, b"a." * 40),
)


def must_answer(folder: Path, name: str) -> None:
    """Load the damaged file and check the whole folder: an answer, or FlowError."""
    try:
        LOADERS[name](folder)
    except FlowError as error:
        assert error.file
        assert error.line >= 0
        assert error.message
    assert all(isinstance(found, FlowError) for found in check_flows([folder.parent], CATALOGUE))
    FlowLibrary([folder.parent]).problems()


def mutated(source: bytes, rng: random.Random) -> bytes:
    """Return ``source`` with one to three damages: bytes and lines removed, doubled, swapped, junk put in."""
    for _ in range(rng.randint(1, 3)):
        lines = source.split(b"\n")
        start = rng.randrange(len(source) + 1)
        match rng.randrange(7):
            case 0:
                source = source[:start] + source[start + rng.randint(1, 30) :]
            case 1:
                source = source[:start] + rng.choice(_JUNK) + source[start:]
            case 2:
                source = source[:start] + bytes([rng.randrange(256)]) + source[start + 1 :]
            case 3:
                lines.insert(rng.randrange(len(lines)), rng.choice(lines))
                source = b"\n".join(lines)
            case 4:
                del lines[rng.randrange(len(lines))]
                source = b"\n".join(lines) or b"\n"
            case 5:
                one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
                lines[one], lines[other] = lines[other], lines[one]
                source = b"\n".join(lines)
            case _:
                words = source.split(b'"')
                words[rng.randrange(len(words))] = rng.choice(words)
                source = b'"'.join(words)
    return source


@pytest.mark.parametrize("name", FILES)
@given(seed=st.integers(0, 2**32))
@settings(
    derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_raises_nothing_but_a_flow_error(tmp_path: Path, name: str, seed: int) -> None:
    folder = write_flow(tmp_path / "sample")
    (folder / name).write_bytes(mutated(FILES[name].encode(), random.Random(seed)))
    must_answer(folder, name)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf" + FLOW.encode(),
        b"\x00" * 1000,
        b"a = " + b"[" * 200_000,
        b"a = " + b"[" * 200_000 + b"]" * 200_000,
        b"a = " + b"{a = " * 100_000 + b"1" + b"}" * 100_000,
        b"a = {" + b"a." * 50_000 + b"a = 1}",
        b"step = " + b"[" * 50 + b"]" * 50,
        b"[step." + b"a." * 10 + b"a]\n",
        b'[step.a]\nkind = "ask"\non = ' + b"{a = " * 60 + b"1" + b"}" * 60,
        b"minutes = " + b"9" * 100_000,
        b"minutes = 0x" + b"f" * 100_000,
        b"minutes = " + b"9" * 4000,
        b'id = "' + b"a" * 1_000_000 + b'"',
        b'id = "\\ud800"',
        b'id = "\\u0000"',
        b"".join(b"[step.s%d]\n" % number for number in range(20_000)),
        b"".join(b"[[path]]\n" for _ in range(20_000)),
        b'[[path]]\nname = "a"\noutcome = "solved"\nwalk = [' + b'"a b",' * 100_000 + b"]",
        b'title = "' + b"a." * 500_000 + b'"',
        b'title = "' + b"<a" * 500_000 + b'"',
        b'title = "' + b"a:/" * 500_000 + b'"',
        b'title = "' + b"{" * 500_000 + b'"',
        b'title = "' + b"&a" * 500_000 + b'"',
        b"a = [" + (b"9" * 3999 + b",") * 400 + b"9" * 5000 + b"]",
        b"on = {" + b"".join(b"a%d = 1, " % number for number in range(50_000)) + b"b = 1}",
        b"#" * 7_999_999,
        b"a" * 8_000_001,
    ],
    ids=lambda content: f"{content[:24]!r}…{len(content)}",
)
def test_hostile_files_raise_nothing_but_a_flow_error(tmp_path: Path, name: str, content: bytes) -> None:
    folder = write_flow(tmp_path / "sample")
    (folder / name).write_bytes(content)
    must_answer(folder, name)


@pytest.mark.parametrize("name", FILES)
def test_folders_links_and_missing_files_raise_nothing_but_a_flow_error(tmp_path: Path, name: str) -> None:
    folder = write_flow(tmp_path / "sample")
    path = folder / name
    path.unlink()
    must_answer(folder, name)
    path.mkdir()
    must_answer(folder, name)
    path.rmdir()
    path.symlink_to(path)
    must_answer(folder, name)
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    must_answer(folder, name)
    path.unlink()
    path.symlink_to("/dev/zero")
    must_answer(folder, name)


def test_a_file_that_nobody_writes_to_does_not_stop_the_program(tmp_path: Path) -> None:
    """A named pipe in place of a flow would block a plain open for ever."""
    import os

    folder = write_flow(tmp_path / "sample")
    for name in FILES:
        (folder / name).unlink()
        os.mkfifo(folder / name)
        must_answer(folder, name)


def test_a_name_of_a_step_can_not_reach_out_of_the_flow(tmp_path: Path) -> None:
    """Steps are addressed ``flow/step``: a slash in a name would name a step of another flow."""
    folder = write_flow(tmp_path / "sample", FLOW.replace("[step.lamp]", '[step."../lamp"]'))
    with pytest.raises(FlowError, match="is no name"):
        load_flow(folder)
