"""Graphics on Linux: recorded answers of programs, sysfs as kernels write it, and answers that are nonsense."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.system.conftest import RECORDED, RecordedRunner
from wizard.system.base import Cancel, Graphics, GraphicsAdapter, Missing
from wizard.system.linux.graphics import Screen, graphics, parse_glxinfo, parse_lspci, parse_xrandr


def recorded_text(name: str) -> str:
    return (RECORDED / "graphics" / name).read_text("utf-8")


@pytest.fixture
def chip(tmp_path: Path) -> Callable[..., Path]:
    """Make a PCI device of a kernel's sysfs; return the root that holds it."""

    def make(slot: str = "0000:00:0f.0", kind: str = "0x030000", driver: str | None = None, version: str = "") -> Path:
        device = tmp_path / "sys/bus/pci/devices" / slot
        device.mkdir(parents=True)
        for name, text in {"class": kind, "vendor": "0x15ad", "device": "0x0405"}.items():
            (device / name).write_text(text + "\n", "utf-8")
        if driver:
            module = tmp_path / "sys/module" / driver
            module.mkdir(parents=True, exist_ok=True)
            (device / "driver").symlink_to(module)
            if version:
                (module / "version").write_text(version + "\n", "utf-8")
        return tmp_path

    return make


def test_llvmpipe_is_the_processor() -> None:
    assert parse_glxinfo(recorded_text("glxinfo-llvmpipe.txt")) == ("llvmpipe (LLVM 15.0.6, 256 bits)", True)


@pytest.mark.parametrize(
    ("renderer", "software"),
    [
        ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", False), ("NVIDIA GeForce GTX 1050 Ti/PCIe/SSE2", False),
        ("virgl", False), ("softpipe", True), ("SVGA3D; build: RELEASE;  LLVM;", False),
        ("Software Rasterizer", True), ("Google SwiftShader", True),
    ],
)  # fmt: skip
def test_renderers(renderer: str, software: bool) -> None:
    assert parse_glxinfo(f"OpenGL renderer string: {renderer}\n")[1] is software


def test_a_program_that_says_nothing_of_it() -> None:
    assert parse_glxinfo("Error: unable to open display\n") == (None, None)


def test_screens() -> None:
    """The primary one counts, with the finest of its own modes."""
    assert parse_xrandr(recorded_text("xrandr-two-screens.txt")) == Screen(1920, 1080, (1920, 1080))
    assert parse_xrandr(recorded_text("xrandr-xvfb.txt")) == Screen(1280, 800, (1280, 800))
    lower = recorded_text("xrandr-two-screens.txt").replace("primary 1920x1080+0+0", "primary 1280x720+0+0")
    assert parse_xrandr(lower) == Screen(1280, 720, (1920, 1080))
    assert parse_xrandr("Can't open display\n") == Screen()


def test_names_by_slot() -> None:
    assert parse_lspci(recorded_text("lspci-vmm-four.txt")) == {
        "0000:00:0f.0": "Example Chips Model 2 [Sample Graphics]",
        "0001:03:00.0": "Sample Graphics Corporation Model 3",
    }


def test_a_whole_computer(chip: Callable[..., Path], runner: RecordedRunner) -> None:
    root = chip(driver="vmwgfx", version="2.20.0")
    runner.says("lspci", "-D", "-vmm", out=recorded_text("lspci-vmm-four.txt"))
    runner.says("glxinfo", "-B", out=recorded_text("glxinfo-llvmpipe.txt"))
    runner.says("xrandr", "--current", out=recorded_text("xrandr-two-screens.txt"))
    assert graphics(Cancel(), runner, root, {"DISPLAY": ":0"}) == Graphics(
        (GraphicsAdapter("Example Chips Model 2 [Sample Graphics]", "vmwgfx", "2.20.0"),),
        "llvmpipe (LLVM 15.0.6, 256 bits)",
        True,
        1920,
        1080,
        1920,
        1080,
    )


def test_without_any_program_and_without_a_display(chip: Callable[..., Path], runner: RecordedRunner) -> None:
    """Chip and driver are in sysfs; the name is then its numbers, and nobody knows what draws."""
    root = chip()
    connector = root / "sys/class/drm/card0-eDP-1"
    connector.mkdir(parents=True)
    (connector / "status").write_text("connected\n", "utf-8")
    (connector / "modes").write_text("1920x1200\n1600x1200\n2560x1440i\nnonsense\n", "utf-8")
    found = graphics(Cancel(), runner, root, {})
    assert found == Graphics((GraphicsAdapter("VMware 0x0405", None),), None, None, None, None, 2560, 1440)


def test_what_is_no_graphics_chip(chip: Callable[..., Path], runner: RecordedRunner) -> None:
    found = graphics(Cancel(), runner, chip(kind="0x020000"), {})
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


texts = st.text(max_size=400) | st.lists(
    st.sampled_from(
        ["Slot:\t00:02.0", "Class:\tVGA", "Vendor:", ":", "", "eDP1 connected primary 99999x0+0+0", "   0x0 1",
         "OpenGL renderer string: ", "    Accelerated: no", "\x1b[2J\u202e", "a connected 1x1+0+0", "   99999x99999  1"]
    ), max_size=12,
).map("\n".join)  # fmt: skip


@given(texts)
def test_whatever_programs_say_is_read_or_left(text: str) -> None:
    assert all(name.isprintable() and len(name) <= 100 for name in parse_lspci(text).values())
    renderer, software = parse_glxinfo(text)
    assert (renderer is None) or (renderer.isprintable() and len(renderer) <= 100 and software is not None)
    screen = parse_xrandr(text)
    assert screen.width_pixels is None or 0 < screen.width_pixels <= 99_999
