"""The check-up: every probe once, one verdict, flows best first (DESIGN 10)."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from wizard import checkup
from wizard.checkup import HEALTHY, NOTES, CheckUp, check_up, judge
from wizard.device.base import Device
from wizard.organisation import Organisation, load_organisation
from wizard.practice.scene import load_scene, organisation_of, simulated_system
from wizard.probes.network_ping import LOOKS_LONGER
from wizard.probes.probe import ProbeResult
from wizard.probes.registry import CHECKED, PROBES
from wizard.probes.side_by_side import Timed
from wizard.system.base import Cancel, Missing, Progress
from wizard.system.simulated import SimulatedSystem
from wizard.system.simulated_state import with_values

FLOWS = {
    "connection", "wifi_channel", "restart_firmware", "app_cache", "crash_export", "password_reset", "storage_full",
    "overheating", "slow_computer",
}  # fmt: skip


@dataclass
class SceneDevice:
    """A device with the scene's version; ``manual`` ones cannot be asked."""

    version: str
    kind: str = "http"

    def identify(self, cancel: Cancel) -> Device | Missing:
        return Device("PX-100", "1", "B", self.version) if self.kind == "http" else Missing("not_available")

    def reachable(self, cancel: Cancel) -> bool | Missing:
        return True if self.kind == "http" else Missing("not_available")


@dataclass
class Inputs:
    """What a check-up needs of an environment."""

    system: SimulatedSystem
    organisation: Organisation
    device: SceneDevice
    now_s: Callable[[], float] = time.monotonic


@pytest.fixture
def inputs(tmp_path: Path) -> Callable[[str], Inputs]:
    def make(name: str) -> Inputs:
        scene = load_scene(name)
        organisation = organisation_of(scene, load_organisation())
        system = simulated_system(scene, organisation, tmp_path / name, speed=200)
        return Inputs(system, organisation, SceneDevice(scene.device.firmware_version))

    return make


def nobody(_name: str, _progress: Progress) -> None:
    """Nobody watches."""


VERDICTS = [
    ("healthy", "healthy", ()),
    ("sick-router", "router", ("connection",)),
    ("crowded-wifi", "wifi", ("wifi_channel", "connection")),
    ("stubborn-connection", "provider", ("connection",)),
    ("slow-dns", "router", ("connection",)),
    ("sign-in-page", "sign_in_page", ("connection",)),
    ("full-cache", "this_computer", ("app_cache",)),
    ("old-firmware", "device", ("restart_firmware",)),
    ("stubborn-firmware", "device", ("restart_firmware",)),
    ("crash-dead", "this_computer", ("crash_export",)),
    ("crash-none", "healthy", ()),
    ("full-disk", "this_computer", ("storage_full", "app_cache")),
    ("locked-account", "healthy", ()),
    ("hot-computer", "this_computer", ("overheating",)),
    ("no-network", "this_computer", ("connection",)),
    ("untrusted-proxy", "this_computer", ("connection",)),
    ("dead-proxy", "this_computer", ("connection",)),
    ("failing-drive", "this_computer", ("slow_computer",)),
    ("service-down", "service", ("connection",)),
    ("provider-down", "provider", ("connection",)),
]


@pytest.mark.parametrize(("scene", "verdict", "flows"), VERDICTS)
def test_scenes(inputs, scene: str, verdict: str, flows: tuple[str, ...]) -> None:
    result = check_up(inputs(scene), nobody, Cancel(), FLOWS)
    assert (result.verdict, result.flows) == (verdict, flows), result
    assert [each.probe for each in result.probes] == list(CHECKED), "every probe that judges alone, once"
    assert result.sentence(_English())


class _English:
    def message(self, msgid: str, facts: object = None) -> str:
        return msgid


def test_the_document(inputs) -> None:
    document = json.loads(json.dumps(check_up(inputs("full-cache"), nobody, Cancel()).document()))
    assert set(document) == {"format", "verdict", "notes", "seconds", "probes", "left_out", "flows"}
    assert document["format"] == 1
    keys = {"probe", "result", "reason", "facts", "seconds", "in_verdict"}
    assert all(set(each) == keys for each in document["probes"])
    assert all(each["in_verdict"] for each in document["probes"])
    assert {each["probe"] for each in document["probes"] + document["left_out"]} == set(PROBES)
    cache = next(each for each in document["probes"] if each["probe"] == "storage.cache")
    assert (cache["result"], cache["reason"], cache["facts"]["size_bytes"]) == ("over", None, 600_000_000)


def test_all_probes_are_there_with_their_time_and_only_some_make_the_verdict(inputs) -> None:
    """What has no part in the verdict cannot change it; what costs data is never run unasked, and said so."""
    plain = check_up(inputs("old-app"), nobody, Cancel())
    whole = check_up(inputs("old-app"), nobody, Cancel(), all_probes=True)
    assert (whole.verdict, whole.flows) == (plain.verdict, plain.flows)
    document = json.loads(json.dumps(whole.document()))
    found = {each["probe"]: each for each in document["probes"]}
    assert set(found) == set(PROBES) - {"network.speed"}
    assert document["left_out"] == [{"probe": "network.speed", "why": "asked_first"}]
    assert all(isinstance(each["seconds"], float) for each in found.values())
    assert (found["app.version"]["result"], found["app.version"]["in_verdict"]) == ("old", False)
    assert dict(plain.left_out) == {
        name: "asked_first" if name == "network.speed" else "not_in_verdict" for name in set(PROBES) - set(CHECKED)
    }


def test_drives_that_say_nothing_of_themselves_hide_no_fault(inputs) -> None:
    """As in virtual machines: the check-up says healthy all the same."""
    silent = [{"name": "virtual", "kind": "other", "healthy": None, "wear_percent": None}]
    computer = inputs("healthy")
    computer.system._computer = with_values(computer.system.computer, {"drives": silent})
    found = check_up(computer, nobody, Cancel())
    assert found.verdict == "healthy"
    assert not next(each for each in found.probes if each.probe == "storage.health").applies


def test_progress(inputs) -> None:
    seen: list[tuple[str, Progress]] = []
    check_up(inputs("healthy"), lambda name, progress: seen.append((name, progress)), Cancel())
    whole = [progress.fraction for name, progress in seen if name == ""]
    assert whole == sorted(whole)
    assert whole[-1] == pytest.approx(1)
    ended = {name for name, progress in seen if progress.fraction == 1.0 and name}
    assert ended == set(CHECKED) - {"network.cause"}
    assert any(progress.sample is not None for name, progress in seen if name == "")


def test_the_whole_has_a_bound_that_its_longest_way_stays_in() -> None:
    """A lossy line is looked at for almost a minute, and the scan of the air waits for that; then it is over."""

    def longest_s(name: str) -> float:
        before = [*CHECKED[name].signature.depends_on, *checkup._AFTER.get(name, ())]
        return CHECKED[name].signature.timeout_s + max((longest_s(each) for each in before), default=0.0)

    assert max(longest_s(name) for name in CHECKED if name != "network.cause") < checkup._DEADLINE_S <= 90.0


def test_a_check_up_that_goes_on_says_why(inputs) -> None:
    computer = inputs("healthy")
    computer.system._computer = with_values(computer.system.computer, {"network.loss_percent": 1.5})
    seen: list[Progress] = []
    check_up(computer, lambda name, progress: seen.append(progress) if not name else None, Cancel())
    assert LOOKS_LONGER in {progress.message for progress in seen}


def test_a_stop_leaves_nothing_healthy(inputs) -> None:
    cancel = Cancel()
    cancel.set()
    result = check_up(inputs("healthy"), nobody, cancel)
    assert result.verdict == "cannot_tell"
    assert all(each.result == "unknown" for each in result.probes)


# judgement alone


def test_somebody_in_between_is_told_from_a_service_that_is_down(judged) -> None:
    """Both certificates are broken then; and who is trusted gets a note, and no blame."""
    assert judged({"network.service": "down"}).verdict == "service"
    found = judged({"network.service": "down", "network.tls": "untrusted"})
    assert (found.verdict, found.decided_by) == ("this_computer", "network.tls")
    found = judged({"network.tls": "inspected"})
    assert (found.verdict, found.notes) == ("healthy", ("inspected",))
    found = judged({"network.tls": "one_site"})
    assert (found.verdict, found.notes) == ("healthy", ("one_site",))


GOOD = {
    name: Timed(
        ProbeResult(sorted(probe.signature.good - {"inspected", "one_site"})[0], dict.fromkeys(probe.signature.facts)),
        0.1,
    )
    for name, probe in CHECKED.items()
    if name != "network.cause"
}


@pytest.fixture
def judged(inputs) -> Callable[..., CheckUp]:
    base = inputs("locked-account")

    def judge_with(changes: dict[str, str], device_kind: str = "http") -> CheckUp:
        timed = dict(GOOD)
        for name, result in changes.items():
            reason = "timeout" if result == "unknown" else None
            facts = dict.fromkeys(PROBES[name].signature.facts)
            timed[name] = Timed(ProbeResult(result, facts, reason), 0.1)
        return judge(timed, replace(base, device=replace(base.device, kind=device_kind)), 1.0, None)

    return judge_with


def test_all_good_is_healthy(judged) -> None:
    result = judged({})
    assert (result.verdict, result.flows, result.decided_by) == ("healthy", (), None)


@pytest.mark.parametrize(
    ("probe", "result", "facts", "note"),
    [
        ("network.gateway", "silent", {}, "silent_router"),
        ("network.gateway", "ok", {"second_router": "10.0.0.1"}, "double_nat"),
        ("network.adapter", "connected", {"ip_versions": "6"}, "only_ipv6"),
    ],
)
def test_notes_beside_a_healthy_connection(inputs, probe: str, result: str, facts: dict[str, str], note: str) -> None:
    noted = judge({**GOOD, probe: Timed(ProbeResult(result, facts), 0.1)}, inputs("locked-account"), 1.0, None)
    assert (noted.verdict, noted.notes) == ("healthy", (note,))
    assert noted.sentence(_English()) == f"{HEALTHY} {NOTES[note]}"


def test_a_taken_address_is_named_and_nothing_plays_it_down(inputs) -> None:
    taken = ProbeResult("silent", {"address_taken": True})
    found = judge({**GOOD, "network.gateway": Timed(taken, 0.1)}, inputs("locked-account"), 1.0, None)
    assert (found.verdict, found.notes) == ("this_computer", ("address_taken",))


BAD = [
    (name, result)
    for name, probe in CHECKED.items()
    if name != "network.cause"
    for result in probe.signature.results
    if result not in probe.signature.good
]


@pytest.mark.parametrize(("name", "result"), BAD)
def test_anything_bad_is_never_healthy(judged, name: str, result: str) -> None:
    """One bad answer, all others good. A router that keeps silent while the internet answers is no fault."""
    verdict = judged({name: result}).verdict
    if name == "network.gateway":
        assert verdict == "healthy"
    else:
        assert verdict != "healthy"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_was_not_measured_is_not_healthy(judged, name: str) -> None:
    """Except where it hides nothing: the way out was measured from end to end, or there is nothing to check."""
    hides_nothing = {
        "network.adapter", "network.gateway", "network.service", "network.tls", "wifi.link", "wifi.scan"
    }  # fmt: skip
    verdict = judged({name: "unknown"}).verdict
    assert verdict == ("healthy" if name in hides_nothing else "cannot_tell")


def test_what_judges_nothing_by_itself_is_no_part_of_it() -> None:
    """How much lies in the trash is no fault; the flow that makes room asks for it."""
    assert {"storage.trash", "storage.downloads", "computer.slowness"} <= set(PROBES) - set(CHECKED)


@pytest.mark.parametrize("name", ["device.firmware", "device.reachable"])
def test_a_device_that_only_a_person_can_read_hides_nothing(judged, name: str) -> None:
    result = judged({name: "unknown"}, device_kind="manual")
    assert result.verdict == "healthy"
    assert not next(each for each in result.probes if each.probe == name).applies


def test_a_fault_that_was_seen_counts_more_than_what_was_not(judged) -> None:
    """Exit status 1 wins over 3 (DESIGN 10)."""
    result = judged({"network.ping": "unknown", "storage.cache": "over"})
    assert (result.verdict, result.decided_by) == ("this_computer", "storage.cache")


def test_the_connection_comes_first(judged) -> None:
    result = judged(
        {"network.ping": "lossy", "storage.cache": "over", "device.firmware": "old", "wifi.scan": "crowded"}
    )
    assert result.verdict == "wifi"
    assert result.flows == ("wifi_channel", "connection", "restart_firmware", "app_cache")


def test_sentences(judged, neutral_texts: _English) -> None:
    assert judged({}).sentence(neutral_texts) == "Everything that was checked is fine."
    assert judged({"storage.cache": "over"}).sentence(neutral_texts) == PROBES["storage.cache"].sentences["over"]
    assert judged({"network.ping": "down"}).sentence(neutral_texts) == PROBES["network.cause"].sentences["unknown"]
    assert "gave no answer" in judged({"storage.cache": "unknown"}).sentence(neutral_texts)
    line = judged({}).probes[0]
    assert line.sentence(neutral_texts) == PROBES[line.probe].sentences[line.result]


@pytest.fixture
def neutral_texts() -> _English:
    return _English()
