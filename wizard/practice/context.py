"""Puts a practice together: a scene's computer, a practice device, and an organisation that points at them (DESIGN 7).

Nothing here reaches a real device: its address and the firmware's are always the practice servers' own.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from wizard.device.base import DeviceDriver
from wizard.device.http import HttpDriver
from wizard.device.record import DeviceRecord
from wizard.device.transport import Patience
from wizard.organisation import Organisation
from wizard.practice.device_server import (
    IDENTIFY_PATH,
    INSTALL_PATH,
    DeviceServer,
    FirmwareServer,
    PracticeDevice,
    PracticeFirmware,
)
from wizard.practice.scene import Scene, load_scene, organisation_of, simulated_system
from wizard.settings import private_folder
from wizard.system import this_system
from wizard.system.base import System
from wizard.system.simulated import DEFAULT_SPEED

MOST_FIRMWARE_BYTES = 20_000_000
"""An organisation's real firmware may be huge; a rehearsal needs no more than this."""
LEFT_OVER_S = 86_400.0
"""A folder this old was left behind by a practice that was killed."""
_POLL_S = 0.2
_PATIENCE = Patience(connect_s=2, read_s=5, answer_s=10)
_INSTALL_PATIENCE = Patience(connect_s=5, read_s=20, answer_s=120)
_FOLDER_PREFIX = "scene-"


@dataclass(frozen=True)
class Practice:
    """A scene that is being played. ``observe`` is told what happens, so that the scene can answer to it."""

    scene_name: str
    scene: Scene
    system: System
    organisation: Organisation
    device: DeviceDriver
    device_record: DeviceRecord
    device_server: DeviceServer
    firmware_server: FirmwareServer
    observe: Callable[[str], None]


@contextmanager
def practice(
    scene_name: str,
    organisation: Organisation,
    work_folder: Path,
    *,
    platform: Literal["linux", "windows", "macos", "other"] | None = None,
    firmware_bytes: int | None = None,
    speed: float = DEFAULT_SPEED,
) -> Iterator[Practice]:
    """Play a scene as long as the block lasts; its files lie in a folder in ``work_folder``, gone at the end.

    ``platform`` is whose folders and words are used, this computer's unless given; ``firmware_bytes`` is the size of
    the made-up file, the organisation's unless given. Raises SceneError for a scene that cannot be played.
    """
    scene = load_scene(scene_name)
    with_scene = organisation_of(scene, organisation)
    size_bytes = firmware_bytes or min(with_scene.device.firmware.size_bytes, MOST_FIRMWARE_BYTES)
    firmware = PracticeFirmware.make(with_scene.device.firmware.version, scene.device.hardware, size_bytes)
    folder = _own_folder(work_folder)
    cut = scene.device.behaviour == "cut"
    try:
        with DeviceServer(_device(scene)) as device_server, FirmwareServer(firmware, cut=cut) as firmware_server:
            patched = _patched(with_scene, scene, device_server, firmware_server)
            system = simulated_system(scene, patched, folder, platform=platform or this_system().platform, speed=speed)
            yield Practice(
                scene_name=scene_name,
                scene=scene,
                system=system,
                organisation=patched,
                device=HttpDriver(
                    patched.device, patience=_PATIENCE, install_patience=_INSTALL_PATIENCE, poll_s=_POLL_S
                ),
                device_record=DeviceRecord(None),
                device_server=device_server,
                firmware_server=firmware_server,
                observe=system.notify,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _device(scene: Scene) -> PracticeDevice:
    device = scene.device
    return PracticeDevice(
        model=device.model,
        serial=device.serial,
        hardware=device.hardware,
        firmware_version=device.firmware_version,
        behaviour=device.behaviour,
        restart_seconds=device.restart_seconds,
        on_power=device.on_power,
        free_bytes=device.free_bytes,
    )


def _patched(
    organisation: Organisation, scene: Scene, device_server: DeviceServer, firmware_server: FirmwareServer
) -> Organisation:
    """Return the profile with every address of device and firmware moved to the practice servers.

    What a scene says of model and hardware stays; a practice report can only go to a folder, so the addresses it
    could be sent to are taken out.
    """
    replace = msgspec.structs.replace
    profile, firmware = organisation.device, firmware_server.firmware
    named = scene.organisation
    device = replace(
        profile,
        driver="http",
        model=profile.model if "device.model" in named else scene.device.model,
        plain_http=False,  # loopback needs no permission, and nothing else is to be reached
        ready_timeout_s=int(scene.device.restart_seconds * 2) + 15,
        firmware=replace(
            profile.firmware,
            url=firmware_server.url,
            sha256=firmware.sha256,
            size_bytes=len(firmware.content),
            hardware=profile.firmware.hardware if "device.firmware.hardware" in named else (scene.device.hardware,),
        ),
        endpoints=type(profile.endpoints)(
            base_url=device_server.base_url, identify_path=IDENTIFY_PATH, install_path=INSTALL_PATH
        ),
    )
    support = replace(organisation.support, portal_url="", email="")
    links = {name: "" if name == "service_portal" else url for name, url in organisation.links.items()}
    return replace(organisation, device=device, support=support, links=links)


def _own_folder(work_folder: Path) -> Path:
    """Return a new private folder, after clearing away what killed practices left behind."""
    private_folder(work_folder)
    for left in work_folder.glob(f"{_FOLDER_PREFIX}*"):
        if not left.is_symlink() and left.is_dir() and time.time() - left.stat().st_mtime > LEFT_OVER_S:
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX, dir=work_folder))
