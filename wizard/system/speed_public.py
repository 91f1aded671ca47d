"""The public speed test as this program sees it: a child that measures and tells, ended within 0.5 s of a stop."""

from collections.abc import Callable

import msgspec

from wizard.system import command
from wizard.system.base import Cancel, Missing, Progress, Report, SpeedRequest, SpeedTest, Value
from wizard.system.own_program import own_command
from wizard.system.speed_command import COMMAND
from wizard.system.speed_messages import Said, Wanted

_MOST_DETAIL = 500


def measure(
    request: SpeedRequest, cancel: Cancel, report: Report, argv: tuple[str, ...] | None = None
) -> SpeedTest | Missing:
    """Measure against the nearest public server that answers; ``argv`` starts another child (tests).

    Missing: ``timeout`` when stopped or not done within ``longest_s``, else what the child found in the way. What a
    child says that ended early, or that fits together badly, is no measurement.
    """
    wanted = msgspec.json.encode(Wanted(request.upload, request.most_bytes)).decode()
    heard = _Heard(report)
    output = command.run((*(argv or own_command(COMMAND)), wanted), request.longest_s, cancel, heard.line)
    if isinstance(output, Missing):
        named = (
            "the speed test was stopped" if cancel.requested else f"the speed test took over {request.longest_s:g} s"
        )
        return Missing(output.reason, named if output.reason == "timeout" else output.detail)
    return _judged(heard.last, output.status, request.upload, output.err)


class _Heard:
    """What the child said last; each line is handed on as progress."""

    def __init__(self, report: Callable[[Progress], None]) -> None:
        self.last: Said | None = None
        self._report = report
        self._decode = msgspec.json.Decoder(Said).decode

    def line(self, line: str) -> None:
        try:
            said = self._decode(line)
        except msgspec.MsgspecError:
            self.last = Said(reason="not_available", detail="the speed test said something unreadable")
            return
        self.last = said
        if said.reason is None and not said.ended:
            self._report(Progress(min(0.99, said.fraction), _facts(said), sample=said.mbps))


def _facts(said: Said) -> dict[str, Value]:
    known: dict[str, Value] = {
        "server": said.server,
        "latency_ms": said.latency_ms,
        "jitter_ms": said.jitter_ms,
        "download_mbps": said.download_mbps,
        "upload_mbps": said.upload_mbps,
    }
    return {name: value for name, value in known.items() if value is not None}


def _judged(said: Said | None, status: int, upload: bool, complaint: str) -> SpeedTest | Missing:
    if said is not None and said.reason is not None:
        return Missing(said.reason, said.detail[:_MOST_DETAIL])
    if said is None or not said.ended or status != 0:
        told = complaint.strip().rpartition("\n")[2][:_MOST_DETAIL]
        return Missing("not_available", f"the speed test ended early, with status {status}: {told}".rstrip(": "))
    if not said.server or not said.download_mbps or (upload and not said.upload_mbps):
        return Missing("not_available", "the speed test left a speed out")
    return SpeedTest(
        "speedtest_cli",
        said.server,
        said.download_mbps,
        said.upload_mbps if upload else None,
        said.latency_ms,
        said.moved_bytes,
        said.jitter_ms,
    )
