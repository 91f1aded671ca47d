"""The report as one JSON document, ``format`` 1, the same names in every language."""

from collections.abc import Mapping
from dataclasses import asdict

from wizard.report.content import Content
from wizard.report.diagnostics import as_json
from wizard.report.lines import GIVEN

FORMAT = 1


def compose_json(content: Content, attached: Mapping[str, tuple[int, str]]) -> bytes:
    """Return the document. ``attached`` are the diagnostics that go along: size in bytes and SHA-256 by name."""
    said, five = content.said, content.said.five
    document: dict[str, object] = {
        "format": FORMAT,
        "session": content.session_id,
        "flow": content.flow_id,
        "symptom": content.symptom,
        "language": content.language,
        "practice": content.practice,
        "program_version": content.program_version,
        "organisation": content.organisation_name or None,
        "support": content.support_name or None,
        "made_at": content.made_at,
        "started_at": content.started_at,
        "ended_at": content.ended_at,
        "outcome": content.outcome,
        "part": content.part,
        "proof": content.proof,
        "account": said.account_email,
        "order": said.order_number,
        "given": {name: value for name in GIVEN if (value := getattr(said, name))},
        "deadline": content.deadline,
        "operating_system": content.operating_system,
        "device": {**content.device, "said": content.device_said},
        "five_things": {
            "last_success": five.last_success,
            "exact_message": five.exact_message,
            "went_down": five.went_down,
            "users_affected": five.users_affected,
            "users_percent": five.users_percent,
            "recent_changes": five.recent_changes,
        },
        "codes": content.codes,
        "steps": [asdict(step) for step in content.steps],
        "verified": [asdict(change) for change in content.changes],
        "articles": [{"number": number, "title": title} for number, title in content.articles],
        "not_collected": [asdict(lack) for lack in content.lacks],
        "redaction": {"on": content.redacted, "replaced": content.replaced, "names": content.legend},
        "files": [{"name": name, "size_bytes": size, "sha256": sha256} for name, (size, sha256) in attached.items()],
    }
    return as_json(document)
