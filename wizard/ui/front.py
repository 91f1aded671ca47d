"""What the first page needs, so that it can stand there before anything else is loaded."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.value import value

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.first_page import FlowCard
    from wizard.settings import Settings
    from wizard.texts import Texts


@value
class Unfinished:
    """A walk that can be continued: its title, and when it began, in words."""

    session_id: str
    title: str
    started: str


@value
class HandedOver:
    """What was handed over and is not over yet, in words; ``is_due``: a step waits for the person."""

    title: str
    sentence: str
    is_due: bool


@value
class Found:
    """What a search gave: fitting flows, best first; ``person`` when nothing fits well (FACTS E5)."""

    flows: tuple[str, ...]
    person: bool


Search = Callable[[str], Found]


@value
class Surroundings:
    """What the first page learns once it can be seen."""

    walks: tuple[Unfinished, ...]
    handed_over: HandedOver | None
    notice: str = ""
    """What to say of an outbox that was damaged and put aside, or cannot be read."""


@value
class Front:
    """Texts, choices, one card per problem, and the organisation's name, colour and logo (empty: neutral).

    ``practice`` is the title of the scene that is played, None outside practice.
    """

    texts: "Texts"
    settings: "Settings"
    cards: tuple["FlowCard", ...]
    unfinished: tuple[Unfinished, ...] = ()
    name: str = ""
    accent: str = ""
    logo: str = ""
    practice: str | None = None


def front_of(environment: "Environment") -> Front:
    """Return the front of an environment that is there already."""
    from wizard.first_page import cards_of

    identity = environment.organisation.identity
    return Front(
        texts=environment.texts,
        settings=environment.settings,
        cards=cards_of(environment.library, environment.settings, environment.texts),
        name=identity.name,
        accent=identity.accent,
        logo=identity.logo,
        practice=_scene_title(environment.practice, environment.texts.language) if environment.practice else None,
    )


def has_outbox(settings: "Settings") -> bool:
    """Return whether anything was ever handed over from here."""
    return (settings.data_folder / "outbox.sqlite").exists()


def unfinished_of(walks: Iterable[tuple[str, str, datetime]], texts: "Texts", now: datetime) -> tuple[Unfinished, ...]:
    """Return walks (session, flow, begun) in words."""
    return tuple(
        Unfinished(session, texts.flow(flow, "title") or flow, texts.moment_near(begun, now))
        for session, flow, begun in walks
    )


def _scene_title(scene: str, language: str) -> str:
    from wizard.errors import WizardError
    from wizard.practice.scene import load_scene

    try:
        return load_scene(scene).words(language).title
    except WizardError:  # a scene of a test, say, that is no file
        return scene
