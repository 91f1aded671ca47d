"""A computer whose every answer a test decides, and fixes ready to run on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wizard.device.base import Device
from wizard.fixes.fix import Fix, FixContext, FixResult
from wizard.flow.events import FactValue
from wizard.flow.model import Scalar
from wizard.organisation import Organisation, load_organisation
from wizard.system.base import (
    Cancel,
    Cleared,
    CrashLog,
    Done,
    Failed,
    Gateway,
    Health,
    KnownFolders,
    Missing,
    NetworkInterface,
    Progress,
    ProxySettings,
    Report,
    RunningProcess,
    WifiLink,
)
from wizard.system.unsupported import UnsupportedSystem

NOTHING = Missing("not_available", "this computer does nothing")


@dataclass
class Computer(UnsupportedSystem):
    """Answers "not available" to everything but what a test has set; keeps what it was asked to change."""

    platform: str = "linux"  # type: ignore[assignment]
    folders: KnownFolders = field(default_factory=lambda: KnownFolders({}))
    asked: list[str] = field(default_factory=list)
    flushed: Done | Failed | Missing = NOTHING
    restarted: Done | Failed | Missing = NOTHING
    boot: str | Missing = NOTHING
    started_at_login: tuple[str, ...] = ()
    processes: tuple[RunningProcess, ...] | Missing = ()
    closing: Done | Failed = field(default_factory=lambda: Done("closed"))
    clearing: Callable[[Path, Cancel, Report], Cleared | Missing] = lambda _folder, _cancel, _report: NOTHING
    logs: tuple[CrashLog, ...] | Missing = ()
    readings: dict[str, object] = field(default_factory=dict)

    def known_folders(self) -> KnownFolders:
        return self.folders

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing:
        self.asked.append("flush")
        return self.flushed

    def restart_computer(self) -> Done | Failed | Missing:
        self.asked.append("restart")
        return self.restarted

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        self.asked.append("start at login")
        self.started_at_login = argv
        return Done()

    def forget_start_at_login(self) -> Done | Failed | Missing:
        self.asked.append("forget")
        return Done()

    def boot_id(self) -> str | Missing:
        return self.boot

    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
        return self.processes

    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
        self.asked.append(f"close {process.pid}")
        return self.closing

    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        self.asked.append(f"clear {folder}")
        return self.clearing(folder, cancel, report)

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        self.asked.append(f"crash logs {' '.join(str(folder) for folder in folders)}")
        return self.logs

    def _reading(self, name: str) -> object:
        value = self.readings.get(name, NOTHING)
        if isinstance(value, Exception):
            raise value
        return value

    def health(self, cancel: Cancel) -> Health | Missing:
        return self._reading("health")  # type: ignore[return-value]

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        return self._reading("interfaces")  # type: ignore[return-value]

    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        return self._reading("gateway")  # type: ignore[return-value]

    def name_servers(self) -> tuple[str, ...] | Missing:
        return self._reading("name_servers")  # type: ignore[return-value]

    def proxy(self) -> ProxySettings | Missing:
        return self._reading("proxy")  # type: ignore[return-value]

    def wifi_link(self, cancel: Cancel) -> WifiLink | Missing:
        return self._reading("wifi")  # type: ignore[return-value]

    def configuration(self) -> Mapping[str, str]:
        value = self._reading("configuration")
        return {} if isinstance(value, Missing) else value  # type: ignore[return-value]


@dataclass
class Gadget:
    """A device that says one thing of itself."""

    identity: Device | Missing = NOTHING
    kind: str = "manual"

    def identify(self, cancel: Cancel) -> Device | Missing:
        return self.identity


@dataclass
class Bench:
    """One computer, one device, one profile, and what the fix reported."""

    computer: Computer
    work_folder: Path
    organisation: Organisation
    gadget: Gadget = field(default_factory=Gadget)
    facts: dict[str, FactValue] = field(default_factory=dict)
    cancel: Cancel = field(default_factory=Cancel)
    progress: list[Progress] = field(default_factory=list)
    come_back: tuple[str, ...] = ("/usr/bin/self-help-wizard", "--go-on", "7b2c")

    def context(self, **parameters: Scalar) -> FixContext:
        return FixContext(
            system=self.computer,
            organisation=self.organisation,
            device=self.gadget,  # type: ignore[arg-type]
            parameters=parameters,
            facts=self.facts,
            work_folder=str(self.work_folder),
            report=self.progress.append,
            cancel=self.cancel,
            now_s=lambda: 0.0,
            come_back=self.come_back,
        )

    def run(self, fix: Fix, **parameters: Scalar) -> FixResult:
        return fix.run(self.context(**parameters))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    home = tmp_path / "home"
    roots = {"home": home, "cache": home / ".cache", "state": home / ".local/state", "crash": tmp_path / "crash"}
    for root in roots.values():
        root.mkdir(parents=True)
    work_folder = tmp_path / "work"
    work_folder.mkdir(mode=0o700)
    return Bench(Computer(folders=KnownFolders(roots)), work_folder, load_organisation())
