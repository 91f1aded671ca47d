"""The HTML page needs nothing else, runs nothing, and shows hostile text as text."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.flow.events import FactValue, Measured
from wizard.report.build import build_report
from wizard.report.charts import curve
from wizard.report.model import FiveThings, ReportInput
from wizard.texts import Texts

Make = Callable[..., ReportInput]
Rows = list[dict[str, str | int | float | bool | None]]
HOSTILE = '</title></style><script>alert(1)</script><img src="https://evil.example/x" onerror=alert(1)>\'"&'
VOID = {"meta", "rect", "polyline", "circle"}


class Page(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def hostile(make: Make, english: Texts) -> str:
    """A page in which every value that can be said or measured is hostile."""
    rows: Rows = [{HOSTILE: HOSTILE, "latency_ms": 1.0}]
    facts: dict[str, FactValue] = {"verdict": HOSTILE, HOSTILE: HOSTILE, "rows": rows}
    reading = Measured(at=make().started_utc, step="wifi/x", probe="p", result=HOSTILE, good=False, facts=facts)
    return build_report(
        make(
            flow_title=HOSTILE,
            practice_scene=HOSTILE,
            part=HOSTILE,
            effective=(*make().effective, reading),
            five=FiveThings(last_success=HOSTILE, exact_message=HOSTILE, went_down=HOSTILE, recent_changes=HOSTILE),
            configuration={HOSTILE: HOSTILE},
        ),
        english,
    ).html


def test_hostile_values_are_only_text(hostile: str) -> None:
    """Every value is escaped: no tag, no attribute, no address that is not the page's own."""
    page = Page(hostile)
    tags = {tag for tag, _ in page.tags}
    assert page.open == []
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "main", "section", "div", "p", "h1", "h2", "h3", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "svg", "text", "rect", "polyline", "circle",
    }  # fmt: skip
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert attributes <= {
        "lang", "charset", "http-equiv", "content", "name", "class", "scope", "data-label", "role", "aria-label",
        "viewbox", "width", "height", "x", "y", "rx", "points", "cx", "cy", "r",
    }  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("<>&\"'/=! -ascriptonx\n\x1b\u202e;#"), max_size=80))
def test_no_text_becomes_a_tag(make: Make, english: Texts, text: str) -> None:
    """Whatever is said, the page has the tags it would have had without it."""
    empty = [tag for tag, _ in Page(build_report(make(five=FiveThings(exact_message="x")), english).html).tags]
    page = Page(build_report(make(five=FiveThings(exact_message=f"x{text}")), english).html)
    assert [tag for tag, _ in page.tags] == empty


def test_nothing_is_asked_for_outside(make: Make, english: Texts) -> None:
    """No script, no reference, no request: the policy forbids all but the one style, by its checksum."""
    html = build_report(make(), english).html
    page = Page(html)
    policy = next(attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    checksum = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{checksum}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"<script|<link|<iframe|<object|href=|src=|url\(|@import|https?://", html, re.IGNORECASE)
    assert "style=" not in html


def test_light_dark_and_narrow(make: Make, english: Texts) -> None:
    """Readable at 320 px and in the dark: the viewport is set, tables stack, colours follow the system."""
    html = build_report(make(), english).html
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html
    assert "prefers-color-scheme:dark" in html
    assert "@media(max-width:30rem)" in html
    assert "td[data-label]::before" in html


@pytest.mark.parametrize(
    ("ink", "paper"), [("1c2430", "ffffff"), ("e8ecf2", "151a21"), ("b3541e", "ffffff"), ("f0a070", "151a21")]
)
def test_colours_can_be_read(make: Make, english: Texts, ink: str, paper: str) -> None:
    """Contrast of 4.5 to 1 for text (WCAG 2.2, 1.4.3), in both schemes."""

    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert f"#{ink}" in build_report(make(), english).html


def test_tables_have_captions_and_headings(make: Make, english: Texts) -> None:
    """Accessible tables: a caption, a scope on every heading, one heading per row."""
    page = Page(build_report(make(), english).html)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") > 4
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in page.tags if tag == "th")
    assert tags.count("h1") == 1


def test_charts_say_what_they_show(make: Make, english: Texts) -> None:
    """Before and after as bars with their values in words; every chart has a name."""
    page = Page(build_report(make(), english).html)
    names = [attrs["aria-label"] for tag, attrs in page.tags if tag == "svg"]
    assert "Lost messages: 12 % → 0 %" in names
    assert "Answer time: 143 ms → 21 ms" in names


def test_answer_times_as_a_curve(make: Make, english: Texts) -> None:
    """Where a reading kept its single answer times, they are drawn; a lost one is a cross, not a zero."""
    rows: Rows = [{"latency_ms": 20.0}, {"latency_ms": None}, {"latency_ms": 40.0}, {"latency_ms": 30.0}]
    reading = Measured(
        at=make().started_utc, step="wifi/m", probe="network.ping", result="ok", good=True, facts={"samples": rows}
    )
    html = build_report(make(effective=(reading,)), english).html
    assert "Connection to the internet: 4 answer times in order" in html
    assert html.count("<polyline") == 1
    assert 'class="lost"' in html


@pytest.mark.parametrize("samples", [[], [None], [0.0], [0.0, 0.0], [None, 5.0, None]])
def test_a_curve_of_anything(samples: list[float | None]) -> None:
    """No samples, one, none that came back, all zero."""
    assert curve("x", samples).startswith("<svg")


def test_the_language_is_named(make: Make) -> None:
    """A screen reader reads Czech as Czech; the text tells the reader at the other end where English is."""
    bundle = build_report(make(language="cs"), Texts("cs", "linux"))
    assert '<html lang="cs">' in bundle.html
    assert "Language: cs; report.json has the same facts under English names." in bundle.text
    assert "Language: cs." in bundle.select({"report.txt"}).text
