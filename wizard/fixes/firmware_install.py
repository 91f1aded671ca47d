"""Installs the organisation's firmware on its device (FACTS A1, A2), and reads back what runs then.

Done means only that the version was read back; whether the fault is gone is for ``verify``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from wizard.device.base import Device, Installed, InstallFailed
from wizard.device.download import STOPPED, Downloaded, DownloadFailed, Wanted, download
from wizard.device.version import Version, VersionError
from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import Fact, FixSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import Firmware, Organisation
from wizard.organisation.addresses import is_loopback
from wizard.settings import write_private
from wizard.system.base import Cancel, Health, Missing, Progress, ProxySettings

LEAST_BATTERY_PERCENT = 30
SPARE_BYTES = 20_000_000
"""Room left beside the download, so that the journal can still be written."""
SENT_MARK = "firmware-sent.txt"
_DOWNLOADED, _SENT = 0.5, 0.7
"""Where download and upload end on the progress bar; the rest is the device's own work."""

SIGNATURE = FixSignature(
    name="firmware.install",
    facts={
        "version_before": Fact(str, "firmware the device ran before"),
        "firmware_version": Fact(str, "firmware the device says it runs now"),
        "target_version": Fact(str, "firmware it should run"),
        "downloaded_bytes": Fact(int, "how much of the file has come so far"),
        "needed_bytes": Fact(int, "free room that the download needs"),
    },
)

CONSENT = ConsentText(
    title=N_("Update the firmware of your {device_name}"),
    changes=N_(
        "Downloads {firmware_size_bytes}, checks the file and sends it to your {device_name}. "
        "The device then runs version {target_version}."
    ),
    duration=N_(
        "About {install_minutes} after the download. The device restarts by itself: keep it plugged in, "
        "and keep this computer on."
    ),
    stays=N_("Nothing on this computer changes. Most devices keep their own settings; note yours down to be safe."),
    undo=N_("This cannot be undone. An older version is not put back."),
    button=N_("Update the firmware"),
)


@dataclass(frozen=True)
class _Refusal:
    """Why nothing is changed. ``available`` False: this can never be done from here."""

    reason: str
    detail: str = ""
    available: bool = True


def run(context: FixContext) -> FixResult:
    """Check, download, send, wait, read back; can be stopped during the download alone."""
    firmware = context.organisation.device.firmware
    facts: dict[str, FactValue] = {
        "version_before": None,
        "firmware_version": None,
        "target_version": firmware.version,
        "needed_bytes": firmware.size_bytes + SPARE_BYTES,
    }
    if (refusal := _not_offered(context.organisation, context.device.kind)) is not None:
        return _refused(refusal, facts)
    device = context.device.identify(context.cancel)
    if context.cancel.requested:
        return FixResult("failed", facts, STOPPED)
    if isinstance(device, Missing):
        reason = N_("The device does not answer, so nothing was changed. Check that it is on, then try again.")
        return FixResult("failed", facts, reason, device.detail)
    facts["version_before"] = facts["firmware_version"] = device.firmware_version
    refusal = wrong_version(device, firmware.version) or _wrong_device(device, context.organisation)
    if refusal is not None:
        return _refused(refusal, facts)
    if device.firmware_version is not None and Version.parse(device.firmware_version) == Version.parse(
        firmware.version
    ):
        return FixResult("done", facts, detail="the device already runs this version")
    if (refusal := _no_power(context, device) or _no_room(context, device, firmware)) is not None:
        return _refused(refusal, facts)
    file = _download(context, firmware)
    if isinstance(file, DownloadFailed):
        return FixResult("failed", facts, file.reason, file.detail)
    if context.cancel.requested:
        return FixResult("failed", facts, STOPPED)
    result = _install(context, device, file.file, facts)
    if result.result == "done":
        file.file.unlink(missing_ok=True)  # a second try would need it; a finished walk need not keep 12 MB
    return result


def _install(context: FixContext, device: Device, file: Path, facts: dict[str, FactValue]) -> FixResult:
    """Send the checked file and read back what runs then. From here on a stop is not heard: half a write is worse."""
    profile = context.organisation.device
    unstoppable = Cancel()
    again = context.device.identify(unstoppable)
    if isinstance(again, Missing) or (again.serial, again.firmware_version) != (device.serial, device.firmware_version):
        reason = N_("The device changed or went away during the download. Nothing was sent to it. Try again.")
        return FixResult(
            "failed", facts, reason, again.detail if isinstance(again, Missing) else "another device answers"
        )
    write_private(Path(context.work_folder) / SENT_MARK, f"{profile.firmware.version}\n".encode())

    def sending(share: float) -> None:
        context.report(Progress(_DOWNLOADED + (_SENT - _DOWNLOADED) * share))

    def waiting(share: float) -> None:
        context.report(Progress(_SENT + (1 - _SENT) * share))

    taken = context.device.install(file, profile.firmware.sha256, sending, unstoppable)
    match taken:
        case InstallFailed():
            return FixResult("failed", facts, taken.reason, taken.detail)
        case Missing():
            reason = N_("The device takes no firmware from here. Use its own settings page.")
            return FixResult("not_available", facts, reason, taken.detail)
        case Installed():
            came_back = context.device.wait_ready(float(profile.ready_timeout_s), waiting, unstoppable)
    return _read_back(context, facts, came_back, taken.detail)


def _read_back(context: FixContext, facts: dict[str, FactValue], came_back: bool | Missing, detail: str) -> FixResult:
    """Return done only for a version that was read back and is the target or newer."""
    now = context.device.identify(Cancel())
    found = now.firmware_version if isinstance(now, Device) else None
    facts["firmware_version"] = found
    if came_back is not True or isinstance(now, Missing):
        reason = N_(
            "The device did not come back in time. Wait ten minutes, unplug it, plug it in, then measure again."
        )
        return FixResult("failed", facts, reason, f"{detail}; {now.detail if isinstance(now, Missing) else 'old run'}")
    version = _parsed(found)
    if version is None:
        reason = N_("The device came back, but does not say which version it runs. Look at its settings page.")
        return FixResult("failed", facts, reason, detail)
    if version < Version.parse(context.organisation.device.firmware.version):
        reason = N_(
            "The device took the file but still runs version {firmware_version}. "
            "It may have found a fault in it. Restart the device, then try once more."
        )
        return FixResult("failed", facts, reason, detail)
    return FixResult("done", facts, detail=detail)


def _not_offered(organisation: Organisation, kind: str) -> _Refusal | None:
    firmware = organisation.device.firmware
    if kind == "manual":
        return _Refusal(
            N_("This device cannot be updated from here. Use the update page in its own settings."), available=False
        )
    if not firmware.url or not firmware.sha256:
        return _Refusal(N_("Your organisation offers no firmware to download. Ask your support team."), available=False)
    return None


def wrong_version(device: Device, target_text: str) -> _Refusal | None:
    """Return why the target must not replace what runs: unknown, newer, or a beta over a stable build (FACTS A2)."""
    found, target = _parsed(device.firmware_version), Version.parse(target_text)
    if found is None:
        return _Refusal(
            N_("The device does not say which version it runs, so nothing was changed. Look at its settings page."),
            f"read: {device.firmware_version}",
        )
    if target.is_beta and not found.is_beta:
        return _Refusal(
            N_("The new firmware is a test build, and your device runs a finished one. The two are not mixed."),
            available=False,
        )
    if target < found:
        return _Refusal(
            N_("Your device already runs {version_before}, which is newer. An older version is never put back."),
            available=False,
        )
    return None


def _wrong_device(device: Device, organisation: Organisation) -> _Refusal | None:
    """Return why the firmware is not for this device: its model, or its hardware revision."""
    profile = organisation.device
    if profile.model and device.model != profile.model:
        return _Refusal(
            N_("This firmware is made for another model, so nothing was changed. Ask your support team."),
            f"model {device.model}, firmware for {profile.model}",
            available=False,
        )
    if profile.firmware.hardware and device.hardware not in profile.firmware.hardware:
        return _Refusal(
            N_("This firmware is made for other hardware, so nothing was changed. Ask your support team."),
            f"hardware {device.hardware}, firmware for {', '.join(profile.firmware.hardware)}",
            available=False,
        )
    return None


def _no_power(context: FixContext, device: Device) -> _Refusal | None:
    """Return why power may run out half way; a computer without a battery says nothing, and has none to run out."""
    if device.on_power is False:
        return _Refusal(N_("Your device runs on its battery. Plug it in, then try again."))
    health = context.system.health(context.cancel)
    if isinstance(health, Health) and health.on_power is False:
        battery = health.battery_percent
        if battery is None or battery < LEAST_BATTERY_PERCENT:
            return _Refusal(
                N_("This computer's battery is low. Plug the computer in, then try again."), f"battery {battery} %"
            )
    return None


def _no_room(context: FixContext, device: Device, firmware: Firmware) -> _Refusal | None:
    free = context.system.free_bytes(Path(context.work_folder))
    if isinstance(free, int) and free < firmware.size_bytes + SPARE_BYTES:
        return _Refusal(
            N_("This computer has no room for the new firmware. Free {needed_bytes}, then try again."),
            f"{free} bytes free",
        )
    if device.free_bytes is not None and device.free_bytes < firmware.size_bytes:
        return _Refusal(
            N_("Your device has no room for the new firmware. Free some room on it, then try again."),
            f"{device.free_bytes} bytes free on the device",
        )
    return None


def _download(context: FixContext, firmware: Firmware) -> Downloaded | DownloadFailed:
    def fetched(done_bytes: int) -> None:
        share = done_bytes / firmware.size_bytes
        context.report(Progress(_DOWNLOADED * share, {"downloaded_bytes": done_bytes}))

    proxy = None if is_loopback(urlsplit(firmware.url).hostname or "") else context.system.proxy()
    wanted = Wanted(firmware.url, firmware.size_bytes, firmware.sha256)
    return download(
        wanted,
        Path(context.work_folder),
        fetched,
        context.cancel,
        proxy_url=proxy.url if isinstance(proxy, ProxySettings) else None,
    )


def prepare(context: FixContext) -> Mapping[str, str]:
    """Return what a restart of the program needs to know; clears the mark of an earlier try."""
    (Path(context.work_folder) / SENT_MARK).unlink(missing_ok=True)
    return {"target_version": context.organisation.device.firmware.version}


def resumed(context: FixContext, state: Mapping[str, str]) -> Literal["done", "not_yet"] | None:
    """Return what became of it: done when the version can be read back, not yet when nothing was sent, else unknown."""
    device = context.device.identify(Cancel())
    found = _parsed(device.firmware_version) if isinstance(device, Device) else None
    target = _parsed(state.get("target_version"))
    if found is not None and target is not None and found >= target:
        return "done"
    return None if (Path(context.work_folder) / SENT_MARK).exists() else "not_yet"


def _parsed(text: str | None) -> Version | None:
    try:
        return Version.parse(text) if text is not None else None
    except VersionError:
        return None


def _refused(refusal: _Refusal, facts: Mapping[str, FactValue]) -> FixResult:
    return FixResult("failed" if refusal.available else "not_available", facts, refusal.reason, refusal.detail)


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Update the firmware"),
    consent=CONSENT,
    run=run,
    risk="restart",
    minutes=5,
    singly="restart",
    prepare=prepare,
    resumed=resumed,
    can_stop=True,
)
