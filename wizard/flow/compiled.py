"""Compiled copies of flows: what a start reads instead of TOML, and what the journal pins."""

import os
import stat
from pathlib import Path

import msgspec

from wizard.flow.errors import FlowSyntaxError
from wizard.flow.model import Flow

COMPILED_FORMAT = 3
"""Raised with every change of ``model`` that changes what a source compiles to; a test compares the schemas."""
_MOST_COPIES = 256
_DIGEST_BYTES = 32
_DECODER = msgspec.json.Decoder(Flow)


def encode_flow(flow: Flow) -> bytes:
    """Return ``flow`` as JSON, the same bytes for the same flow on every system."""
    return msgspec.json.encode(flow)


def decode_flow(content: bytes) -> Flow:
    """Return the flow that ``encode_flow`` made ``content`` of; FlowSyntaxError where it is damaged or not ours."""
    try:
        return _DECODER.decode(content)
    except Exception as error:  # MemoryError and RecursionError too: damaged bytes are a fault of the bytes
        reason = str(error) or type(error).__name__
        raise FlowSyntaxError("compiled flow", 0, "", f"it can not be read by this version ({reason})") from None


def sha256(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal."""
    return _digest(content).hex()


def _digest(content: bytes) -> bytes:
    import hashlib  # with it comes OpenSSL, 4 MB: a window at rest has read no flow and does without

    return hashlib.sha256(content).digest()


class CompiledCopies:
    """A private folder of compiled copies by the hash of their source. Nothing here raises: a cache may always fail."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def read(self, source: bytes) -> bytes | None:
        """Return the compiled copy of ``source``, or None where there is none that is whole."""
        if self._folder is None:
            return None
        try:
            if not _is_private(self._folder):
                return None
            copy = self._path(self._folder, source).read_bytes()
        except OSError:
            return None
        digest, content = copy[:_DIGEST_BYTES], copy[_DIGEST_BYTES:]
        return content if _digest(content) == digest else None

    def write(self, source: bytes, content: bytes) -> None:
        """Keep ``content`` as the compiled copy of ``source``: written aside, then renamed, so never half there."""
        if self._folder is None:
            return
        import tempfile  # only a changed flow is written, so a start does without it

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(self._folder):
                return
            descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_digest(content) + content)
                Path(name).replace(self._path(self._folder, source))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._remove_oldest(self._folder)
        except OSError:
            return

    def _path(self, folder: Path, source: bytes) -> Path:
        return folder / f"{sha256(b'%d:' % COMPILED_FORMAT + source)}.flow"

    def _remove_oldest(self, folder: Path) -> None:
        copies = [path for path in folder.iterdir() if path.suffix in (".flow", ".part")]
        if len(copies) <= _MOST_COPIES:
            return
        copies.sort(key=lambda path: path.lstat().st_mtime)
        for path in copies[: len(copies) // 2]:
            path.unlink(missing_ok=True)


def _is_private(folder: Path) -> bool:
    """Return whether nobody else can put copies into ``folder``; where the system has no such bits, yes."""
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode):
        return False
    own_id = getattr(os, "getuid", None)
    return own_id is None or (about.st_uid == own_id() and not about.st_mode & 0o022)
