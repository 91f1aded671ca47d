"""Flow folders: TOML → ``Flow``, and the library of all flows and packs with its compiled copies.

A start reads only compiled copies, found by the hash of the source; a copy that is missing, damaged or can not be
written is made again or done without. Every fault of a file is a FlowError with file, line and step.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.flow.compiled import CompiledCopies, decode_flow, encode_flow, sha256
from wizard.flow.errors import FlowCheckError, FlowError, FlowSyntaxError, UnknownFlowError
from wizard.flow.model import Flow
from wizard.flow.pack import FLOW_FILE, PACK_FILE, Pack, load_pack
from wizard.flow.problems import as_errors, sorted_errors
from wizard.flow.syntax import parse, read_bytes
from wizard.flow.texts import load_texts

if TYPE_CHECKING:
    from wizard.flow.convert import Converted

__all__ = ["FLOW_FILE", "PACK_FILE", "FlowLibrary", "Pack", "decode_flow", "load_flow", "load_texts", "read_flow"]

_MOST_FOLDERS = 10_000


def load_flow(folder: Path, file: str = FLOW_FILE, *, pack: str | None = None) -> Flow:
    """Return the flow in ``folder``, whose id is the folder's name, inside a pack ``pack/name``. Raises FlowError."""
    path = folder / file
    converted = read_flow(path, read_bytes(path), _flow_id(folder, pack))
    if converted.problems:
        raise as_errors(converted.problems)[0]
    assert converted.flow is not None
    return converted.flow


def read_flow(path: Path, source: bytes, flow_id: str) -> "Converted":
    """Return what ``source``, read from ``path``, holds, with everything that is wrong; FlowSyntaxError for no TOML."""
    from wizard.flow.convert import convert_flow  # a start reads compiled copies, so it does without

    return convert_flow(parse(source, path), path, flow_id)


def _flow_id(folder: Path, pack: str | None) -> str:
    name = folder.name or folder.resolve().name  # "." has no name of its own
    return f"{pack}/{name}" if pack else name


@dataclass(frozen=True)
class LoadedFlow:
    """A flow with its compiled bytes, and their SHA-256 in hexadecimal."""

    flow: Flow
    content: bytes
    hash: str


class FlowLibrary:
    """All flows under some folders, each read when it is first asked for.

    A folder is a flow (``flow.toml``), a pack (``pack.toml``), or holds such folders. The first flow of an id
    wins, so that a folder named later can not replace a flow that ships with the program. Compiled copies are
    kept in ``cache_folder``; None keeps none. ``hidden`` flows are no way in; others may call them.
    """

    def __init__(self, folders: Sequence[Path], cache_folder: Path | None = None, hidden: Iterable[str] = ()) -> None:
        self.folders = tuple(folders)
        self.hidden = frozenset(hidden)
        self._copies = CompiledCopies(cache_folder)
        self._found: dict[str, Path] = {}
        self._packs: dict[str, Pack] = {}
        self._problems: list[FlowError] = []
        self._loaded: dict[str, LoadedFlow] = {}
        for folder in folders:
            self._discover(folder)
        self._flows = _Flows(self)

    @property
    def flows(self) -> Mapping[str, Flow]:
        """Flows by id, in the order they were found. Looking one up reads it, and may raise FlowError."""
        return self._flows

    @property
    def packs(self) -> Mapping[str, Pack]:
        """Packs by id."""
        return dict(self._packs)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all flows; nothing is read for it."""
        return tuple(self._found)

    def usable_ids(self) -> tuple[str, ...]:
        """Return the ids of the flows that can be read: one damaged flow does not hide the others."""
        return tuple(flow_id for flow_id in self._found if self._is_usable(flow_id))

    def offered_ids(self) -> tuple[str, ...]:
        """Return the ids of the flows that can be read and may be begun here."""
        return tuple(flow_id for flow_id in self.usable_ids() if not self.is_hidden(flow_id))

    def is_hidden(self, flow_id: str) -> bool:
        """Return whether nobody may begin a flow here, though others may call it."""
        return flow_id in self.hidden

    def folder_problems(self) -> tuple[FlowError, ...]:
        """Return what is wrong with folders and packs; nothing is read for it."""
        return tuple(self._problems)

    def problems(self) -> tuple[FlowError, ...]:
        """Return why folders, packs and flows can not be used; reads every flow, but checks no more than that."""
        found = list(self._problems)
        for flow_id in self._found:
            try:
                self.load(flow_id)
            except FlowError as error:
                found.append(error)
        return sorted_errors(found)

    def folder(self, flow_id: str) -> Path:
        """Return the folder of a flow; UnknownFlowError when there is none of that id."""
        try:
            return self._found[flow_id]
        except KeyError:
            raise UnknownFlowError(flow_id) from None

    def hash(self, flow_id: str) -> str:
        """Return the SHA-256 of ``content(flow_id)`` in hexadecimal. Raises FlowError."""
        return self.load(flow_id).hash

    def content(self, flow_id: str) -> bytes:
        """Return the compiled flow, for pinning; ``decode_flow`` reads it. Raises FlowError."""
        return self.load(flow_id).content

    def load(self, flow_id: str) -> LoadedFlow:
        """Read a flow, or its compiled copy, once. Raises FlowError."""
        loaded = self._loaded.get(flow_id)
        if loaded is None:
            loaded = self._loaded[flow_id] = self._read(flow_id)
        return loaded

    def _read(self, flow_id: str) -> LoadedFlow:
        path = self.folder(flow_id) / FLOW_FILE
        source = read_bytes(path)
        content = self._copies.read(source)
        if content is not None:
            try:
                flow = decode_flow(content)
            except FlowError:
                content = None
            else:
                # The same source in two folders has one copy: the id tells whose it is.
                if flow.id == flow_id:
                    return LoadedFlow(flow, content, sha256(content))
        converted = read_flow(path, source, flow_id)
        if converted.problems or converted.flow is None:
            raise as_errors(converted.problems)[0]
        content = encode_flow(converted.flow)
        self._copies.write(source, content)
        return LoadedFlow(converted.flow, content, sha256(content))

    def _is_usable(self, flow_id: str) -> bool:
        try:
            self.load(flow_id)
        except FlowError:
            return False
        return True

    # finding folders; nothing is read but pack.toml

    def _discover(self, folder: Path) -> None:
        if _is_there(folder / FLOW_FILE):
            self._add(folder, self._pack_around(folder))
        elif _is_there(folder / PACK_FILE):
            self._add_pack(folder)
        else:
            for inner in self._folders_in(folder):
                if _is_there(inner / FLOW_FILE):
                    self._add(inner, None)
                elif _is_there(inner / PACK_FILE):
                    self._add_pack(inner)

    def _pack_around(self, folder: Path) -> str | None:
        """Return the id of the pack that a single flow stands in, so that an author can check it alone."""
        parent = folder.resolve().parent
        if not _is_there(parent / PACK_FILE):
            return None
        try:
            return load_pack(parent).id
        except FlowError as error:
            self._problems.append(error)
            return None

    def _add(self, folder: Path, pack: str | None) -> None:
        flow_id = _flow_id(folder, pack)
        other = self._found.setdefault(flow_id, folder)
        if other != folder and not _is_same(other, folder):
            message = f"another flow has the id {flow_id!r} already: {other}"
            self._problems.append(FlowCheckError(str(folder / FLOW_FILE), 1, "", message))

    def _add_pack(self, folder: Path) -> None:
        try:
            pack = load_pack(folder)
        except FlowError as error:
            self._problems.append(error)
            return
        other = self._packs.setdefault(pack.id, pack)
        if other.folder != folder and not _is_same(other.folder, folder):
            message = f"another pack has the id {pack.id!r} already: {other.folder}"
            self._problems.append(FlowCheckError(str(folder / PACK_FILE), 1, "", message))
            return
        for inner in self._folders_in(folder):
            if _is_there(inner / FLOW_FILE):
                self._add(inner, pack.id)

    def _folders_in(self, folder: Path) -> list[Path]:
        try:
            found = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._")
        except FileNotFoundError:
            return []  # a folder for packs need not be there
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            reason = getattr(error, "strerror", None) or str(error)
            self._problems.append(FlowSyntaxError(str(folder), 0, "", f"the folder can not be read ({reason})"))
            return []
        if len(found) > _MOST_FOLDERS:
            self._problems.append(FlowSyntaxError(str(folder), 0, "", f"more than {_MOST_FOLDERS} folders"))
        return found[:_MOST_FOLDERS]


def _is_there(path: Path) -> bool:
    """Return whether there is something at ``path``, of whatever kind: reading it says what is wrong with it."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


class _Flows(Mapping[str, Flow]):
    """The library as a mapping: knows its ids at once, reads a flow when it is looked up."""

    def __init__(self, library: FlowLibrary) -> None:
        self._library = library

    def __getitem__(self, flow_id: str) -> Flow:
        return self._library.load(flow_id).flow

    def __contains__(self, flow_id: object) -> bool:
        return flow_id in self._library.ids()

    def __iter__(self) -> Iterator[str]:
        return iter(self._library.ids())

    def __len__(self) -> int:
        return len(self._library.ids())
