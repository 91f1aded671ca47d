"""Practice scenes: a computer, a network and a device with a fault, as data in ``assets/practice`` (DESIGN 7)."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from wizard.answers import AnswersFile
from wizard.errors import UsageError
from wizard.marking import N_
from wizard.organisation import Organisation
from wizard.resources import assets
from wizard.settings import read_bounded
from wizard.system.simulated import DEFAULT_SPEED, SimulatedSystem
from wizard.system.simulated_state import Change, SimulatedComputer, StateError, with_values

MOST_BYTES = 200_000


class SceneError(UsageError):
    """A scene is not there or cannot be read."""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SceneWords(_Table, frozen=True, kw_only=True):
    """What a person reads of a scene, in one language."""

    title: Annotated[str, msgspec.Meta(min_length=1)]
    description: Annotated[str, msgspec.Meta(min_length=1)]


class SceneHead(SceneWords, frozen=True, kw_only=True):
    """English words, and other languages by code (``[scene.texts.cs]``)."""

    texts: dict[str, SceneWords] = {}


class SceneDevice(_Table, frozen=True, kw_only=True):
    """The practice device. ``behaviour`` is how it takes firmware; see ``wizard.practice.device_server``."""

    driver: Literal["http"] = "http"
    model: str = "PX-100"
    serial: str = "PX100-0042-7731"
    hardware: str = "B"
    firmware_version: str = "2.3.1"
    behaviour: Literal["normal", "refuse", "stall", "cut", "keep_old"] = "normal"
    restart_seconds: Annotated[float, msgspec.Meta(ge=0, le=300)] = 2.0
    on_power: bool | None = True
    free_bytes: Annotated[int, msgspec.Meta(ge=0)] = 64_000_000


class Scene(_Table, frozen=True, kw_only=True):
    """A scene as its file says it.

    ``organisation`` holds values of the organisation profile that the scene needs, by dotted name
    (``account.page_url``); everything else of the profile stays as it is. ``script`` is what the person of this
    scene answers and allows, for a walk with nobody in front of it.
    """

    format: Literal[1]
    scene: SceneHead
    computer: SimulatedComputer = SimulatedComputer()
    change: tuple[Change, ...] = ()
    device: SceneDevice = SceneDevice()
    organisation: dict[str, Any] = {}
    script: AnswersFile | None = None

    def words(self, language: str) -> SceneWords:
        """Return title and description in a language, else in English."""
        return self.scene.texts.get(language, self.scene)


def scenes_folder() -> Path:
    """Return the folder of the scenes that ship with the program."""
    return assets() / "practice"


def scene_names() -> tuple[str, ...]:
    """Return the names of all scenes that ship with the program."""
    return tuple(sorted(path.stem for path in scenes_folder().glob("*.toml")))


def load_scene(name: str) -> Scene:
    """Return a scene by its name, or from the file that ``name`` ends in (``my-scene.toml``).

    Raises SceneError for a name that is not there and for a file that does not fit the schema; the message names
    the file and what does not fit.
    """
    path = Path(name) if name.endswith(".toml") else scenes_folder() / f"{name}.toml"
    if not name.endswith(".toml") and name not in scene_names():
        known = ", ".join(scene_names())
        raise SceneError(N_("There is no practice scene {name}. There are: {known}."), name=name, known=known)
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise SceneError(N_("The practice scene {file} is too large to be one."), file=path)
        content = read_bounded(path, MOST_BYTES)
        if content is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        scene = msgspec.toml.decode(content, type=Scene)
        for change in scene.change:
            with_values(scene.computer, change.set)
    except OSError as error:
        raise SceneError(N_("The practice scene {file} cannot be read: {answer}."), file=path, answer=error) from error
    except (ValueError, RecursionError) as error:  # TOML, schema, and a change's names are all ValueErrors
        raise SceneError(N_("The practice scene {file} does not fit: {answer}."), file=path, answer=error) from error
    return scene


def organisation_of(scene: Scene, organisation: Organisation) -> Organisation:
    """Return the organisation profile with the scene's own values in it.

    Raises SceneError for a dotted name that the profile does not have, or a value that does not fit it.
    """
    tree: Any = msgspec.to_builtins(organisation)
    for dotted, value in scene.organisation.items():
        *way, last = dotted.split(".")
        table = tree
        for name in way:
            table = table.get(name) if isinstance(table, dict) else None
        if not isinstance(table, dict) or last not in table:
            raise SceneError(N_("The organisation profile has no value named {name}."), name=dotted)
        table[last] = value
    try:
        return msgspec.convert(tree, Organisation)
    except msgspec.ValidationError as error:
        raise SceneError(
            N_("The practice scene {file} does not fit: {answer}."), file=scene.scene.title, answer=error
        ) from error


def simulated_system(
    scene: Scene,
    organisation: Organisation,
    folder: Path,
    *,
    platform: Literal["linux", "windows", "macos", "other"] = "linux",
    speed: float = DEFAULT_SPEED,
    now_s: Callable[[], float] = time.monotonic,
) -> SimulatedSystem:
    """Return the scene's computer, with the organisation's cache and log folders made as real files in ``folder``.

    The app ``main`` of a scene's caches and installed programs is the organisation's main app, whatever its id.
    ``platform`` is whose folders and words to use: the real computer's. ``speed`` is how much faster than the clock
    the network runs.
    """
    caches = {
        app_id: app.cache_folders.get(platform, ()) if platform != "other" else ()
        for app_id, app in organisation.app.table.items()
    }
    caches["main"] = caches.get(organisation.app.main, ())
    packages = {
        app_id: app.packages.get(platform, ()) if platform != "other" else ()
        for app_id, app in organisation.app.table.items()
    }
    packages["main"] = packages.get(organisation.app.main, ())
    logs = organisation.app.crash_log_folders.get(platform, ()) if platform != "other" else ()
    return SimulatedSystem(
        scene.computer,
        folder,
        changes=scene.change,
        cache_folders=caches,
        crash_folders=logs,
        packages=packages,
        platform=platform,
        speed=speed,
        now_s=now_s,
    )


__all__ = [
    "Scene",
    "SceneDevice",
    "SceneError",
    "StateError",
    "load_scene",
    "organisation_of",
    "scene_names",
    "simulated_system",
]
