"""Reading TOML: whatever a file holds, the author gets file, line and a sentence, and never another exception."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.flow import syntax
from wizard.flow.errors import FlowFileMissingError, FlowSyntaxError
from wizard.flow.syntax import find_lines, parse, read_bytes

FILE = Path("folder/flow.toml")


def fault(source: bytes) -> str:
    with pytest.raises(FlowSyntaxError) as caught:
        parse(source, FILE)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"a = 1\nb = [\n", "folder/flow.toml:3: "),
        (b"a = 1\n\nb\n", "folder/flow.toml:3: "),
        (b"a = 1\na = 2\n", "folder/flow.toml:2: "),
        (b"a = 1\r\nb = 2\r\nc = ?\r\n", "folder/flow.toml:3: "),
        (b"a = 1\nb = \xff\n", "folder/flow.toml:2: the text is not UTF-8"),
        (b"a = 1\nb = \x00\n", "folder/flow.toml:2: "),
        (b"a = 1\n\nb = " + b"9" * 5000, "folder/flow.toml:3: a number has too many digits"),
        (b"a = 1\nb = nan\n", "folder/flow.toml:2: a number is not finite"),
        (b"a = 1\nb = -inf\n", "folder/flow.toml:2: a number is not finite"),
        (b"a = 1\nb = 1e999\n", "folder/flow.toml:2: a number is not finite"),
        (b"a = 1\nb = " + b"[" * 100_000, "folder/flow.toml:2: brackets are nested too deeply"),
        (b"a = 1\nb = " + b"{a=" * 100_000, "folder/flow.toml:2: brackets are nested too deeply"),
        (b"a = 1\n" + b"a." * 200_000 + b"a = 1", "folder/flow.toml:2: a key has more than 32 parts"),
        (b"a = 1\nb = {" + b'"a" . ' * 100_000 + b"a = 1}", "folder/flow.toml:2: a key has more than 32 parts"),
        (b"x = 1\n[" + b"a." * 200_000 + b"a]", "folder/flow.toml:2: a key has more than 32 parts"),
        (b'a = """\n\n', "folder/flow.toml:3: "),
    ],
)
def test_a_fault_has_file_line_and_a_sentence(source: bytes, expected: str) -> None:
    # A sentence of the parser's own differs between versions of Python: its place does not.
    assert fault(source).startswith(expected)


def test_a_date_that_does_not_exist_is_a_fault() -> None:
    assert fault(b"a = 1\nb = 2024-02-31\n").startswith("folder/flow.toml:2: ")


def test_any_other_exception_of_the_parser_is_a_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> dict[str, object]:
        raise KeyError("surprise")

    monkeypatch.setattr(tomllib, "loads", broken)
    assert fault(b"a = 1") == "folder/flow.toml:0: the file can not be read as TOML (KeyError)"


def test_a_value_error_of_unknown_cause_is_a_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> dict[str, object]:
        raise ValueError("surprise")

    monkeypatch.setattr(tomllib, "loads", broken)
    assert fault(b"a = 1") == "folder/flow.toml:0: a value can not be read (surprise)"


@given(st.binary(max_size=400))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_random_bytes_raise_nothing_but_a_flow_error(source: bytes) -> None:
    try:
        parse(source, FILE)
    except FlowSyntaxError as error:
        assert str(error).startswith("folder/flow.toml:")


@given(st.text(alphabet="ab=[]{}.,\"'\\\n #1e-", max_size=200))
@settings(derandomize=True, max_examples=500, deadline=None)
def test_text_that_looks_like_toml_raises_nothing_but_a_flow_error(text: str) -> None:
    find_lines(text)
    try:
        parse(text.encode(), FILE)
    except FlowSyntaxError as error:
        assert error.line <= text.count("\n") + 1


# reading


def test_a_missing_file_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FlowFileMissingError, match="there is no such file"):
        read_bytes(tmp_path / "flow.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FlowSyntaxError, match="this is not a plain file"):
        read_bytes(tmp_path)


def test_a_name_that_no_system_takes_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FlowSyntaxError, match="can not be read"):
        read_bytes(tmp_path / "a\x00b")


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "flow.toml"
    path.write_bytes(b"a = 1")

    def refused(*_arguments: object, **_options: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(FlowSyntaxError, match=r"the file can not be read \(Permission denied\)"):
        read_bytes(path)


def test_a_hundred_megabytes_are_refused_without_reading_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "flow.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "open", None)
    with pytest.raises(FlowSyntaxError, match="the file is larger than 8 MB"):
        read_bytes(path)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "flow.toml"
    path.write_bytes(b"a" * 100)
    monkeypatch.setattr(syntax, "MOST_BYTES", 100)
    assert len(read_bytes(path)) == 100
    grown = path.stat()
    path.write_bytes(b"a" * 101)
    monkeypatch.setattr(Path, "stat", lambda _self: grown)
    with pytest.raises(FlowSyntaxError, match="larger than"):
        read_bytes(path)


# lines

OUTLINE = '''\
format = 1
"quoted" = 2
[step.measure]
kind = "probe"
on.ok = "a"
with = { a = 1, b.c = "}", d = [1,
  2] }
body = """
[step.not_this]
a = 1
"""
[step."b c"]
k = 1
[[path]]
name = "x"
walk = [
  "a b",  # comment ]
  # another
  "c d",
]
[[path]]
walk = ["a", "b"]
[path.sub]
v = [[1], [
  2]]
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("format",), 1),
        (("quoted",), 2),
        (("step", "measure"), 3),
        (("step", "measure", "kind"), 4),
        (("step", "measure", "on", "ok"), 5),
        (("step", "measure", "on", "missing"), 5),
        (("step",), 3),
        (("step", "measure", "with", "b", "c"), 6),
        (("step", "measure", "with", "d", "1"), 7),
        (("step", "measure", "body"), 8),
        (("step", "b c", "k"), 13),
        (("path", "0", "walk", "0"), 17),
        (("path", "0", "walk", "1"), 19),
        (("path", "1"), 21),
        (("path", "1", "walk", "1"), 22),
        (("path", "1", "sub", "v"), 24),
        (("path", "1", "sub", "v", "1", "0"), 25),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_every_place_has_its_line(place: tuple[str, ...], line: int) -> None:
    tomllib.loads(OUTLINE)
    assert find_lines(OUTLINE).find(place) == line


def test_a_hostile_file_is_outlined_with_bounded_memory() -> None:
    text = "a = " + "[" * 5000 + "\n" + "b" + ".b" * 5000 + " = 1\n"
    lines = find_lines(text)
    assert max(map(len, lines._lines)) <= 64


_KEYS = st.sampled_from(["a", "b", "c_1", '"q.x"', "'y'"])
_VALUES = st.recursive(
    st.sampled_from(["1", "true", '"s"', "'#'", '"""\nx\n"""', "'''\n]'''", "1.5", "1979-05-27"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda values: "[" + ",\n ".join(values) + "]"),
    max_leaves=6,
)


@given(st.lists(st.tuples(_KEYS, _KEYS, _VALUES), max_size=8))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_the_finder_finds_each_key_on_its_own_line(statements: list[tuple[str, str, str]]) -> None:
    text, expected = "", {}
    for number, (table, key, value) in enumerate(statements):
        text += f"# comment {number} = [\n[t{number}.{table}]\n"
        expected[(f"t{number}", table.strip("\"'"), key.strip("\"'"))] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    tomllib.loads(text)
    lines = find_lines(text)
    assert {place: lines.find(place) for place in expected} == expected
