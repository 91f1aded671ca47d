"""Every page that the walks of ``paths.toml`` lead to, made from the engine's own history; nothing is measured."""

from collections.abc import Iterator

from wizard.environment import Environment, catalogue
from wizard.flow.events import Event, Measured
from wizard.flow.load import FlowLibrary
from wizard.flow.paths import _Walker, load_paths
from wizard.flow.views import Rank, View
from wizard.journal.records import SessionRecord
from wizard.session import Session
from wizard.ui.moment import Moment, moment_of
from wizard.ui.picture_walks import BEGUN


def moments(environment: Environment, flow_id: str) -> Iterator[Moment]:
    """Yield where the walks of a flow stand, each step once for each finding that leads to it."""
    library = environment.library
    names = catalogue(environment.organisation)
    paths = {name: load_paths(library.folder(name)) for name in library.ids()}
    seen: set[tuple[str, str, str]] = set()
    for path in paths[flow_id]:
        events = _events(library, flow_id, path.walk, names, paths)
        record = SessionRecord("rules", flow_id, environment.texts.language, None, BEGUN)
        for end in range(len(events) + 1):
            session = Session(environment, record, library.flows, events[:end])
            key = _key(session.view, events[:end])
            if key not in seen and not isinstance(session.view, Rank):
                seen.add(key)
                yield moment_of(session)


def _events(
    library: FlowLibrary, flow_id: str, walk: tuple[str, ...], names: object, paths: object
) -> tuple[Event, ...]:
    """Return the whole history of a walk, plans and proofs included."""
    walker = _Walker(library.flows, flow_id, names, paths)  # type: ignore[arg-type]  # handed through
    events: list[Event] = []
    apply = walker.replay.apply

    def note(event: Event) -> None:
        apply(event)
        events.append(event)

    walker.replay.apply = note  # type: ignore[method-assign]
    for item in walk:
        walker.take(item, flow_id)
    walker._waiting()
    return tuple(events)


def _key(view: View, events: tuple[Event, ...]) -> tuple[str, str, str]:
    last = events[-1] if events else None
    finding = f"{last.probe} {last.result}" if isinstance(last, Measured) else ""
    return view.address, type(view).__name__, finding
