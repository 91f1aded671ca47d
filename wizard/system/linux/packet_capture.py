"""Recording packets: a packet socket where this user may have one (packet(7)), else ``dumpcap`` or ``tcpdump``.

The window is never elevated for it: who may not record is asked for an administrator's password by the one program
that can be trusted with it, and without that gets the command that an administrator would run.
"""

import contextlib
import errno
import os
import select
import shlex
import socket
import stat
import struct
import time
from functools import partial
from pathlib import Path
from typing import Literal

from wizard.system.base import Cancel, Capture, Done, Failed, MayCapture, Missing, Progress, Report
from wizard.system.capture_file import COOKED_HEADER, SNAP_BYTES, CaptureFile
from wizard.system.command import Runner, find_program
from wizard.system.elevated_capture import capture_elevated
from wizard.system.elevation import AnswerFolder, CapturePackets
from wizard.system.linux.capture_programs import PROGRAMS, capture_by_program
from wizard.system.linux.elevation import can_elevate, run_elevated
from wizard.system.packet_headers import headers_length

# Linux names that the socket module does not know (linux/if_ether.h, linux/if_arp.h, linux/if_packet.h).
_ALL_PROTOCOLS = 0x0003
_LOOPBACK_ADAPTER = 772
_SOL_PACKET, _PACKET_STATISTICS = 263, 6
_SO_TIMESTAMPNS = 35
_TIME = struct.Struct("ll")
_BUFFER_BYTES = 8_000_000
_BATCH = 256
_GLANCE_S = 0.1
_TELL_S = 0.25
_CAP_NET_RAW = 1 << 13
_CAPABILITY = struct.Struct("<II")  # vfs_cap_data: version and flags, permitted 0 to 31 (linux/capability.h)
_NOT_PERMITTED = (errno.EPERM, errno.EACCES)


def may_capture() -> MayCapture | Missing:
    """Try to have a packet socket, then look who may run a program that has the right; nothing is recorded."""
    connection = _open()
    if not isinstance(connection, Missing):
        connection.close()
        return "yes"
    if _granted_program() is not None:
        return "yes"
    if connection.reason != "not_permitted":
        return connection
    return "with_password" if can_elevate() else "needs_administrator"


def capture_command(file: Path, seconds: float) -> str:
    """Return the same recording as a command for an administrator; headers only is what ``-s 96`` comes near to."""
    if find_program("tcpdump") is None and find_program("dumpcap") is not None:
        argv = ["sudo", "dumpcap", "-P", "-i", "any", "-s", "96", "-a", f"duration:{seconds:.0f}", "-w", str(file)]
    else:
        argv = ["sudo", "timeout", f"{seconds:.0f}", "tcpdump", "-Z", "root", "-i", "any", "-s", "96", "-w", str(file)]
    return shlex.join(argv)


def capture_packets(file: Path, seconds: float, cancel: Cancel, report: Report, run: Runner) -> Capture | Missing:
    """Record to ``file`` in the first way that is allowed; see ``System.capture_packets``."""
    if may_capture() == "with_password":
        return capture_elevated(file, seconds, cancel, partial(_ask, run))
    return capture_directly(file, seconds, cancel, report, run)


def _ask(run: Runner, request: CapturePackets, cancel: Cancel, answer: AnswerFolder) -> Done | Failed | Missing:
    return run_elevated(request, run, cancel, answer=answer)


def capture_directly(file: Path, seconds: float, cancel: Cancel, report: Report, run: Runner) -> Capture | Missing:
    """Record with the rights that this process has, or those of a program that this user may run."""
    if cancel.requested:
        return Missing("timeout", "stopped")
    connection = _open()
    if not isinstance(connection, Missing):
        with connection:
            return _by_socket(connection, file, seconds, cancel, report)
    program = _granted_program()
    if program is not None:
        found = capture_by_program(program, file, seconds, cancel=cancel, report=report, run=run)
        if not isinstance(found, Missing) or found.reason == "timeout":
            return found
        connection = Missing(connection.reason, f"{connection.detail}; {found.detail}")
    if connection.reason != "not_permitted":
        return connection
    command = capture_command(Path(file.name), seconds)
    return Missing("not_permitted", f"{connection.detail}. An administrator can record it: {command}")


def _open() -> socket.socket | Missing:
    try:
        # Cooked: the kernel takes off the adapter's own header, so that adapters of every kind fit one file.
        return socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
    except OSError as error:
        reason: Literal["not_permitted", "not_available"] = (
            "not_permitted" if error.errno in _NOT_PERMITTED else "not_available"
        )
        return Missing(reason, f"packet socket: {error.strerror}")


def _granted_program() -> str | None:
    """Return a program that this user may run and that itself has the right to record (Wireshark's group)."""
    for name in PROGRAMS:
        path = find_program(name)
        if path is not None and _has_right(path):
            return path
    return None


def _has_right(path: str) -> bool:
    with contextlib.suppress(OSError):
        state = Path(path).stat()
        if state.st_uid == 0 and state.st_mode & stat.S_ISUID:
            return True
        _, permitted = _CAPABILITY.unpack_from(os.getxattr(path, "security.capability"))
        return bool(permitted & _CAP_NET_RAW)
    return False


def _by_socket(
    connection: socket.socket, file: Path, seconds: float, cancel: Cancel, report: Report
) -> Capture | Missing:
    try:
        recording = CaptureFile(file)
    except OSError as error:
        return _unwritten(file, error)
    try:
        taken_s = _Recorder(connection, recording, cancel, report).record(seconds)
        if taken_s is None:
            recording.discard()
            return Missing("timeout", "stopped")
        dropped = _dropped(connection)
        recording.keep()
    except OSError as error:
        recording.discard()
        return _unwritten(file, error)
    except BaseException:
        recording.discard()
        raise
    return Capture(recording.packets, recording.size_bytes, taken_s, "socket", recording.full, dropped)


def _unwritten(file: Path, error: OSError) -> Missing:
    return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")


def _dropped(connection: socket.socket) -> int:
    """Return how many packets came faster than they were taken; asking sets the count back."""
    statistics = connection.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8)
    return int(struct.unpack("II", statistics)[1])


class _Recorder:
    """Takes packets from a socket until the time is up."""

    def __init__(self, connection: socket.socket, recording: CaptureFile, cancel: Cancel, report: Report) -> None:
        self._socket = connection
        self._recording = recording
        self._cancel = cancel
        self._report = report
        self._buffer = bytearray(SNAP_BYTES - COOKED_HEADER.size)
        connection.setblocking(False)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        connection.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)

    def record(self, seconds: float) -> float | None:
        """Return the seconds it took, None when stopped; ends early when the file is full."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        started_s = told_s = time.monotonic()
        while not self._recording.full:
            now_s = time.monotonic()
            if self._cancel.requested:
                return None
            if now_s - started_s >= seconds:
                break
            if now_s - told_s >= _TELL_S:
                told_s = now_s
                self._report(Progress((now_s - started_s) / seconds, {"packets": self._recording.packets}))
            if poll.poll(max(1.0, min(_GLANCE_S, started_s + seconds - now_s) * 1000)):
                self._take_batch()
        return round(time.monotonic() - started_s, 3)

    def _take_batch(self) -> None:
        for _ in range(_BATCH):
            try:
                size, notes, _, place = self._socket.recvmsg_into([self._buffer], 64, socket.MSG_TRUNC)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno == errno.ENETDOWN:  # an adapter went; the others go on
                    continue
                raise
            _, protocol, direction, adapter, sender = place
            if adapter == _LOOPBACK_ADAPTER and direction == socket.PACKET_OUTGOING:
                continue  # seen again as it comes in
            packet = bytes(self._buffer[:size])
            packet = packet[: headers_length(protocol, packet)]
            cooked = COOKED_HEADER.pack(direction, adapter, len(sender), sender[:8], protocol)
            self._recording.add(_time_ns(notes), cooked + packet, COOKED_HEADER.size + size)
            if self._recording.full:
                return


def _time_ns(notes: list[tuple[int, int, bytes]]) -> int:
    """Return when the kernel saw the packet."""
    for level, kind, note in notes:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(note) >= _TIME.size:
            seconds, rest_ns = _TIME.unpack_from(note)
            return int(seconds) * 1_000_000_000 + int(rest_ns)
    return time.time_ns()
