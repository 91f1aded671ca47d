"""The flow format: a frozen ``Flow`` of a closed set of step kinds.

Read from ``flow.toml`` by ``load``; nothing here touches a file.
"""

from typing import Annotated, Literal

import msgspec

FORMAT = 1


Scalar = str | int | float | bool
"""A parameter as written in a flow; a string that starts with ``@`` names a value of the organisation profile, one that
starts with ``$`` the fact that a question of this flow keeps."""

Identifier = str
"""A name that authors give: ``[a-z][a-z0-9_]*``, at most 64 characters. ``load`` checks it once, from the TOML;
a compiled copy is not matched again, which halves the time of a start."""
InputKind = Literal["text", "email", "version", "serial", "datetime", "count", "error_code"]
"""What an input may hold: a line of free text, an address, ``2.3.1``, a serial number, a local time, a whole number,
a code."""

OutcomeResult = Literal["solved", "healthy", "hardware", "escalate", "not_supported"]
OUTCOME_RESULTS: tuple[OutcomeResult, ...] = ("solved", "healthy", "hardware", "escalate", "not_supported")


class _Step(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    omit_defaults=True,
    gc=False,  # frozen steps form no cycles: reading 10,000 of them starts no collection (ten times less at worst)
):
    """What every kind shares: branches ``on.<result> = "<step>"`` in authored order, and a bound on visits.

    A step that is entered more than ``max_visits`` times in one frame takes its branch ``exhausted`` instead.
    """

    on: dict[str, Identifier] = {}
    max_visits: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None


class AskStep(_Step, frozen=True, kw_only=True, tag="ask"):
    """A question: choices (the branches, in order, with ``not_sure``) or one typed input (``given``, ``not_sure``).

    ``fact`` keeps the answer for texts and report; ``remember`` keeps it in the device record (``serial``,
    ``firmware_version``, ``model``); a ``secret`` answer is recorded only as *given*. ``good`` lists the
    choices that a ``verify`` of this question takes for good.

    ``choices_from`` names a list fact: each of its rows is a choice more, by its column ``choice``. One of them ends
    in the branch ``given``; the other columns of its row become facts, and ``fact`` keeps which it was.
    """

    input: InputKind | None = None
    secret: bool = False
    fact: Identifier | None = None
    remember: Literal["model", "serial", "firmware_version"] | None = None
    good: tuple[str, ...] = ()
    choices_from: Identifier | None = None


class GuideStep(_Step, frozen=True, kw_only=True, tag="guide"):
    """Instructions a person follows; branches ``done``, ``cannot``, and ``changed`` or ``expired``.

    ``seconds`` are countdowns, one per line of the text (0: none), available to texts as ``{seconds_1}``;
    ``deadline_seconds`` counts down over the whole page (branch ``expired``). ``watch`` names a probe that is
    measured again and again until it changes (branch ``changed``). ``link`` names a link of the organisation
    profile. ``changes`` is false for guides that only look; ``reset`` marks a simple reset (FACTS A12).
    """

    seconds: tuple[Annotated[int, msgspec.Meta(ge=0, le=3600)], ...] = ()
    deadline_seconds: Annotated[int, msgspec.Meta(ge=1, le=86400)] | None = None
    watch: str | None = None
    watch_parameters: dict[str, Scalar] = msgspec.field(default={}, name="watch_with")
    link: Identifier | None = None
    changes: bool = True
    reset: bool = False

    @property
    def results(self) -> tuple[str, ...]:
        """How the guide can end."""
        changed = ("changed",) if self.watch is not None else ()
        expired = ("expired",) if self.deadline_seconds is not None else ()
        return ("done", *changed, "cannot", *expired)


class ProbeStep(_Step, frozen=True, kw_only=True, tag="probe"):
    """A measurement; its branches are the probe's results and ``unknown``."""

    probe: str
    parameters: dict[str, Scalar] = msgspec.field(default={}, name="with")


class FixStep(_Step, frozen=True, kw_only=True, tag="fix"):
    """A repair with consent; branches ``done``, ``failed``, ``declined``, ``not_available``."""

    fix: str
    parameters: dict[str, Scalar] = msgspec.field(default={}, name="with")


class VerifyStep(_Step, frozen=True, kw_only=True, tag="verify"):
    """Measures ``of`` again, same probe and parameters, or asks again: ``fixed``, ``not_fixed``, ``unknown``."""

    of: Identifier


class RankedFix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A member of a ranked group: the step it enters, its minutes, and the chance with which it cures each cause."""

    step: Identifier
    minutes: Annotated[float, msgspec.Meta(gt=0, le=1440)]
    cures: dict[Identifier, Annotated[float, msgspec.Meta(ge=0, le=1)]]
    after: tuple[Identifier, ...] = ()


class RankedStep(_Step, frozen=True, kw_only=True, tag="ranked"):
    """Repairs in the order of chance ÷ minutes, computed once on entry and shown whole; branch ``exhausted``.

    Every further entry of the step goes on to the next member; so a member's way leads back here when it did
    not help. ``causes`` are prior shares, with ``unfixable`` they are normalised to 1. ``evidence`` weighs
    causes by an earlier result: ``evidence.<step>.<result>.<cause> = likelihood``.
    """

    fixes: tuple[RankedFix, ...]
    causes: dict[Identifier, Annotated[float, msgspec.Meta(gt=0, le=1)]]
    unfixable: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.08
    escalate_minutes: Annotated[float, msgspec.Meta(gt=0, le=10080)] = 60
    evidence: dict[Identifier, dict[str, dict[Identifier, Annotated[float, msgspec.Meta(ge=0, le=1)]]]] = {}


class CallStep(_Step, frozen=True, kw_only=True, tag="call"):
    """Walks another flow; its branches are the outcomes that flow can reach."""

    flow: str


class OutcomeStep(_Step, frozen=True, kw_only=True, tag="outcome"):
    """An end. ``hardware`` names the part to order and the steps that every way here must have passed (FACTS A12).

    ``needs_person = false``: what cannot be done here (``not_supported``) is nobody's fault, or goes on another way.
    """

    result: OutcomeResult
    part: Identifier | None = None
    after: tuple[Identifier, ...] = ()
    needs_person: bool = True


Step = AskStep | GuideStep | ProbeStep | FixStep | VerifyStep | RankedStep | CallStep | OutcomeStep


class Flow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One flow: steps by id, and where it starts. ``id`` is its folder's name, ``pack/flow`` inside a pack."""

    format: Literal[1]
    id: str
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)]
    start: Identifier
    step: dict[Identifier, Step]
    icon: Identifier = "tool"
    home: bool = True
    """Whether the first page offers it (a flow that is only called need not be there)."""
