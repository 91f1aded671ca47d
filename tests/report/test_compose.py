"""The text report: the one-line form filled exactly, fewer than 250 words, nothing that was not measured or said."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.device.base import Device
from wizard.flow.events import Answered, Event, Finished, Guided, Measured
from wizard.flow.model import OUTCOME_RESULTS, OutcomeResult
from wizard.flow.views import ProofWord
from wizard.organisation import Article
from wizard.report.build import build_report
from wizard.report.model import FiveThings, ReportInput
from wizard.system.base import Missing
from wizard.texts import Texts

Make = Callable[..., ReportInput]
WORDS: tuple[ProofWord | None, ...] = ("fixed", "not_fixed", "could_not_measure", "said_so", None)


def form(text: str) -> str:
    """Return the line of FACTS B3."""
    return next(line for line in text.splitlines() if line.startswith("Account:["))


def test_the_one_line_form_is_filled_exactly(make: Make, english: Texts) -> None:
    """B3, B2, C1: account, order, symptom since, exact words, steps, impact, what goes along, the article."""
    bundle = build_report(make(), english)
    assert form(bundle.text) == (
        "Account:[jiri.novotny@priklad.cz]; Order:[2026-00417]; "
        "Symptom: Slow or broken connection since [2026-07-01 11:38]; Error:[Connection reset by peer]; "
        "Steps tried:[restart router, Forget old addresses]; Impact:[12 users, 50 %]; "
        "Attach:[logs, measurements, steps, state of the computer, network settings, article 402]"
    )


def test_what_is_not_known_says_so(make: Make, english: Texts) -> None:
    """B3: unknown parts say so plainly; nothing is made up."""
    empty = make(
        account_email=None, order_number=None, five=FiveThings(), history=(), effective=(), proofs=(), articles=(),
        device=None, outcome="escalate",
    )  # fmt: skip
    bundle = build_report(empty, english).select({"report.txt"})
    assert form(bundle.text) == (
        "Account:[not given]; Order:[not given]; Symptom: Slow or broken connection since [not given]; "
        "Error:[not given]; Steps tried:[none]; Impact:[not given]; Attach:[none]"
    )
    assert "Device:" not in bundle.text
    assert "Measured" not in bundle.text


def test_one_user_and_no_share(make: Make, english: Texts) -> None:
    """B1, B3: the impact in the number and the share that were given, and only those."""
    text = build_report(make(five=FiveThings(users_affected=1)), english).text
    assert "Impact:[1 user];" in text
    assert "Impact:[50 %];" in build_report(make(five=FiveThings(users_percent=50.0)), english).text


def test_codes_and_exact_words_stand_side_by_side(make: Make, english: Texts) -> None:
    """A6, B2: the code of the crash log and the words the person saw."""
    crash = Measured(
        at=make().started_utc, step="app/logs", probe="crash.logs", result="found", good=False,
        facts={"crash_code_hex": "0xDEAD", "crash_count": 2},
    )  # fmt: skip
    text = build_report(make(effective=(crash,), history=(crash,), proofs=()), english).text
    assert "Error:[0xDEAD, Connection reset by peer];" in text


def test_a_value_cannot_break_the_form(make: Make, english: Texts) -> None:
    """Brackets, semicolons and line breaks in an answer end no field."""
    hostile = "x]; Order:[999]; Account:[evil\r\nAccount:[second"
    text = build_report(make(five=FiveThings(exact_message=hostile), order_number=hostile), english).text
    line = form(text)
    assert text.count("Account:[") == 1
    assert len(re.findall(r"(?:^|; )(?:Account|Order|Error|Steps tried|Impact|Attach):\[", line)) == 6
    assert line.count("[") == line.count("]") == 7


def test_what_the_person_gave_stands_in_text_page_and_document(make: Make, english: Texts) -> None:
    """B1, B4, B6: impact in money or work, numbers and names that were ticked, when and where to call back."""
    given = {
        "account_number": "123456789012", "full_name": "Jiří Novotný", "invoice_number": "FV-118",
        "reference_number": "R-7", "call_back_number": "+420601234567", "impact_text": "Two orders lost",
    }  # fmt: skip
    bundle = build_report(
        make(**given, time_slots=("today 15:00", "tomorrow 9:00"), transaction_numbers=("TX-1", "TX-2")), english
    )
    assert "Effect on money or work: Two orders lost" in bundle.text
    assert "Account number: 123456789012; Name: Jiří Novotný; Invoice: FV-118; Reference: R-7" in bundle.text
    assert "Transactions: TX-1 / TX-2" in bundle.text
    assert "Call back: +420601234567; Times for a call: today 15:00 / tomorrow 9:00" in bundle.text
    document = json.loads(bundle.json)["given"]
    assert {name: document[name] for name in given} == given
    for value in given.values():
        assert value in bundle.html


def test_a_name_that_was_given_stays_and_the_same_name_in_a_log_does_not(make: Make, english: Texts) -> None:
    """B6: what was ticked is passed on; it makes no hole in the redaction."""
    bundle = build_report(
        make(full_name="Jiří Novotný", call_back_number="+420601234567",
             log="Jiří Novotný called +420601234567 from jnovotny\n".encode()),
        english,
    )  # fmt: skip
    log = bundle.files["diagnostics/program.log"].decode()
    assert "Novotný" not in log and "jnovotny" not in log
    assert "Name: Jiří Novotný" in bundle.text


def test_a_channel_gets_only_what_it_wants(make: Make, english: Texts) -> None:
    """B6, E: text, page and document are made anew without the rest; the deadline stands in them."""
    bundle = build_report(make(account_number="123456789012", full_name="Jana Nová", impact_text="x y"), english)
    until = bundle.content.made_at.replace(year=2027)
    narrowed = bundle.for_channel({"account_number"}, until)
    whole = b"".join(narrowed.files.values())
    assert b"123456789012" in whole and "Jana Nová".encode() not in whole
    assert "An answer is asked for by 2027-07-01 11:51 +02:00." in narrowed.text
    assert json.loads(narrowed.json)["deadline"] == "2027-07-01T11:51:00+02:00"
    assert narrowed.chosen == bundle.chosen


def test_how_to_see_the_problem_again(make: Make, english: Texts) -> None:
    """E1, E3: in the person's words; without them, the bad reading; nothing of it once it is solved."""
    told = build_report(
        make(outcome="escalate", steps_to_reproduce="open the app, press Save", expected_result="it is saved"), english
    ).text
    assert "To see it again: open the app, press Save" in told
    assert "Expected: it is saved" in told
    measured = build_report(make(outcome="escalate"), english).text
    assert "To see it again: measure “Connection to the internet” (messages get lost)." in measured
    assert "To see it again" not in build_report(make(outcome="solved"), english).text


def test_the_persons_own_request_stands_instead_of_ours(make: Make, english: Texts) -> None:
    assert "Asked for: Replace the router" in build_report(make(wanted_solution="Replace the router"), english).text


def test_measured_before_and_after(make: Make, english: Texts) -> None:
    """A3, promise 1: the reading before and after, with the word of the proof."""
    text = build_report(make(), english).text
    assert "Lost messages 12 % → 0 %, Answer time 143 ms → 21 ms" in text
    assert "(fixed)" in text


def test_repeats_of_one_reading_are_told_once_and_nothing_twice(make: Make, english: Texts) -> None:
    """Three looks at the same thing with the same result left no room for what was tried."""
    at = make().history[0].at

    def look(step: str, latency_ms: float) -> Measured:
        facts = {"verdict": "provider", "gateway_latency_ms": latency_ms}
        return Measured(
            at=at, step=f"connection/{step}", probe="network.cause", result="provider", good=False, facts=facts
        )

    looks = (look("cause", 0.7), look("cause_again", 0.6), look("cause_at_the_end", 0.5))
    text = build_report(make(history=looks, effective=looks, proofs=(), outcome="escalate"), english).text
    (line,) = [line for line in text.splitlines() if "0.5 ms" in line or "0.6 ms" in line or "0.7 ms" in line]
    assert line.endswith("the internet provider, Answer time of the router 0.5 ms")
    assert line.count("the internet provider") == 1


def test_tried_in_order_with_result(make: Make, english: Texts) -> None:
    """A10, B4: strict chronology, each with its time and how it ended; what was not wanted is no step tried."""
    text = build_report(make(), english).text
    tried = [line for line in text.splitlines() if re.match(r"\d+\. ", line)]
    assert tried == [
        "1. 2026-07-01 11:44 restart router: done (you said so)",
        "2. 11:46 Forget old addresses: done",
        "3. 11:47 clear: not wanted",
    ]
    assert "clear" not in form(text)


def test_a_new_day_is_named(make: Make, english: Texts) -> None:
    """B4: dates and times, also where a walk goes on the next day."""
    events = make().effective
    later = Guided(at=events[2].at.replace(day=2), step="wifi/wait", result="done", changed_something=True)
    text = build_report(make(effective=(*events, later)), english).text
    assert "4. 2026-07-02 11:44 wait: done (you said so)" in text


@pytest.mark.parametrize("outcome", [*OUTCOME_RESULTS, None])
@pytest.mark.parametrize("word", WORDS)
def test_never_fixed_unless_the_proof_says_so(
    make: Make, english: Texts, outcome: OutcomeResult | None, word: ProofWord | None
) -> None:
    """Promise 1: no end of a walk, whatever the flow calls it, is reported as fixed without a proof of it."""
    proofs = tuple(replace(proof, word=word) for proof in make().proofs) if word else ()
    bundle = build_report(make(outcome=outcome, proofs=proofs, part="power supply"), english)
    for text in (bundle.text, re.sub(r"<style>.*?</style>", "", bundle.html, flags=re.DOTALL)):
        claims = re.search(r"(?<!not )\bfixed\b", text, re.IGNORECASE)
        assert bool(claims) == (word == "fixed")
        if word == "said_so":
            assert "you said so" in text.lower()
    if outcome == "solved":
        first = bundle.text.splitlines()[1]
        assert first.startswith(
            {"fixed": "Fixed:", "said_so": "You said so:"}.get(word or "", "The guide came to its end")
        )


def test_a_part_is_asked_for(make: Make, english: Texts) -> None:
    """A12: a hardware outcome names the part to order."""
    text = build_report(make(outcome="hardware", part="power supply", proofs=()), english).text
    assert "Part to order: power supply" in text
    assert "Confirm the part" in text


def test_practice_is_said_first(make: Make, english: Texts) -> None:
    """Practice is always visible."""
    bundle = build_report(make(practice_scene="sick_router"), english)
    assert bundle.text.startswith("Practice: sick_router.")
    assert "Practice: sick_router." in bundle.html


def test_what_a_person_read_out_is_marked(make: Make, english: Texts) -> None:
    """A device's version that a person read from its label is said, not measured."""
    said = Device("Box 3", "SN-5512-88X", None, "2.2.0", said=True)
    text = build_report(make(device=said), english).text
    assert "Device: Box 3, serial number SN-5512-88X, firmware 2.2.0 (you said so)" in text


def test_unknown_says_why(make: Make, english: Texts) -> None:
    """A reading that could not be had has a reason, never a figure."""
    unknown = Measured(
        at=make().started_utc, step="wifi/scan", probe="wifi.scan", result="unknown", good=None, reason="not_permitted",
        facts={"channel": None},
    )  # fmt: skip
    text = build_report(make(effective=(unknown,), proofs=()), english).text
    assert "- scan: not known, not allowed" in text


def test_what_was_not_collected_is_named(make: Make, english: Texts) -> None:
    """C1: a section that cannot be collected says why."""
    text = build_report(make(log=Missing("not_permitted")), english).text
    assert "Not collected: Log of this program (not allowed)" in text


def test_the_rest_is_pointed_to_only_where_it_is(make: Make, english: Texts) -> None:
    """What does not fit is in the files that go along; where none goes along, the text does not say so."""
    many = tuple(
        Guided(at=make().started_utc, step=f"wifi/step_{number}", result="done", changed_something=True)
        for number in range(200)
    )
    bundle = build_report(make(effective=many), english)
    assert re.search(r"More in the attached files: \d+ lines\.", bundle.text)
    assert "Left out here:" in bundle.select({"report.txt"}).text


def test_taken_back_steps_are_not_told(make: Make, english: Texts) -> None:
    """Only what counts is told: a step that was taken back did not happen."""
    taken_back = Answered(at=make().started_utc, step="wifi/undone_step", choice="no")
    bundle = build_report(make(history=(*make().history, taken_back)), english)
    assert b"undone" not in b"".join(bundle.files.values())


def test_a_secret_answer_is_only_given(make: Make, english: Texts) -> None:
    """B6: a code or PIN was never recorded; the report says that it was given and no more."""
    secret = Answered(at=make().started_utc, step="account/code", choice="given")
    bundle = build_report(make(effective=(secret,), proofs=()), english)
    assert "answered, not kept" in bundle.html


def test_an_article_of_another_flow_is_not_cited(make: Make, english: Texts) -> None:
    """B3: only articles that belong to the flow."""
    articles = (Article(number="7", title="Printer", flows=("printer",)),)
    assert "article" not in form(build_report(make(articles=articles), english).text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answer=st.text(min_size=1, max_size=20).map(lambda piece: (piece * 10_000)[:10_000]),
    steps=st.integers(min_value=0, max_value=200),
    outcome=st.sampled_from([*OUTCOME_RESULTS, None]),
    language=st.sampled_from(["en", "cs"]),
)
def test_always_fewer_than_250_words(
    make: Make, answer: str, steps: int, outcome: OutcomeResult | None, language: str
) -> None:
    """B4: by construction, with 200 steps, answers of 10,000 signs and every part failing."""
    at = make().started_utc
    events: list[Event] = [Answered(at=at, step="wifi/ask", choice="given", value=answer)]
    for number in range(steps):
        events += [
            Guided(at=at, step=f"wifi/a_long_step_name_{number}", result="done", changed_something=True),
            Finished(at=at, step=f"wifi/fix_{number}", fix="dns.flush", result="failed", reason=answer[:50]),
        ]
    bundle = build_report(
        make(
            effective=tuple(events),
            outcome=outcome,
            part=answer,
            practice_scene=answer,
            language=language,
            flow_title=answer,
            account_email=answer,
            order_number=answer,
            proofs=tuple(replace(proof, of=f"wifi/m{number}") for number in range(40) for proof in make().proofs),
            device=Device(answer, answer, answer, answer, said=True),
            five=FiveThings(
                last_success=answer, exact_message=answer, went_down=answer, users_affected=10**9, recent_changes=answer
            ),
            impact_text=answer,
            wanted_solution=answer,
            call_back_number=answer,
            time_slots=(answer, answer),
            full_name=answer,
            transaction_numbers=(answer, answer),
            steps_to_reproduce=answer,
            expected_result=answer,
            articles=tuple(Article(number=answer[:100], title=answer[:100]) for _ in range(20)),
            attachments={f"{answer[:40]}{number}": Missing("timeout", answer[:100]) for number in range(20)},
        ),
        Texts(language, "linux"),
    )
    assert len(bundle.text.split()) < 250
    assert len(bundle.text) < 20_000
    assert "Account:[" in bundle.text


def test_a_wordy_translation_cannot_break_the_promise(make: Make) -> None:
    """B4: even where every message were a hundred words long."""

    class Wordy(Texts):
        def word(self, msgid: str) -> str:
            return f"{super().word(msgid)} {'blah ' * 100}"

    assert len(build_report(make(), Wordy("en", "linux")).text.split()) < 250
