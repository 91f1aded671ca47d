"""What a report is made from: plain frozen data, filled by the session. Nothing here reads anything.

A part that could not be collected is ``Missing`` with its reason; the report names it and goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wizard.device.base import Device
from wizard.flow.events import Event, History
from wizard.flow.model import OutcomeResult
from wizard.flow.views import Proof
from wizard.organisation import Article
from wizard.report.particulars import FiveThings, Particulars
from wizard.system.base import Health, Missing, SystemIdentity

__all__ = ["FiveThings", "Particulars", "ReportInput"]


@dataclass(frozen=True, kw_only=True)
class ReportInput:
    """Everything that a report may say, and nothing else (an allow-list).

    ``history`` is all events, ``effective`` those that count (``engine.without_taken_back``); ``proofs`` are those
    of the last view, ``facts`` fill the flow's texts; ``part`` is the part to order, in words; ``titles`` are
    catalogue messages of probes and fixes by name; ``particulars`` are what the person said and ticked;
    ``public_targets`` are addresses that stay as they are (the ping target). ``configuration`` is the
    computer's network configuration. ``attachments`` are diagnostics by name, ``pictures`` screenshots by name,
    ``recordings`` of packets by name (nobody can hide what they hold, so they go only where the person ticks them),
    ``log`` the program's own log. ``identity`` seeds the redaction and never leaves. Times are UTC;
    ``utc_offset`` turns them into the person's own.
    """

    session_id: str
    flow_id: str
    flow_title: str
    language: str
    started_utc: datetime
    ended_utc: datetime | None
    utc_offset: timedelta
    outcome: OutcomeResult | None
    part: str | None
    history: History
    effective: tuple[Event, ...]
    proofs: tuple[Proof, ...]
    identity: SystemIdentity
    program_version: str
    now_utc: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    device: Device | None = None
    particulars: Particulars = field(default_factory=Particulars)
    organisation_name: str = ""
    support_name: str = ""
    articles: tuple[Article, ...] = ()
    public_targets: tuple[str, ...] = ()
    practice_scene: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    health: Health | Missing | None = None
    configuration: Mapping[str, str] | Missing | None = None
    log: bytes | Missing | None = None
    attachments: Mapping[str, bytes | Missing] = field(default_factory=dict)
    pictures: Mapping[str, bytes | Missing] = field(default_factory=dict)
    recordings: Mapping[str, bytes | Missing] = field(default_factory=dict)
    redact: bool = True
