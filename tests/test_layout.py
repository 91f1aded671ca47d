"""The shape of the project: what lies where, what may import what, what no name may be."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SIX = {"wizard", "flows", "assets", "tests", "build.spec", "pyproject.toml"}
BESIDE = {
    "README.md", "LICENSE", "CHANGELOG.md", "Makefile", "requirements.lock", ".ci", ".github", "docs", ".gitignore",
}  # fmt: skip
EMPTY_WORDS = {"util", "utils", "common", "misc", "manager", "helper", "helpers"}


@cache
def tracked() -> tuple[str, ...]:
    """Return every file of the repository that is in the work tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).exists())


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def modules(folder: str = "wizard") -> list[Path]:
    return [ROOT / name for name in tracked() if name.startswith(f"{folder}/") and name.endswith(".py")]


def imported(path: Path) -> Iterator[str]:
    """Yield the name of every module that a file imports, anywhere in it."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def importers(*packages: str) -> set[str]:
    return {place(path) for path in modules() if {name.partition(".")[0] for name in imported(path)} & set(packages)}


def test_the_top_level_holds_the_six_and_what_belongs_beside_them() -> None:
    assert {name.partition("/")[0] for name in tracked()} == SIX | BESIDE


@pytest.mark.parametrize("folder", ["wizard", "tests", ".ci", "flows", "assets"])
def test_no_name_says_nothing(folder: str) -> None:
    """Not of a file or folder, and not of a class or function."""
    files = [name for name in tracked() if name.startswith(f"{folder}/")]
    found = [name for name in files if words(name) & EMPTY_WORDS]
    for path in modules(folder):
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                and words(node.name) & EMPTY_WORDS
            ):
                found.append(f"{place(path)}:{node.lineno}: {node.name}")
    assert found == []


def words(name: str) -> set[str]:
    """Return the words of a name in small letters: ``NetworkManager`` is two, ``networkmanager`` one."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_qt_is_imported_by_the_window_alone() -> None:
    outside = {name for name in importers("PySide6", "shiboken6") if not name.startswith("wizard/ui/")}
    assert outside <= {"wizard/app.py"}


def test_programs_are_started_in_one_place() -> None:
    beside = {"wizard/system/job_object.py"}  # holds what command.py has started, on Windows
    assert importers("subprocess") == {"wizard/system/command.py"} | beside
    for path in modules():
        calls = {ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)}
        assert not {call for call in calls if re.fullmatch(r"os\.(system|popen|exec.*|spawn.*|posix_spawn.*)", call)}
        assert "shell" not in {node.arg for node in ast.walk(parsed(path)) if isinstance(node, ast.keyword)}, path


def test_the_platform_is_asked_for_by_the_system_alone() -> None:
    asking = set()
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.platform", "platform.system"):
                asking.add(place(path))
    beneath = {"wizard/private_access.py"}  # what keeps the settings private lies below everything else
    assert {name for name in asking if not name.startswith("wizard/system/")} == beneath


def test_imports_run_one_way() -> None:
    """The contracts in pyproject.toml, as import-linter judges them."""
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


def test_every_module_has_its_layer() -> None:
    """A module that no layer names would be free to import anything."""
    (layers,) = (
        contract["layers"]
        for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    named = {name.strip() for layer in layers for name in re.split(r"[|:]", layer)}
    there = {f"wizard.{path.relative_to(ROOT / 'wizard').parts[0].removesuffix('.py')}" for path in modules()}
    assert there - {"wizard.__init__"} == named


def test_the_tables_of_the_documentation_are_up_to_date() -> None:
    """`make docs` writes them."""
    checked = subprocess.run(
        [sys.executable, ".ci/tables.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, f"run `make docs`\n{checked.stdout}{checked.stderr}"


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    packages = re.findall(r"^([a-z0-9.-]+)==(\S+)(.*(?:\n    .*)*)", lock, re.MULTILINE)
    assert len(packages) > 20
    assert all("--hash=sha256:" in rest for _, _, rest in packages)
    assert not re.search(r"https?:|index-url|find-links|file:", lock)


def test_the_lock_holds_what_is_asked_for() -> None:
    """`make lock` writes it anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *(text for group in project["dependency-groups"].values() for text in group),
    ]
    wanted = {re.split(r"[<>=;\s]", text)[0].lower().replace("_", "-") for text in asked}
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    assert wanted <= locked


def test_every_run_time_dependency_is_imported() -> None:
    """What nothing imports is not shipped."""
    names = {
        "pyside6-essentials": "PySide6",
        "dnspython": "dns",
        "google-re2": "re2",
        "speedtest-cli": "speedtest",
        "pyobjc-framework-corelocation": "CoreLocation",
        "pyobjc-framework-corewlan": "CoreWLAN",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {re.split(r"[<>=;\s]", text)[0].lower() for text in project["dependencies"]}
    assert {name for name in asked if not importers(names.get(name, name.replace("-", "_")))} == set()


def test_nothing_names_a_place_of_one_machine_or_a_registry() -> None:
    """The project stands alone; addresses of package registries are the client's own business."""
    registries = "pypi.", "pythonhosted.", "deb.debian.", "snapshot.debian.", "registry.npmjs."
    forbidden = re.compile(
        "|".join((r"/wor[k]/", r"\.\./share[d]", *(rf"{re.escape(name)}org" for name in registries)))
    )
    found = [
        f"{name}:{number}"
        for name in tracked()
        if not name.endswith((".png", ".mo", ".gz", ".zip", ".ico"))
        for number, line in enumerate((ROOT / name).read_text("utf-8", "replace").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []
