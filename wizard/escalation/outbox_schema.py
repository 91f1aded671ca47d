"""The tables of the outbox, and what is said when its file cannot be used."""

from wizard.escalation.errors import OutboxError
from wizard.journal.errors import Sentences
from wizard.marking import N_

SCHEMA_VERSION = 1
SCHEMA = (
    """CREATE TABLE handover_case (
        id TEXT PRIMARY KEY, session TEXT NOT NULL, flow TEXT NOT NULL, title TEXT NOT NULL,
        severity TEXT NOT NULL, access_affected INTEGER NOT NULL, outage INTEGER, opened_at TEXT NOT NULL,
        closed_at TEXT
    ) STRICT""",
    # next_at NULL: never by itself. wait_from is this computer's clock when next_at was set: a clock that shows an
    # earlier time was set back. in_doubt: the ticket may exist although nobody told us; doubt_since is the earliest
    # moment from which nothing of that request can be under way on our side, NULL while that is not known.
    """CREATE TABLE escalation (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE,
        handover_case TEXT NOT NULL REFERENCES handover_case(id) ON DELETE CASCADE,
        session TEXT NOT NULL, flow TEXT NOT NULL, language TEXT NOT NULL,
        channel TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, purpose TEXT NOT NULL, severity TEXT NOT NULL,
        recipients TEXT NOT NULL, copies TEXT NOT NULL, reply_to TEXT, subject TEXT NOT NULL, text TEXT NOT NULL,
        fields TEXT NOT NULL, consent_sha256 TEXT NOT NULL, consented_at TEXT NOT NULL,
        needs_consent INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL, next_at TEXT, wait_from TEXT NOT NULL, waits_for TEXT,
        attempts INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
        in_doubt INTEGER NOT NULL DEFAULT 0, doubt_since TEXT,
        empty_looks INTEGER NOT NULL DEFAULT 0, empty_look_at TEXT,
        ticket_id TEXT, ticket_number TEXT, ticket_url TEXT, problem TEXT, problem_details TEXT
    ) STRICT""",
    """CREATE TABLE attachment (
        escalation TEXT NOT NULL REFERENCES escalation(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        name TEXT NOT NULL, media_type TEXT NOT NULL, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'in_doubt', 'arrived', 'refused')),
        remote_id TEXT, PRIMARY KEY (escalation, position)
    ) STRICT""",
    """CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT, escalation TEXT NOT NULL REFERENCES escalation(id) ON DELETE CASCADE,
        at TEXT NOT NULL, noted_at TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, remote_id TEXT,
        UNIQUE (escalation, remote_id)
    ) STRICT""",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END""",
    # How a ticket stood when it was last looked at.
    """CREATE TABLE look (
        escalation TEXT PRIMARY KEY REFERENCES escalation(id) ON DELETE CASCADE,
        at TEXT NOT NULL, not_before TEXT, answered_at TEXT, mark TEXT, status TEXT, open INTEGER, owner TEXT,
        closed_at TEXT, problem TEXT, problem_details TEXT
    ) STRICT""",
    "CREATE TABLE server_clock (channel TEXT PRIMARY KEY, offset_s REAL NOT NULL, noted_at TEXT NOT NULL) STRICT",
    "CREATE TABLE typed (session TEXT PRIMARY KEY, content TEXT NOT NULL, kept_at TEXT NOT NULL) STRICT",
)
OUTBOX_SENTENCES = Sentences(
    error=OutboxError,
    full=N_("The disk is full, so the outbox could not note it. Free some space, then try again. ({path})"),
    busy=N_("Another program holds the outbox. Wait a moment, then try again. ({path})"),
    forbidden=N_("The outbox cannot be written. Check that you may write to its folder. ({path})"),
    unusable=N_("The outbox cannot be used: {answer}. Check the disk, then try again. ({path})"),
    newer=N_("The outbox was written by a newer version of this program. Install that version to read it."),
    damaged=N_("The outbox is damaged and cannot be moved away. Move {path} yourself."),
)
