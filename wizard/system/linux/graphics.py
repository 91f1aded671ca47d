"""Graphics on Linux: chips and drivers out of sysfs, names by lspci, what draws by glxinfo, the screen by xrandr."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.hardware import Graphics, GraphicsAdapter

_TIMEOUT_S = 4.0
_LONGEST = 100
_DISPLAY_CLASS = "0x03"
"""PCI class of display controllers (PCI Code and ID Assignment Specification, 03h)."""
_VENDORS: Mapping[str, str] = {
    "0x8086": "Intel", "0x10de": "NVIDIA", "0x1002": "AMD", "0x15ad": "VMware", "0x1af4": "Virtio",
    "0x1234": "QEMU", "0x1b36": "QXL", "0x80ee": "VirtualBox", "0x1a03": "ASPEED", "0x102b": "Matrox",
}  # fmt: skip
_SOFTWARE = re.compile(r"llvmpipe|softpipe|swrast|swiftshader|software rasterizer|lavapipe", re.I)
"""Names of Mesa's and Google's renderers that draw with the processor."""
_RENDERER = re.compile(r"^OpenGL renderer string: *(.+)$", re.M)
_ACCELERATED = re.compile(r"^[ \t]*Accelerated: *(yes|no)[ \t]*$", re.M)
_OUTPUT = re.compile(r"^\S+ connected (primary )?(?:(\d{1,5})x(\d{1,5})\+\d+\+\d+)?", re.M)
_MODE = re.compile(r"^ +(\d{1,5})x(\d{1,5})i? ")
_DRM_MODE = re.compile(r"(\d{1,5})x(\d{1,5})i?")
_WITH_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY")


@dataclass(frozen=True)
class Screen:
    """The main screen as one source tells it; None for what it does not."""

    width_pixels: int | None = None
    height_pixels: int | None = None
    finest: tuple[int, int] | None = None


def graphics(
    cancel: Cancel, run: Runner, root: Path, environment: Mapping[str, str] = os.environ
) -> Graphics | Missing:
    """Return what is known of chips, renderer and screen; Missing where there is neither a chip nor a screen."""
    names = _names(run, cancel)
    adapters = tuple(_adapters(root / "sys", names))
    has_display = any(environment.get(name) for name in _WITH_DISPLAY)
    renderer, software = _renderer(run, cancel) if has_display else (None, None)
    screen = _xrandr(run, cancel) if environment.get("DISPLAY") else Screen()
    if cancel.requested:
        return Missing("timeout", "graphics: stopped")
    finest = screen.finest or _finest_of_drm(root / "sys/class/drm")
    if not adapters and renderer is None and screen.width_pixels is None and finest is None:
        return Missing("not_available", "graphics: there is no graphics chip and no screen")
    width, height = finest or (None, None)
    return Graphics(adapters, renderer, software, screen.width_pixels, screen.height_pixels, width, height)


def parse_lspci(text: str) -> Mapping[str, str]:
    """Return the names of display controllers by slot, out of ``lspci -Dvmm`` (lspci(8), machine-readable)."""
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        for line in block.splitlines():
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.strip(), value.strip())
        kind = fields.get("Class", "")
        if re.match(r"VGA|3D|Display", kind) and fields.get("Slot"):
            slot = fields["Slot"]
            slot = slot if slot.count(":") == 2 else f"0000:{slot}"
            found[slot] = _clean(f"{fields.get('Vendor', '')} {fields.get('Device', '')}")
    return found


def parse_glxinfo(text: str) -> tuple[str | None, bool | None]:
    """Return renderer, and whether it is the processor, out of ``glxinfo -B``."""
    found = _RENDERER.search(text)
    if found is None:
        return None, None
    renderer = _clean(found[1])
    accelerated = _ACCELERATED.search(text)
    software = bool(_SOFTWARE.search(renderer)) or (accelerated is not None and accelerated[1] == "no")
    return renderer or None, software


def parse_xrandr(text: str) -> Screen:
    """Return the primary screen, else the first in use, out of ``xrandr --current``."""
    outputs = [match for match in _OUTPUT.finditer(text) if match[2]]
    if not outputs:
        return Screen()
    chosen = next((match for match in outputs if match[1]), outputs[0])
    modes = []
    for line in text[chosen.end() :].splitlines()[1:]:
        mode = _MODE.match(line)
        if mode is None:
            break
        modes.append((int(mode[1]), int(mode[2])))
    return Screen(int(chosen[2]), int(chosen[3]), max(modes, key=lambda mode: mode[0] * mode[1], default=None))


def _names(run: Runner, cancel: Cancel) -> Mapping[str, str]:
    output = run(("lspci", "-D", "-vmm"), _TIMEOUT_S, cancel)
    return {} if isinstance(output, Missing) else parse_lspci(output.out)


def _renderer(run: Runner, cancel: Cancel) -> tuple[str | None, bool | None]:
    output = run(("glxinfo", "-B"), _TIMEOUT_S, cancel)
    return (None, None) if isinstance(output, Missing) else parse_glxinfo(output.out)


def _xrandr(run: Runner, cancel: Cancel) -> Screen:
    output = run(("xrandr", "--current"), _TIMEOUT_S, cancel)
    return Screen() if isinstance(output, Missing) else parse_xrandr(output.out)


def _adapters(sys: Path, names: Mapping[str, str]) -> Iterator[GraphicsAdapter]:
    for device in _entries(sys / "bus/pci/devices"):
        if not _text(device / "class").startswith(_DISPLAY_CLASS):
            continue
        vendor, identifier = _text(device / "vendor"), _text(device / "device")
        name = names.get(device.name) or f"{_VENDORS.get(vendor, vendor)} {identifier}".strip()
        driver = _link_name(device / "driver")
        yield GraphicsAdapter(name, driver, _text(sys / "module" / driver / "version") or None if driver else None)


def _finest_of_drm(drm: Path) -> tuple[int, int] | None:
    """Return the finest mode of the first connected screen (Documentation/gpu/drm-kms of the Linux kernel)."""
    for connector in _entries(drm):
        if _text(connector / "status") != "connected":
            continue
        modes = [_DRM_MODE.fullmatch(line) for line in _text(connector / "modes", 4096).split()]
        sizes = [(int(mode[1]), int(mode[2])) for mode in modes if mode]
        if sizes:
            return max(sizes, key=lambda size: size[0] * size[1])
    return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _text(file: Path, most: int = 4 * _LONGEST) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(most).decode("utf-8", "replace").strip()
    except OSError:
        return ""
    return text if most > 4 * _LONGEST else _clean(text)


def _link_name(link: Path) -> str | None:
    try:
        return _clean(link.readlink().name) or None
    except OSError:
        return None


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]
