"""Each step by itself: names, values and branches, each fault with its own line."""

from pathlib import Path

import pytest

from tests.flow.checking import check_sample, in_words

MEASURE = "[step.measure]"
FLUSH = "[step.flush]"
GUIDE = "[step.change_channel]"
LAMP = "[step.lamp]"
TYPED = 'kind = "ask"\ninput = "text"\n'

CASES = [
    # names
    (('on.ok = "healthy"', 'on.ok = "helthy"'), 'on.ok = "helthy"', "measure",
     "on.ok: there is no step 'helthy' (did you mean 'healthy'?)"),
    (('probe = "network.ping"', 'probe = "network.pin"'), 'probe = "network.pin"', "measure",
     "there is no probe 'network.pin' (did you mean 'network.ping'?)"),
    (('fix = "dns.flush"', 'fix = "format.disk"'), 'fix = "format.disk"', "flush", "there is no fix 'format.disk'"),
    (('of = "measure"', 'of = "mesure"'), 'of = "mesure"', "verify",
     "of: there is no step 'mesure' (did you mean 'measure'?)"),
    (('of = "measure"', 'of = "solved"'), 'of = "solved"', "verify",
     "of: 'solved' is neither a probe nor a question"),
    (('good = ["green"]\n', ""), 'of = "lamp"', "verify_lamp",
     "of: the question 'lamp' needs 'good', the choices that mean it works"),
    (('probe = "network.ping"', 'probe = "health.look"'), 'of = "measure"', "verify",
     "of: health.look has no good result, so nothing could be fixed by it"),
    (('link = "router_admin"', 'link = "router_admn"'), 'link = "router_admn"', "change_channel",
     "link: the organisation profile has no link 'router_admn' (did you mean 'router_admin'?)"),
    (('watch = "wifi.link"', 'watch = "wifi"'), 'watch = "wifi"', "change_channel",
     "watch: there is no probe 'wifi' (did you mean 'wifi.link'?)"),
    (('watch = "wifi.link"', 'watch = "health.look"'), 'watch = "health.look"', "change_channel",
     "watch: health.look has nothing that could be seen to change"),
    # parameters
    (("with.max_loss_percent = 1", "with.max_los_percent = 1"), "with.max_los_percent = 1", "measure",
     "with.max_los_percent: network.ping has no such parameter (did you mean 'max_loss_percent'?)"),
    (("with.max_loss_percent = 1", 'with.max_loss_percent = "1"'), 'with.max_loss_percent = "1"', "measure",
     "with.max_loss_percent: '1' is not a number"),
    (("with.max_loss_percent = 1", "with.max_loss_percent = true"), "with.max_loss_percent = true", "measure",
     "with.max_loss_percent: True is not a number"),
    (('with.max_latency_ms = "@network.max_latency_ms"', "with.max_latency_ms = 1.5"), "with.max_latency_ms = 1.5",
     "measure", "with.max_latency_ms: 1.5 is not a whole number"),
    (('with.max_latency_ms = "@network.max_latency_ms"', "with.max_latency_ms = true"), "with.max_latency_ms = true",
     "measure", "with.max_latency_ms: True is not a whole number"),
    (("@network.max_latency_ms", "@network.max_latency"), 'with.max_latency_ms = "@network.max_latency"', "measure",
     "with.max_latency_ms: the organisation profile has no value 'network.max_latency'"
     " (did you mean 'network.max_latency_ms'?)"),
    (("@network.max_latency_ms", "@device.firmware.version"), 'with.max_latency_ms = "@device.firmware.version"',
     "measure", "with.max_latency_ms: the profile's 'device.firmware.version' is a text, not a whole number"),
    (("@network.max_latency_ms", "@app.crash_log_folders"), 'with.max_latency_ms = "@app.crash_log_folders"', "measure",
     "with.max_latency_ms: the profile's 'app.crash_log_folders' is no single value, not a whole number"),
    (('watch = "wifi.link"', 'watch = "wifi.link"\nwatch_with.x = 1'), "watch_with.x = 1", "change_channel",
     "watch_with.x: wifi.link has no such parameter"),
    # branches
    (('on.lossy = "change_channel"\n', ""), MEASURE, "measure",
     "branch 'on.lossy' is missing: network.ping answers ok, slow, lossy, down, unknown"),
    (('on.unknown = "lamp"\n', 'on.unknown = "lamp"\non.sloww = "lamp"\n'), 'on.sloww = "lamp"', "measure",
     "on.sloww: network.ping answers ok, slow, lossy, down, unknown (did you mean 'slow'?)"),
    (('on.declined = "escalate"\n', ""), FLUSH, "flush",
     "branch 'on.declined' is missing: a fix ends with done, failed, declined, not_available"),
    (('on.expired = "escalate"\n', ""), GUIDE, "change_channel",
     "branch 'on.expired' is missing: this guide ends with done, changed, cannot, expired"),
    (("deadline_seconds = 300\n", ""), 'on.expired = "escalate"', "change_channel",
     "on.expired: this guide ends with done, changed, cannot"),
    (('on.not_sure = "escalate"\n', ""), LAMP, "lamp",
     "branch 'on.not_sure' is missing: every question can be answered 'not sure'"),
    (('on.exhausted = "escalate"\n', ""), FLUSH, "flush", "branch 'on.exhausted' is missing: it has max_visits"),
    (('on.unknown = "lamp"\n', 'on.unknown = "lamp"\non.exhausted = "lamp"\n'), 'on.exhausted = "lamp"', "measure",
     "on.exhausted: the step has no max_visits"),
    (('result = "solved"', 'result = "solved"\non.done = "flush"'), 'on.done = "flush"', "solved",
     "an outcome is an end: it has no branches and no max_visits"),
    (('result = "solved"', 'result = "solved"\nmax_visits = 3'), "max_visits = 3", "solved",
     "an outcome is an end: it has no branches and no max_visits"),
    # questions
    (('good = ["green"]', 'good = ["grren"]'), 'good = ["grren"]', "lamp",
     "good: there is no choice 'grren' (did you mean 'green'?)"),
    (('good = ["green"]', 'good = ["green", "not_sure"]'), 'good = ["green", "not_sure"]', "lamp",
     "good: 'not_sure' is never good"),
    (('good = ["green"]', 'good = ["green", "red"]'), 'good = ["green", "red"]', "lamp",
     "good: every choice is good, so the answer would tell nothing"),
    (('good = ["green"]', 'secret = true\ngood = ["green"]'), "secret = true", "lamp",
     "secret: only a typed input can have it"),
    (('good = ["green"]', 'remember = "serial"\ngood = ["green"]'), 'remember = "serial"', "lamp",
     "remember: only a typed input can have it"),
    # outcomes
    (('result = "healthy"', 'result = "healthy"\npart = "router"'), 'part = "router"', "healthy",
     "only a hardware outcome has 'part' and 'after'"),
    (('result = "healthy"', 'result = "healthy"\nafter = ["measure"]'), 'after = ["measure"]', "healthy",
     "only a hardware outcome has 'part' and 'after'"),
    (('result = "healthy"', 'result = "healthy"\nneeds_person = false'), "needs_person = false", "healthy",
     "only a not_supported outcome has 'needs_person = false'"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "line", "step", "message"), CASES, ids=[case[3][:50] for case in CASES])
def test_a_fault_is_named_on_its_line(
    tmp_path: Path, change: tuple[str, str], line: str, step: str, message: str
) -> None:
    assert (line, step, message) in in_words(check_sample(tmp_path, flow=[change]))


def test_a_fault_of_one_step_brings_no_others_along(tmp_path: Path) -> None:
    """Taken by themselves, most slips are one error; the ones that unhook steps bring those."""
    alone = [case for case in CASES if case[0][1] and "on." not in case[0][0]]
    for number, (change, line, step, message) in enumerate(alone):
        errors = in_words(check_sample(tmp_path / str(number), flow=[change]))
        same_step = [error for error in errors if error[1] == step]
        assert same_step == [(line, step, message)], change


def test_the_sample_is_without_fault(tmp_path: Path) -> None:
    assert check_sample(tmp_path) == ()


def ask(tmp_path: Path, lines: str) -> list[str]:
    change = ('kind = "ask"\ngood = ["green"]\non.green = "healthy"\non.red = "change_channel"\n', lines)
    return [message for _, step, message in in_words(check_sample(tmp_path, flow=[change])) if step == "lamp"]


def test_an_input_is_given_or_not_sure(tmp_path: Path) -> None:
    given = 'on.given = "change_channel"\n'
    assert ask(tmp_path / "1", TYPED + given) == []
    assert ask(tmp_path / "2", TYPED + given + 'on.red = "healthy"\n') == ["on.red: an input ends with given, not_sure"]
    assert ask(tmp_path / "3", TYPED) == ["branch 'on.given' is missing: an input ends with given, not_sure"]
    assert ask(tmp_path / "4", TYPED + given + 'good = ["given"]\n') == ["good: a typed input is neither good nor bad"]


def test_a_question_with_rows_is_given_or_not_sure(tmp_path: Path) -> None:
    own = TYPED.replace('input = "version"\n', "").replace('input = "text"\n', "") + 'choices_from = "networks"\n'
    assert "input" not in own
    missing = ask(tmp_path / "1", own)
    assert "branch 'on.given' is missing: a question with rows ends with its own choices, given, not_sure" in missing
    found = ask(tmp_path / "2", own + 'on.given = "change_channel"\n')
    assert found == ["choices_from: nothing in this flow gives 'networks'"]


def test_a_secret_is_never_kept(tmp_path: Path) -> None:
    """B6: a code is checked on the screen only."""
    given = 'on.given = "change_channel"\nsecret = true\n'
    expected = ["a secret is never kept, so it has no 'fact' and no 'remember'"]
    assert ask(tmp_path / "1", TYPED + given + 'fact = "code"\n') == expected
    assert ask(tmp_path / "2", TYPED + given + 'remember = "serial"\n') == expected
    assert ask(tmp_path / "3", TYPED + given) == []


def test_a_question_has_a_choice_and_none_of_reserved_names(tmp_path: Path) -> None:
    assert ask(tmp_path / "1", 'kind = "ask"\n') == ["a question needs at least one choice besides 'not_sure'"]
    assert ask(tmp_path / "2", 'kind = "ask"\non.given = "change_channel"\n') == [
        "on.given: only a typed input has it; name the choice otherwise"
    ]


def test_a_guide_without_watch_has_no_parameters_for_it(tmp_path: Path) -> None:
    change = ('watch = "wifi.link"\n', "watch_with.x = 1\n")
    found = in_words(check_sample(tmp_path, flow=[change]))
    assert ("watch_with.x = 1", "change_channel", "watch_with: there is no 'watch' for it") in found
    assert (
        'on.changed = "verify_lamp"',
        "change_channel",
        "on.changed: this guide ends with done, cannot, expired",
    ) in found


def test_a_required_parameter_is_asked_for(tmp_path: Path) -> None:
    found = in_words(check_sample(tmp_path, flow=[('probe = "network.ping"', 'probe = "device.firmware"')]))
    assert (MEASURE, "measure", "device.firmware needs 'with.minimum_version': the least version") in found


def test_a_called_flow_must_be_there(tmp_path: Path) -> None:
    change = ('kind = "fix"\nfix = "dns.flush"', 'kind = "call"\nflow = "sampel"')
    found = in_words(check_sample(tmp_path, flow=[change]))
    assert ('flow = "sampel"', "flush", "there is no flow 'sampel' (did you mean 'sample'?)") in found
