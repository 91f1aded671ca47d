"""What the first page shows, kept from the last start: so that a window comes up before anything else is loaded.

The copy is only believed while every flow file, the program's version and the language are the ones it was made from.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.settings import Settings, write_private
from wizard.value import content_of, value

if TYPE_CHECKING:
    from wizard.flow.load import FlowLibrary
    from wizard.texts import Texts

_FILES = ("flow.toml", "pack.toml")


@value
class FlowCard:
    """One problem the first page offers."""

    flow_id: str
    title: str
    summary: str
    minutes: int
    icon: str
    home: bool = True
    """Whether it stands there from the start; the others come up when the search finds them."""


def flow_cards(folder: Path, settings: Settings, texts: "Texts") -> tuple[FlowCard, ...]:
    """Return the cards of the flows under ``folder``, from the kept copy where it still holds."""
    return _kept_or_made(_stamp((folder,), (), texts), settings, texts, lambda: _made(folder, settings, texts))


def cards_of(library: "FlowLibrary", settings: Settings, texts: "Texts") -> tuple[FlowCard, ...]:
    """Return a card for every usable flow that the first page shows or its search may find.

    From the kept copy where it still holds: no flow is read then, which on the window's own thread would stop it.
    """
    stamp = _stamp(library.folders, library.hidden, texts)
    return _kept_or_made(stamp, settings, texts, lambda: _cards_in(library, texts))


def card_of(library: "FlowLibrary", texts: "Texts", flow_id: str) -> FlowCard:
    """Return the card of one flow."""
    flow = library.flows[flow_id]
    summary = (texts.flow(flow_id, "summary") or "").rstrip(".")
    return FlowCard(flow_id, texts.flow(flow_id, "title") or flow_id, summary, flow.minutes, flow.icon, flow.home)


def _kept_or_made(
    stamp: str, settings: Settings, texts: "Texts", make: Callable[[], tuple[FlowCard, ...]]
) -> tuple[FlowCard, ...]:
    kept = settings.cache_folder / f"first-page.{texts.language}.json"
    cards = _read(kept, stamp)
    if cards is None:
        cards = make()
        _keep(kept, stamp, cards)
    return cards


def _cards_in(library: "FlowLibrary", texts: "Texts") -> tuple[FlowCard, ...]:
    from wizard.search import is_offered

    return tuple(card_of(library, texts, name) for name in library.offered_ids() if is_offered(name, library, texts))


def _made(folder: Path, settings: Settings, texts: "Texts") -> tuple[FlowCard, ...]:
    from wizard.flow.load import FlowLibrary

    return _cards_in(FlowLibrary((folder,), settings.cache_folder / "flows"), texts)


def _stamp(folders: Iterable[Path], hidden: Iterable[str], texts: "Texts") -> str:
    """Return what changes whenever a card may: names, sizes and times of all flow files, what is hidden."""
    parts = [f"{__version__} {texts.platform}", *sorted(hidden)]
    for folder in folders:
        for path in sorted(_flow_files(folder)) if folder.is_dir() else ():
            state = path.stat()
            parts.append(f"{path.relative_to(folder)} {state.st_size} {state.st_mtime_ns}")
    return "\n".join(parts)


def _flow_files(folder: Path) -> Iterator[Path]:
    """Yield the flow files: by hand, as ``glob`` takes three times as long (2 ms of each start)."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _flow_files(Path(entry.path))
        elif entry.name in _FILES or (entry.name.startswith("text.") and entry.name.endswith(".toml")):
            yield Path(entry.path)


def _read(kept: Path, stamp: str) -> tuple[FlowCard, ...] | None:
    try:
        document = json.loads(kept.read_bytes())
        if document["stamp"] != stamp:
            return None
        return tuple(FlowCard(**card) for card in document["cards"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _keep(kept: Path, stamp: str, cards: tuple[FlowCard, ...]) -> None:
    from wizard.settings import SettingsError, private_folder

    try:
        private_folder(kept.parent)
        write_private(kept, json.dumps({"stamp": stamp, "cards": [content_of(card) for card in cards]}).encode())
    except SettingsError:
        return  # the next start makes it again
