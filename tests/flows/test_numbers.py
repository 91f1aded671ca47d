"""The mission's numbers stand in parameters or in the organisation profile, where a test can find them."""

import re
from collections.abc import Mapping

import pytest

from wizard.escalation.situation import OUTAGE_FLOW, WORKS_FOR_OTHERS
from wizard.flow.load import FlowLibrary, load_texts
from wizard.flow.model import AskStep, CallStep, FixStep, Flow, GuideStep, OutcomeStep, ProbeStep, RankedStep
from wizard.handover import DOWN_SINCE
from wizard.organisation import load_organisation, value
from wizard.texts import Texts

CHANNELS = re.compile(r"\b(1|6|11|36|40|2[.,]4|5|5G)\b")
"""Names of radio channels and bands (FACTS A4), the only figures a flow's text may hold by itself."""


def probe(flow: Flow, name: str) -> ProbeStep:
    step = flow.step[name]
    assert isinstance(step, ProbeStep)
    return step


def guide(flow: Flow, name: str) -> GuideStep:
    step = flow.step[name]
    assert isinstance(step, GuideStep)
    return step


def profile(name: object) -> object:
    assert isinstance(name, str)
    assert name.startswith("@")
    return value(load_organisation(), name.removeprefix("@"))


def test_restart_of_a_device(flows: Mapping[str, Flow]) -> None:
    """FACTS A1: hold 10 s, wait 30 s, start."""
    for name in ("restart", "gone_restart"):
        step = guide(flows["restart_firmware"], name)
        assert step.seconds == (10, 30, 0)
        assert step.watch == "device.reachable"
        assert step.reset


def test_firmware_target(flows: Mapping[str, Flow]) -> None:
    """FACTS A1, A2: 2.3.1; an old one and a beta both lead to the update, and the version said is kept."""
    flow = flows["restart_firmware"]
    for name in ("version", "version_now", "gone_version", "tidy"):
        assert profile(probe(flow, name).parameters["minimum_version"]) == "2.3.1"
    assert flow.step["version_now"].on["old"] == flow.step["version_now"].on["beta"] == "update"
    asks = [step for step in flow.step.values() if isinstance(step, AskStep) and step.input == "version"]
    assert asks
    assert all(step.remember == "firmware_version" for step in asks)


@pytest.mark.parametrize(("flow_id", "name"), [("connection", "measure"), ("wifi_channel", "measure")])
def test_limits_of_a_good_connection(flows: Mapping[str, Flow], flow_id: str, name: str) -> None:
    """FACTS A3: a problem when the average is over 100 ms or the loss over 1 %."""
    parameters = probe(flows[flow_id], name).parameters
    assert profile(parameters["max_latency_ms"]) == 100
    assert profile(parameters["max_loss_percent"]) == 1


def test_repairs_of_a_bad_connection(flows: Mapping[str, Flow]) -> None:
    """FACTS A4: restart the router, change the channel, flush the DNS cache; within 10 min, each measured again."""
    flow = flows["connection"]
    repairs = flow.step["repairs"]
    assert isinstance(repairs, RankedStep)
    members = {fix.step for fix in repairs.fixes}
    assert members == {"restart_router", "change_channel", "flush_dns"}
    channel, flush = flow.step["change_channel"], flow.step["flush_dns"]
    assert isinstance(channel, CallStep)
    assert channel.flow == "wifi_channel"
    assert isinstance(flush, FixStep)
    assert flush.fix == "dns.flush"
    assert sum(fix.minutes for fix in repairs.fixes) <= flow.minutes <= 10
    assert flows["wifi_channel"].minutes <= 10
    assert channel.on["solved"] == flush.on["done"] == flow.step["restart_router"].on["done"] == "check_again"
    assert repairs.on["exhausted"] == "last_look"


def test_priors_of_the_channel_change(flows: Mapping[str, Flow]) -> None:
    """A channel change solves about 68 % of Wi-Fi problems (priors of FACTS A)."""
    repairs = flows["connection"].step["repairs"]
    assert isinstance(repairs, RankedStep)
    cures = next(fix.cures for fix in repairs.fixes if fix.step == "change_channel")
    total = sum(repairs.causes.values()) + repairs.unfixable
    assert sum(repairs.causes[cause] * share for cause, share in cures.items()) / total == pytest.approx(0.68, abs=0.01)
    assert repairs.unfixable == 0.08


def test_channels_that_do_not_overlap(library: FlowLibrary) -> None:
    """FACTS A4: 1, 6 and 11 on 2.4 GHz, 36 and 40 on 5 GHz, in both languages."""
    for language in ("en", "cs"):
        texts = load_texts(library.folder("wifi_channel"), language)
        assert re.findall(r"\b(1|6|11)\b", texts["step.change_24.line.3"]) == ["1", "6", "11"]
        assert re.findall(r"\d+", texts["step.change_5.line.3"]) == ["36", "40"]


def test_cache_limit_and_target_version(flows: Mapping[str, Flow], library: FlowLibrary) -> None:
    """FACTS A5: more than 500 MB; the app is installed anew at 3.2.1 when it still crashes."""
    flow = flows["app_cache"]
    assert profile(probe(flow, "measure").parameters["max_bytes"]) == 500_000_000
    assert flow.step["still_there"].on["crashes"] == "reinstall"
    call = flow.step["reinstall"]
    assert isinstance(call, CallStep)
    assert (call.flow, call.on["solved"]) == ("app_reinstall", "works_again")
    anew = flows["app_reinstall"]
    assert {profile(probe(anew, name).parameters["version"]) for name in ("version", "removed")} == {"3.2.1"}
    assert guide(anew, "install").link == guide(anew, "again").link == "app_download"
    assert "{app_version}" in load_texts(library.folder("app_reinstall"), "en")["step.install.line.2"]
    assert value(load_organisation(), "main_app.version") == "3.2.1"


def test_crash_code_and_ticket(flows: Mapping[str, Flow]) -> None:
    """FACTS A6: 0xDEAD; exported, then attached to the ticket in the portal."""
    flow = flows["crash_export"]
    assert profile(probe(flow, "logs").parameters["code"]) == 0xDEAD
    assert guide(flow, flow.step["export"].on["done"]).link == "service_portal"


def test_code_in_time_and_operations_after_a_day(flows: Mapping[str, Flow], library: FlowLibrary) -> None:
    """FACTS A7: the code within 5 min; longer than 24 h to operations; recovery codes kept safe."""
    flow = flows["password_reset"]
    assert guide(flow, "code").deadline_seconds == value(load_organisation(), "account.code_valid_s") == 300
    assert guide(flow, "code").on["expired"] == "new_code"
    operations = flow.step[flow.step["since"].on["over_limit"]]
    assert isinstance(operations, OutcomeStep)
    assert operations.result == "escalate"
    facts = {"escalate_after_h": value(load_organisation(), "account.escalate_after_h")}
    texts = Texts("en", "linux", library.folder)
    assert texts.flow("password_reset", "step.since.choice.over_limit", facts) == "More than 24 hours"
    assert flow.step["sign_in_again"].on["fixed"] == flow.step["in_now"].on["yes"] == "keep_codes"


def test_an_outage_is_kept_watched_and_handed_over(flows: Mapping[str, Flow]) -> None:
    """FACTS A11, D1: time and ticket come first, each basic step is measured again, and waiting ends before 60 min."""
    flow = flows["service_down"]
    since, ticket = flow.step[flow.step["cause"].on["service"]], flow.step["ticket"]
    assert isinstance(since, AskStep) and isinstance(ticket, AskStep)
    assert (since.input, since.fact) == ("datetime", DOWN_SINCE)
    assert since.on == {"given": "ticket", "not_sure": "ticket"}
    assert ticket.on == {"given": "basic_steps", "not_sure": "basic_steps"}
    others = flow.step["others"]
    assert isinstance(others, AskStep)
    assert others.fact == WORKS_FOR_OTHERS
    steps = flow.step["basic_steps"]
    assert isinstance(steps, RankedStep)
    assert [fix.step for fix in steps.fixes] == ["reload", "restart"]
    assert all(guide(flow, fix.step).on["done"] == "service_again" for fix in steps.fixes)
    wait = guide(flow, "wait")
    assert wait.watch == "network.service"
    assert 0 < (wait.deadline_seconds or 0) < 60 * load_organisation().clocks.level_2_min
    assert flow.id == OUTAGE_FLOW


def test_a_full_disk_is_judged_the_same_all_the_way(flows: Mapping[str, Flow]) -> None:
    """Watched guides end by the limits by which the disk was found full; an app's own limit is FACTS A5's."""
    flow = flows["storage_full"]
    limits = probe(flow, "free").parameters
    assert set(limits) == {"min_free_bytes", "min_free_percent", "min_free_files_percent"}
    for name in ("trash_by_hand", "sort_downloads", "move_files"):
        step = guide(flow, name)
        assert (step.watch, step.watch_parameters) == ("storage.free", limits)
    assert profile(probe(flow, "cache").parameters["max_bytes"]) == 500_000_000
    fixes = {step.fix for step in flow.step.values() if isinstance(step, FixStep)}
    assert fixes == {"trash.empty", "cache.clear"}, "downloads are measured and never deleted"


@pytest.mark.parametrize("name", ["storage_full", "slow_computer"])
def test_a_failing_drive_is_found_before_anything_is_asked_of_it(flows: Mapping[str, Flow], name: str) -> None:
    flow = flows[name]
    assert (flow.start, probe(flow, "drive").probe) == ("drive", "storage.health")
    assert flow.step["drive"].on["failing"] == "failing_drive"
    (measured,) = {flow.step["drive"].on[result] for result in ("ok", "worn", "unknown")}
    assert probe(flow, measured).probe in ("storage.free", "computer.slowness")


def test_a_hot_computer_gets_air_is_watched_and_measured_again(flows: Mapping[str, Flow]) -> None:
    """FACTS A9: ventilated, its temperature watched; danger is told at once; the limits are the profile's."""
    flow = flows["overheating"]
    limits = {"max_celsius": 90, "danger_celsius": 100}
    for name in ("measure", "how_hot"):
        assert {limit: profile(told) for limit, told in probe(flow, name).parameters.items()} == limits
    place = guide(flow, "place")
    assert place.watch == "computer.temperature"
    assert {limit: profile(told) for limit, told in place.watch_parameters.items()} == limits
    assert max(place.seconds) >= 120
    assert place.on["changed"] == place.on["done"] == "cool_again"
    assert flow.step["measure"].on["danger"] == "save_now"
    assert flow.step["how_hot"].on["danger"] == flow.step["save_now"].on["cannot"] == "switch_off"


def test_a_slow_computer_is_judged_and_watched_by_the_same_limits(flows: Mapping[str, Flow]) -> None:
    """A watched guide waits for the one cause that it is about; 0 leaves the others out."""
    flow = flows["slow_computer"]
    limits = probe(flow, "measure").parameters
    assert limits["max_uptime_days"] == 7
    for name, causes in (("close_large", {"memory"}), ("close_busy", {"cpu"})):
        step = guide(flow, name)
        assert step.watch == "computer.slowness"
        for limit, watched in step.watch_parameters.items():
            part = limit.split("_")[1]
            assert watched == (limits[limit] if part in causes else 0), limit
    assert {step.flow for step in flow.step.values() if isinstance(step, CallStep)} == {
        "storage_full", "app_cache", "connection"
    }  # fmt: skip


def test_bad_pictures_are_tried_smaller_then_the_driver_is_new(flows: Mapping[str, Flow]) -> None:
    """FACTS A8: fewer pixels, the driver anew by a person's hand, a restart, then a person; only eyes can tell."""
    flow = flows["graphics"]
    symptom = flow.step["symptom"]
    assert isinstance(symptom, AskStep)
    assert symptom.good == ("fine",)
    assert {symptom.on[choice] for choice in ("artefacts", "flicker", "jerky", "not_sure")} == {"lower"}
    assert isinstance(flow.step["driver"], GuideStep), "no driver is ever removed by the program"
    assert flow.step["lower_again"].on["not_fixed"] == "driver"
    for name in ("restart", "chip_restart"):
        step = flow.step[name]
        assert isinstance(step, FixStep)
        assert step.fix == "computer.restart"
    assert flow.step["again"].on["not_fixed"] == flow.step["chip_again"].on["not_fixed"] == "escalate"


@pytest.mark.parametrize("language", ["en", "cs"])
def test_no_number_is_lost_in_a_text(library: FlowLibrary, language: str) -> None:
    """Limits, times and versions reach texts as placeholders, so that a profile can change them."""
    lost = [
        (flow_id, key, text)
        for flow_id in library.ids()
        for key, text in load_texts(library.folder(flow_id), language).items()
        if key != "search" and re.search(r"\d", CHANNELS.sub("", re.sub(r"\{\w+\}", "", text)))
    ]
    assert not lost
