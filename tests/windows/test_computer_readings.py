"""What this Windows says of itself: the real registry, the real processes, the real files of a drive."""

import ctypes
import os
import subprocess
import sys
import winreg
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from wizard.system import this_system
from wizard.system.base import Cancel, Drive, Graphics, Health, InstalledApp, Missing, PendingRestart, Workload
from wizard.system.windows import boot, process_list

UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
UNINSTALL_32 = r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"
SESSION_MANAGER = r"SYSTEM\CurrentControlSet\Control\Session Manager"
BIOS = r"HARDWARE\DESCRIPTION\System\BIOS"
VIEW = winreg.KEY_ALL_ACCESS | winreg.KEY_WOW64_64KEY


@contextmanager
def written(root: int, path: str, values: dict[str, tuple[int, object]], *, own: bool = True) -> Iterator[None]:
    """Write values, and take them back afterwards; ``own``: the key, too."""
    with winreg.CreateKeyEx(root, path, access=VIEW) as key:
        before: dict[str, tuple[object, int]] = {}
        for name, (kind, value) in values.items():
            with suppress(FileNotFoundError):
                before[name] = winreg.QueryValueEx(key, name)
            winreg.SetValueEx(key, name, 0, kind, value)
    try:
        yield
    finally:
        if own:
            winreg.DeleteKeyEx(root, path, winreg.KEY_WOW64_64KEY)
        else:
            with winreg.OpenKey(root, path, access=VIEW) as key:
                for name in values:
                    if name in before:
                        winreg.SetValueEx(key, name, 0, before[name][1], before[name][0])
                    else:
                        winreg.DeleteValue(key, name)


def text(value: str) -> tuple[int, object]:
    return winreg.REG_SZ, value


def test_health_and_workload() -> None:
    system = this_system()
    health = system.health(Cancel())
    assert isinstance(health, Health)
    assert 0 <= health.cpu_percent <= 100
    assert 0 < health.memory_available_bytes <= health.memory_total_bytes
    assert 0 < health.disk_free_bytes <= health.disk_total_bytes
    assert health.uptime_s > 0
    assert 0 < len(health.top_processes) <= 5
    load = system.workload(0.2, Cancel())
    assert isinstance(load, Workload)
    assert load.memory_stall_percent is None, "Windows does not tell it"
    assert load.busiest
    assert Path(sys.executable).name not in {program.name for program in load.busiest}, "measuring is no load"


def test_a_busy_child_is_seen() -> None:
    """A program that works hard comes first, with a share of the whole computer."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        before = process_list.processes()
        Cancel().wait(1.0)
        after = process_list.processes()
        used = {key[0]: after[key].used_s - before[key].used_s for key in after if key in before}
        assert max(used, key=lambda pid: used[pid]) == busy.pid
        assert used[busy.pid] > 0.1
    finally:
        busy.kill()
        busy.wait()


def test_the_list_of_processes_knows_this_one() -> None:
    (own,) = [each for each in process_list.list_processes() if each.pid == os.getpid()]
    assert own.name.casefold() == "python.exe"
    created, rest = ctypes.c_int64(), [ctypes.c_int64() for _ in range(3)]
    kernel = ctypes.WinDLL("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    assert kernel.GetProcessTimes(
        ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(created), *(ctypes.byref(each) for each in rest)
    )
    assert own.created == created.value, "both calls tell the same start, to the last digit"
    assert own.resident_bytes > 1_000_000


def test_boot_id_stays() -> None:
    first, second = boot.boot_id(), boot.boot_id()
    assert isinstance(first, str)
    assert first == second
    child = subprocess.run(
        [sys.executable, "-c", "from wizard.system.windows import boot; print(boot.boot_id())"],
        capture_output=True, text=True, check=True, cwd=Path.cwd(),
    )  # fmt: skip
    assert child.stdout.strip() == first, "another process sees the same start"


def test_no_restart_is_pending_and_then_one_is() -> None:
    system = this_system()
    assert system.pending_restart() == PendingRestart(False)
    update = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired"
    parts = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending"
    with written(winreg.HKEY_LOCAL_MACHINE, update, {"x": (winreg.REG_DWORD, 1)}):
        assert system.pending_restart() == PendingRestart(True, ("Windows Update",))
        with written(winreg.HKEY_LOCAL_MACHINE, parts, {}):
            assert system.pending_restart() == PendingRestart(True, ("parts of Windows", "Windows Update"))
    assert system.pending_restart() == PendingRestart(False)


@pytest.mark.parametrize(
    ("note", "because"),
    [
        ([r"\??\C:\new.tmp", r"!\??\C:\Windows\System32\example.dll"], ("example.dll",)),
        ([r"\??\C:\Temp\old.tmp", ""], ()),  # only to be deleted: nobody waits for that
    ],
)
def test_files_that_wait(note: list[str], because: tuple[str, ...]) -> None:
    encoded = "".join(f"{each}\0" for each in note).encode("utf-16-le") + b"\0\0"
    with written_multi(encoded):
        assert this_system().pending_restart() == PendingRestart(bool(because), because)


@contextmanager
def written_multi(content: bytes) -> Iterator[None]:
    """Write the note as Windows does, with empty texts in it, which winreg would end at."""
    security = ctypes.WinDLL("advapi32")
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, SESSION_MANAGER, access=VIEW) as key:
        name = ctypes.c_wchar_p("PendingFileRenameOperations")
        handle = ctypes.c_void_p(key.handle)
        assert security.RegSetValueExW(handle, name, 0, winreg.REG_MULTI_SZ, content, len(content)) == 0
        try:
            yield
        finally:
            winreg.DeleteValue(key, "PendingFileRenameOperations")


def test_a_new_name_waits_for_a_restart() -> None:
    path = r"SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName"
    active = r"SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName"
    with (
        written(winreg.HKEY_LOCAL_MACHINE, active, {"ComputerName": text("OLD")}, own=False),
        written(winreg.HKEY_LOCAL_MACHINE, path, {"ComputerName": text("NEW")}, own=False),
    ):
        assert this_system().pending_restart() == PendingRestart(True, ("the computer's new name",))


def test_firmware() -> None:
    values = {
        "BIOSVendor": text("LENOVO"),
        "BIOSVersion": text("N2WET40W (1.30 )"),
        "BIOSReleaseDate": text("01/31/2023"),
    }
    with written(winreg.HKEY_LOCAL_MACHINE, BIOS, values, own=False):
        found = this_system().firmware()
        assert not isinstance(found, Missing)
        assert (found.vendor, found.version, found.released) == ("LENOVO", "N2WET40W (1.30 )", "2023-01-31")
    with written(winreg.HKEY_LOCAL_MACHINE, BIOS, {"BIOSVersion": text("To Be Filled By O.E.M.")}, own=False):
        assert isinstance(this_system().firmware(), Missing)


@pytest.mark.parametrize("place", ["user", "machine", "machine32"])
@pytest.mark.parametrize("name", ["example app", "Example-Key_is1"])
def test_installed_apps(place: str, name: str) -> None:
    root, path = {
        "user": (winreg.HKEY_CURRENT_USER, UNINSTALL),
        "machine": (winreg.HKEY_LOCAL_MACHINE, UNINSTALL),
        "machine32": (winreg.HKEY_LOCAL_MACHINE, UNINSTALL_32),
    }[place]
    values = {"DisplayName": text("Example App"), "DisplayVersion": text("3.2.1")}
    assert this_system().installed_apps((name,), Cancel()) == ()
    with written(root, f"{path}\\Example-Key_is1", values):
        assert this_system().installed_apps((name,), Cancel()) == (InstalledApp(name, "3.2.1", "windows"),)
    assert this_system().installed_apps((name,), Cancel()) == ()


def test_packages_of_the_store() -> None:
    packages = r"Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
    name = "MSTeams_24004.1304.2655.7488_x64__8wekyb3d8bbwe"
    with written(winreg.HKEY_CURRENT_USER, f"{packages}\\{name}", {}):
        found = this_system().installed_apps(("MSTeams_8wekyb3d8bbwe",), Cancel())
        assert found == (InstalledApp("MSTeams_8wekyb3d8bbwe", "24004.1304.2655.7488", "windows"),)


def test_identity_seeds_the_redaction() -> None:
    profile = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\{A}"
    cable = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\{B}"
    number = (winreg.REG_DWORD, 0x47)
    machine = winreg.HKEY_LOCAL_MACHINE
    with (
        written(machine, profile, {"ProfileName": text("Café Žižkov"), "NameType": number}),
        written(machine, cable, {"ProfileName": text("Network 2"), "NameType": (winreg.REG_DWORD, 6)}),
    ):
        found = this_system().identity()
    assert found.ssids == ("Café Žižkov",), "a cable's network has a name that stands in every text"
    assert found.user == os.environ["USERNAME"]
    assert found.home == os.environ["USERPROFILE"]
    assert os.environ["COMPUTERNAME"] in found.host_names
    with winreg.OpenKey(machine, r"SOFTWARE\Microsoft\Cryptography", access=winreg.KEY_READ | 0x100) as key:
        assert winreg.QueryValueEx(key, "MachineGuid")[0] in found.serials


def test_graphics_and_drives() -> None:
    graphics = this_system().graphics(Cancel())
    assert isinstance(graphics, Graphics | Missing)
    if isinstance(graphics, Graphics):
        assert (graphics.width_pixels or 0) <= (graphics.finest_width_pixels or 10**6)
    drives = this_system().drives(Cancel())
    assert isinstance(drives, tuple | Missing)
    if isinstance(drives, tuple):
        assert all(isinstance(each, Drive) and (each.size_bytes is None or each.size_bytes > 0) for each in drives)


def test_configuration_has_the_sections_of_every_system() -> None:
    found = this_system().configuration()
    assert list(found) == [
        "operating_system", "kernel", "interfaces", "routes", "routes_ipv6", "name_servers", "proxy",
    ]  # fmt: skip
    assert all(found.values())
    assert found["operating_system"].startswith("Microsoft Windows") or found["operating_system"].startswith("Windows")


def test_what_windows_does_not_tell_says_so() -> None:
    system = this_system()
    for answer in (system.sensors(Cancel()), system.firmware_updates(Cancel())):
        assert isinstance(answer, Missing)
        assert answer.reason == "not_available"
        assert answer.detail


def test_a_notification_never_stops_the_work() -> None:
    assert this_system().show_notification("A test", "Nothing is wrong. 😀" * 100) is not None
