"""Diagnostics of a service that is down (FACTS C2): each part alone, on the disk before anything else, and logged."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.diagnosis import (
    PARTS,
    Collected,
    agree_to_capture,
    capture_consent,
    collect_service_diagnostics,
    collected,
    note_affected_users,
    parts,
    running_log,
)
from wizard.diagnosis.model import DiagnosticPart, diagnosis_folder
from wizard.environment import Environment
from wizard.journal.errors import JournalConflictError, JournalError
from wizard.journal.hold import held
from wizard.session import Session
from wizard.settings import SettingsError
from wizard.system.base import Cancel, Capture, Missing, Progress
from wizard.system.linux.computer import LinuxSystem
from wizard.system.unsupported import UnsupportedSystem

ALL = frozenset(PARTS)
FILES = {
    "snapshot": ["service-computer.json"],
    "route": ["traceroute-1.txt", "traceroute-2.txt", "traceroute-3.txt"],
    "configuration": ["service-network.txt"],
    "capture": ["capture.pcap"],
}
METHODS = {"snapshot": "health", "route": "trace_route", "configuration": "configuration", "capture": "capture_packets"}
REPOSITORY = Path(__file__).parent.parent.parent


def collect(session: Session, chosen: frozenset[DiagnosticPart] = ALL, **others: Any) -> Any:
    """Agree, then collect."""
    if "capture" in chosen:
        agree_to_capture(session, capture_consent(session))
    given = {"report": lambda _progress: None, "cancel": Cancel(), **others}
    return collect_service_diagnostics(session.environment, session, chosen, **given)


def log(session: Session) -> list[dict[str, Any]]:
    document = json.loads((diagnosis_folder(session) / "times.json").read_text("utf-8"))
    assert document["format"] == 1
    return list(document["entries"])


def runs(session: Session) -> dict[str, dict[str, Any]]:
    return {entry["part"]: entry for entry in log(session) if entry["kind"] == "part"}


def names(result: object) -> list[str]:
    assert isinstance(result, Collected), result
    return [file.path.name for file in result.files]


def test_everything(session: Session) -> None:
    """All parts, in their files, which this user alone can read."""
    results = collect(session)
    assert {part: names(result) for part, result in results.items()} == FILES
    assert list(results) == list(PARTS)
    for result in results.values():
        for file in result.files:
            assert file.path.stat().st_mode & 0o777 == 0o600
            assert file.size_bytes == file.path.stat().st_size > 0
            assert file.looked_through == (file.path.name != "capture.pcap")
    assert diagnosis_folder(session).stat().st_mode & 0o777 == 0o700


def test_what_they_hold(session: Session) -> None:
    collect(session)
    folder = diagnosis_folder(session)
    snapshot = json.loads((folder / "service-computer.json").read_text("utf-8"))
    assert snapshot["cpu_percent"] == 7.0
    assert "boot_id" not in snapshot
    assert "practice" in (folder / "service-network.txt").read_text("utf-8")
    route = (folder / "traceroute-2.txt").read_text("utf-8")
    assert route.startswith("route to service.practice.example (203.0.113.80), by simulated, ")
    assert route.endswith("The target answered.\n")


def test_only_what_was_chosen(session: Session, computer: Any) -> None:
    results = collect(session, frozenset({"snapshot"}))
    assert list(results) == ["snapshot"]
    assert set(computer.asked) & set(METHODS.values()) == {"health"}


def test_the_running_log(session: Session) -> None:
    """When each began and ended in UTC, what came of it, and the checksums of its files."""
    before = session.environment.now_utc()
    collect(session)
    after = session.environment.now_utc()
    for part, run in runs(session).items():
        assert run["result"] == "collected"
        assert [file["name"] for file in run["files"]] == FILES[part]
        assert before.isoformat() <= run["started"].replace("Z", "+00:00")
        assert run["started"] <= run["ended"]
        assert run["ended"].replace("Z", "+00:00") <= after.isoformat()


def test_affected_users_over_time(session: Session) -> None:
    """FACTS C2: each new number with its time; the same number is not noted twice."""
    for users, percent in ((3, None), (3, None), (40, 50.0), (None, None)):
        note_affected_users(session, users, percent)
    noted = [(entry["users"], entry["percent"]) for entry in log(session)]
    assert noted == [(3, None), (40, 50.0), (None, None)]
    times = [entry["at"] for entry in log(session)]
    assert times == sorted(times)


def test_progress_names_its_part(session: Session) -> None:
    told: list[Progress] = []
    collect(session, report=told.append)
    assert {progress.facts["part"] for progress in told} == ALL
    ends = {progress.facts["part"]: progress.result for progress in told if progress.result is not None}
    assert ends == dict.fromkeys(PARTS, "collected")
    ways = [progress.fraction or 0.0 for progress in told if progress.facts["part"] == "route"]
    assert ways == sorted(ways)


# Each fails alone


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("fault", ["missing", "exception"])
def test_each_fails_alone(session: Session, computer: Any, part: DiagnosticPart, fault: str) -> None:
    def broken(*_arguments: object) -> object:
        if fault == "exception":
            raise RuntimeError("it broke")
        return {} if part == "configuration" else Missing("not_permitted", "not you")

    computer.instead[METHODS[part]] = broken
    results = collect(session)
    failed = results[part]
    assert isinstance(failed, Missing)
    expected = "it broke" if fault == "exception" else "not available" if part == "configuration" else "not you"
    assert expected in failed.detail
    assert {name for name, result in results.items() if isinstance(result, Collected)} == ALL - {part}
    assert set(collected(session)) == ALL - {part}
    assert (runs(session)[part]["result"], runs(session)[part]["detail"]) == (failed.reason, failed.detail)


def test_a_system_of_which_nothing_is_known(session: Session, computer: Any) -> None:
    computer.real = UnsupportedSystem()
    results = collect(session)
    assert {result.reason for result in results.values()} == {"not_available"}
    assert collected(session) == {}


def test_a_sample_that_fails_takes_no_other(session: Session, computer: Any) -> None:
    real, calls = computer.real.trace_route, iter(range(3))

    def sometimes(*arguments: object) -> object:
        return Missing("timeout", "no address") if next(calls) == 1 else real(*arguments)

    computer.instead["trace_route"] = sometimes
    result = collect(session, frozenset({"route"}))["route"]
    assert names(result) == ["traceroute-1.txt", "traceroute-2.txt"]
    assert result.note == "2 of 3 samples: no address"
    assert collected(session)["route"].note == result.note


def test_measured_again_the_old_samples_go(session: Session, computer: Any) -> None:
    """Never samples of two times side by side; but old ones stay until there is a new one."""
    collect(session, frozenset({"route"}))
    real, calls = computer.real.trace_route, iter(range(9))
    computer.instead["trace_route"] = lambda *_: Missing("timeout", "no address")
    collect(session, frozenset({"route"}))
    assert names(collected(session)["route"]) == FILES["route"]
    computer.instead["trace_route"] = lambda *rest: real(*rest) if next(calls) == 0 else Missing("timeout", "gone")
    assert names(collect(session, frozenset({"route"}))["route"]) == ["traceroute-1.txt"]
    assert names(collected(session)["route"]) == ["traceroute-1.txt"]


def test_without_a_service_of_its_own_the_internet_is_the_target(environment: Environment) -> None:
    import msgspec

    network = msgspec.structs.replace(environment.organisation.network, service_url="")
    organisation = msgspec.structs.replace(environment.organisation, network=network)
    assert parts.route_target(organisation) == environment.organisation.network.ping_target
    assert parts.route_target(environment.organisation) == "service.practice.example"


# Stop


@pytest.fixture
def slow(computer: Any) -> threading.Event:
    """A recording that takes its time; set once it has begun."""
    began = threading.Event()
    real = computer.real.capture_packets

    def capture(file: Path, seconds: float, cancel: Cancel, report: Any) -> Any:
        began.set()
        computer.real.speed = 1.0
        try:
            return real(file, seconds, cancel, report)
        finally:
            computer.real.speed = 1000.0

    computer.instead["capture_packets"] = capture
    return began


def in_background(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(work()), daemon=True)
    thread.start()
    return thread, answers


def test_stop_of_all(session: Session, slow: threading.Event) -> None:
    """Within a second; nothing is kept of the recording."""
    cancel = Cancel()
    thread, answers = in_background(lambda: collect(session, frozenset({"capture"}), cancel=cancel))
    assert slow.wait(5)
    stopped_s = time.monotonic()
    cancel.set()
    thread.join(5)
    assert time.monotonic() - stopped_s < 1
    assert answers == [{"capture": Missing("timeout", "stopped")}]
    assert runs(session)["capture"]["result"] == "stopped"
    assert [path.name for path in diagnosis_folder(session).iterdir() if "pcap" in path.name] == []


def test_stop_of_one(session: Session, slow: threading.Event) -> None:
    """The others go on to their end."""
    stop = Cancel()
    ended: set[object] = set()

    def watch(progress: Progress) -> None:
        if progress.result is not None:
            ended.add(progress.facts["part"])
        if ended == ALL - {"capture"}:
            stop.set()

    results = collect(session, report=watch, stops={"capture": stop})
    assert slow.is_set()
    assert results["capture"] == Missing("timeout", "stopped")
    assert set(collected(session)) == ALL - {"capture"}
    assert runs(session)["snapshot"]["ended"] <= runs(session)["capture"]["ended"]


def test_one_that_hangs_is_left_behind(session: Session, computer: Any) -> None:
    hanging, cancel, began = threading.Event(), Cancel(), threading.Event()

    def hang(_cancel: Cancel) -> Missing:
        began.set()
        hanging.wait(30)
        return Missing("not_available", "too late")

    computer.instead["health"] = hang
    thread, answers = in_background(lambda: collect(session, frozenset({"snapshot"}), cancel=cancel))
    assert began.wait(5)
    cancel.set()
    thread.join(3)
    assert answers == [{"snapshot": Missing("timeout", "stopped")}]
    hanging.set()


def test_one_that_hangs_has_a_deadline(session: Session, computer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()
    computer.instead["health"] = lambda _cancel: hanging.wait(30)
    assert isinstance(parts.COLLECT, dict)
    monkeypatch.setitem(parts.COLLECT, "snapshot", (parts.snapshot, 0.1))
    results = collect(session, frozenset({"snapshot", "configuration"}))
    assert results["snapshot"] == Missing("timeout", "no answer in time")
    assert isinstance(results["configuration"], Collected)
    hanging.set()


# Consent


def test_nothing_is_recorded_without_consent(session: Session, computer: Any) -> None:
    results = collect_service_diagnostics(session.environment, session, ALL, lambda _: None, Cancel())
    assert results["capture"] == Missing("not_permitted", "nobody has agreed to this recording")
    assert "capture_packets" not in computer.asked
    assert set(collected(session)) == ALL - {"capture"}


def test_consent_is_noted_before_the_recording_begins(session: Session, computer: Any) -> None:
    """With the checksum of what was read, and spent on one recording."""
    page = capture_consent(session)
    seen: list[dict[str, Any]] = []
    real = computer.real.capture_packets

    def capture(*arguments: object) -> object:
        seen.extend(entry for entry in log(session) if entry["kind"] == "agreed")
        return real(*arguments)

    computer.instead["capture_packets"] = capture
    collect(session, frozenset({"capture"}))
    assert [(entry["text_sha256"], entry["used"]) for entry in seen] == [(page.sha256, True)]
    again = collect_service_diagnostics(session.environment, session, frozenset({"capture"}), lambda _: None, Cancel())
    assert again["capture"] == Missing("not_permitted", "nobody has agreed to this recording")


@pytest.mark.parametrize(("minutes", "may"), [(9, True), (11, False), (-1, False)])
def test_consent_is_for_now(session: Session, minutes: int, may: bool) -> None:
    """What was agreed to in a walk that was killed is asked again; a clock that was put back gives nothing."""
    at = session.environment.now_utc() - timedelta(minutes=minutes)
    running_log.RunningLog(session).append(running_log.Agreed(at=at, text_sha256="0" * 64))
    result = collect_service_diagnostics(
        session.environment, session, frozenset({"capture"}), lambda _: None, Cancel()
    )["capture"]
    assert isinstance(result, Collected) == may


def test_consent_says_what_there_is_to_know(session: Session) -> None:
    page = capture_consent(session)
    whole = " ".join((page.title, page.changes, page.duration, page.stays, page.undo))
    for word in ("30 seconds", "headers", "addresses", "cannot hide", "support team", "Deleting your history"):
        assert word in whole
    assert "{" not in whole
    assert len(page.sha256) == 64
    assert "password" not in whole.replace("no passwords", "")


def test_a_password_that_will_be_asked_for_is_part_of_what_is_agreed_to(session: Session, computer: Any) -> None:
    plain = capture_consent(session)
    computer.instead["may_capture"] = lambda: "with_password"
    page = capture_consent(session)
    assert "password of an administrator" in page.duration
    assert "Stop it at any time" in page.duration
    assert (page.changes, page.stays, page.undo) == (plain.changes, plain.stays, plain.undo)
    assert page.sha256 != plain.sha256


@pytest.mark.parametrize("detail", ["nobody allowed it. An administrator can run: sudo x"])
def test_a_refused_password_takes_nothing_from_the_rest(session: Session, computer: Any, detail: str) -> None:
    computer.instead["may_capture"] = lambda: "with_password"
    computer.instead["capture_packets"] = lambda *_: Missing("not_permitted", detail)
    results = collect(session)
    assert results["capture"] == Missing("not_permitted", detail)
    assert set(collected(session)) == ALL - {"capture"}


def test_a_recording_that_was_cut_says_so(session: Session, computer: Any) -> None:
    real = computer.real.capture_packets

    def cut(*arguments: object) -> Capture:
        found = real(*arguments)
        return Capture(found.packets, found.size_bytes, 12.5, "socket", full=True, dropped=7)

    computer.instead["capture_packets"] = cut
    note = "it ended after 12.5 s, because the file may not grow larger; 7 packets came too fast to be kept"
    assert collect(session, frozenset({"capture"}))["capture"].note == note
    assert runs(session)["capture"]["detail"] == note


# The disk


@pytest.fixture
def full_disk(session: Session) -> Iterator[Path]:
    """The walk's folder on a file system with a few pages; the test fills it and empties it."""
    if os.geteuid() != 0:
        pytest.skip("needs root: only root may mount")
    folder = diagnosis_folder(session)
    argv = ("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "none", str(folder))
    subprocess.run(argv, check=True, timeout=20)
    yield folder
    subprocess.run(("umount", str(folder)), check=True, timeout=20)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space"):
        filler.write_bytes(bytes(100_000))
    return filler


def test_a_full_disk(session: Session, computer: Any, full_disk: Path) -> None:
    """It is said at once, and what cannot be noted is not begun, least of all a recording; then it works again."""
    filler = fill(full_disk)
    with pytest.raises(SettingsError, match="cannot be written"):
        agree_to_capture(session, capture_consent(session))
    with pytest.raises(JournalError, match="The disk is full"):
        collect_service_diagnostics(session.environment, session, ALL, lambda _: None, Cancel())
    assert set(computer.asked) & set(METHODS.values()) == set()
    filler.unlink()
    assert {part: names(result) for part, result in collect(session).items()} == FILES


@pytest.mark.parametrize("part", PARTS)
def test_a_disk_that_fills_up(session: Session, computer: Any, full_disk: Path, part: DiagnosticPart) -> None:
    """Between the reading and its file: the reason is said, and nothing half-written stays."""
    real = getattr(computer.real, METHODS[part])

    def filled(*arguments: object) -> object:
        fill(full_disk)
        return real(*arguments)

    computer.instead[METHODS[part]] = filled
    result = collect(session, frozenset({part}))[part]
    assert isinstance(result, Missing)
    assert "cannot be written" in result.detail
    assert "No space left on device" in result.detail
    assert {path.name for path in full_disk.iterdir()} <= {"filler", "times.json", "collecting.lock"}
    assert collected(session) == {}


@pytest.mark.parametrize("content", [b"", b"{", b'{"format": 2}', b"[" * 100_000, b"\xff\xfe", bytes(2_000_000)])
def test_a_damaged_log_is_kept_aside(session: Session, content: bytes) -> None:
    collect(session, frozenset({"snapshot"}))
    (diagnosis_folder(session) / "times.json").write_bytes(content)
    assert set(collected(session)) == {"snapshot"}
    note_affected_users(session, 5, None)
    assert [entry["users"] for entry in log(session)] == [5]
    aside = [path for path in diagnosis_folder(session).iterdir() if ".damaged-" in path.name]
    assert [path.read_bytes() for path in aside] == [content]


def test_links_are_not_followed(session: Session, tmp_path: Path) -> None:
    """A link in the place of a file is nothing that was collected."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (diagnosis_folder(session) / "service-network.txt").symlink_to(secret)
    assert collected(session) == {}
    collect(session, frozenset({"configuration"}))
    assert secret.read_text() == "secret"
    assert set(collected(session)) == {"configuration"}


def test_one_window_at_a_time(session: Session) -> None:
    with held(diagnosis_folder(session) / "collecting.lock", session.id), pytest.raises(JournalConflictError):
        collect(session, frozenset({"snapshot"}))


# Kill

KILLED = """
import os, sys, threading
from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.diagnosis import PARTS, agree_to_capture, capture_consent, collect_service_diagnostics
from wizard.session import Session
from wizard.system.base import Cancel
from wizard.system.capture_file import CaptureFile
from pathlib import Path

with compose(parse(["--practice", "service-down"])) as environment:
    environment.system.speed = 1000.0
    session = Session.resume(environment, sys.argv[1])
    def capture(file, seconds, cancel, report):
        CaptureFile(file)
        os.write(1, b"recording\\n")  # in one go: the parts run side by side
        threading.Event().wait()
    environment.system.capture_packets = capture
    agree_to_capture(session, capture_consent(session))
    def report(progress):
        if progress.result:
            os.write(1, f"{progress.facts['part']} {progress.result}\\n".encode())
    collect_service_diagnostics(environment, session, frozenset(PARTS), report, Cancel())
"""


def test_a_kill_loses_nothing(session: Session, tmp_path: Path) -> None:
    """What was collected stands; the recording that had begun leaves nothing, once the next one begins."""
    session.environment.journal.close()
    process = subprocess.Popen(
        (sys.executable, "-c", KILLED, session.id),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "WIZARD_HOME": str(tmp_path / "home")},
    )
    assert process.stdout is not None
    with process.stdout as lines:
        said = {lines.readline().strip() for _ in range(4)}
        process.kill()
        process.wait(10)
    assert said == {"recording", "snapshot collected", "route collected", "configuration collected"}
    found = collected(session)
    assert {part: names(result) for part, result in found.items()} == {
        part: FILES[part] for part in PARTS if part != "capture"
    }
    assert "ended" in runs(session)["route"]
    assert runs(session)["capture"]["ended"] is None
    folder = diagnosis_folder(session)
    assert any(path.name.startswith(".capture.pcap.") for path in folder.iterdir())
    assert isinstance(collect(session)["capture"], Collected)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


# This computer


def test_the_real_thing(session: Session, computer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real readings of the computer the test runs on, side by side; the recording where this user may."""
    computer.real = LinuxSystem()
    monkeypatch.setattr(parts, "route_target", lambda _organisation: "127.0.0.1")
    monkeypatch.setattr(parts, "CAPTURE_S", 1.5)
    results = collect(session)
    assert {part: names(results[part]) for part in PARTS if part != "capture"} == {
        part: FILES[part] for part in PARTS if part != "capture"
    }
    route = (diagnosis_folder(session) / "traceroute-3.txt").read_text("utf-8")
    assert "127.0.0.1" in route.splitlines()[1]
    if computer.real.may_capture() == "yes":
        assert names(results["capture"]) == ["capture.pcap"]
    else:
        assert results["capture"].reason == "not_permitted"


def test_no_traffic_is_recorded_where_the_organisation_forbids_it(session: Session, computer: Any) -> None:
    """Not even with the agreement of the person."""
    organisation = session.environment.organisation
    policy = msgspec.structs.replace(organisation.policy, packet_recording=False)
    session.environment = replace(
        session.environment, organisation=msgspec.structs.replace(organisation, policy=policy)
    )
    result = collect(session, frozenset({"capture"}))
    assert result["capture"] == Missing("not_permitted", "the organisation forbids recordings of traffic")
    assert "capture_packets" not in computer.asked
    assert not (diagnosis_folder(session) / "capture.pcap").exists()
