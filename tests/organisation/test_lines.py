"""Where each key of a TOML file stands: the line a fault is named with."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.organisation.lines import key_lines

TEXT = '''\
# a comment with [brackets] and a = sign
format = 1          # 2

[network]
a.b."c.d" = 5
'e' = "# no comment"

text = """
[not.a.table]
x = 1
"""
more = @@@it's
@@@'  # four quotes
after = 1
list = [
  1, # one
  { inner = "x]", other = [
     2,
  ] },
]
date = 1979-05-27 07:32:00Z
[[rows]]
a = 1
[[rows]]
a = 2
[rows.sub]
b = 3
[[rows.deep]]
c = 4
'''.replace("@", "'")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("format",), 2),
        (("network",), 4),
        (("network", "a"), 5),
        (("network", "a", "b", "c.d"), 5),
        (("network", "e"), 6),
        (("network", "text"), 8),
        (("network", "more"), 12),
        (("network", "after"), 14),
        (("network", "list", 0), 16),
        (("network", "list", 1), 17),
        (("network", "list", 1, "inner"), 17),
        (("network", "list", 1, "other", 0), 18),
        (("network", "date"), 21),
        (("rows", 0), 22),
        (("rows", 0, "a"), 23),
        (("rows", 1, "a"), 25),
        (("rows", 1, "sub", "b"), 27),
        (("rows", 1, "deep", 0, "c"), 29),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    assert key_lines(TEXT)[path] == line
    assert key_lines(TEXT.replace("\n", "\r\n"))[path] == line


def _paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} | {found for name, member in members for found in _paths(member, (*path, name))}


def test_every_key_that_tomllib_reads_has_a_line() -> None:
    assert _paths(tomllib.loads(TEXT)) - {()} <= set(key_lines(TEXT)) | {("rows",), ("rows", 1, "deep")}


@given(st.text(st.sampled_from("ab.=[]{}\"'#\n ,1\\"), max_size=60))
def test_anything_ends(text: str) -> None:
    key_lines(text)
