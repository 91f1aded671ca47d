"""The structures that are handed to Windows lie in memory as its own compiler lays them out, byte for byte."""

import ctypes
import importlib
import pkgutil

import pytest

import wizard.system.windows
from tests.windows import layouts

pytestmark = pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the recorded layouts are of 64 bits")


@pytest.mark.parametrize("structure", layouts.STRUCTURES, ids=lambda each: each.c_type)
def test_a_class_lies_as_its_structure(structure: layouts.Structure) -> None:
    assert structure.layout == layouts.recorded()[structure.c_type]


@pytest.mark.skipif(not layouts.can_compile(), reason="needs x86_64-w64-mingw32-gcc (mingw-w64)")
def test_the_recorded_numbers_are_what_the_compiler_says() -> None:
    assert layouts.compiled() == layouts.recorded()


def test_every_structure_is_compared() -> None:
    """A class without its row would be believed unseen."""
    names = [each.name for each in pkgutil.iter_modules(wizard.system.windows.__path__)]
    classes = {
        kind
        for name in names
        if name.startswith("structures_")
        for kind in vars(importlib.import_module(f"wizard.system.windows.{name}")).values()
        if isinstance(kind, type) and issubclass(kind, ctypes.Structure) and kind is not ctypes.Structure
    }
    assert classes == {each.kind for each in layouts.STRUCTURES}
