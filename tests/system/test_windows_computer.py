"""What Windows' buffers and values mean: the parts of its backend that need no Windows."""

import ctypes
import struct
from collections.abc import Sequence

import pytest

from wizard.system.base import Cancel, Done, Drive, Failed, InstalledApp, Missing, Progress
from wizard.system.command import CommandOutput
from wizard.system.windows import apps, boot, pending, process_list, reinstall, restart, smbios
from wizard.system.windows.display_drivers import (
    Device,
    adapters,
    class_of_drivers,
    draws_with_processor,
)
from wizard.system.windows.drive_answers import Answers, drive
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_drives import (
    DeviceDescriptor,
    Geometry,
    NvmeHealth,
    PredictFailure,
    ProtocolData,
    ProtocolDescriptor,
    SeekPenalty,
    TemperatureDescriptor,
)
from wizard.system.windows.structures_notifications import wide
from wizard.system.windows.structures_processes import ProcessInformation, TimeOfDayInformation


class Runner:
    """Answers every program with one exit code and remembers how it was called."""

    def __init__(self, answer: int | Missing) -> None:
        self.answer = answer
        self.calls: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.calls.append(tuple(argv))
        return self.answer if isinstance(self.answer, Missing) else CommandOutput(self.answer, "Hotovo.", "")


# pending restart


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ([], ()),
        ([r"\??\C:\a.tmp", ""], ()),
        ([r"\??\C:\a.tmp", r"!\??\C:\Windows\System32\a.dll"], ("a.dll",)),
        ([r"*1\??\C:\a.tmp", r"*2!\??\C:\a.dll"], ("a.dll",)),
        ([r"\??\C:\a", r"\??\C:\x.dll", r"\??\C:\b", r"\??\D:\x.dll"], ("x.dll",)),
        ([r"\??\C:\odd one out"], ()),
        ([f"n{number}" for number in range(40)], ("n1", "n3", "n5", "n7", "n9")),
    ],
)
def test_files_that_wait_to_be_replaced(note: list[str], names: tuple[str, ...]) -> None:
    assert pending.replacements(note) == names


# restart


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (0, Done, None),
        (1190, Done, None),  # a restart is scheduled already
        (1115, Done, None),
        (5, Missing, "not_permitted"),
        (1314, Missing, "not_permitted"),
        (87, Failed, None),
        (-1, Failed, None),
    ],
)
def test_restart(status: int, kind: type, reason: str | None) -> None:
    run = Runner(status)
    answer = restart.restart_computer(run)
    assert isinstance(answer, kind)
    assert getattr(answer, "reason", None) == reason
    (words,) = run.calls
    assert words[:2] == ("shutdown.exe", "/r"), "a real restart: /s may be Fast Startup's half one"
    assert words[words.index("/t") + 1] == "60"
    assert "/f" not in words, "programs with unsaved work are not closed by force"


def test_restart_without_the_program() -> None:
    assert restart.restart_computer(Runner(Missing("not_available", "x"))) == Missing("not_available", "x")


def test_a_clock_that_was_set_is_no_restart() -> None:
    before = TimeOfDayInformation(boot=134_000_000_000_000_000, boot_bias=0)
    hour = 36_000_000_000
    after = TimeOfDayInformation(boot=134_000_000_000_000_000 + hour, boot_bias=hour)
    restarted = TimeOfDayInformation(boot=134_000_000_000_000_000 + hour, boot_bias=0)
    assert boot.id_of(before) == boot.id_of(after) != boot.id_of(restarted)


# programs


def noted(name: str, version: str) -> dict[str, str]:
    return {"DisplayName": name, "DisplayVersion": version}


@pytest.mark.parametrize(
    ("key", "shown", "version", "found"),
    [
        ("{1}", "Example App", "3.2.1", True),
        ("{1}", "EXAMPLE APP", "3.2.1", True),
        ("example app", "Something else", "3.2.1", True),
        ("{1}", "Example App 3.2.1", "3.2.1", True),
        ("{1}", "Example App version 3.2.1", "3.2.1", True),
        ("{1}", "Example App 3.2.1 (x64) (user)", "3.2.1", True),
        ("{1}", "Example App 3.2.0", "3.2.1", False),
        ("{1}", "Example App Helper", "3.2.1", False),
        ("{1}", "My Example App", "3.2.1", False),
        ("{1}", "Example App", "", False),
        ("{1}", "", "1", False),
    ],
)
def test_a_program_goes_by_its_name(key: str, shown: str, version: str, found: bool) -> None:
    answer = tuple(apps.of_installer(key, noted(shown, version), ("Example App",)))
    assert answer == ((InstalledApp("Example App", version, "windows"),) if found else ())


@pytest.mark.parametrize(
    ("package", "name", "version"),
    [
        ("MSTeams_24004.1304.2655.7488_x64__8wekyb3d8bbwe", "MSTeams", "24004.1304.2655.7488"),
        ("MSTeams_24004.1304.2655.7488_x64__8wekyb3d8bbwe", "msteams_8WEKYB3D8BBWE", "24004.1304.2655.7488"),
        ("Microsoft.Office_1.0.0.0_neutral_split.language-cs_8wekyb3d8bbwe", "Microsoft.Office", "1.0.0.0"),
        ("MSTeams_24004.1304.2655.7488_x64__8wekyb3d8bbwe", "MSTeams_other", None),
        ("no package", "no package", None),
    ],
)
def test_packages_of_the_store(package: str, name: str, version: str | None) -> None:
    found = tuple(apps.of_package(package, (name,)))
    assert found == ((InstalledApp(name, version, "windows"),) if version else ())


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (0, Done, None),
        (-1978334967, Done, None),  # 0x8A150109: a restart finishes it
        (0x8A15010A, Failed, None),  # it was not installed, only a restart makes it possible
        (0x8A150014, Missing, "not_available"),
        (-1978335212, Missing, "not_available"),
        (0x8A15010C, Missing, "not_permitted"),
        (0x8A150019, Missing, "not_permitted"),
        (0x8A150011, Failed, None),  # the hash does not fit
        (1, Failed, None),
    ],
)
def test_winget_is_judged_by_its_exit_code(status: int, kind: type, reason: str | None) -> None:
    answer = reinstall.judged(status, "Example.App")
    assert isinstance(answer, kind)
    assert getattr(answer, "reason", None) == reason


@pytest.mark.parametrize("name", ["Mozilla.Firefox", "Notepad++.Notepad++", "7zip.7zip", "A.B.C"])
def test_names_of_winget(name: str) -> None:
    assert reinstall.is_identifier(name)


@pytest.mark.parametrize(
    "name", ["", "Firefox", "--all", "-h.x", "a b.c", "..\\x", "A.", "A..B", ".A", "A.B" * 99, "á.b"]
)
def test_no_names_of_winget(name: str) -> None:
    assert not reinstall.is_identifier(name)


def test_winget_is_asked_without_questions(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Microsoft/WindowsApps"  # type: ignore[operator]
    folder.mkdir(parents=True)
    (folder / "winget.exe").touch()
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    run, told = Runner(0), list[Progress]()
    answer = reinstall.reinstall_app(InstalledApp("Example.App", "1", "windows"), Cancel(), told.append, run)
    assert isinstance(answer, Done)
    (words,) = run.calls
    assert words[0] == str(folder / "winget.exe"), "by its full path, never by PATH"
    assert words[1:5] == ("install", "--id", "Example.App", "--exact")
    assert {"--silent", "--disable-interactivity", "--accept-source-agreements"} <= set(words)
    stopped = Cancel()
    stopped.set()
    assert isinstance(
        reinstall.reinstall_app(InstalledApp("Example.App", "1", "windows"), stopped, told.append, run), Missing
    )
    assert len(run.calls) == 1


@pytest.mark.parametrize(("status", "kind"), [(0, Done), (-1978335212, Missing), (0x8A15003A, Missing), (1, Done)])
def test_winget_is_asked_whether_it_has_it(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, status: int, kind: type
) -> None:
    """Only what says for sure that it would not work stops it; an error of the look-up itself does not."""
    folder = tmp_path / "Microsoft/WindowsApps"  # type: ignore[operator]
    folder.mkdir(parents=True)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    run, app = Runner(status), InstalledApp("Example.App", "1", "windows")
    assert isinstance(reinstall.can_reinstall(app, Cancel(), run), Missing), "no winget here"
    (folder / "winget.exe").touch()
    assert isinstance(reinstall.can_reinstall(app, Cancel(), run), kind)
    assert [words[1] for words in run.calls] == ["show"]


def test_an_app_without_an_identifier_is_left_to_the_person() -> None:
    run = Runner(0)
    for app in (InstalledApp("Example App", "1", "windows"), InstalledApp("A.B", "1", "deb")):
        answer = reinstall.reinstall_app(app, Cancel(), lambda _: None, run)
        assert isinstance(answer, Missing)
        assert answer.reason == "not_available"
    assert run.calls == []


# firmware's tables (DSP0134): structures as its chapters 7.2, 7.3 and 7.5 lay them out


def table(kind: int, fields: bytes, *texts: str) -> bytes:
    return bytes((kind, 4 + len(fields))) + b"\1\0" + fields + b"\0".join(text.encode() for text in texts) + b"\0\0"


def test_serials() -> None:
    uuid = bytes.fromhex("33221100554477668899aabbccddeeff")
    content = bytes(8) + b"".join(
        (
            table(0, bytes((1, 2)), "Maker", "1.0"),
            table(1, bytes((1, 2, 0, 3)) + uuid, "LENOVO", "20XW", "PF2ABCDE"),
            table(2, bytes((1, 2, 3, 4, 5)), "LENOVO", "20XW", "x", "L1HF0AB", "Default string"),
            table(3, bytes((1, 10, 2, 3, 4)), "LENOVO", "x", "To be filled by O.E.M.", "ASSET-7"),
            table(127, b""),
            table(1, bytes((0, 0, 0, 1)), "after the end"),
        )
    )
    assert smbios.serials(content) == ("PF2ABCDE", "00112233-4455-6677-8899-aabbccddeeff", "L1HF0AB", "ASSET-7")


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_damaged_tables(cut: int) -> None:
    content = bytes(8) + table(1, bytes((1, 2, 0, 9)) + bytes(16), "A", "B") + table(2, b"\xff" * 5, "C")
    assert smbios.serials(content[:cut]) == ()
    assert smbios.serials(content) == ()


# drives


def device(bus: int, vendor: bytes = b"", product: bytes = b"Samsung SSD 980", removable: int = 0) -> bytes:
    size = ctypes.sizeof(DeviceDescriptor)
    head = DeviceDescriptor(
        bus=bus, removable=removable, product_offset=size, vendor_offset=size + len(product) + 1 if vendor else 0
    )
    return bytes(head) + product + b"\0" + vendor + b"\0"


def health_log(used: int, kelvin: int = 315, warning: int = 0, offset: int | None = None) -> bytes:
    size = ctypes.sizeof(ProtocolData)
    told = ProtocolDescriptor(data=ProtocolData(data_offset=size if offset is None else offset, data_bytes=512))
    log = NvmeHealth(critical_warning=warning, temperature_kelvin=kelvin, used_percent=used)
    return bytes(told) + bytes(log).ljust(512, b"\0")


def temperature(celsius: int) -> bytes:
    told = TemperatureDescriptor(count=1)
    told.first[0].celsius = celsius
    return bytes(told)


def test_an_nvme_drive() -> None:
    geometry = bytes(Geometry(size_bytes=1_000_204_886_016))
    found = drive(Answers(device(17), geometry=geometry, nvme_health=health_log(7), temperature=temperature(42)))
    assert found == Drive("Samsung SSD 980", "solid_state", 1_000_204_886_016, True, 42.0, 7.0)


def test_a_worn_nvme_drive_that_warns() -> None:
    found = drive(Answers(device(17), nvme_health=health_log(130, warning=0x04)))
    assert found == Drive("Samsung SSD 980", "solid_state", None, False, 41.9, 130.0)


@pytest.mark.parametrize(("predicted", "healthy"), [(0, True), (1, False), (None, None)])
def test_a_rotating_drive(predicted: int | None, healthy: bool | None) -> None:
    answers = Answers(
        device(11, b"WDC", b"WD10EZEX"),
        seek_penalty=bytes(SeekPenalty(incurs=1)),
        predict_failure=b"" if predicted is None else bytes(PredictFailure(predicted=predicted)),
    )
    assert drive(answers) == Drive("WDC WD10EZEX", "rotating", healthy=healthy)


@pytest.mark.parametrize(
    "device_bytes",
    [b"", b"\1\2", device(7), device(14), device(11, removable=1)],
    ids=["nothing", "cut", "usb", "virtual", "card"],
)
def test_what_is_no_built_in_drive(device_bytes: bytes) -> None:
    assert drive(Answers(device_bytes)) is None


@pytest.mark.parametrize(
    "log", [b"", health_log(7)[:20], health_log(0, 0), health_log(7, offset=0), health_log(7, offset=4000)]
)
def test_a_health_log_that_says_nothing(log: bytes) -> None:
    found = drive(Answers(device(17), nvme_health=log))
    assert found is not None
    assert (found.healthy, found.wear_percent, found.temperature_celsius) == (None, None, None)


@pytest.mark.parametrize("celsius", [-0x8000, 0, 200])
def test_a_temperature_that_cannot_be(celsius: int) -> None:
    found = drive(Answers(device(11), temperature=temperature(celsius)))
    assert found is not None
    assert found.temperature_celsius is None


# graphics

INTEL = Device("Intel(R) UHD Graphics", r"PCI\VEN_8086&DEV_3E92&SUBSYS_86941043&REV_00", attached=True)
BASIC = Device("Microsoft Basic Display Adapter", r"PCI\VEN_8086&DEV_3E92&SUBSYS_86941043&REV_00", attached=True)
REMOTE = Device("Microsoft Remote Display Adapter", "", attached=True, remote=True)
DRIVERS = class_of_drivers(
    [
        {"DriverDesc": "Intel(R) UHD Graphics 630", "DriverVersion": "31.0.101.2115",
         "MatchingDeviceId": r"PCI\VEN_8086&DEV_3E92", "InfPath": "oem12.inf"},
        {"DriverDesc": "NVIDIA (removed)", "DriverVersion": "1", "MatchingDeviceId": r"PCI\VEN_10DE&DEV_1C82"},
        {"DriverVersion": "no name"},
    ]
)  # fmt: skip
BASIC_DRIVERS = class_of_drivers(
    [{"DriverDesc": "Základní grafický adaptér", "MatchingDeviceId": r"PCI\CC_0300", "InfPath": "display.inf"},
     {"DriverDesc": "Microsoft Basic Display Adapter", "MatchingDeviceId": r"PCI\CC_0300_X", "InfPath": "display.inf"}]
)  # fmt: skip


def test_a_chip_has_the_driver_that_was_installed_for_it() -> None:
    (chip,) = adapters([INTEL, INTEL, Device("mirror", "x", attached=True, mirroring=True)], DRIVERS)
    assert (chip.name, chip.driver, chip.driver_version) == ("Intel(R) UHD Graphics 630", "oem12.inf", "31.0.101.2115")


@pytest.mark.parametrize(
    ("devices", "drivers", "remote", "software"),
    [
        ([INTEL], DRIVERS, False, False),
        ([INTEL], DRIVERS, True, True),
        ([BASIC], BASIC_DRIVERS, False, True),
        ([REMOTE], DRIVERS, False, True),
        ([INTEL, REMOTE], DRIVERS, False, False),
        ([], DRIVERS, False, None),
        ([INTEL], (), False, None),
    ],
)
def test_what_draws(devices: list[Device], drivers: Sequence[object], remote: bool, software: bool | None) -> None:
    assert draws_with_processor(devices, drivers, remote) is software  # type: ignore[arg-type]


# processes


def process_entry(pid: int, name: str, next_offset: int, base: int) -> bytes:
    letters = name.encode("utf-16-le")
    size = ctypes.sizeof(ProcessInformation)
    entry = ProcessInformation(
        next_offset=next_offset, pid=pid, parent=1, created=133_000_000_000_000_000, user=10_000_000,
        kernel=5_000_000, private_working_set_bytes=1000, working_set_bytes=3000, session=2,
        name_bytes=len(letters), name_address=base + size if name else 0,
    )  # fmt: skip
    return bytes(entry) + letters


def test_the_list_of_processes() -> None:
    base = 0x1000
    idle = process_entry(0, "", 512, base).ljust(512, b"\0")
    content = idle + process_entry(7, "a\u202e.exe", 0, base + 512)
    (found,) = process_list.decode_processes(Memory(content, base), base)
    assert (found.pid, found.name, found.used_s) == (7, "a\ufffd.exe", 1.5)
    assert (found.own_bytes, found.resident_bytes, found.session) == (1000, 3000, 2)
    assert found.started == pytest.approx(1_655_526_400.0)


def test_a_list_that_leads_out_of_the_buffer() -> None:
    content = process_entry(7, "a.exe", 100_000, 0x1000)
    with pytest.raises(DamagedError):
        list(process_list.decode_processes(Memory(content, 0x1000), 0x1000))
    with pytest.raises(DamagedError):
        list(process_list.decode_processes(Memory(content[:40], 0x1000), 0x1000))


@pytest.mark.parametrize(
    ("text", "room", "kept"), [("abc", 8, "abc"), ("abcdef", 4, "abc"), ("ab😀", 4, "ab"), ("", 4, "")]
)
def test_texts_of_a_notification(text: str, room: int, kept: str) -> None:
    content = bytes(wide(text, room))
    assert content.decode("utf-16-le").rstrip("\0") == kept
    assert struct.unpack_from("<H", content, 2 * (room - 1)) == (0,)
