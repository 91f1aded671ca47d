"""The page of the report as a browser shows it: it runs nothing, asks for nothing, and can be read on anything."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from tests.report.browser import Chromium, chromium, program
from wizard.flow.events import Measured
from wizard.report.build import build_report
from wizard.report.content import Content
from wizard.report.html import compose_html
from wizard.report.model import FiveThings, ReportInput
from wizard.report.particulars import NAMES
from wizard.texts import Texts

Make = Callable[..., ReportInput]
Open = Callable[[str], Chromium]

OUTSIDE, CONTROL = "http://outside.example", "http://control.example"
PAYLOADS = {
    "script": "</title></style></textarea><script>window.ran=1</script>",
    "script from elsewhere": f'<script src="{OUTSIDE}/a.js"></script><link rel=stylesheet href="{OUTSIDE}/a.css">',
    "picture": f'<img src={OUTSIDE}/b.png onerror="window.ran=1"><img srcset="{OUTSIDE}/c.png 1x, {OUTSIDE}/d.png 2x">',
    "address": '<a id=go href="javascript:window.ran=1">x</a><iframe src="javascript:parent.ran=1"></iframe>',
    "frame": f'<iframe src="{OUTSIDE}/e"></iframe><object data="{OUTSIDE}/f"></object><embed src="{OUTSIDE}/g">',
    "file": '<img src="file:///etc/hostname"><iframe src="file:///etc/hostname"></iframe>',
    "style": f'<style>body{{background:url({OUTSIDE}/h)}}</style><p style="background:url({OUTSIDE}/i)">@import',
    "attribute": f'" onmouseover="window.ran=1" style="background:url({OUTSIDE}/j)" x="',
    "single quotes": f"' onfocus='window.ran=1' autofocus tabindex=1 background='{OUTSIDE}/k",
    "drawing": f'</svg><svg onload="window.ran=1"><image href="{OUTSIDE}/l"/><use href="{OUTSIDE}/m#n"/></svg>',
    "title of a drawing": "</title><script>window.ran=1</script><title>",
    "page": f'<meta http-equiv=refresh content="0;url={OUTSIDE}/o"><base href="{OUTSIDE}/">',
    "comment": "--><!--><script>window.ran=1</script><![CDATA[<script>window.ran=1</script>]]>",
    "form": f'<form action="{OUTSIDE}/p"><input autofocus onfocus="window.ran=1"></form>',
    "media": f'<video src="{OUTSIDE}/q" autoplay poster="{OUTSIDE}/r"></video><audio src="{OUTSIDE}/s" autoplay>',
    "entities": "&lt;script&gt;window.ran=1&lt;/script&gt;&#60;img src=x onerror=window.ran=1&#62;",
    "template": "{{constructor.constructor('window.ran=1')()}} ${window.ran=1} <%= 1 %>",
}
ACTIVE = (
    "script,img,iframe,object,embed,link,base,form,input,video,audio,image,use,a,body style,meta[http-equiv=refresh]"
)
KEPT = {"outcome", "proof", "word", "kind", "severity"}
"""Fields that hold one of our own words; nobody can write into them."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if program() is None:
        pytest.skip("Chromium is not installed; as root on Debian, `make test-browser` installs it")
    with chromium(tmp_path_factory.mktemp("browser")) as running:
        yield running
    assert running.recorder.about(OUTSIDE) == [], "not later either"


@pytest.fixture
def show(browser: Chromium, tmp_path: Path) -> Open:
    """Open a page on a wide, light screen."""

    def opened(html: str) -> Chromium:
        page = tmp_path / "report.html"
        page.write_text(html, "utf-8")
        browser.show(1000)
        browser.open(page)
        return browser

    return opened


def whole(make: Make, **changes: Any) -> ReportInput:
    """Return the sample with everything given that a person can give."""
    said = make().particulars
    missing = {name: "given" for name in NAMES if getattr(said, name, "") is None}
    given = replace(said.with_typed(missing), time_slots=("10:00", "14:00"), transaction_numbers=("T-1", "T-2"))
    return make(
        particulars=given,
        part="Power supply",
        practice_scene="sick-router",
        outcome="escalate",
        configuration={"operating_system": "Debian 12", "routes": "default"},
        **changes,
    )


def poisoned(value: Any, text: str) -> Any:
    """Return a value with every text in it replaced, wherever it stands, and one more entry in every table."""
    if isinstance(value, str):
        return text
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: poisoned(getattr(value, field.name), text) for field in fields(value) if field.name not in KEPT
        }
        return replace(value, **changed)
    if isinstance(value, Mapping):
        return {**{key: poisoned(each, text) for key, each in value.items()}, text: text}
    if isinstance(value, tuple | list):
        return type(value)(poisoned(each, text) for each in value)
    return value


def content_of(report_input: ReportInput, english: Texts) -> Content:
    content = build_report(report_input, english).content
    return replace(content, deadline=datetime(2026, 7, 3, 9, 0, tzinfo=UTC))


def poisoned_page(make: Make, english: Texts, text: str) -> str:
    """Return the page with this text in every field of the report, however it could have come there."""
    content = cast("Content", poisoned(content_of(whole(make), english), text))
    return compose_html(content, {text: 1, f"{text}2": 2}, english)


# it runs nothing and asks for nothing


def what_it_did(page: Chromium) -> dict[str, Any]:
    """Return what a page ran or asked for beyond itself."""
    page.evaluate("new Promise(done => requestIdleCallback(done))")  # a refresh or a handler comes after the load
    return {
        "ran": page.evaluate("window.ran ?? null"),
        "active": page.evaluate(f"[...document.querySelectorAll({ACTIVE!r})].map(each => each.outerHTML)"),
        "handlers": page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(each => [...each.attributes])"
            ".filter(each => /^on|^(style|src|srcset|background|href|xlink:href|action|data|poster)$/i.test(each.name))"
            ".map(each => each.name)"
        ),
        "requests": page.requests()[1:],
        "outside": page.recorder.about(OUTSIDE),
        "leaves": page.told("Page.frameScheduledNavigation"),
        "dialogues": page.told("Page.javascriptDialogOpening"),
        "complaints": [told["entry"]["text"] for told in page.told("Log.entryAdded")],
    }


NOTHING: dict[str, Any] = {
    "ran": None, "active": [], "handlers": [], "requests": [], "outside": [], "leaves": [], "dialogues": [],
    "complaints": [],
}  # fmt: skip


def test_a_page_that_runs_and_asks_is_caught(show: Open) -> None:
    """What the other tests rely on: the same payloads in a page that does not care."""
    payloads = {name: text.replace(OUTSIDE, CONTROL) for name, text in PAYLOADS.items()}
    for name in ("script", "picture", "drawing", "style", "file", "media", "frame", "script from elsewhere"):
        page = show(f"<!DOCTYPE html><title>x</title><p>{payloads[name]}")
        did = what_it_did(page)
        assert did["active"], name
        assert did["ran"] == 1 or did["requests"], name
        asked = [url for url in did["requests"] if url.startswith(CONTROL)]
        assert asked or name in ("script", "drawing", "file")
        for url in asked:
            page.recorder.wait_for(url)
    show(f"<!DOCTYPE html><title>x</title><p>{payloads['page']}").wait_for("Page.frameScheduledNavigation")


def test_the_report_runs_nothing_and_asks_for_nothing(show: Open, make: Make, english: Texts) -> None:
    page = show(build_report(whole(make), english).html)
    assert what_it_did(page) == NOTHING
    assert len(page.requests()) == 1


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_text_in_any_field_runs_or_asks(show: Open, make: Make, english: Texts, name: str) -> None:
    page = show(poisoned_page(make, english, PAYLOADS[name]))
    assert what_it_did(page) == NOTHING
    text = re.sub(r"\s+", " ", PAYLOADS[name])
    shown = re.sub(r"\s+", " ", page.evaluate("document.body.textContent"))
    assert shown.count(text) > 60, "every field is shown, as the text it is"
    assert page.evaluate("document.title").startswith(text[:10])


@pytest.mark.parametrize("redact", [True, False])
def test_hostile_answers_of_the_computer_stay_text(show: Open, make: Make, english: Texts, redact: bool) -> None:
    """The whole way, from what was typed and measured to the page, with the redaction on and off."""
    text = "".join(PAYLOADS.values())
    five = FiveThings(last_success=text, exact_message=text, went_down=text, recent_changes=text)
    reading = Measured(
        at=make().started_utc, step="wifi/x", probe=text, result=text, good=False,
        facts={text: text, "rows": [{text: text, "latency_ms": 1.0}]},
    )  # fmt: skip
    effective = (*make().effective, reading)
    report = make(flow_title=text, part=text, effective=effective, five=five, configuration={text: text}, redact=redact)
    assert what_it_did(show(build_report(report, english).html)) == NOTHING


@pytest.mark.parametrize("name", [name for name in PAYLOADS if name != "page"])
def test_the_policy_stops_what_gets_past_the_escaping(show: Open, make: Make, english: Texts, name: str) -> None:
    """A second wall: a payload put into the finished page as it is. (No policy forbids leaving the page.)"""
    html = build_report(whole(make), english).html.replace("</main>", f"{PAYLOADS[name]}</main>")
    did = what_it_did(show(html))
    assert did["ran"] is None
    assert did["outside"] == []


# it can be read

READABLE = """
(() => {
  const clear = colour => colour === 'transparent' || /, 0\\)$/.test(colour);
  const numbers = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = colour => numbers(colour).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = element => {
    while (element && clear(getComputedStyle(element).backgroundColor)) element = element.parentElement;
    return element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
  };
  const found = {texts: 0, smallest_px: Infinity, least_contrast: Infinity, beyond: [], cut: []};
  const width = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll('body, body *')) {
    if (element.closest('thead') && getComputedStyle(element.closest('thead')).position === 'absolute') continue;
    if (element.localName === 'title') continue;
    const own = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
    const box = element.getBoundingClientRect();
    if (box.right > width + 0.5 || box.left < -0.5) found.beyond.push(element.outerHTML.slice(0, 100));
    if (!element.closest('svg') && element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
      found.cut.push(element.outerHTML.slice(0, 100));
    if (!own.length) continue;
    found.texts += 1;
    const style = getComputedStyle(element);
    const scale = element.closest('svg') ? element.getScreenCTM().a : 1;
    found.smallest_px = Math.min(found.smallest_px, parseFloat(style.fontSize) * scale);
    const ink = element.closest('svg') ? style.fill : style.color;
    const [dark, light] = [luminance(ink), luminance(ground(element))].sort((one, other) => one - other);
    found.least_contrast = Math.min(found.least_contrast, (light + 0.05) / (dark + 0.05));
  }
  found.width = document.documentElement.scrollWidth;
  found.paper = getComputedStyle(document.body).backgroundColor;
  return found;
})()
"""


def assert_readable(page: Chromium, width: int) -> dict[str, Any]:
    found = cast("dict[str, Any]", page.evaluate(READABLE))
    assert found["texts"] > 40
    assert found["width"] <= width, "it scrolls sideways"
    assert found["beyond"] == []
    assert found["cut"] == []
    assert found["smallest_px"] >= 14
    assert found["least_contrast"] >= 4.5, "WCAG 2.2, 1.4.3"
    return found


def test_a_page_that_cannot_be_read_is_caught(show: Open) -> None:
    """What the other tests rely on."""
    page = show(f"<!DOCTYPE html><body><p style='font-size:13px;color:#888'>{'x' * 400}</p><p>{'y ' * 400}</p>")
    page.show(320)
    found = page.evaluate(READABLE)
    assert found["width"] > 320
    assert found["cut"]
    assert found["smallest_px"] == 13
    assert found["least_contrast"] < 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 481, 1000])
@pytest.mark.parametrize("language", ["en", "cs"])
def test_the_report_can_be_read(show: Open, make: Make, width: int, scheme: str, language: str) -> None:
    """From a telephone to a desk (WCAG 2.2, 1.4.10: 320 px without scrolling in two directions), by day and night."""
    page = show(build_report(whole(make, language=language), Texts(language, "linux")).html)
    page.show(width, scheme)
    found = assert_readable(page, width)
    assert found["paper"] == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(21, 26, 33)")


@pytest.mark.parametrize("width", [320, 1000])
def test_endless_words_are_wrapped(show: Open, make: Make, english: Texts, width: int) -> None:
    page = show(poisoned_page(make, english, "x" * 2000))
    page.show(width)
    assert_readable(page, width)


@pytest.mark.parametrize("width", [320, 1000])
def test_wide_tables_are_no_wider_than_the_screen(show: Open, make: Make, english: Texts, width: int) -> None:
    """A scan of the neighbourhood has as many columns as anything that is measured."""
    row: dict[str, str | int | float | bool | None] = {
        "ssid": "Neighbour with a long name", "bssid": "02:00:00:00:00:01", "channel": 11, "width_mhz": 40,
        "frequency_mhz": 2462, "signal_dbm": -61, "security": "WPA2", "vendor": "Example", "last_seen_s": 2.0,
    }  # fmt: skip
    reading = Measured(
        at=make().started_utc, step="wifi/x", probe="wifi.scan", result="ok", good=True, facts={"networks": [row] * 3}
    )
    page = show(build_report(make(effective=(*make().effective, reading)), english).html)
    page.show(width)
    assert_readable(page, width)


def test_it_reads_in_the_order_of_a_support_person(show: Open, make: Make, english: Texts) -> None:
    """What happened, what was measured, what was tried, whom it hits, what is asked; the details come after."""
    page = show(build_report(whole(make), english).html)
    page.show(320)
    headings = page.evaluate(
        "[...document.querySelectorAll('h2')].sort((one, other) => one.getBoundingClientRect().top"
        " - other.getBoundingClientRect().top).map(each => each.innerText)"
    )
    wanted = ["What happened", "Before and after", "What was tried", "Impact", "What is asked for"]
    assert headings[: len(wanted)] == wanted
    first = page.evaluate("document.querySelector('h1').innerText")
    assert first == "Slow or broken connection"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_prints_dark_on_white(show: Open, make: Make, english: Texts, scheme: str) -> None:
    """On A4 with the browser's own margins (about 718 px), with nothing cut and no ink for the ground."""
    page = show(build_report(whole(make), english).html)
    page.show(718, scheme, media="print")
    assert assert_readable(page, 718)["paper"] == "rgb(255, 255, 255)"
    printed = base64.b64decode(page.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
    assert printed.startswith(b"%PDF-")
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", printed)) < 8
