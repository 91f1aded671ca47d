"""A practice: the organisation points at the practice device alone, and the scene hears what happens (DESIGN 7)."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from wizard.device.base import Device
from wizard.fixes.firmware_install import FIX
from wizard.fixes.fix import FixContext, FixResult
from wizard.organisation import Organisation, load_organisation
from wizard.practice.context import LEFT_OVER_S, Practice, practice
from wizard.practice.scene import SceneError, scene_names
from wizard.system.base import Cancel, Missing

SMALL = 300_000


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., object]:
    def play(scene: str, organisation: Organisation | None = None):
        folder = tmp_path / "work"
        return practice(scene, organisation or load_organisation(), folder, platform="linux", firmware_bytes=SMALL)

    return play


def install(played: Practice, folder: Path) -> FixResult:
    folder.mkdir(exist_ok=True)
    return FIX.run(
        FixContext(
            system=played.system,
            organisation=played.organisation,
            device=played.device,
            parameters={},
            facts={},
            work_folder=str(folder),
            report=lambda _progress: None,
            cancel=Cancel(),
            now_s=time.monotonic,
        )
    )


@pytest.mark.parametrize("scene", scene_names())
def test_every_scene_plays_and_its_device_answers(play, scene: str) -> None:
    with play(scene) as played:
        device = played.device.identify(Cancel())
        assert isinstance(device, Device)
        assert device.firmware_version == played.scene.device.firmware_version
        assert played.system.name == "simulated"
        for url in (played.organisation.device.endpoints.base_url, played.organisation.device.firmware.url):
            assert urlsplit(url).hostname == "127.0.0.1"
    assert isinstance(played.device.identify(Cancel()), Missing), "the device is gone with the practice"


def test_a_scene_that_is_not_there_is_named(play) -> None:
    with pytest.raises(SceneError, match="nowhere"), play("nowhere"):
        pass


def test_a_practice_leaves_nothing_behind(play, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with play("full-cache"):
        assert any((tmp_path / "work").iterdir())
    assert list((tmp_path / "work").iterdir()) == []
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), thread.name


def test_two_practices_do_not_meet(play) -> None:
    with play("full-cache") as one, play("full-cache") as other:
        assert one.system.known_folders() != other.system.known_folders()
        assert one.device_server.port != other.device_server.port


def test_what_a_killed_practice_left_is_cleared_later(play, tmp_path: Path) -> None:
    work = tmp_path / "work"
    for name, age_s in (("scene-old", LEFT_OVER_S + 60), ("scene-new", 60.0), ("other", LEFT_OVER_S + 60)):
        (work / name / "cache").mkdir(parents=True)
        then = time.time() - age_s
        os.utime(work / name, (then, then))
    with play("healthy"):
        pass
    assert {path.name for path in work.iterdir()} == {"scene-new", "other"}


def test_no_real_address_of_device_or_report_is_left(play) -> None:
    """A practice report can only go to a folder, and nothing real is repaired."""
    neutral = load_organisation()
    replace = msgspec.structs.replace
    real = replace(
        neutral,
        device=replace(
            neutral.device,
            driver="http",
            model="Real",
            plain_http=True,
            endpoints=replace(neutral.device.endpoints, base_url="http://192.168.1.1", identify_path="/real"),
            firmware=replace(neutral.device.firmware, url="https://real.example/f", sha256="0" * 64, hardware=("R",)),
        ),
        support=replace(neutral.support, portal_url="https://real.example", email="help@real.example"),
        links={**neutral.links, "service_portal": "https://real.example"},
    )
    with play("old-firmware", real) as played:
        encoded = msgspec.json.encode(played.organisation)
        assert b"192.168.1.1" not in encoded
        assert b"real.example" not in encoded
        assert not played.organisation.device.plain_http
        assert isinstance(played.device.identify(Cancel()), Device)


def test_a_scene_file_cannot_point_the_practice_at_a_real_device(play, tmp_path: Path) -> None:
    scene = tmp_path / "mine.toml"
    scene.write_text(
        'format = 1\n[scene]\ntitle = "Mine"\ndescription = "Mine."\n[organisation]\n'
        '"device.endpoints.base_url" = "http://192.168.1.1"\n"device.plain_http" = true\n'
        '"device.firmware.url" = "https://evil.example/f"\n"support.email" = "x@evil.example"\n'
    )
    with play(str(scene)) as played:
        encoded = msgspec.json.encode(played.organisation)
        assert b"evil.example" not in encoded
        assert b"192.168.1.1" not in encoded


def test_the_rest_of_the_organisation_stays(play) -> None:
    neutral = load_organisation()
    own = msgspec.structs.replace(neutral, identity=msgspec.structs.replace(neutral.identity, name="Acme"))
    with play("healthy", own) as played:
        assert played.organisation.identity.name == "Acme"
        assert played.organisation.network == own.network
        assert played.organisation.device.firmware.version == "2.3.1"


def test_a_scenes_own_values_of_the_organisation_count(play) -> None:
    with play("locked-account") as played:
        assert played.organisation.account.page_url == "https://account.practice.example/security"


def test_practice_is_remembered_nowhere(play) -> None:
    with play("old-firmware") as played:
        played.device_record.remember_said("serial", "SN1")
        assert played.device_record.notice is None
    with play("old-firmware") as played:
        assert played.device_record.known == {}


def test_what_happens_is_told_to_the_scene(play) -> None:
    with play("sick-router") as played:
        seen: list[str] = []
        assert played.observe == played.system.notify
        before = played.system.computer
        for change in played.scene.change:
            event = change.when.replace("*", "x")
            seen.append(event)
            played.observe(event)
        assert seen
        assert played.system._pending or played.system.computer != before


def test_an_old_device_is_brought_up_to_date(play, tmp_path: Path) -> None:
    """FACTS A1, A2: 2.2.0 becomes 2.3.1, over real HTTP."""
    with play("old-firmware") as played:
        result = install(played, tmp_path / "session")
        assert (result.result, result.facts["firmware_version"]) == ("done", "2.3.1"), result
        device = played.device.identify(Cancel())
        assert isinstance(device, Device)
        assert device.firmware_version == "2.3.1"


def test_a_stubborn_device_stays_old(play, tmp_path: Path) -> None:
    with play("stubborn-firmware") as played:
        result = install(played, tmp_path / "session")
        assert (result.result, result.facts["firmware_version"]) == ("failed", "2.2.0"), result


def test_the_made_up_firmware_is_as_large_as_the_real_one_up_to_a_limit(tmp_path: Path) -> None:
    """FACTS A1: about 12.4 MB; the consent page shows this figure."""
    neutral = load_organisation()
    with practice("healthy", neutral, tmp_path, platform="linux") as played:
        assert played.organisation.device.firmware.size_bytes == 12_400_000
        assert len(played.firmware_server.firmware.content) == 12_400_000
    replace = msgspec.structs.replace
    huge = replace(neutral.device, firmware=replace(neutral.device.firmware, size_bytes=10**9))
    with practice("healthy", replace(neutral, device=huge), tmp_path, platform="linux") as played:
        assert played.organisation.device.firmware.size_bytes == 20_000_000
