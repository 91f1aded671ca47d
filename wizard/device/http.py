"""A device with an HTTP service of its own: says what it is, takes a firmware file, restarts (DESIGN 8).

Its answers are hostile until checked: bounded, typed, one line of plain characters, else missing.
"""

import math
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from wizard.device.base import Device, Installed, InstallFailed
from wizard.device.record import clean
from wizard.device.transport import (
    HEADERS,
    Answer,
    NoAnswer,
    Patience,
    address_refusal,
    bounded,
    get_small,
    open_pool,
    read_small,
)
from wizard.marking import N_
from wizard.organisation import DeviceProfile
from wizard.system.base import Cancel, Missing

PIECE_BYTES = 64 * 1024
INSTALL_ANSWER_S = 120.0
"""A device may check and write the whole file before it answers."""
UPLOAD_LIMIT_S = 900.0
POLL_S = 1.0


class HttpDriver:
    """Talks to ``endpoints`` of the profile: https, loopback, or plain http on the local network where allowed."""

    kind = "http"

    def __init__(
        self,
        profile: DeviceProfile,
        patience: Patience | None = None,
        install_patience: Patience | None = None,
        poll_s: float = POLL_S,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        endpoints = profile.endpoints
        self._endpoints = endpoints
        self._base = endpoints.base_url.rstrip("/")
        self._refusal = address_refusal(endpoints.base_url, profile.plain_http)
        self._patience = patience or Patience()
        self._install_patience = install_patience or Patience(
            connect_s=10, read_s=INSTALL_ANSWER_S, answer_s=UPLOAD_LIMIT_S
        )
        self._poll_s = poll_s
        self._now_s = now_s
        self._before: Device | None = None
        self._installed_at_s = 0.0

    def identify(self, cancel: Cancel) -> Device | Missing:
        """Return what the device says; Missing with a detail when it is silent, unknown or says nonsense."""
        answer = self._ask(cancel)
        if isinstance(answer, NoAnswer):
            return _missing(answer)
        if answer.status in (401, 403):
            return Missing("not_permitted", f"the device wants a sign-in (HTTP {answer.status})")
        if answer.status != 200:
            return Missing("not_available", f"the device answered HTTP {answer.status}")
        return self._device(answer.body)

    def reachable(self, cancel: Cancel) -> bool | Missing:
        """Return whether it answers HTTP at all, whatever it says; Missing when it may not be asked."""
        match self._ask(cancel):
            case Answer() | NoAnswer("damaged"):
                return True
            case NoAnswer("silent"):
                return False
            case refused:
                return _missing(refused)

    def install(
        self, file: Path, sha256: str, report: Callable[[float], None], cancel: Cancel
    ) -> Installed | InstallFailed | Missing:
        """Send the file with its SHA-256, and return whether the device took it.

        A connection that is lost after the last byte counts as taken: only the version read back can tell.
        """
        if self._refusal is not None:
            return Missing("not_permitted", self._refusal)
        before = self.identify(cancel)
        self._before = before if isinstance(before, Device) else None
        sent = _Sent()
        limit_s = self._install_patience.answer_s
        answer = bounded(lambda stop: self._upload(file, sha256, sent, report, stop), limit_s, cancel)
        self._installed_at_s = self._now_s()
        if isinstance(answer, NoAnswer):
            if sent.whole and answer.kind == "silent" and not cancel.requested:
                return Installed(f"the device took the whole file and gave no answer ({answer.detail})")
            return InstallFailed(
                N_("The device stopped taking the file. Check that it is on, then try again."), answer.detail
            )
        return _taken(answer)

    def wait_ready(self, deadline_s: float, report: Callable[[float], None], cancel: Cancel) -> bool | Missing:
        """Wait up to ``deadline_s`` seconds for the device's *new* run; False when it did not come.

        The old run may answer for a while after the file was taken. An answer counts when the device's start mark
        or running time shows a new start; where it says neither, when it was gone meanwhile or has another version.
        """
        if self._refusal is not None:
            return Missing("not_permitted", self._refusal)
        start_s = self._now_s()
        was_gone = False
        while (waited_s := self._now_s() - start_s) < deadline_s:
            report(min(waited_s / deadline_s, 1.0))
            device = self.identify(cancel)
            if cancel.requested:
                return False
            if isinstance(device, Missing):
                was_gone = was_gone or device.reason == "timeout"
            elif self._is_new_run(device, was_gone):
                report(1.0)
                return True
            if cancel.wait(self._poll_s):
                return False
        return False

    def _is_new_run(self, device: Device, was_gone: bool) -> bool:
        before = self._before
        if before is None:
            return was_gone
        if before.serial and device.serial and before.serial != device.serial:
            return False  # another device has taken its address
        if before.boot is not None and device.boot is not None:
            return device.boot != before.boot
        if device.uptime_s is not None and before.uptime_s is not None:
            return device.uptime_s < before.uptime_s or (
                was_gone and device.uptime_s <= self._now_s() - self._installed_at_s + 1
            )
        return was_gone or (device.firmware_version is not None and device.firmware_version != before.firmware_version)

    def _ask(self, cancel: Cancel) -> Answer | NoAnswer:
        if self._refusal is not None:
            return NoAnswer("untrusted", self._refusal)
        answer = get_small(self._base + self._endpoints.identify_path, self._patience, cancel)
        if isinstance(answer, Answer) and 300 <= answer.status < 400:
            return NoAnswer("untrusted", f"the device sends elsewhere (HTTP {answer.status}); that is not followed")
        return answer

    def _device(self, body: bytes) -> Device | Missing:
        try:
            said = msgspec.json.decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            return Missing("not_available", f"the device's answer is no JSON: {error}"[:200])
        if not isinstance(said, dict):
            return Missing("not_available", "the device's answer is no JSON object")
        keys = self._endpoints
        device = Device(
            model=_text(said, keys.model_key),
            serial=_text(said, keys.serial_key),
            hardware=_text(said, keys.hardware_key),
            firmware_version=_text(said, keys.version_key),
            on_power=flag if isinstance(flag := _found(said, keys.on_power_key), bool) else None,
            free_bytes=_count(said, keys.free_bytes_key),
            boot=_text(said, keys.boot_key),
            uptime_s=_number(said, keys.uptime_key),
        )
        if not (device.model or device.serial or device.hardware or device.firmware_version):
            return Missing("not_available", "the device's answer names no model, serial number, hardware or firmware")
        return device

    def _upload(
        self, file: Path, sha256: str, sent: "_Sent", report: Callable[[float], None], stop: threading.Event
    ) -> Answer | NoAnswer:
        # O_NOFOLLOW is missing on Windows, where a link needs a privilege to be made.
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as opened, open_pool(self._install_patience) as pool:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                raise OSError(f"{file} is no file")

            def content() -> Iterator[bytes]:
                done = 0
                while piece := opened.read(PIECE_BYTES):
                    if stop.is_set():
                        raise OSError("stopped")
                    yield piece
                    done += len(piece)
                    report(done / state.st_size)
                sent.whole = done == state.st_size

            headers = {
                **HEADERS,
                "Content-Type": "application/octet-stream",
                "Content-Length": str(state.st_size),
                "X-Firmware-SHA256": sha256,
            }
            url = self._base + self._endpoints.install_path
            response = pool.request(
                "POST",
                url,
                body=content(),
                headers=headers,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                return read_small(response, stop)
            finally:
                response.close()


class _Sent:
    """Whether the last byte went out; written by the upload's thread alone."""

    whole = False


def _taken(answer: Answer) -> Installed | InstallFailed:
    detail = f"HTTP {answer.status}"
    match answer.status:
        case 200 | 201 | 202 | 204:
            return Installed(detail)
        case 401 | 403:
            reason = N_("The device wants a sign-in before it takes firmware. Use its own settings page.")
        case 409:
            reason = N_("The device refused this firmware. It may be made for another model.")
        case 400 | 422:
            reason = N_("The device says that the file is damaged. Try once more.")
        case 413 | 507:
            reason = N_("The device has no room for the new firmware. Free some room on it, then try again.")
        case 423 | 429 | 503:
            reason = N_("The device is busy. Wait a few minutes, then try again.")
        case _:
            reason = N_("The device did not take the firmware. Look at its own settings page.")
    return InstallFailed(reason, detail)


def _missing(answer: NoAnswer) -> Missing:
    match answer.kind:
        case "silent" | "stopped":
            return Missing("timeout", answer.detail)
        case "untrusted":
            return Missing("not_permitted", answer.detail)
        case "damaged":
            return Missing("not_available", answer.detail)


def _found(said: dict[str, object], key: str) -> object:
    """Return the value of a key, or of a way such as ``status.firmware`` into nested objects."""
    if not key or key in said:
        return said.get(key)
    found: object = said
    for name in key.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _text(said: dict[str, object], key: str) -> str | None:
    found = _found(said, key)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found) if abs(found) < 10**30 else None
    return clean(found) if isinstance(found, str) else None


def _number(said: dict[str, object], key: str) -> float | None:
    found = _found(said, key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if 0 <= found < 1e15 and math.isfinite(found) else None


def _count(said: dict[str, object], key: str) -> int | None:
    number = _number(said, key)
    return None if number is None else int(number)
