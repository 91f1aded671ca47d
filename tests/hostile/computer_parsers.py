"""The computer itself: firmware, graphics, programs, restarts, sensors, serial numbers, mounts."""

import json
from types import SimpleNamespace

from tests.hostile.recorded import seeds
from tests.hostile.table import Parser, in_file, output, says, text
from wizard.system.base import Cancel
from wizard.system.elevation import read_answer
from wizard.system.firmware_text import smbios_date
from wizard.system.linux import (
    apps,
    bus,
    changes,
    drives,
    firmware,
    firmware_updates,
    graphics,
    identity,
    packages,
    restart,
)
from wizard.system.linux.files import _unescaped
from wizard.system.load import _average
from wizard.system.sensors import judged

LINUX = "wizard.system.linux"
FIRMWARE = (b"F.62\n", b"1.0.0 \n", b"To be filled by O.E.M.\n")
DATE = (b"03/14/2023\n", b"12/01/99\n")
SNAP = b"Name Version Rev Tracking Publisher Notes\nexample-app 3.2.1 10 latest/stable example -\n"
PACKAGE_JSON = b'{"name": "example-app", "version": "3.2.1"}'
RPM_INSTALLED = b"example-app\t1700000000\tinstalled\n"
NAMES = ("example-app",)
FWUPD = json.dumps(
    {
        "Devices": [
            {
                "Name": "System Firmware",
                "Version": "0.1.8",
                "Flags": ["internal", "require-ac", "needs-reboot"],
                "Releases": [{"Version": "0.1.9", "Flags": ["is-upgrade"]}, {"Version": "0.1.7", "Flags": []}],
            }
        ]
    }
).encode()
FWUPD_ERROR = b'{"Error": {"Domain": "FwupdError", "Code": 9, "Message": "No updates available"}}'
REMOTES = b'{"Remotes": [{"Id": "lvfs", "Kind": "download", "Enabled": true, "ModificationTime": 1700000000}]}'
PRESSURE = b"some avg10=1.53 avg60=0.87 avg300=0.73 total=1234\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"
ELEVATED = b'{"format": 1, "result": "done", "detail": "a"}'
U = "org.freedesktop.UDisks2"
UDISKS = json.dumps(
    {
        f"{U}.Drive": {
            "Vendor": "Example",
            "Model": "SSD",
            "Size": 512110190592,
            "RotationRate": 0,
            "Removable": False,
        },
        f"{U}.Drive.Ata": {
            "SmartUpdated": 1700000000,
            "SmartEnabled": True,
            "SmartFailing": False,
            "SmartTemperature": 310.15,
        },
        f"{U}.NVMe.Controller": {"SmartUpdated": 0, "SmartCriticalWarning": ["spare"], "SmartTemperature": 300},
    }
).encode()


def _sensors(content: bytes) -> object:
    """Read what psutil may say; its numbers come from files of drivers."""
    values: list[object] = [float(byte) * 1e3 for byte in content[:40]]
    values += [float(word) for word in text(content).split()[:40] if _is_float(word)]
    entries = [SimpleNamespace(label=text(content), current=value, high=value, critical=None) for value in values]
    return judged({text(content)[:50]: entries, "coretemp": entries}, {"fan": entries})


def _drive(content: bytes) -> object:
    """Read a drive out of whatever JSON can hold in the place of D-Bus values (whose integers end at 64 bits)."""
    try:
        found = json.loads(content, parse_int=lambda digits: int(digits) if len(digits) < 19 else 0)
    except (ValueError, RecursionError):
        return None
    found = found if isinstance(found, dict) else {"org.freedesktop.UDisks2.Drive": found}
    tables = {name: bus.plain(table) for name, table in found.items() if isinstance(table, dict)}
    return drives.drive(tables, tables[next(iter(tables))]) if drives.is_built_in(tables) else None


def _is_float(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


PARSERS = (
    Parser(
        "version of firmware",
        (f"{LINUX}.firmware",),
        in_file("sys/class/dmi/id/bios_version", firmware.firmware),
        FIRMWARE,
    ),
    Parser("date of firmware", ("wizard.system.firmware_text",), lambda data: smbios_date(text(data)), DATE),
    Parser(
        "serial number",
        (f"{LINUX}.identity",),
        in_file("sys/class/dmi/id/product_serial", identity.serials),
        (b"5CG1234XYZ\n", b"Default string\n"),
    ),
    Parser("lspci", (f"{LINUX}.graphics",), lambda data: graphics.parse_lspci(text(data)), seeds("graphics/lspci*")),
    Parser("glxinfo", (f"{LINUX}.graphics",), lambda data: graphics.parse_glxinfo(text(data)), seeds("graphics/glx*")),
    Parser("xrandr", (f"{LINUX}.graphics",), lambda data: graphics.parse_xrandr(text(data)), seeds("graphics/xrandr*")),
    Parser(
        "modes of DRM",
        (f"{LINUX}.graphics",),
        in_file("class/drm/card0-eDP-1/modes", lambda root: graphics._finest_of_drm(root / "class/drm")),
        (b"1920x1080\n1280x720i\n",),
    ),
    Parser("dpkg-query", (f"{LINUX}.apps",), lambda data: list(apps.parse_dpkg(text(data))), seeds("apps/dpkg*")),
    Parser("rpm", (f"{LINUX}.apps",), lambda data: list(apps.parse_rpm(text(data))), (b"example-app\t3.2.1~rc1\n",)),
    Parser(
        "flatpak", (f"{LINUX}.apps",), lambda data: list(apps.parse_flatpak(text(data))), (b"org.example\t3.2.1\n",)
    ),
    Parser("snap", (f"{LINUX}.apps",), lambda data: list(apps.parse_snap(text(data))), (SNAP,)),
    Parser(
        "package.json",
        (f"{LINUX}.apps",),
        in_file("opt/example-app/package.json", lambda root: apps.installed_apps(NAMES, Cancel(), says(b""), root)),
        (PACKAGE_JSON,),
    ),
    Parser(
        "flush", (f"{LINUX}.changes",), lambda data: changes._judge(output(data, 1), "flush"), (b"Access denied\n",)
    ),
    Parser(
        "packages that want a restart",
        (f"{LINUX}.restart",),
        in_file("run/reboot-required.pkgs", lambda root: restart._packages(root / "run/reboot-required.pkgs")),
        (b"linux-image-6.1.0-18-amd64\nlibc6\n",),
    ),
    Parser(
        "names of kernels",
        (f"{LINUX}.restart",),
        lambda data: restart._is_newer(text(data)[:255], "6.1.0-18-amd64"),
        (b"6.1.0-19-amd64", b"6.1"),
    ),
    Parser(
        "installed package",
        (f"{LINUX}.packages",),
        lambda data: packages.reinstall("example-app", says(data), Cancel(), packages.PACKAGERS[0]),
        (RPM_INSTALLED,),
    ),
    Parser("mountinfo", (f"{LINUX}.files",), _unescaped, (b"/mnt/with\\040space",)),
    Parser(
        "fwupdmgr get-updates",
        (f"{LINUX}.firmware_updates",),
        lambda data: firmware_updates.read_updates(output(data)),
        (FWUPD,),
        (ValueError,),
    ),
    Parser(
        "fwupdmgr has nothing to do",
        (f"{LINUX}.firmware_updates",),
        lambda data: firmware_updates.read_updates(output(data, 2)),
        (FWUPD_ERROR, FWUPD),
    ),
    Parser(
        "fwupdmgr get-remotes",
        (f"{LINUX}.firmware_updates",),
        lambda data: firmware_updates.read_age_days(text(data), 1_800_000_000),
        (REMOTES,),
    ),
    Parser("UDisks2", (f"{LINUX}.drives", f"{LINUX}.bus"), _drive, (UDISKS,)),
    Parser(
        "kernel's drives",
        (f"{LINUX}.drives",),
        in_file("block/sda/device/model", lambda root: drives.kernel_drives(root)),
        (b"Example SSD 990\n",),
    ),
    Parser("answer of the elevated program", ("wizard.system.elevation",), read_answer, (ELEVATED,)),
    Parser("pressure", ("wizard.system.load",), lambda data: _average(text(data).splitlines()), (PRESSURE,)),
    Parser("sensors", ("wizard.system.sensors",), _sensors, (b"41.5 3000 nan inf -1e400",)),
)
