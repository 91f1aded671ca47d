"""firmware.install: everything is checked before the device sees a byte, and done means the version was read back.

FACTS A1 (2.3.1, about 12.4 MB, 3 min) and A2 (hardware aligned, no beta over stable, 2.10.0 > 2.3.1).
"""

import dataclasses
import hashlib
import string
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.device import download as downloading
from wizard.device.base import Device, Installed, InstallFailed
from wizard.device.http import HttpDriver
from wizard.device.manual import ManualDriver
from wizard.device.record import DeviceRecord
from wizard.device.transport import Patience
from wizard.fixes import firmware_install
from wizard.fixes.firmware_install import FIX, SENT_MARK
from wizard.fixes.fix import FixContext, FixResult
from wizard.organisation import Organisation, load_organisation, text_facts
from wizard.practice.device_server import DeviceServer, FirmwareServer, PracticeDevice, PracticeFirmware
from wizard.system.base import Cancel, Health, Missing, Progress, ProxySettings

SIZE = 400_000
QUICK = Patience(connect_s=2, read_s=2, answer_s=5)
BOX = PracticeDevice("Box", "SN1", "rev B", "2.2.0", restart_seconds=0.1)
PLUGGED_IN = Health(5.0, 8, 4, 100, 50, 60.0, "boot", battery_percent=80.0, on_power=True)


class Computer:
    """What the fix asks of a computer."""

    def __init__(self) -> None:
        self.health_answer: Health | Missing = PLUGGED_IN
        self.free_answer: int | Missing = 10**9
        self.proxy_answer: ProxySettings | Missing = ProxySettings(None)

    def health(self, cancel: Cancel) -> Health | Missing:
        return self.health_answer

    def free_bytes(self, folder: Path) -> int | Missing:
        return self.free_answer

    def proxy(self) -> ProxySettings | Missing:
        return self.proxy_answer


class Bench:
    """A practice device and a firmware server, a profile that points at them, and the fix ready to run."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        self.computer = Computer()
        self.progress: list[Progress] = []
        self.cancel = Cancel()
        self.on_progress: Callable[[Progress], None] = lambda _progress: None
        self.driver: Any = None
        self.profile: dict[str, Any] = {"model": "Box", "hardware": ("rev A", "rev B"), "version": "2.3.1"}

    def start(self, device: PracticeDevice = BOX, *, cut: bool = False, version: str = "2.3.1") -> "Bench":
        self.firmware = PracticeFirmware.make(version, "rev B", SIZE)
        self.files = self.stack.enter_context(FirmwareServer(self.firmware, cut=cut))
        self.device = self.stack.enter_context(DeviceServer(device))
        self.profile |= {
            "version": version,
            "url": self.files.url,
            "sha256": self.firmware.sha256,
            "size_bytes": SIZE,
        }
        return self

    @property
    def organisation(self) -> Organisation:
        neutral = load_organisation()
        replace = msgspec.structs.replace
        firmware_fields = {name: self.profile[name] for name in ("version", "url", "sha256", "size_bytes", "hardware")}
        profile = replace(
            neutral.device,
            driver="http",
            model=self.profile["model"],
            firmware=replace(neutral.device.firmware, **firmware_fields),
            endpoints=replace(neutral.device.endpoints, base_url=self.device.base_url),
            ready_timeout_s=self.profile.get("ready_timeout_s", 20),
        )
        return replace(neutral, device=profile)

    def context(self) -> FixContext:
        organisation = self.organisation
        driver = self.driver or HttpDriver(organisation.device, patience=QUICK, install_patience=QUICK, poll_s=0.01)

        def report(progress: Progress) -> None:
            self.progress.append(progress)
            self.on_progress(progress)

        return FixContext(
            system=self.computer,  # type: ignore[arg-type]
            organisation=organisation,
            device=driver,
            parameters={},
            facts={},
            work_folder=str(self.folder),
            report=report,
            cancel=self.cancel,
            now_s=time.monotonic,
        )

    def run(self) -> FixResult:
        result = FIX.run(self.context())
        assert set(result.facts) <= set(FIX.signature.facts)
        assert (result.reason is None) == (result.result == "done")
        if result.reason is not None:
            known = {name for _, name, _, _ in string.Formatter().parse(result.reason) if name}
            assert known <= set(result.facts), "a sentence that cannot be filled"
            assert all(result.facts[name] is not None for name in known), result
        return result


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(stack, tmp_path)


def untouched(bench: Bench) -> bool:
    return bench.device.uploads == 0 and bench.device.boot == 1


def test_the_new_version_is_read_back(bench: Bench) -> None:
    result = bench.start().run()
    assert result.result == "done", result
    assert result.facts["version_before"] == "2.2.0"
    assert result.facts["firmware_version"] == "2.3.1"
    assert bench.device.version == "2.3.1"
    assert list(bench.folder.glob("*.bin")) == [], "12 MB are not kept once they are of no use"
    shares = [progress.fraction for progress in bench.progress if progress.fraction is not None]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_it_never_claims_to_have_fixed_anything(bench: Bench) -> None:
    """The proof is verify's: the fix says what it did."""
    assert bench.start().run().result in ("done", "failed", "not_available")
    assert FIX.singly == "restart"
    assert FIX.undo is None


def test_the_consent_says_size_time_restart_and_that_it_stays() -> None:
    """DESIGN 4: the person reads what will happen before it does."""
    consent = FIX.consent
    assert "{firmware_size_bytes}" in consent.changes
    assert "{target_version}" in consent.changes
    assert "{install_minutes}" in consent.duration
    assert "restarts" in consent.duration
    assert "cannot be undone" in consent.undo
    facts = text_facts(load_organisation())
    for text in filter(None, dataclasses.astuple(consent)):
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= set(facts)


def test_a_cut_download_fetches_the_missing_half_alone(bench: Bench) -> None:
    assert bench.start(cut=True).run().result == "done"
    assert bench.files.served == [(0, SIZE), (SIZE // 2, SIZE)]


def test_a_stop_during_the_download_leaves_the_device_alone(bench: Bench) -> None:
    bench.on_progress = lambda _progress: bench.cancel.set()
    result = bench.start().run()
    assert (result.result, result.reason) == ("failed", downloading.STOPPED)
    assert untouched(bench)
    bench.cancel = Cancel()
    bench.on_progress = lambda _progress: None
    assert bench.run().result == "done"
    assert bench.files.served[1][0] > 0, "what had come was fetched again"


def test_a_stop_before_the_first_byte_leaves_everything_alone(bench: Bench) -> None:
    bench.cancel.set()
    result = bench.start().run()
    assert (result.result, result.reason) == ("failed", downloading.STOPPED)
    assert untouched(bench)
    assert bench.files.served == []


def test_a_stop_with_the_last_byte_still_sends_nothing(bench: Bench) -> None:
    def stop_at_the_end(progress: Progress) -> None:
        if progress.facts.get("downloaded_bytes") == SIZE:
            bench.cancel.set()

    bench.on_progress = stop_at_the_end
    result = bench.start().run()
    assert (result.result, result.reason) == ("failed", downloading.STOPPED)
    assert untouched(bench)


def test_a_stop_during_the_installation_is_not_heard(bench: Bench) -> None:
    """Half a firmware is worse than none: from the first byte sent it runs to its end."""

    def stop_late(progress: Progress) -> None:
        if progress.fraction is not None and progress.fraction > 0.5:
            bench.cancel.set()

    bench.on_progress = stop_late
    assert bench.start().run().result == "done"
    assert bench.cancel.requested


@pytest.mark.parametrize("wrong", ["content", "sha256"])
def test_a_file_with_another_hash_never_reaches_the_device(bench: Bench, wrong: str) -> None:
    bench.start()
    if wrong == "content":
        bench.files.firmware = PracticeFirmware(b"x" * SIZE, bench.firmware.sha256)
    else:
        bench.profile["sha256"] = hashlib.sha256(b"another").hexdigest()
    result = bench.run()
    assert (result.result, result.reason) == ("failed", downloading.NOT_THE_FILE)
    assert untouched(bench)
    assert [file.name for file in bench.folder.iterdir()] == []


@pytest.mark.parametrize("size_bytes", [SIZE - 1, SIZE + 1, 1])
def test_a_file_of_another_size_never_reaches_the_device(bench: Bench, size_bytes: int) -> None:
    bench.start().profile["size_bytes"] = size_bytes
    result = bench.run()
    assert (result.result, result.reason) == ("failed", downloading.NOT_THE_FILE)
    assert untouched(bench)


def refused(bench: Bench, words: str, result: str) -> None:
    """Assert that nothing was fetched or sent, and that the reason names the cause."""
    outcome = bench.run()
    assert outcome.result == result, outcome
    assert outcome.reason is not None
    assert words in outcome.reason
    assert untouched(bench)
    assert bench.files.served == []


def test_a_beta_never_goes_over_a_stable_version(bench: Bench) -> None:
    """FACTS A2."""
    refused(bench.start(version="2.4.0-beta.1"), "test build", "not_available")


def test_a_stable_version_goes_over_its_beta(bench: Bench) -> None:
    """FACTS A2: this is the way out of the mix."""
    device = dataclasses.replace(BOX, firmware_version="2.3.1-beta.2")
    assert bench.start(device).run().result == "done"


def test_a_beta_goes_over_an_older_beta(bench: Bench) -> None:
    device = dataclasses.replace(BOX, firmware_version="2.4.0-beta.1")
    assert bench.start(device, version="2.4.0-beta.2").run().result == "done"


@pytest.mark.parametrize("found", ["2.3.2", "2.10.0", "2.4.0-beta.1"])
def test_an_older_version_is_never_put_back(bench: Bench, found: str) -> None:
    """FACTS A2: compared by number, 2.10.0 is newer than 2.3.1."""
    refused(bench.start(dataclasses.replace(BOX, firmware_version=found)), "newer", "not_available")


def test_a_device_that_runs_it_already_is_left_alone(bench: Bench) -> None:
    """So a repeat after a crash of the program installs nothing twice."""
    bench.start(dataclasses.replace(BOX, firmware_version="2.3.1"))
    assert bench.run().result == "done"
    assert untouched(bench)
    assert bench.files.served == []


@pytest.mark.parametrize("hardware", ["rev C", ""])
def test_other_or_unknown_hardware_is_refused(bench: Bench, hardware: str) -> None:
    """FACTS A2: firmware and hardware stay aligned."""
    refused(bench.start(dataclasses.replace(BOX, hardware=hardware)), "other hardware", "not_available")


def test_another_model_is_refused(bench: Bench) -> None:
    refused(bench.start(dataclasses.replace(BOX, model="Bax")), "another model", "not_available")


@pytest.mark.parametrize("version", ["", "unknown", "2.3.1 or so"])
def test_an_unknown_version_is_refused(bench: Bench, version: str) -> None:
    refused(bench.start(dataclasses.replace(BOX, firmware_version=version)), "does not say which version", "failed")


def test_a_device_on_battery_is_refused(bench: Bench) -> None:
    refused(bench.start(dataclasses.replace(BOX, on_power=False)), "Plug it in", "failed")


@pytest.mark.parametrize("percent", [29.0, None])
def test_a_computer_with_a_low_battery_is_refused(bench: Bench, percent: float | None) -> None:
    bench.computer.health_answer = dataclasses.replace(PLUGGED_IN, battery_percent=percent, on_power=False)
    refused(bench.start(), "battery is low", "failed")


@pytest.mark.parametrize(
    "health",
    [
        dataclasses.replace(PLUGGED_IN, battery_percent=31.0, on_power=False),
        dataclasses.replace(PLUGGED_IN, battery_percent=None, on_power=None),
        dataclasses.replace(PLUGGED_IN, battery_percent=5.0),
        Missing("not_available"),
    ],
)
def test_enough_power_is_enough(bench: Bench, health: Health | Missing) -> None:
    bench.computer.health_answer = health
    assert bench.start().run().result == "done"


def test_a_full_disk_is_refused_before_the_download(bench: Bench) -> None:
    bench.computer.free_answer = SIZE
    refused(bench.start(), "Free {needed_bytes}", "failed")


def test_a_disk_that_fills_up_meanwhile_says_so(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_sink: object, _piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(downloading._Sink, "write", full)
    result = bench.start().run()
    assert (result.result, result.reason) == ("failed", downloading.NO_ROOM)
    assert untouched(bench)


def test_free_room_that_cannot_be_read_stops_nothing(bench: Bench) -> None:
    bench.computer.free_answer = Missing("not_available")
    assert bench.start().run().result == "done"


def test_a_device_without_room_is_refused(bench: Bench) -> None:
    refused(bench.start(dataclasses.replace(BOX, free_bytes=SIZE - 1)), "Your device has no room", "failed")


@pytest.mark.parametrize("missing", ["url", "sha256"])
def test_a_profile_without_firmware_offers_none(bench: Bench, missing: str) -> None:
    bench.start().profile[missing] = ""
    refused(bench, "offers no firmware", "not_available")


def test_a_device_that_cannot_be_asked_is_not_updated_from_here(bench: Bench) -> None:
    bench.start().driver = ManualDriver(DeviceRecord(None))
    refused(bench, "its own settings", "not_available")


def test_a_device_that_is_off_is_not_updated(bench: Bench) -> None:
    bench.start()
    bench.device.__exit__()
    outcome = bench.run()
    assert outcome.result == "failed"
    assert outcome.reason is not None
    assert "does not answer" in outcome.reason
    assert bench.files.served == []


def test_a_refusal_of_the_device_is_passed_on(bench: Bench) -> None:
    result = bench.start(dataclasses.replace(BOX, behaviour="refuse")).run()
    assert result.result == "failed"
    assert result.reason is not None
    assert "refused" in result.reason
    assert bench.device.version == "2.2.0"


def test_a_stubborn_device_is_not_done(bench: Bench) -> None:
    """It took the file, restarted, and runs the old version: what it says then is all that counts."""
    result = bench.start(dataclasses.replace(BOX, behaviour="keep_old")).run()
    assert result.result == "failed"
    assert result.facts["firmware_version"] == "2.2.0"
    assert result.reason is not None
    assert "still runs version {firmware_version}" in result.reason
    assert bench.device.boot == 2


def test_a_device_that_never_comes_back_is_bounded(bench: Bench) -> None:
    bench.profile["ready_timeout_s"] = 1
    result = bench.start(dataclasses.replace(BOX, restart_seconds=600)).run()
    assert result.result == "failed"
    assert result.facts["firmware_version"] is None, "what it ran before is no reading of now"
    assert result.reason is not None
    assert "did not come back" in result.reason


class Scripted:
    """A driver that says what a test wants."""

    kind = "http"

    def __init__(self, *identities: Device | Missing, **answers: Any) -> None:
        self.identities = list(identities)
        self.answers: dict[str, Any] = {"install": Installed(), "wait_ready": True} | answers
        self.sent: list[tuple[bytes, str, Cancel]] = []

    def identify(self, cancel: Cancel) -> Device | Missing:
        return self.identities.pop(0) if len(self.identities) > 1 else self.identities[0]

    def install(self, file: Path, sha256: str, report: Any, cancel: Cancel) -> Any:
        self.sent.append((file.read_bytes(), sha256, cancel))
        return self.answers["install"]

    def wait_ready(self, deadline_s: float, report: Any, cancel: Cancel) -> Any:
        return self.answers["wait_ready"]


OLD = Device("Box", "SN1", "rev B", "2.2.0")
NEW = Device("Box", "SN1", "rev B", "2.3.1")


def scripted(bench: Bench, *identities: Device | Missing, **answers: Any) -> FixResult:
    bench.start().driver = Scripted(*identities, **answers)
    return bench.run()


def test_only_the_checked_file_is_sent(bench: Bench) -> None:
    result = scripted(bench, OLD, OLD, NEW)
    assert result.result == "done"
    ((content, sha256, cancel),) = bench.driver.sent
    assert hashlib.sha256(content).hexdigest() == sha256 == bench.firmware.sha256
    assert not cancel.requested


@pytest.mark.parametrize(
    "second",
    [
        Missing("timeout"),
        Device("Box", "SN2", "rev B", "2.2.0"),
        Device("Box", "SN1", "rev B", "2.3.0"),
    ],
)
def test_a_device_that_changed_during_the_download_gets_nothing(bench: Bench, second: Device | Missing) -> None:
    assert scripted(bench, OLD, second).result == "failed"
    assert bench.driver.sent == []


@pytest.mark.parametrize("last", [Missing("timeout", "gone"), Device("Box", "SN1", "rev B", None), OLD])
def test_no_version_read_back_is_not_done(bench: Bench, last: Device | Missing) -> None:
    result = scripted(bench, OLD, OLD, last)
    assert result.result == "failed"
    assert result.facts["firmware_version"] == (last.firmware_version if isinstance(last, Device) else None)


@pytest.mark.parametrize("ready", [False, Missing("timeout")])
def test_a_version_of_the_old_run_is_not_done(bench: Bench, ready: bool | Missing) -> None:
    """Some devices show the new version before they restarted into it."""
    assert scripted(bench, OLD, OLD, NEW, wait_ready=ready).result == "failed"


def test_a_newer_version_than_asked_for_is_done(bench: Bench) -> None:
    assert scripted(bench, OLD, OLD, dataclasses.replace(NEW, firmware_version="2.10.0")).result == "done"


def test_a_driver_that_cannot_install_is_not_available(bench: Bench) -> None:
    assert scripted(bench, OLD, install=Missing("not_available", "no")).result == "not_available"


def test_a_failed_installation_keeps_its_reason(bench: Bench) -> None:
    result = scripted(bench, OLD, install=InstallFailed("The device is busy.", "HTTP 503"))
    assert (result.result, result.reason, result.detail) == ("failed", "The device is busy.", "HTTP 503")


# a program that ended in between (DESIGN 4: intent, then result)


def test_nothing_sent_yet_may_be_begun_again(bench: Bench) -> None:
    context = bench.start().context()
    state = FIX.prepare(context)
    assert FIX.resumed(context, state) == "not_yet"


def test_sent_and_not_known_is_measured(bench: Bench) -> None:
    context = bench.start().context()
    state = FIX.prepare(context)
    (bench.folder / SENT_MARK).write_text("2.3.1")
    assert FIX.resumed(context, state) is None
    bench.device.__exit__()
    assert FIX.resumed(context, state) is None


def test_sent_and_running_is_done(bench: Bench) -> None:
    context = bench.start().context()
    state = FIX.prepare(context)
    assert FIX.run(context).result == "done"
    assert (bench.folder / SENT_MARK).exists()
    assert FIX.resumed(context, state) == "done"


def test_a_new_try_forgets_that_an_earlier_one_sent_something(bench: Bench) -> None:
    context = bench.start().context()
    (bench.folder / SENT_MARK).write_text("2.3.1")
    assert FIX.resumed(context, FIX.prepare(context)) == "not_yet"


def test_a_repeat_after_a_crash_uses_what_had_come(bench: Bench) -> None:
    bench.on_progress = lambda _progress: bench.cancel.set()
    bench.start().run()
    again = Bench(bench.stack, bench.folder)
    again.files, again.device, again.firmware, again.profile = bench.files, bench.device, bench.firmware, bench.profile
    assert again.run().result == "done"
    assert sum(end - start for start, end in bench.files.served[1:]) < SIZE


def test_the_systems_proxy_is_used_for_the_internet_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str | None] = []

    def watched(*_arguments: object, proxy_url: str | None, **_named: object) -> downloading.DownloadFailed:
        used.append(proxy_url)
        return downloading.DownloadFailed(downloading.NOT_THERE)

    monkeypatch.setattr(firmware_install, "download", watched)
    bench.computer.proxy_answer = ProxySettings("http://proxy.example:3128")
    bench.start().run()
    bench.profile["url"] = "https://files.example.com/f"
    bench.run()
    assert used == [None, "http://proxy.example:3128"]


def test_no_thread_is_left_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with ExitStack() as stack:
        assert Bench(stack, tmp_path).start().run().result == "done"
    left = [thread for thread in set(threading.enumerate()) - before if thread.is_alive()]
    for thread in left:
        thread.join(5)
    assert [thread.name for thread in left if thread.is_alive()] == []
