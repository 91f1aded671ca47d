"""Computers and devices made by hand: each test says what a reading is, everything else is not available."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.device.base import Device
from wizard.organisation import Organisation, load_organisation
from wizard.practice.scene import load_scene, organisation_of, simulated_system
from wizard.probes.parameters import defaults
from wizard.probes.probe import ProbeContext, ProbeResult
from wizard.probes.registry import PROBES
from wizard.system.base import Cancel, Gateway, KnownFolders, Missing, NetworkInterface, Progress
from wizard.system.simulated import SimulatedSystem
from wizard.system.unsupported import UnsupportedSystem

FAST = 200.0
"""How much faster than the clock the made-up networks run; pacing counts echoes then, not seconds."""


class HandMade(UnsupportedSystem):
    """A computer whose readings are given by name: a value, or a function of the method's arguments."""

    platform = "linux"

    def __init__(self, **readings: Any) -> None:
        for name, reading in readings.items():
            setattr(self, name, reading if callable(reading) else lambda *_, answer=reading, **__: answer)


class Echoes:
    """Echoes whose fates are given, one after the other; the last one goes on for ever. Takes no time."""

    method = "icmp"
    speed = FAST

    def __init__(self, fates: Iterable[float | Missing | None], address: str = "8.8.8.8") -> None:
        self.address = address
        self.closed = 0
        self._fates = list(fates)
        self._next = 0
        self._lock = threading.Lock()

    def send(self, timeout_s: float) -> float | Missing | None:
        with self._lock:
            fate = self._fates[min(self._next, len(self._fates) - 1)]
            self._next += 1
        return fate

    def close(self) -> None:
        self.closed += 1


class HandMadeDevice:
    """A device that answers what it is given."""

    kind = "http"

    def __init__(self, device: Device | Missing | None = None, reachable: bool | Missing = True) -> None:
        self._device = device or Missing("not_available")
        self._reachable = reachable

    def identify(self, cancel: Cancel) -> Device | Missing:
        return self._device

    def reachable(self, cancel: Cancel) -> bool | Missing:
        return self._reachable


@dataclass
class Measuring:
    """Runs a probe with its defaults; keeps what it reported."""

    organisation: Organisation
    reports: list[Progress] = field(default_factory=list)

    def __call__(
        self,
        name: str,
        system: Any = None,
        device: Any = None,
        organisation: Organisation | None = None,
        cancel: Cancel | None = None,
        **parameters: Any,
    ) -> ProbeResult:
        probe = PROBES[name]
        organisation = organisation or self.organisation
        result = probe.run(
            ProbeContext(
                system=system or HandMade(),
                organisation=organisation,
                device=device or HandMadeDevice(),
                parameters={**defaults(probe.signature, organisation), **parameters},
                report=self.reports.append,
                cancel=cancel or Cancel(),
                now_s=time.monotonic,
            )
        )
        assert result.result in (*probe.signature.results, "unknown")
        assert set(result.facts) <= set(probe.signature.facts), "a probe has no facts but those it names"
        assert (result.reason is not None) == (result.result == "unknown"), "unknown has a reason, and nothing else has"
        return result


@pytest.fixture(scope="session")
def neutral() -> Organisation:
    return load_organisation()


@pytest.fixture
def measure(neutral: Organisation) -> Measuring:
    return Measuring(neutral)


@pytest.fixture
def made() -> type[HandMade]:
    return HandMade


@pytest.fixture
def echoes() -> type[Echoes]:
    return Echoes


@pytest.fixture
def device() -> type[HandMadeDevice]:
    return HandMadeDevice


@pytest.fixture
def with_values(neutral: Organisation) -> Callable[..., Organisation]:
    """Return the neutral profile with other values in one of its tables: ``with_values("network", service_url=…)``."""

    def change(name: str, /, **values: Any) -> Organisation:
        changed = msgspec.structs.replace(getattr(neutral, name), **values)
        return msgspec.structs.replace(neutral, **{name: changed})

    return change


@pytest.fixture
def scene_system(neutral: Organisation, tmp_path: Path) -> Callable[..., tuple[SimulatedSystem, Organisation]]:
    """Return the computer and the profile of a practice scene."""

    def make(name: str, speed: float = FAST) -> tuple[SimulatedSystem, Organisation]:
        scene = load_scene(name)
        organisation = organisation_of(scene, neutral)
        return simulated_system(scene, organisation, tmp_path / name, speed=speed), organisation

    return make


@pytest.fixture
def folders(tmp_path: Path) -> KnownFolders:
    """Return known folders below a temporary one."""
    roots = {name: tmp_path / name for name in ("home", "cache", "state", "crash")}
    for root in roots.values():
        root.mkdir()
    return KnownFolders(roots)


WIRED = NetworkInterface("eth0", "wired", True, ("192.168.1.23",))
WIRELESS = NetworkInterface("wlan0", "wireless", True, ("192.168.1.24",))


@pytest.fixture
def wired() -> NetworkInterface:
    return WIRED


@pytest.fixture
def wireless() -> NetworkInterface:
    return WIRELESS


@pytest.fixture
def router() -> Gateway:
    return Gateway("192.168.1.1", "eth0", answers=True, neighbour_known=True, latency_ms=1.5)
