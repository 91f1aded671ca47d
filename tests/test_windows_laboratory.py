"""The Windows laboratory's own parts that can be looked at without Windows."""

import ast
import importlib.util
import struct
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_HERE = ROOT / "tests" / "windows" / "not_here.toml"
GROUPS = tomllib.loads(NOT_HERE.read_text("utf-8"))["group"]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"loaded_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look for their module there
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", [name for group in GROUPS for name in group["tests"]])
def test_what_is_left_out_under_wine_exists(name: str) -> None:
    """A test that was renamed or deleted must not stay on the list, where nobody would miss it."""
    file, _, test = name.partition("::")
    assert (ROOT / file).exists()
    if test:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_everything_left_out_has_one_reason() -> None:
    names = [name for group in GROUPS for name in group["tests"]]
    assert len(names) == len(set(names))
    assert all(group["reason"] for group in GROUPS)


def test_python3_leads_each_function_on() -> None:
    laboratory = load(ROOT / "tests" / "windows" / "laboratory.py")
    names = [f"Py_Function{number}" for number in range(1000)]
    table = "\n".join(f"\t[{number:4}] {name}" for number, name in enumerate([*names, "other"]))
    dump = f"The Export Tables\n[Ordinal/Name Pointer] Table\n{table}\n\nThe Function Table\n\t[9] Py_NotThis\n"
    lines = laboratory.forwarding_definitions(dump).splitlines()
    assert lines[:3] == ['LIBRARY "python3.dll"', "EXPORTS", "  Py_Function0=python311.Py_Function0"]
    assert len(lines) == 1002
    with pytest.raises(laboratory.LaboratoryError):
        laboratory.forwarding_definitions("nothing")


def test_only_what_was_installed_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    installer = load(ROOT / ".ci" / "installer.py")
    (tmp_path / "_internal" / "a").mkdir(parents=True)
    (tmp_path / "_internal" / "a" / "file.dll").touch()
    (tmp_path / "wizard.exe").touch()
    assert installer.removal(tmp_path).splitlines() == [
        "!macro RemoveContents",
        '  Delete "$INSTDIR\\wizard.exe"',
        '  Delete "$INSTDIR\\_internal\\a\\file.dll"',
        '  RMDir "$INSTDIR\\_internal\\a"',
        '  RMDir "$INSTDIR\\_internal"',
        "!macroend",
    ]


def test_the_uninstaller_knows_what_starts_after_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    source = ast.parse((ROOT / "wizard" / "system" / "windows" / "autostart.py").read_text("utf-8"))
    names = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "NAME"
    }
    assert names["NAME"] == load(ROOT / ".ci" / "installer.py").RUN_ONCE_VALUE


def test_icons_hold_a_picture_of_each_size(monkeypatch: pytest.MonkeyPatch) -> None:
    icons = load(ROOT / ".ci" / "icons.py")
    content = icons.ico()
    _, kind, count = struct.unpack_from("<HHH", content)
    assert (kind, count) == (1, len(icons.ICO_SIZES))
    for number, size in enumerate(icons.ICO_SIZES):
        width, height, *_, length, place = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        picture = content[place : place + length]
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", picture, 16) == (size, size)
        assert (width or 256, height or 256) == (size, size)
    apple = icons.icns()
    assert (apple[:4], struct.unpack_from(">I", apple, 4)[0]) == (b"icns", len(apple))
