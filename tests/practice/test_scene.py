"""Scenes as files: all that ship can be played, and a wrong one says what does not fit."""

from pathlib import Path

import pytest

from wizard.organisation import load_organisation, value
from wizard.practice.scene import Scene, SceneError, load_scene, organisation_of, scene_names, simulated_system
from wizard.system.simulated_state import StateError, with_values

SHORTEST = 'format = 1\n[scene]\ntitle = "T"\ndescription = "D"\n'


def write(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize("name", scene_names())
def test_every_scene_can_be_played(name: str, tmp_path: Path) -> None:
    scene = load_scene(name)
    organisation = organisation_of(scene, load_organisation())
    system = simulated_system(scene, organisation, tmp_path)
    for change in scene.change:
        assert with_values(system.computer, change.set) != scene.computer, "a change that changes nothing"
    for language in ("en", "cs", "xx"):
        assert scene.words(language).title
    assert scene.words("cs").title != scene.words("en").title


def test_the_scenes_of_the_mission_are_there() -> None:
    assert {
        "healthy",
        "sick-router",
        "crowded-wifi",
        "stubborn-connection",
        "slow-dns",
        "sign-in-page",
        "full-cache",
        "full-cache-stubborn",
        "old-firmware",
        "stubborn-firmware",
        "crash-dead",
        "crash-none",
        "locked-account",
        "no-network",
    } <= set(scene_names())


@pytest.mark.parametrize(
    ("name", "version", "behaviour"),
    [("healthy", "2.3.1", "normal"), ("old-firmware", "2.2.0", "normal"), ("stubborn-firmware", "2.2.0", "keep_old")],
)
def test_devices(name: str, version: str, behaviour: str) -> None:
    """FACTS A1."""
    device = load_scene(name).device
    assert (device.firmware_version, device.behaviour, device.driver) == (version, behaviour, "http")


def test_a_scene_of_ones_own(tmp_path: Path) -> None:
    scene = load_scene(write(tmp_path, SHORTEST))
    assert isinstance(scene, Scene)
    assert scene.words("cs").title == "T", "English where a language is missing"


def test_an_unknown_name_names_the_known_ones() -> None:
    with pytest.raises(SceneError) as caught:
        load_scene("sick-ruoter")
    assert "sick-router" in str(caught.value)


@pytest.mark.parametrize("name", ["../organisation", "../../etc/passwd", "", "/etc/passwd", "healthy.toml/"])
def test_a_name_is_no_way_out_of_the_folder(name: str) -> None:
    with pytest.raises(SceneError):
        load_scene(name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format = 2\n", "format"),
        ("format = 1\n", "scene"),
        (SHORTEST + "[computer]\nnetwrok = 1\n", "netwrok"),
        (SHORTEST + "[computer.network]\nloss_percent = 120\n", "loss_percent"),
        (SHORTEST + "[computer.network]\nlatency_ms = -4\n", "latency_ms"),
        (SHORTEST + '[computer.wifi]\nneighbours = [{ channel = "six" }]\n', "channel"),
        (SHORTEST + '[device]\nbehaviour = "explode"\n', "behaviour"),
        (SHORTEST + '[[change]]\nwhen = "at noon"\nset = {}\n', "when"),
        (SHORTEST + '[[change]]\nwhen = "fix dns.flush"\nset = { "network.los" = 1 }\n', "network.los"),
        (SHORTEST + '[[change]]\nwhen = "fix dns.flush"\nset = { "network.loss_percent" = "much" }\n', "loss_percent"),
        (SHORTEST + '[[change]]\nwhen = "fix dns.flush"\nset = { "wifi.channel" = 11 }\n', "wifi.channel"),
        ("not toml at all", "own.toml"),
        ("\x00", "own.toml"),
        ("a = " + "[" * 5000, "own.toml"),
        (SHORTEST + "#" * 300_000, "own.toml"),
    ],
)
def test_a_wrong_scene_says_what_does_not_fit(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SceneError) as caught:
        load_scene(write(tmp_path, text))
    assert said in str(caught.value)
    assert "own.toml" in str(caught.value)


def test_a_scene_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00format")
    with pytest.raises(SceneError, match=r"own\.toml"):
        load_scene(str(path))
    with pytest.raises(SceneError, match=r"gone\.toml"):
        load_scene(str(tmp_path / "gone.toml"))


def test_values_of_the_organisation(tmp_path: Path) -> None:
    organisation = organisation_of(load_scene("locked-account"), load_organisation())
    assert value(organisation, "account.page_url") == "https://account.practice.example/security"
    assert value(organisation, "device.firmware.version") == "2.3.1", "all others stay"


@pytest.mark.parametrize(
    "line", ['"account.page" = "x"', '"network.max_latency_ms" = "slow"', '"account" = 7', '"a.b.c.d" = 1']
)
def test_values_that_the_organisation_does_not_have(tmp_path: Path, line: str) -> None:
    scene = load_scene(write(tmp_path, SHORTEST + f"[organisation]\n{line}\n"))
    with pytest.raises(SceneError):
        organisation_of(scene, load_organisation())


@pytest.mark.parametrize("platform", ["linux", "windows", "macos", "other"])
def test_files_lie_where_the_profile_looks_on_each_system(tmp_path: Path, platform) -> None:
    system = simulated_system(load_scene("full-cache"), load_organisation(), tmp_path, platform=platform)
    sizes = [path.stat().st_size for path in tmp_path.rglob("data_*")]
    assert sum(sizes) == (0 if platform == "other" else 600_000_000)
    assert system.platform == platform


def test_a_name_that_does_not_exist_is_named() -> None:
    with pytest.raises(StateError, match=r"web\.nothing\.here"):
        with_values(load_scene("healthy").computer, {"web.nothing.here": 1})
