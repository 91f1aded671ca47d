"""What lies in the bundle: everything the program needs, each part's licence, nothing that may not be shipped."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LARGEST_BYTES = 120_000_000
NATIVE = ("psutil", "dbus_fast", "scandir_rs", "re2", "msgspec", "shiboken6", "PySide6")


@pytest.fixture(scope="module")
def inside(bundle: Path) -> Path:
    return bundle / "_internal"


def ci(name: str) -> ModuleType:
    """Load a module of ``.ci``; what it imports beside itself is found there."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_no_larger_than_it_should_be(bundle: Path) -> None:
    assert sum(path.lstat().st_size for path in bundle.rglob("*") if path.is_file()) <= LARGEST_BYTES


@pytest.mark.parametrize("package", NATIVE)
def test_native_parts_are_inside(inside: Path, package: str) -> None:
    assert list((inside / package).rglob("*.so"))


def test_what_ships_as_data_is_inside(inside: Path) -> None:
    """Flows, scenes, icons, the neutral profile, and the compiled catalogues; no sources of catalogues."""
    for kind in ("flows/*/*.toml", "assets/practice/*.toml", "assets/icons/*.svg", "assets/organisation.toml"):
        shipped = {path.relative_to(ROOT) for path in ROOT.glob(kind)}
        assert shipped
        assert shipped == {path.relative_to(inside) for path in inside.glob(kind)}
    catalogues = {path.relative_to(ROOT).with_suffix(".mo") for path in ROOT.glob("assets/locale/*/LC_MESSAGES/*.po")}
    assert catalogues == {path.relative_to(inside) for path in inside.rglob("wizard.mo")}
    assert not list(inside.rglob("*.po"))


def test_every_link_leads_to_a_file_inside(bundle: Path) -> None:
    links = [path for path in bundle.rglob("*") if path.is_symlink()]
    assert links
    assert all(path.exists() and bundle in path.resolve().parents for path in links)


def test_everybody_may_read_it_and_only_its_owner_write_it(bundle: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in bundle.rglob("*") if not path.is_symlink()}
    assert modes <= {0o755, 0o644}


def test_nothing_under_the_gpl_alone_is_inside(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    found = ci("bundle").gpl_only_files
    assert found(bundle) == []
    (tmp_path / "libQt6Charts.so.6").touch()
    assert found(tmp_path) == [tmp_path / "libQt6Charts.so.6"]


def test_libraries_that_must_fit_the_machine_are_the_machine_s_own(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    system = ci("system_libraries")
    names = {path.name for path in inside.rglob("*.so*")}
    assert not names & {*system.SYSTEM_LIBRARIES, *system.WAYLAND_LIBRARIES}
    assert names >= system.BUNDLED_WINDOW_LIBRARIES.keys()


def test_every_part_comes_with_the_text_of_its_licence(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    texts = {path.name: path.read_text("utf-8") for path in (bundle / "licences").iterdir()}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["LGPL-3.0.txt"]
    assert "GNU GENERAL PUBLIC LICENSE" in texts["GPL-3.0.txt"]
    assert "replace" in texts["qt.txt"]
    assert "Apache License" in texts["self-help-wizard.txt"]
    assert "Paweł Kuna" in texts["tabler-icons.txt"]
    assert "PYTHON SOFTWARE FOUNDATION" in texts["python.txt"]
    licences = ci("licences")
    for package in licences.shipped_packages():
        assert f"\n{package} " in texts["README.txt"]
        assert package in ("pyside6-essentials", "shiboken6") or any(name.startswith(f"{package}-") for name in texts)
    for library in licences.system_libraries(bundle / "_internal"):
        assert f"{licences.system_package(library)}.txt" in texts
    assert all(text.strip() for text in texts.values())


def test_the_packed_copies_are_no_larger_than_they_should_be(bundle: Path) -> None:
    packed = [path for path in bundle.parent.iterdir() if path.name.endswith((".tar.xz", ".deb"))]
    newest = {path.suffix: path for path in sorted(packed, key=os.path.getmtime)}
    assert newest.keys() == {".xz", ".deb"}
    assert all(path.stat().st_size <= 35_000_000 for path in newest.values())
