"""The letters of the ladder (FACTS B4, B5, D1-D8): what stands in them, in which order, and never 250 words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.escalation.test_composer import CHANNELS, ID, MAIL, PARTICULARS, bundle_of
from wizard.escalation import letters_words
from wizard.escalation.composer_steps import StepRequest, compose_step, compose_step_script
from wizard.escalation.ladder_model import DueStep, StepKind
from wizard.escalation.model import Case, DeliveryState, Draft, Entry, EventKind, Ticket, TicketEvent, key_of
from wizard.escalation.sentence import Sentence
from wizard.organisation import load_organisation
from wizard.organisation.channels import Role, Rung
from wizard.organisation.profile import Organisation
from wizard.texts import Texts

OPENED = datetime(2026, 7, 1, 9, 51, tzinfo=UTC)
NOW = datetime(2026, 7, 6, 8, 0, 31, tzinfo=UTC)
ZONE = timezone(timedelta(hours=2))
RUNGS = (
    Rung(role="first_line", name="", response_h=48),
    Rung(role="team_lead", name="Petr Lead", email="lead@example.com", response_h=48),
    Rung(role="supervisor", name="Ing. Jana Dvořáková, Ph.D.", email="supervisor@example.com", response_h=72),
    Rung(role="operations_manager", name="Ola Ops", email="ops@example.com", response_h=168, answers_for="stability"),
    Rung(role="operations_manager", name="Pat Product", email="product@example.com", response_h=168,
         answers_for="root_cause"),
    Rung(role="director", name="Executive office", phone="+420 601 111 111", response_h=336),
    Rung(role="regulator", name="Ombudsman", email="office@ombudsman.example", response_h=720),
)  # fmt: skip
BUNDLE = bundle_of()
KINDS: tuple[StepKind, ...] = (
    "p1_acknowledge", "p1_update", "p1_final", "level_2", "tier_2", "ownership", "phone_and_meeting", "deadline_over",
    "promise_missed", "next_rung", "public_channel", "regulator",
)  # fmt: skip


def organisation() -> Organisation:
    import msgspec

    return msgspec.structs.replace(load_organisation(), rungs=RUNGS, channels=CHANNELS)


def entry(number: int, role: Role = "first_line", *, state: DeliveryState = "sent", ticket: str = "") -> Entry:
    identity = f"{number:032x}"[::-1]
    return Entry(
        id=identity, key=key_of(identity), case_id="c1", session_id="s1", flow_id="wifi", language="en", channel="mail",
        kind="mail", role=role, purpose="report", severity="normal", state=state, to=(), subject="s",
        consent_sha256="0" * 64, consented_at=OPENED + timedelta(days=number - 1), next_at=None, attempts=1,
        ticket=Ticket(ticket, ticket) if ticket else None,
    )  # fmt: skip


def event(of: Entry, kind: EventKind, after_h: float, **detail: str) -> TicketEvent:
    at = of.consented_at + timedelta(hours=after_h)
    return TicketEvent(number=1, escalation_id=of.id, at=at, noted_at=at, kind=kind, detail=detail)


FIRST = entry(1, ticket="4711")
LEAD = entry(2, "team_lead")
SUPERVISOR = entry(4, "supervisor")


def case(*entries: Entry, events: tuple[TicketEvent, ...] = (), **changes: Any) -> Case:
    made = Case(
        id="c1", session_id="s1", flow_id="wifi", title="Slow or broken connection", severity="normal",
        access_affected=False, opened_at=OPENED, entries=entries or (FIRST,), events=events,
    )  # fmt: skip
    return replace(made, **changes)


def step(kind: StepKind, role: Role = "supervisor", **changes: Any) -> DueStep:
    rung = next((rung for rung in RUNGS if rung.role == role), None)
    beside = tuple(rung for rung in RUNGS if rung.role == role)[1:]
    return DueStep(
        kind=kind, anchor=1, since=OPENED, due_at=OPENED + timedelta(hours=48), rung=changes.pop("rung", rung),
        beside=beside, title="x", sentence=Sentence("x"), whom=Sentence("x"), reference="4711", **changes,
    )  # fmt: skip


def compose(due: DueStep, of: Case | None = None, **changes: Any) -> Draft:
    return compose_step(request(due, of, **changes))


def request(due: DueStep, of: Case | None = None, **changes: Any) -> StepRequest:
    values: dict[str, Any] = {
        "step": due, "case": of or case(FIRST, LEAD), "escalation_id": ID, "channel_name": "mail", "channel": MAIL,
        "organisation": organisation(), "texts": Texts("en", "linux"), "now_utc": NOW, "bundle": BUNDLE,
        "particulars": PARTICULARS, "zone": ZONE,
    }  # fmt: skip
    return StepRequest(**{**values, **changes})


def test_the_subject_is_exactly_the_one_of_b4_with_the_key() -> None:
    assert compose(step("next_rung")).subject == (
        "Escalation request – Case #4711 – Management review required [WZ-0123456789AB]"
    )
    untold = compose(step("next_rung"), case(replace(FIRST, ticket=None)))
    assert untold.subject.startswith(f"Escalation request – Case #{FIRST.key} – Management review required [")


def test_it_goes_to_the_rungs_address_with_operations_in_copy() -> None:
    made = compose(step("next_rung"))
    assert made.to == ("supervisor@example.com",)
    assert made.copy == ("ops@example.com",)
    assert (made.role, made.purpose) == ("supervisor", "letter")
    above = compose(step("next_rung", "operations_manager"))
    assert (above.to, above.copy) == (("ops@example.com",), ("product@example.com",))


def test_a_letter_has_everything_of_b4() -> None:
    text = compose(step("next_rung")).text
    lines = text.splitlines()
    assert lines[0] == "Dear Ing. Jana Dvořáková, Ph.D.,"
    assert lines[1] == "Case 4711, Slow or broken connection, has been open since 2026-07-01 11:38."
    facts = lines[lines.index("Facts:") + 1 :][:3]
    assert facts[0] == "- Connection to the internet: Lost messages 12 % → 0 % (fixed)"
    assert all(fact.startswith("- ") for fact in facts)
    assert "Order: 2026-00417; Invoice: FV-118; Account number: 123456789012" in text
    assert "Effect on money or work: Two orders lost since morning" in text
    assert "Asked for: Say what the cause is, who looks after it, and by when." in text
    assert "An answer is asked for by 2026-07-08 10:00 +02:00." in text  # 48 h later, local
    assert letters_words.MITIGATION in text
    assert "Possible next steps:" in text
    assert "Jana Nováková, +420601234567" in text
    assert len(text.split()) < 250


def test_the_five_phrases_of_b5_stand_in_a_letter_to_management() -> None:
    text = compose(step("next_rung")).text
    assert all(phrase in text for phrase in letters_words.STANDARD_PHRASES)
    lead = compose(step("next_rung", "team_lead")).text
    assert letters_words.REVIEW not in lead
    assert letters_words.ONE_CONTACT in lead


def test_the_five_phrases_stand_in_czech_too() -> None:
    czech = Texts("cs", "linux")
    phrases = [czech.word(phrase) for phrase in letters_words.STANDARD_PHRASES]
    assert not set(phrases) & set(letters_words.STANDARD_PHRASES)  # each is translated
    text = compose(step("next_rung"), texts=czech).text
    assert [phrase for phrase in phrases if phrase not in text] == []
    assert [phrase for phrase in letters_words.STANDARD_PHRASES if phrase in text] == []


def test_evidence_is_named_only_where_it_goes_along() -> None:
    made = compose(step("next_rung"))
    assert {"report.txt", "report.html", "screen.png"} <= {file.name for file in made.files}
    without = compose(step("next_rung"), bundle=None)
    assert without.files == ()
    assert letters_words.EVIDENCE not in without.text


def test_what_is_asked_for_is_the_persons_own_words() -> None:
    said = replace(PARTICULARS, wanted_solution="Replace the router")
    assert "Asked for: Replace the router" in compose(step("next_rung"), particulars=said).text


def test_earlier_steps_are_quoted_in_strict_order_with_what_came_of_them() -> None:
    events = (
        event(FIRST, "sent", 0),
        event(FIRST, "acknowledged", 1),
        event(LEAD, "sent", 0),
        event(LEAD, "acknowledged", 1),
        event(LEAD, "replied", 2),
        event(SUPERVISOR, "sent", 0),
    )
    of = case(SUPERVISOR, LEAD, FIRST, events=tuple(reversed(events)))
    text = compose(step("next_rung", "operations_manager"), of).text
    quoted = text.splitlines()
    start = quoted.index("Earlier steps, in order:") + 1
    assert quoted[start : start + 3] == [
        "- 2026-07-01 11:51 to first-line support, 4711: only acknowledged 2026-07-01 12:51",
        f"- 2026-07-02 11:51 to Petr Lead, {LEAD.key}: answered 2026-07-02 13:51",
        f"- 2026-07-04 11:51 to Ing. Jana Dvořáková, Ph.D., {SUPERVISOR.key}: no answer",
    ]


def test_what_never_left_is_not_quoted_and_what_may_have_is() -> None:
    of = case(
        FIRST,
        entry(2, state="failed"),
        entry(3, state="cancelled"),
        entry(4, state="unknown"),
        entry(5, state="prepared"),
    )
    text = compose(step("next_rung"), of).text
    lines = [line for line in text.splitlines() if line.startswith("- 2026")]
    assert len(lines) == 2
    assert lines[1].endswith("not certain that it arrived")


@pytest.mark.parametrize(
    ("kind", "sentence", "purpose"),
    [
        ("level_2", "There was no update within 60 minutes. I ask for level 2 to take over now.", "level_2"),
        ("tier_2", "There was no substantive reply within 120 minutes. I ask for a Tier 2 review.", "tier_2"),
        ("p1_acknowledge", "P1: no acknowledgement came within 15 minutes.", "level_2"),
        ("p1_update", "P1: an interim update is due every 60 minutes.", "level_2"),
        ("p1_final", "P1: the final update was due within 4 hours.", "level_2"),
        ("ownership", "Nobody is named as the owner.", "ownership"),
        ("phone_and_meeting", "There was no acknowledgement within 24 hours.", "meeting"),
        ("promise_missed", "The promised time has passed: 2026-07-03 11:51 +02:00.", "letter"),
        ("deadline_over", "The deadline passed without a solution: 2026-07-03 11:51 +02:00.", "letter"),
        ("regulator", "The inner path of the organisation is used up.", "letter"),
    ],
)
def test_each_step_says_why(kind: StepKind, sentence: str, purpose: str) -> None:
    """D1-D6, D8, with the clocks of the profile."""
    made = compose(step(kind, "regulator" if kind == "regulator" else "first_line"))
    assert sentence in made.text
    assert made.purpose == purpose
    if purpose not in ("letter",):
        assert made.files == ()
        assert "Management review required" not in made.subject


def test_an_owner_is_asked_for_with_name_phone_and_time_where_access_is_affected() -> None:
    """D6."""
    assert letters_words.ON_CALL in compose(step("ownership", "first_line")).text
    assert letters_words.ON_CALL in compose(step("next_rung"), case(FIRST, access_affected=True)).text
    assert letters_words.ON_CALL not in compose(step("next_rung")).text


def test_roles_stand_on_the_rung_where_they_belong() -> None:
    """D7."""
    text = compose(step("next_rung", "operations_manager")).text
    assert "Operations is asked to keep the service stable." in text
    assert "Product is asked to own the root cause." in text
    assert "Operations is asked" not in compose(step("next_rung")).text


def test_the_regulators_letter_quotes_the_complaints_number() -> None:
    """D8: the number the person was given, else the ticket's."""
    assert compose(step("regulator", "regulator")).subject == "Complaint – reference number R-7 [WZ-0123456789AB]"
    nobody = replace(PARTICULARS, reference_number=None)
    assert "reference number 4711 [" in compose(step("regulator", "regulator"), particulars=nobody).subject


def test_a_public_page_gets_the_number_and_nothing_of_the_person() -> None:
    """D8."""
    made = compose(step("public_channel"), channel=CHANNELS["page"], channel_name="page")
    assert "4711" in made.text
    for value in PARTICULARS.typed().values():
        assert value not in made.text
    assert made.files == ()


def test_the_call_asks_for_a_fixed_meeting_with_the_number_of_the_rung() -> None:
    """D4."""
    due = step("phone_and_meeting", "director")
    script = compose_step_script(request(due, channel=CHANNELS["phone"], channel_name="phone"))
    assert (script.who, script.number) == ("Executive office", "+420 601 111 111")
    assert "I ask for a fixed meeting with management. When is it?" in script.lines
    assert any("It is case 4711, reported on 1 July at 11:51." in line for line in script.lines)
    assert 4 <= len(script.lines) <= 6
    made = compose(due, channel=CHANNELS["phone"], channel_name="phone")
    assert (made.text, made.files, made.purpose) == (script.text, (), "meeting")


def test_a_ticket_that_lacks_a_file_is_quoted_as_well() -> None:
    partly = entry(2, "team_lead", state="failed", ticket="815")
    of = case(FIRST, partly, events=(event(partly, "created", 1, ticket="815"),))
    text = compose(step("next_rung"), of).text
    assert "- 2026-07-02 12:51 to Petr Lead, 815: no answer" in text
    assert "815" not in compose(step("next_rung"), case(FIRST, replace(partly, ticket=None))).text


def test_a_deleted_walk_still_has_its_letter() -> None:
    text = compose(step("next_rung"), bundle=None).text
    assert "Case 4711, Slow or broken connection, has been open since 2026-07-01 11:51." in text
    assert "- They stand in the report of 2026-07-01 11:51, 4711." in text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    role=st.sampled_from([rung.role for rung in RUNGS]),
    answer=st.text(min_size=1, max_size=20).map(lambda piece: (piece * 2_000)[:2_000]),
    earlier=st.integers(0, 30),
    access=st.booleans(),
    language=st.sampled_from(["en", "cs"]),
)
def test_never_250_words_and_always_what_must_stand(
    kind: StepKind, role: Role, answer: str, earlier: int, access: bool, language: str
) -> None:
    """B4: by construction, with hostile long names, answers and 30 earlier steps, in both languages."""
    particulars = replace(
        PARTICULARS, impact_text=answer, wanted_solution=answer, order_number=answer, full_name=answer,
        account_number=answer, reference_number=answer,
    )  # fmt: skip
    rung = Rung(role=role, name=answer, email="a@example.com", response_h=1, answers_for="stability")
    entries = tuple(replace(entry(number + 1), ticket=Ticket("1", answer)) for number in range(earlier))
    of = case(FIRST, *entries, access_affected=access, title=answer)
    made = compose(step(kind, role, rung=rung), of, particulars=particulars, texts=Texts(language, "linux"))
    assert len(made.text.split()) < 250
    assert len(made.text) < 25_000
    if kind not in ("public_channel",):
        assert "2026-07-0" in made.text  # the deadline was not cut off


def test_wordy_translations_cannot_break_the_promise() -> None:
    class Wordy(Texts):
        def word(self, msgid: str) -> str:
            return f"{super().word(msgid)} {'blah ' * 100}"

    assert len(compose(step("next_rung"), texts=Wordy("en", "linux")).text.split()) < 250


def test_the_latest_of_many_earlier_steps_are_quoted_and_the_rest_counted() -> None:
    of = case(FIRST, *(entry(number) for number in range(2, 25)))
    text = compose(step("next_rung"), of).text
    assert entry(24).key in text
    assert "Left out here:" in text
