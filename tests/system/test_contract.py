"""Every backend keeps the protocol: right types, right units, Missing with a reason, a stop within a second."""

import ctypes
import inspect
import ipaddress
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from wizard.system import this_system
from wizard.system.base import (
    AccessPoint,
    Cancel,
    Capture,
    Cleared,
    ComputerFirmware,
    CrashLog,
    DirectorySize,
    Done,
    Drive,
    Failed,
    FileSystem,
    FirmwareUpdates,
    Gateway,
    Graphics,
    Health,
    HttpAnswer,
    HttpPolicy,
    InstalledApp,
    KnownFolders,
    Missing,
    NetworkInterface,
    PendingRestart,
    ProxySettings,
    Reason,
    Resolution,
    RunningProcess,
    Sensors,
    System,
    SystemIdentity,
    TraceRoute,
    WifiLink,
    Workload,
)

STOP_S = 1.0
LATE_S = 1.0
"""What a crowded machine may add to the second that a stop may take."""

METHODS = [name for name, _ in inspect.getmembers(System, inspect.isfunction) if not name.startswith("_")]


@pytest.fixture
def system(backend: Any) -> System:
    made = backend.make()
    assert isinstance(made.name, str)
    return made  # type: ignore[no-any-return]


def is_missing(answer: object) -> bool:
    if not isinstance(answer, Missing):
        return False
    assert answer.reason in get_args(Reason)
    assert answer.detail, "a Missing without a detail leaves Details empty"
    return True


def test_name_and_platform(system: System, backend: Any) -> None:
    assert system.name == backend.name
    assert system.platform in ("linux", "windows", "macos", "other")
    assert system.name in (system.platform, "unsupported", "simulated")


def keep_from_this_test(library: str, name: str, *_: object) -> None:
    """Stand in for ``calls.function``: Windows is changed by calls, where others start programs."""
    from wizard.system.windows.calls import RefusedError

    raise RefusedError(Missing("not_available", f"{name} is kept from this test"))


@pytest.mark.parametrize("method", METHODS)
def test_signature(system: System, method: str) -> None:
    """The same parameters in the same order: type checkers look at annotations, callers at names."""
    expected = list(inspect.signature(getattr(System, method)).parameters)[1:]
    assert list(inspect.signature(getattr(system, method)).parameters) == expected


def test_echo(system: System) -> None:
    """FACTS A3: every figure is labelled with how it was measured; 0 is no answer."""
    echo = system.open_echo("127.0.0.1", Cancel())
    if is_missing(echo):
        return
    assert not isinstance(echo, Missing)
    answers = [echo.send(1.0) for _ in range(3)]
    echo.close()
    assert echo.method in ("icmp", "ping", "tcp")
    assert echo.address == "127.0.0.1"
    for answer in answers:
        assert answer is None or is_missing(answer) or (isinstance(answer, float) and 0 < answer < 1000)


def test_interfaces(system: System) -> None:
    found = system.interfaces()
    if is_missing(found):
        return
    assert not isinstance(found, Missing)
    assert len({adapter.name for adapter in found}) == len(found)
    for adapter in found:
        assert isinstance(adapter, NetworkInterface)
        assert adapter.kind in ("wired", "wireless", "vpn", "virtual", "other")
        assert adapter.mac is None or adapter.mac == adapter.mac.lower()
        for address in adapter.addresses:
            assert not ipaddress.ip_address(address).is_loopback


def test_gateway(system: System) -> None:
    found = system.gateway(Cancel())
    if found is None or is_missing(found):
        return
    assert isinstance(found, Gateway)
    assert found.interface
    assert found.answers in (True, False, None)
    assert (found.latency_ms is not None) == (found.answers is True)


def test_name_servers(system: System) -> None:
    found = system.name_servers()
    if is_missing(found):
        return
    assert not isinstance(found, Missing)
    for address in found:
        ipaddress.ip_address(address)


def test_resolve(system: System) -> None:
    found = system.resolve("localhost", 5.0, Cancel())
    if is_missing(found):
        return
    assert isinstance(found, Resolution)
    assert found.latency_ms >= 0
    assert (found.error is None) == bool(found.addresses)


def test_ask_name_server(system: System) -> None:
    """Nothing listens on port 1 of this computer."""
    found = system.ask_name_server("127.0.0.1:1", "example.test", 1.0)
    if is_missing(found):
        return
    assert isinstance(found, Resolution)
    if sys.platform == "win32" and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version") and found.error == "no_answer":
        pytest.skip("wine 8 does not tell that a port is closed")
    assert (found.addresses, found.error) == ((), "refused")


def test_fetch_of_nothing(system: System) -> None:
    """Nothing listens on port 1 of this computer: no answer, never an exception."""
    assert is_missing(system.fetch("http://127.0.0.1:1/", 2.0, HttpPolicy()))


@pytest.mark.parametrize("url", ["http://192.0.2.1/", "ftp://127.0.0.1/", "nonsense", "", "http://", "https://[::1/"])
def test_fetch_of_what_is_not_allowed(system: System, url: str) -> None:
    answer = system.fetch(url, 2.0, HttpPolicy())
    assert is_missing(answer)
    assert not isinstance(answer, HttpAnswer)


def test_proxies_are_for_our_own_requests(system: System) -> None:
    found = system.proxies()
    assert found.url_for("https", "127.0.0.1") is None  # loopback always goes direct


def test_proxy(system: System) -> None:
    found = system.proxy()
    assert is_missing(found) or isinstance(found, ProxySettings)


def test_wifi(system: System) -> None:
    link = system.wifi_link(Cancel())
    assert is_missing(link) or isinstance(link, WifiLink)
    points = system.wifi_scan(Cancel())
    if is_missing(points):
        return
    assert not isinstance(points, Missing)
    for point in points:
        assert isinstance(point, AccessPoint)
        assert 1 <= point.channel <= 233
        assert point.signal_dbm is None or -120 <= point.signal_dbm < 0


def test_route(system: System) -> None:
    """FACTS C2: the way to a server; this computer itself is one hop away."""
    found = system.trace_route("127.0.0.1", Cancel(), lambda _: None)
    if is_missing(found):
        return
    assert isinstance(found, TraceRoute)
    assert [hop.number for hop in found.hops] == list(range(1, len(found.hops) + 1))
    assert found.reached
    assert found.hops[-1].address == found.address == "127.0.0.1"
    for hop in found.hops:
        assert hop.latencies_ms
        assert (hop.address is None) == (set(hop.latencies_ms) == {None})


def test_capture(system: System, tmp_path: Path) -> None:
    """FACTS C2: what may be done is done, and what may not be is said beforehand and afterwards in the same way."""
    may = system.may_capture()
    command = system.capture_command(tmp_path / "a.pcap", 30)
    assert command is None or str(tmp_path / "a.pcap") in command
    found = system.capture_packets(tmp_path / "a.pcap", 0.2, Cancel(), lambda _: None)
    if may == "yes":
        assert isinstance(found, Capture)
        assert (tmp_path / "a.pcap").stat().st_size == found.size_bytes
    else:
        assert is_missing(may) or may in ("with_password", "needs_administrator")
        assert is_missing(found)
        assert list(tmp_path.iterdir()) == []


def test_health(system: System) -> None:
    """FACTS C1."""
    found = system.health(Cancel())
    if is_missing(found):
        return
    assert isinstance(found, Health)
    assert 0 <= found.cpu_percent <= 100
    assert 0 < found.memory_available_bytes <= found.memory_total_bytes
    assert 0 <= found.disk_free_bytes <= found.disk_total_bytes
    assert found.uptime_s > 0
    assert found.battery_percent is None or 0 <= found.battery_percent <= 100
    assert 0 < len(found.top_processes) <= 5
    busy = [percent for _, percent, _ in found.top_processes]
    assert busy == sorted(busy, reverse=True)


def test_workload(system: System) -> None:
    """What uses most, by program; a share of the whole computer is never over 100 %."""
    found = system.workload(0.1, Cancel())
    if is_missing(found):
        return
    assert isinstance(found, Workload)
    assert found.seconds >= 0.1
    assert 0 <= found.cpu_percent <= 100
    assert len(found.busiest) <= 5 and len(found.largest) <= 5
    for program in (*found.busiest, *found.largest):
        assert program.name
        assert 0 <= program.cpu_percent <= 100
        assert program.memory_bytes >= 0
        assert program.processes >= 1
    assert [each.memory_bytes for each in found.largest] == sorted(
        (e.memory_bytes for e in found.largest), reverse=True
    )
    assert (found.swap_total_bytes is None) == (found.swap_used_bytes is None)


def test_pending_restart(system: System) -> None:
    found = system.pending_restart()
    if is_missing(found):
        return
    assert isinstance(found, PendingRestart)
    assert found.needed == bool(found.because)


def test_sensors(system: System) -> None:
    """FACTS A9: a value that cannot be true is no value, and a computer without sensors is not at 0 °C."""
    found = system.sensors(Cancel())
    if is_missing(found):
        return
    assert isinstance(found, Sensors)
    assert found.temperatures
    for sensor in found.temperatures:
        assert sensor.label
        assert sensor.celsius != 0
        assert -40 < sensor.celsius <= 150
    assert all(fan.speed_rpm >= 0 for fan in found.fans)


def test_installed_apps(system: System) -> None:
    """FACTS A5: none is an empty answer of somebody who can tell, never of nobody."""
    found = system.installed_apps(("no-program-is-called-this",), Cancel())
    assert is_missing(found) or found == ()


def test_graphics(system: System) -> None:
    """FACTS A8: what is not known is None, and a screen has no zero pixels."""
    found = system.graphics(Cancel())
    if is_missing(found):
        return
    assert isinstance(found, Graphics)
    assert all(adapter.name and adapter.driver != "" for adapter in found.adapters)
    assert (found.renderer is None) == (found.software is None)
    for pixels in (found.width_pixels, found.height_pixels, found.finest_width_pixels, found.finest_height_pixels):
        assert pixels is None or pixels > 0


def test_firmware(system: System) -> None:
    found = system.firmware()
    if is_missing(found):
        return
    assert isinstance(found, ComputerFirmware)
    assert found.version
    assert found.released is None or date.fromisoformat(found.released)


def test_firmware_updates(system: System) -> None:
    """An update has a newer version than the one there is; an age is never negative."""
    found = system.firmware_updates(Cancel())
    if is_missing(found):
        return
    assert isinstance(found, FirmwareUpdates)
    assert found.on_power in (True, False, None)
    assert found.asked_days is None or found.asked_days >= 0
    assert all(each.device and each.version != each.newer_version for each in found.updates)


def test_drives(system: System) -> None:
    """A size, a temperature and a wear that are not known are None, never 0."""
    found = system.drives(Cancel())
    if is_missing(found):
        return
    assert found
    for drive in found:
        assert isinstance(drive, Drive)
        assert drive.name
        assert drive.kind in ("solid_state", "rotating", "other")
        assert drive.size_bytes is None or drive.size_bytes > 0
        assert drive.healthy in (True, False, None)
        assert drive.temperature_celsius is None or -40 < drive.temperature_celsius < 125
        assert drive.wear_percent is None or drive.wear_percent >= 0


def test_reinstall_app(system: System) -> None:
    """What nobody installed is never said to be installed again."""
    app = InstalledApp("no-program-is-called-this", "1.0", "folder")
    found = system.reinstall_app(app, Cancel(), lambda _: None)
    assert is_missing(found) or isinstance(found, Failed)


def test_can_reinstall(system: System) -> None:
    """Nobody says that a program may be installed again which nobody installed, but where practice plays it."""
    app = InstalledApp("no-program-is-called-this", "1.0", "folder")
    found = system.can_reinstall(app, Cancel())
    assert is_missing(found) or (isinstance(found, Done) and type(system).__name__ == "SimulatedSystem")
    if is_missing(found):
        assert system.reinstall_app(app, Cancel(), lambda _: None) == found, "both give the same reason"


def test_boot_id(system: System) -> None:
    found = system.boot_id()
    assert is_missing(found) or (isinstance(found, str) and found == system.boot_id())


def test_identity(system: System) -> None:
    """It seeds the redaction: an empty entry would take out everything or nothing."""
    found = system.identity()
    assert isinstance(found, SystemIdentity)
    entries = (*found.host_names, *found.domains, *found.addresses, *found.macs, *found.ssids, *found.serials)
    assert all(entry.strip() for entry in entries)


def test_configuration(system: System) -> None:
    """FACTS C2: export of the configuration."""
    found = system.configuration()
    assert all(isinstance(name, str) and isinstance(value, str) and value for name, value in found.items())


def test_files(system: System, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    size = system.directory_size(tmp_path, Cancel(), lambda _: None)
    assert is_missing(size) or isinstance(size, DirectorySize)
    free = system.free_bytes(tmp_path)
    assert is_missing(free) or (isinstance(free, int) and free >= 0)
    logs = system.crash_logs((tmp_path,), Cancel())
    assert is_missing(logs) or (isinstance(logs, tuple) and all(isinstance(log, CrashLog) for log in logs))
    for log in logs if isinstance(logs, tuple) else ():
        # A file to attach, or what a journal tells: that has none, and no code.
        assert (log.path is None) == (log.format == "coredumpctl")
        assert log.path is not None or log.codes == ()
    cleared = system.clear_directory(tmp_path, Cancel(), lambda _: None)
    assert is_missing(cleared) or isinstance(cleared, Cleared)


def test_file_systems(system: System) -> None:
    """Room is told for each place once, and never as 0 bytes of 0."""
    found = system.file_systems(Cancel())
    if is_missing(found):
        return
    assert not isinstance(found, Missing)
    assert found
    for each in found:
        assert isinstance(each, FileSystem)
        assert each.places
        assert set(each.places) <= {"home", "system", "temp"}
        assert len(set(each.places)) == len(each.places)
        assert 0 <= each.free_bytes <= each.total_bytes
        assert each.total_bytes > 0
        assert (each.total_files is None) == (each.free_files is None)


def test_own_files(system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trash is measured and emptied; downloads are only named."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    size = system.trash_size(Cancel(), lambda _: None)
    assert is_missing(size) or size == DirectorySize(0, 0)
    emptied = system.empty_trash(Cancel(), lambda _: None)
    assert is_missing(emptied) or emptied == Cleared(0, 0, 0, 0)
    downloads = system.downloads_folder()
    assert is_missing(downloads) or (isinstance(downloads, Path) and downloads.is_absolute())


def test_processes(system: System) -> None:
    names = ("no program is called this",)
    found = system.processes_named(names)
    assert is_missing(found) or found == ()
    gone = RunningProcess(2**22 + 1, names[0], 1.0)  # a pid above the largest of any kernel
    assert isinstance(system.close_process(gone, 1.0, Cancel()), (Done, Failed))


def test_changes_are_not_claimed(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner of these tests starts nothing that changes the computer; then nothing may be Done."""
    if system.name == "windows":
        monkeypatch.setattr("wizard.system.windows.flush_dns.function", keep_from_this_test)
    if system.name == "simulated":
        return  # it changes itself, which tests/system/test_simulated.py looks at
    assert is_missing(system.flush_dns(Cancel()))
    assert is_missing(system.restart_computer())


def test_known_folders(system: System, backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if backend.name == "windows":
        # Windows' own call is not here: platformdirs' second way, by the environment, stands in for it.
        import platformdirs.windows

        monkeypatch.setattr(platformdirs.windows, "get_win_folder", platformdirs.windows.get_win_folder_from_env_vars)
        for name in ("LOCALAPPDATA", "APPDATA"):
            monkeypatch.setenv(name, f"/profile/{name}")
    found = system.known_folders()
    assert isinstance(found, KnownFolders)
    assert all(root.is_absolute() for root in found.roots.values())
    expected = {"linux": {"cache", "crash"}, "windows": {"local", "roaming", "crash"}, "macos": {"cache", "crash"}}
    assert expected.get(backend.name, set()) <= set(found.roots)


def test_not_filled_is_said(backend: Any) -> None:
    """A backend without readings says "not available"; it never looks healthy."""
    if backend.filled:
        assert not isinstance(backend.make().boot_id(), Missing)
        return
    system = backend.make()
    answers = [
        system.open_echo("127.0.0.1", Cancel()),
        system.interfaces(),
        system.gateway(Cancel()),
        system.name_servers(),
        system.resolve("localhost", 1.0, Cancel()),
        system.proxy(),
        system.wifi_link(Cancel()),
        system.trace_route("127.0.0.1", Cancel(), lambda _: None),
        system.may_capture(),
        system.capture_packets(Path("/nowhere/a.pcap"), 0.1, Cancel(), lambda _: None),
        system.health(Cancel()),
        system.sensors(Cancel()),
        system.firmware(),
        system.graphics(Cancel()),
        system.installed_apps(("a",), Cancel()),
        system.file_systems(Cancel()),
        system.workload(0.1, Cancel()),
        system.pending_restart(),
        system.trash_size(Cancel(), lambda _: None),
        system.empty_trash(Cancel(), lambda _: None),
        system.downloads_folder(),
        system.restart_computer(),
    ]
    assert [answer.reason for answer in answers] == ["not_available"] * len(answers)


STOPPABLE: dict[str, Callable[[System, Cancel], object]] = {
    "resolve": lambda system, cancel: system.resolve("example.test", 30.0, cancel),
    "gateway": lambda system, cancel: system.gateway(cancel),
    "wifi_link": lambda system, cancel: system.wifi_link(cancel),
    "wifi_scan": lambda system, cancel: system.wifi_scan(cancel),
    "health": lambda system, cancel: system.health(cancel),
    "sensors": lambda system, cancel: system.sensors(cancel),
    "graphics": lambda system, cancel: system.graphics(cancel),
    "installed_apps": lambda system, cancel: system.installed_apps(("a",), cancel),
    "trace_route": lambda system, cancel: system.trace_route("203.0.113.80", cancel, lambda _: None),
    "capture_packets": lambda system, cancel: system.capture_packets(
        Path("/nowhere/a.pcap"), 30, cancel, lambda _: None
    ),
    "flush_dns": lambda system, cancel: system.flush_dns(cancel),
    "crash_logs": lambda system, cancel: system.crash_logs((), cancel),
    "file_systems": lambda system, cancel: system.file_systems(cancel),
    "workload": lambda system, cancel: system.workload(30.0, cancel),
    "trash_size": lambda system, cancel: system.trash_size(cancel, lambda _: None),
}


@pytest.mark.parametrize("method", STOPPABLE)
def test_stop(system: System, method: str) -> None:
    """A stop that was requested ends the call within a second, without an exception."""
    cancel = Cancel()
    cancel.set()
    ended = threading.Event()

    def call() -> None:
        STOPPABLE[method](system, cancel)
        ended.set()

    threading.Thread(target=call, daemon=True).start()
    assert ended.wait(STOP_S + LATE_S)


def test_this_system_is_chosen_once() -> None:
    assert this_system() is this_system()
    assert this_system().platform in ("linux", "windows", "macos", "other")


def test_show_notification(system: System) -> None:
    answer = system.show_notification("A test", "Nothing is wrong.")
    assert is_missing(answer) or isinstance(answer, Done)
