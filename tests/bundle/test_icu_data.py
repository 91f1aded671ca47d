"""The ICU data of the bundle: smaller, and all that Qt asks of ICU it answers as before, in every language."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.test_contents import ROOT, ci

QUESTIONS = ROOT / "tests" / "bundle" / "asked_of_icu.py"
LARGEST_BYTES = 20_000_000
"""As it came the library has 32 MB; the half of it is never asked for."""


@pytest.fixture(scope="module")
def libraries(bundle: Path) -> Path:
    return bundle / "_internal" / "PySide6" / "Qt" / "lib"


@pytest.fixture
def icu_data(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return ci("icu_data")


def answers(**environment: str) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, str(QUESTIONS)],
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_every_answer_of_icu_is_that_of_the_whole_one(libraries: Path) -> None:
    """The program's own Python asks Qt and ICU as they lie in the bundle, then as they came."""
    whole, kept = answers(), answers(LD_LIBRARY_PATH=str(libraries))
    assert Path(kept.pop("library")).parent == libraries
    assert Path(whole.pop("library")).parent != libraries
    assert kept == whole
    assert [word for word in kept["sorted"]["cs"] if word[0] in "chčř" and word.islower()] == [
        "cena", "čáp", "hora", "chata", "řeka",
    ]  # fmt: skip
    assert kept["zones"]["cs"][0][0] == "středoevropský standardní čas"
    assert kept["encodings"]["windows-1250"][1].endswith("řůúűüýţ˙")
    assert len(kept["sorted"]) > 500


def test_the_data_lies_in_a_library_that_can_be_replaced(libraries: Path, icu_data: Any) -> None:
    (library,) = (path for path in libraries.glob("libicudata.so.*") if not path.is_symlink())
    symbol, size_bytes = icu_data.data_symbol(library)
    assert symbol == f"icudt{library.suffix[1:]}_dat"
    assert size_bytes < library.stat().st_size < LARGEST_BYTES
    headers = icu_data.run("objdump", "-p", str(library))
    assert f"SONAME               {library.name}\n" in headers
    assert "flags r-x" not in headers
    assert "flags rwx" not in headers


def test_a_part_that_asks_icu_for_more_stops_the_build(libraries: Path, icu_data: Any, tmp_path: Path) -> None:
    """Built from a real link to ICU that splits words, for which data would be missing."""
    (tmp_path / "asks.s").write_text("    .data\n    .quad ubrk_open_73, ucol_open_73\n", "utf-8")
    icu_data.run("as", "-o", str(tmp_path / "asks.o"), str(tmp_path / "asks.s"))
    (code,) = (path for path in libraries.glob("libicuuc.so.*") if not path.is_symlink())
    (data,) = (path for path in libraries.glob("libicudata.so.*") if not path.is_symlink())
    before = (tmp_path / data.name).write_bytes(data.read_bytes())
    link = ("ld", "-shared", "--no-as-needed", "-o", str(tmp_path / "libasks.so"), str(tmp_path / "asks.o"), str(code))
    icu_data.run(*link)
    with pytest.raises(SystemExit, match=r": ubrk_open_73$"):
        icu_data.trim_icu_data(tmp_path)
    assert (tmp_path / data.name).stat().st_size == before


def test_a_qt_without_icu_is_left_alone(icu_data: Any, tmp_path: Path) -> None:
    (tmp_path / "libQt6Core.so.6").write_bytes(b"no library of ICU beside it")
    icu_data.trim_icu_data(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["libQt6Core.so.6"]
