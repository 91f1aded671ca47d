"""A walk in the practice scene of a service that is down, on a computer whose readings a test can break."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.diagnosis import parts
from wizard.environment import Environment
from wizard.session import Session
from wizard.system.base import Progress


@dataclass
class Computer:
    """A system with some of its methods put aside; ``asked`` holds the names of all that were called."""

    real: Any
    instead: dict[str, Callable[..., object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__["instead"].get(name) or getattr(self.__dict__["real"], name)
        if callable(found):
            self.__dict__["asked"].append(name)
        return found


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(parts, "_BETWEEN_SAMPLES_S", 0.0)
    with compose(parse(["--practice", "service-down"])) as composed:
        computer = Computer(composed.system)
        computer.real.speed = 1000.0
        yield replace(composed, system=computer)


@pytest.fixture
def computer(environment: Environment) -> Computer:
    assert isinstance(environment.system, Computer)
    return environment.system


@pytest.fixture
def session(environment: Environment) -> Session:
    return Session.start(environment, "connection")


@pytest.fixture
def silent() -> Callable[[Progress], None]:
    return lambda _progress: None
