"""Every scene gets its verdict, and nothing broken is ever called healthy: the wizard itself, on real networks."""

from collections.abc import Mapping, Sequence

import pytest

from tests.lab import places
from tests.lab.laboratory import has_netem
from tests.lab.outcome import Outcome, matrix, run_all
from tests.lab.scenes import SCENES, Scene

GOAL = 0.95
GOAL_OF_CHANCE = 0.8
"""Where 96 of 100 are right in the long run, less than this of 20 is no bad luck any more (1 in 5,000)."""
LONGEST_S = 4 * 3600
LEFT_TO_CHANCE = {"2 % loss", "0.2 % loss"}
"""Of a few runs it is only asked that chance made no plain mistake; many runs answer to ``GOAL_OF_CHANCE``."""
MANY = 5

pytestmark = pytest.mark.timeout(LONGEST_S)  # the first test waits for all scenes, of which each has its own deadline


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> Mapping[str, Sequence[Outcome]]:
    """The outcomes of the chosen scenes by name; the matrix is printed."""
    if reason := places.why_not():
        pytest.skip(f"no network laboratory here: {reason}")
    chosen = {name for item in request.session.items if (name := _scene_of(item))}
    scenes = [scene for scene in SCENES if scene.name in chosen]
    delayed_by = "netem" if has_netem() else "the relay (this kernel has no netem)"
    found = list(run_all(scene for _ in range(request.config.getoption("--lab-runs")) for scene in scenes))
    with request.getfixturevalue("aloud").global_and_fixture_disabled():
        print(f"\n{matrix(found)}\ndelayed by {delayed_by}")
    return {scene.name: [each for each in found if each.scene is scene] for scene in scenes}


@pytest.fixture(scope="module")
def aloud(request: pytest.FixtureRequest) -> object:
    """What shows a text although pytest keeps what tests print."""
    return request.config.pluginmanager.getplugin("capturemanager")


def _scene_of(item: pytest.Item) -> str | None:
    scene = getattr(getattr(item, "callspec", None), "params", {}).get("scene")
    return scene.name if isinstance(scene, Scene) else None


@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_scene(outcomes: Mapping[str, Sequence[Outcome]], scene: Scene) -> None:
    found = outcomes[scene.name]
    told = "\n".join(str(each) for each in found if not each.is_right)
    assert not any(each.hides_a_fault or each.fault for each in found), told
    assert not any(_is_called_lossy(each) for each in found if scene.name == "0.2 % loss"), told
    right = sum(each.is_right for each in found)
    if scene.name in LEFT_TO_CHANCE:
        assert len(found) < MANY or right >= GOAL_OF_CHANCE * len(found), told
        assert all(each.is_right or each.verdict == "cannot_tell" for each in found), told
    else:
        assert right >= GOAL * len(found) or right >= len(found) - 1 > MANY, told


def test_all_together(outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    found = [each for row in outcomes.values() for each in row]
    wrong = [str(each) for each in found if not each.is_right]
    assert len(wrong) <= max(1, (1 - GOAL) * len(found)), "\n".join(wrong)


def _is_called_lossy(outcome: Outcome) -> bool:
    return any(part["result"] == "lossy" for part in outcome.document["probes"])
