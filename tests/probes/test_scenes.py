"""Every practice scene, measured: the network's verdict, and what the other probes see of it."""

import pytest

from wizard.practice.scene import scene_names
from wizard.probes.network_cause import PARTS
from wizard.system.base import Cancel

VERDICTS = {
    "crash-dead": "healthy",
    "crash-none": "healthy",
    "crowded-wifi": "wifi",
    "full-cache": "healthy",
    "full-cache-stubborn": "healthy",
    "full-disk": "healthy",
    "full-disk-stubborn": "healthy",
    "healthy": "healthy",
    "broken-graphics": "healthy",
    "broken-graphics-stubborn": "healthy",
    "hot-computer": "healthy",
    "hot-computer-stubborn": "healthy",
    "locked-account": "healthy",
    "no-network": "this_computer",
    "damaged-app": "healthy",
    "damaged-app-stubborn": "healthy",
    "failing-drive": "healthy",
    "untrusted-proxy": "healthy",
    "dead-proxy": "this_computer",
    "stubborn-proxy": "this_computer",
    "old-app": "healthy",
    "old-app-stubborn": "healthy",
    "old-firmware": "healthy",
    "provider-down": "provider",
    "service-back": "service",
    "service-down": "service",
    "sick-router": "router",
    "sign-in-page": "sign_in_page",
    "far-from-router": "wifi",
    "slow-line": "healthy",
    "speed-server-gone": "healthy",
    "slow-computer": "healthy",
    "slow-computer-stubborn": "healthy",
    "slow-dns": "router",
    "stubborn-account": "healthy",
    "stubborn-connection": "provider",
    "stubborn-wifi": "wifi",
    "stubborn-firmware": "healthy",
}


def test_every_scene_has_its_verdict() -> None:
    assert set(scene_names()) == set(VERDICTS)


@pytest.mark.parametrize(("scene", "place"), VERDICTS.items())
def test_cause(measure, scene_system, scene: str, place: str) -> None:
    system, organisation = scene_system(scene)
    answer = measure("network.cause", system, organisation=organisation)
    assert answer.result == place, answer.detail
    assert answer.facts["verdict"] == place


def test_the_cause_carries_the_figures_of_its_parts(measure, scene_system) -> None:
    system, organisation = scene_system("sick-router")
    facts = measure("network.cause", system, organisation=organisation).facts
    assert facts["gateway_address"] == "192.168.1.1"
    assert facts["gateway_latency_ms"] == pytest.approx(96, abs=10)
    assert facts["latency_ms"] == pytest.approx(143, abs=15)
    assert facts["loss_percent"] > 1
    assert facts["adapter_kind"] == "wired"
    fractions = [report.fraction for report in measure.reports]
    assert fractions == sorted(fractions)
    assert {report.lost for report in measure.reports} == {True, False}, "the live curve is the ping's"


def test_what_cannot_be_told_is_unknown_and_says_so(measure, made, neutral) -> None:
    answer = measure("network.cause", made())
    assert (answer.result, answer.reason, answer.facts["verdict"]) == ("unknown", "not_available", "cannot_tell")
    assert answer.facts["latency_ms"] is None


def test_a_stop_is_heard(measure, scene_system) -> None:
    system, organisation = scene_system("healthy")
    cancel = Cancel()
    cancel.set()
    assert measure("network.cause", system, organisation=organisation, cancel=cancel).result == "unknown"


def test_the_parts_end_before_the_whole_has_to() -> None:
    assert "network.cause" not in PARTS
    assert "wifi.scan" not in PARTS, "a scan disturbs the echoes"


RESULTS = [
    ("healthy", "wifi.link", "ok"),
    ("healthy", "wifi.scan", "clear"),
    ("healthy", "storage.cache", "ok"),
    ("healthy", "crash.logs", "none"),
    ("healthy", "health.snapshot", "ok"),
    ("healthy", "network.ping", "ok"),
    ("crowded-wifi", "wifi.scan", "crowded"),
    ("crowded-wifi", "network.ping", "lossy"),
    ("sick-router", "wifi.link", "unknown"),  # no wireless adapter, and the cable is named
    ("sick-router", "network.ping", "lossy"),
    ("stubborn-connection", "network.ping", "lossy"),
    ("slow-dns", "network.dns", "slow"),
    ("slow-dns", "network.ping", "ok"),
    ("sign-in-page", "network.sign_in", "sign_in"),
    ("full-cache", "storage.cache", "over"),
    ("full-cache-stubborn", "storage.cache", "over"),
    ("healthy", "storage.free", "ok"),
    ("full-disk", "storage.free", "low"),
    ("full-disk-stubborn", "storage.free", "low"),
    ("crash-dead", "crash.logs", "found"),
    ("crash-none", "crash.logs", "none"),
    ("locked-account", "account.page", "ok"),
    ("no-network", "network.adapter", "disconnected"),
    ("no-network", "network.ping", "down"),
    ("service-down", "network.service", "down"),
    ("provider-down", "network.dns", "down"),
    ("provider-down", "network.ping", "down"),
    ("healthy", "computer.temperature", "ok"),
    ("hot-computer", "computer.temperature", "hot"),
    ("healthy", "display.graphics", "ok"),
    ("healthy", "app.version", "current"),
    ("old-app", "app.version", "old"),
    ("failing-drive", "storage.health", "failing"),
    ("healthy", "network.tls", "ok"),
    ("untrusted-proxy", "network.tls", "untrusted"),
    ("broken-graphics", "display.graphics", "software"),
    ("broken-graphics-stubborn", "display.graphics", "ok"),
    ("hot-computer", "computer.fan", "turning"),
    ("hot-computer-stubborn", "computer.firmware", "old"),
]


@pytest.mark.parametrize(("scene", "probe", "result"), RESULTS)
def test_result(measure, scene_system, scene: str, probe: str, result: str) -> None:
    system, organisation = scene_system(scene)
    expected = "wired" if (scene, probe) == ("sick-router", "wifi.link") else result
    assert measure(probe, system, organisation=organisation).result == expected


CURES = [
    ("sick-router", "finished connection/restart_router done", "network.ping"),
    ("sick-router", "finished connection/felt_restart changed", "network.ping"),
    ("crowded-wifi", "finished wifi_channel/change_channel done", "network.ping"),
    ("crowded-wifi", "finished wifi_channel/change_channel done", "wifi.scan"),
    ("slow-dns", "fix dns.flush", "network.dns"),
    ("sign-in-page", "finished computer_network/sign_in done", "network.sign_in"),
    ("no-network", "finished computer_network/connect done", "network.adapter"),
    ("broken-graphics", "fix computer.restart", "display.graphics"),
    ("hot-computer", "finished overheating/place changed", "computer.temperature"),
]


@pytest.mark.parametrize(("scene", "event", "probe"), CURES)
def test_the_right_repair_cures(measure, scene_system, scene: str, event: str, probe: str) -> None:
    """A4: measured bad, repaired, measured good; and the wrong repair changes nothing."""
    system, organisation = scene_system(scene)
    before = measure(probe, system, organisation=organisation)
    place = event.split()[1]
    for wrong in ("fix cache.clear", "finished connection/lamp done", f"finished {place} cannot", "", "nonsense"):
        system.notify(wrong)
    assert measure(probe, system, organisation=organisation).result == before.result
    system.notify(event)
    after = measure(probe, system, organisation=organisation)
    assert after.result in ("ok", "clear", "open", "connected"), after.detail
    assert measure("network.cause", system, organisation=organisation).result == "healthy"


@pytest.mark.parametrize(
    "event", ["finished connection/restart_router done", "fix dns.flush", "finished a/change done"]
)
def test_nothing_helps_the_stubborn_connection(measure, scene_system, event: str) -> None:
    system, organisation = scene_system("stubborn-connection")
    system.notify(event)
    assert measure("network.ping", system, organisation=organisation).result == "lossy"


@pytest.mark.parametrize(("scene", "result"), [("full-cache", "ok"), ("full-cache-stubborn", "over")])
def test_clearing_the_cache(measure, scene_system, scene: str, result: str) -> None:
    """A5: real files go; a stubborn app makes them anew."""
    system, organisation = scene_system(scene)
    folder = system.known_folders().roots["cache"] / "example-app"
    cleared = system.clear_directory(folder, Cancel(), lambda _progress: None)
    assert (cleared.freed_bytes, cleared.removed_files) == (600_000_000, 40)
    assert not list(folder.iterdir())
    system.notify("fix cache.clear")
    answer = measure("storage.cache", system, organisation=organisation)
    assert answer.result == result
    assert answer.facts["size_bytes"] == (0 if result == "ok" else 620_000_000)
