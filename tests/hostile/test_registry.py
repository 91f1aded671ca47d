"""No parser is forgotten: a module that reads what others write is in the tables, or a list says why not."""

import ast
import importlib.util
from pathlib import Path

import pytest

from tests.hostile.tables import PARSERS

REPOSITORY = Path(__file__).parent.parent.parent
PACKAGES = ("wizard/system", "wizard/device")
READING_CALLS = frozenset(
    {
        "loads", "decode", "unpack", "unpack_from", "iter_unpack", "finditer", "findall", "fullmatch", "match",
        "search", "splitlines", "partition", "read_text", "read_bytes", "from_buffer_copy", "from_buffer", "fromhex",
        "strptime",
        "literal_eval", "read_string", "raw_decode", "structure", "structures",
    }
)  # fmt: skip
ELSEWHERE = {
    "wizard.system.http": "tests/hostile/test_http_answers.py",
    "wizard.system.name_lookup": "tests/system/test_name_lookup.py",
    "wizard.device.transport": "tests/hostile/test_http_answers.py",
    "wizard.system.command": "tests/system/test_command.py",
    "wizard.system.linux.icmp_echo": "tests/system/test_echo.py",
    "wizard.system.icmp_echo": "tests/system/test_echo.py",
    "wizard.system.linux.packet_capture": "tests/system/test_packet_capture.py",
}
"""Modules whose hostile input is a network or a process, and the tests that play it."""


def modules() -> dict[str, Path]:
    found = (file for package in PACKAGES for file in (REPOSITORY / package).rglob("*.py"))
    return {".".join(file.relative_to(REPOSITORY).with_suffix("").parts): file for file in found}


def reads(file: Path) -> set[str]:
    """Return the calls in a module by which content is taken apart."""
    tree = ast.parse(file.read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {func.attr for func in calls if isinstance(func, ast.Attribute)} & READING_CALLS


def no_parsers() -> dict[str, str]:
    lines = (Path(__file__).parent / "no_parsers.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line)


def test_every_parser_is_in_the_tables() -> None:
    listed = {module for parser in PARSERS.values() for module in parser.modules}
    listed |= ELSEWHERE.keys() | no_parsers().keys()
    missing = {name: sorted(found) for name, file in modules().items() if (found := reads(file)) and name not in listed}
    assert not missing, "list them in tests/hostile/*_parsers.py, or say in no_parsers.tsv why not"


@pytest.mark.parametrize("name", sorted({module for parser in PARSERS.values() for module in parser.modules}))
def test_listed_modules_exist(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


def test_the_lists_name_only_what_there_is() -> None:
    there = modules()
    for name in (*no_parsers(), *ELSEWHERE):
        assert name in there, name
    for name, test in ELSEWHERE.items():
        assert name.rpartition(".")[2].partition("_")[0] in (REPOSITORY / test).read_text("utf-8"), name
    assert not no_parsers().keys() & {module for parser in PARSERS.values() for module in parser.modules}
