"""What the pages on the way to people ask the rest of the program for; each function runs on the worker's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from wizard.escalation.advice_rows import NEEDS, row_of
from wizard.escalation.handing_over import HandingOver, Way, Ways
from wizard.escalation.outbox import outbox_of
from wizard.flow.catalogue import GIVEN
from wizard.handover import keep_picture, pictures, remove_picture, said_symptom
from wizard.inputs import MOST_CHARACTERS, AnswerError, checked_input
from wizard.marking import N_
from wizard.report.particulars import Particulars
from wizard.session import Session
from wizard.system.base import Cancel, Missing, Report
from wizard.ui.pages.handover.fields import ASKED_FIRST

PERSON_FLOW = "person"
"""The flow in which nothing is measured: its one question is what is wrong."""

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.pages.handover.measurements import Parts


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A walk whose problem is being handed over: what is known, and how much goes along besides."""

    handing: HandingOver
    particulars: Particulars
    pictures: Mapping[str, QImage] = field(default_factory=dict)
    collected: int = 0

    @property
    def symptom(self) -> str:
        """What is wrong in the person's own words; empty where they were not asked."""
        session = self.handing.session
        return "" if session is None else said_symptom(session) or ""


def ask_a_person(environment: "Environment", symptom: str) -> str | None:
    """Note what the person says is wrong, as a walk of its own in which nothing is measured; return its id.

    None where no flow for that is there, or the words hold nothing that can be written down.
    """
    library = environment.library
    if PERSON_FLOW not in library.offered_ids():
        return None
    try:
        said = checked_input("text", symptom[:MOST_CHARACTERS], environment.now_utc())
    except AnswerError:
        return None
    session = Session.start(environment, PERSON_FLOW)
    session.answer(GIVEN, said)
    return session.id


def begin(environment: "Environment", session_id: str, case_id: str | None = None) -> Begun:
    """Go on with a walk to hand its problem over; with ``case_id``, to hand it over in another way."""
    session = Session.resume(environment, session_id)
    case = outbox_of(environment).case(case_id) if case_id is not None else None
    return look_again(HandingOver(environment, session, case))


def look_again(handing: HandingOver) -> Begun:
    """Return what is known by now."""
    from wizard.diagnosis import collected

    assert handing.session is not None
    images = {name: QImage.fromData(content) for name, content in pictures(handing.session).items()}
    return Begun(
        handing=handing,
        particulars=handing.particulars(),
        pictures=images,
        collected=len(collected(handing.session)),
    )


def keep(begun: Begun, typed: Mapping[str, str]) -> Begun:
    """Keep what was typed on the disk."""
    return replace(begun, particulars=begun.handing.keep(typed))


def keep_one_picture(begun: Begun, name: str, png: bytes) -> Begun:
    assert begun.handing.session is not None
    keep_picture(begun.handing.session, name, png)
    return look_again(begun.handing)


def remove_one_picture(begun: Begun, name: str) -> Begun:
    assert begun.handing.session is not None
    remove_picture(begun.handing.session, name)
    return look_again(begun.handing)


def parts(environment: "Environment", begun: Begun) -> "Parts":
    """Return what was measured besides, and what has to be agreed to before traffic is recorded."""
    return _parts(environment, begun, {})


def collect(
    environment: "Environment",
    begun: Begun,
    wanted: frozenset[str],
    report: Report,
    *,
    cancel: Cancel,
    stops: Mapping[str, Cancel],
) -> "tuple[Begun, Parts]":
    """Collect these parts; one that fails or is stopped says so and stops no other."""
    from wizard.diagnosis import PARTS, agree_to_capture, capture_consent, collect_service_diagnostics

    session = begun.handing.session
    assert session is not None
    chosen = frozenset(part for part in PARTS if part in wanted)
    if "capture" in chosen:
        agree_to_capture(session, capture_consent(session))
    stop_of = {part: stops[part] for part in chosen}
    results = collect_service_diagnostics(environment, session, chosen, report, cancel, stops=stop_of)
    missing: dict[str, Missing] = {part: found for part, found in results.items() if isinstance(found, Missing)}
    begun = look_again(begun.handing)
    return begun, _parts(environment, begun, missing)


def _parts(environment: "Environment", begun: Begun, missing: Mapping[str, Missing]) -> "Parts":
    from wizard.diagnosis import CAPTURE_S, PARTS, capture_consent, collected
    from wizard.report.words import RESULTS
    from wizard.ui.pages.handover.measurements import PartLine, Parts

    session, texts = begun.handing.session, environment.texts
    assert session is not None
    there = collected(session)
    lines: dict[str, PartLine] = {}
    for part in PARTS:
        if part in missing and missing[part].detail != "stopped":
            facts = {"why": texts.message(RESULTS[missing[part].reason]), "detail": missing[part].detail}
            lines[part] = PartLine(state="failed", sentence=texts.message(N_("Not collected: {why} ({detail})"), facts))
        elif part in there:
            size = sum(file.size_bytes for file in there[part].files)
            collected_text = texts.message(N_("Collected, {size_bytes}"), {"size_bytes": size})
            lines[part] = PartLine(state="collected", sentence=collected_text)
        else:
            lines[part] = PartLine(state="none", sentence="")
    may = environment.system.may_capture()
    no_capture = ""
    if not environment.organisation.policy.packet_recording:
        no_capture = texts.message(N_("Your organisation does not allow recording traffic here."))
    elif may not in ("yes", "with_password"):
        command = environment.system.capture_command(Path("capture.pcap"), CAPTURE_S)
        detail = may.detail if isinstance(may, Missing) else command or ""
        why = N_("Recording traffic needs an administrator here. {detail}")
        no_capture = texts.message(why, {"detail": detail}).strip()
    if no_capture and lines["capture"].state == "none":
        lines["capture"] = PartLine(state="none", sentence=no_capture)
    return Parts(lines=lines, consent=capture_consent(session), no_capture=no_capture)


def find_ways(begun: Begun, answers: Mapping[str, str]) -> Ways:
    return begun.handing.ways(begun.particulars, answers)


def with_all_it_asks(way: Way, particulars: Particulars) -> Way:
    """Return a way that asks, besides what is missing, what was typed for it before: so that it can be put right."""
    row = row_of(way.kind)
    needed = (need.name for need in (NEEDS[row] if row is not None else ()) if need.source == "person")
    given = particulars.typed().keys() - particulars.prefilled - ASKED_FIRST
    return replace(way, asks=tuple(name for name in needed if name in way.asks or name in given))
