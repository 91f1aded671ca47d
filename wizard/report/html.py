"""The report as one HTML page that needs nothing else: no script, no request; for telephones and the dark, too."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from wizard.marking import N_
from wizard.report.charts import bars, curve, samples_of
from wizard.report.content import Change, Content, Step
from wizard.report.lines import GIVEN, given_pairs, impact_words, moment, one_line_form
from wizard.report.words import (
    NOT_GIVEN,
    PRACTICE,
    PROOF_WORDS,
    REQUESTS,
    SAID_SO,
    Words,
    end_words,
    fact_words,
    result_words,
)

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--soft:#eef1f5;--edge:#6b7686;--before:#b3541e;--after:#1f6f4a}
@media(prefers-color-scheme:dark){
:root{--ink:#e8ecf2;--paper:#151a21;--soft:#212933;--edge:#93a0b3;--before:#f0a070;--after:#6fd0a0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--paper);color:var(--ink)}
body{font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem}
body,td,th,code{overflow-wrap:anywhere}
.practice{border:2px dashed var(--edge);padding:.5rem 1rem;font-weight:600}
.form{background:var(--soft);padding:.75rem;border-radius:.25rem}
.end{font-size:1.15rem;font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid var(--edge)}
caption{text-align:start;font-weight:600;padding:.35rem 0}
svg{max-width:100%;height:auto;display:block;margin:.5rem 0}
svg text{fill:var(--ink);font:14px system-ui,sans-serif}
svg .bar0{fill:var(--before)}svg .bar1{fill:var(--after)}
svg polyline{fill:none;stroke:var(--after);stroke-width:1.5}svg circle{fill:var(--after)}svg .lost{fill:var(--before)}
@media(max-width:30rem){
thead{position:absolute;clip-path:inset(50%)}
tr,td,tbody th{display:block;border:0;padding:.1rem 0}
tr{border-bottom:1px solid var(--edge);padding:.4rem 0}
td[data-label]::before{content:attr(data-label) ": ";font-weight:600}}
@media print{
:root{color-scheme:light;--ink:#000;--paper:#fff;--soft:#eef1f5;--edge:#6b7686;--before:#b3541e;--after:#1f6f4a}
body{max-width:none;padding:0}
h1,h2,h3,caption{break-after:avoid}
tr,svg,.form,.practice{break-inside:avoid}}
"""


def compose_html(content: Content, attached: Mapping[str, int], words: Words) -> str:
    """Return the whole page. ``attached`` are the files that go along with their sizes in bytes."""
    style_hash = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style_hash}'; base-uri 'none'; form-action 'none'"
    title = f"{content.symptom} – {moment(content.made_at)}"
    body = "\n".join(part for part in _sections(content, attached, words) if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(content.language.replace("_", "-"))}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _sections(content: Content, attached: Mapping[str, int], words: Words) -> Iterable[str]:
    say = words.message
    yield f"<h1>{escape(content.symptom)}</h1>"
    if content.practice is not None:
        practice = say(PRACTICE, {"scene": content.practice})
        yield f'<p class="practice">{escape(practice)}</p>'
    yield f'<p class="end">{escape(end_words(words, content.outcome, content.proof))}</p>'
    yield f'<p class="form">{escape(one_line_form(content, tuple(attached), words))}</p>'
    yield _section(
        say(N_("What happened")), _said_table(N_("What was said or found"), _happened(content, words), words)
    )
    yield _section(say(N_("Before and after")), "".join(_change(change, words) for change in content.changes))
    yield _section(say(N_("What was tried")), _steps(content.steps, words))
    yield _section(say(N_("Impact")), _said_table(N_("Who and what is affected"), _impact(content, words), words))
    yield _section(say(N_("What is asked for")), _said_table(N_("The request"), _asked(content, words), words))
    yield _section(
        say(N_("Account, device and program")), _said_table(N_("To find it by"), _where(content, words), words)
    )
    yield _section(say(N_("Readings")), "".join(_reading(step, words) for step in content.steps if step.facts))
    yield _section(say(N_("Files that go along")), _files(attached, words))
    yield _section(say(N_("Not collected")), _lacks(content, words))
    yield _section(say(N_("What was hidden")), _hidden(content, words))


_DEVICE = {
    "model": N_("Model"),
    "serial": N_("Serial number"),
    "hardware": N_("Hardware"),
    "firmware_version": N_("Firmware"),
}


def _section(title: str, inner: str) -> str:
    return f"<section>\n<h2>{escape(title)}</h2>\n{inner}\n</section>" if inner else ""


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column names its rows; on a narrow screen each cell carries its heading."""
    written = []
    for row in rows:
        labelled = zip(heads[1:], row[1:], strict=True)
        cells = "".join(_cell(escape(cell), escape(head) if len(heads) > 2 else "") for head, cell in labelled)
        written.append(f'<tr role="row"><th scope="row" role="rowheader">{escape(row[0])}</th>{cells}</tr>')
    if not written:
        return ""
    # The roles are said aloud because stacked rows lose them: some browsers take a block for no table.
    columns = "".join(f'<th scope="col" role="columnheader">{escape(head)}</th>' for head in heads)
    return (
        f'<div class="scroll"><table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(written)}</tbody></table></div>'
    )


def _cell(text: str, label: str) -> str:
    named = f' data-label="{label}"' if label else ""
    return f'<td role="cell"{named}>{text}</td>'


def _said_table(caption: str, rows: Iterable[Sequence[str]], words: Words) -> str:
    say = words.message
    return _table(say(caption), (say(N_("What")), say(N_("Value"))), rows)


def _happened(content: Content, words: Words) -> Iterable[Sequence[str]]:
    say, five = words.message, content.said.five
    none = say(NOT_GIVEN)
    yield say(N_("Since")), five.went_down or none
    yield say(N_("Worked last")), five.last_success or none
    yield say(N_("Exact message")), five.exact_message or none
    yield say(N_("Codes")), ", ".join(content.codes) or none
    yield say(N_("Changed lately")), five.recent_changes or none
    yield from given_pairs(content, words, ("steps_to_reproduce", "expected_result"))


def _impact(content: Content, words: Words) -> Iterable[Sequence[str]]:
    yield words.message(N_("Affected")), impact_words(content, words) or words.message(NOT_GIVEN)
    yield from given_pairs(content, words, ("impact_text",))


def _asked(content: Content, words: Words) -> Iterable[Sequence[str]]:
    say = words.message
    if content.part:
        yield say(N_("Part")), content.part
    yield say(GIVEN["wanted_solution"]), content.said.wanted_solution or say(REQUESTS[content.outcome])
    if content.deadline is not None:
        yield say(N_("Answer asked for by")), moment(content.deadline)
    yield from given_pairs(content, words, ("call_back_number", "time_slots"))


_NUMBERS = ("account_number", "full_name", "invoice_number", "reference_number", "transaction_numbers")


def _where(content: Content, words: Words) -> Iterable[Sequence[str]]:
    """Yield what the problem is found by: whose it is, on what, in which walk."""
    say, device = words.message, content.device
    none = say(NOT_GIVEN)
    said = f" ({say(SAID_SO)})" if content.device_said else ""
    yield say(N_("Account")), content.said.account_email or none
    yield say(N_("Order")), content.said.order_number or none
    yield from given_pairs(content, words, _NUMBERS)
    for name, label in _DEVICE.items():
        yield say(label), f"{value}{said}" if (value := device.get(name)) else none
    yield from given_pairs(content, words, ("browser",))
    if content.operating_system:
        yield say(N_("Operating system")), content.operating_system
    yield say(N_("Began")), moment(content.started_at)
    yield say(N_("Ended")), moment(content.ended_at) if content.ended_at else say(N_("not yet"))
    yield say(N_("Walk")), f"{content.session_id} ({content.flow_id})"
    yield say(N_("Wizard")), content.program_version
    for number, title in content.articles:
        yield say(N_("Article")), f"{number} {title}"


def _change(change: Change, words: Words) -> str:
    say = words.message
    before = result_words(words, change.before_result) if change.before_result else say(N_("not known"))
    rows = [(say(N_("Result")), before, result_words(words, change.after_result))]
    charts = []
    for name in dict.fromkeys((*change.before, *change.after)):
        first, last = change.before.get(name), change.after.get(name)
        rows.append((fact_words(words, name), words.format_fact(name, first), words.format_fact(name, last)))
        if isinstance(first, int | float) and isinstance(last, int | float) and min(first, last) >= 0 and first != last:
            charts.append(_before_after(name, first, last, words))
    caption = f"{change.title}: {say(PROOF_WORDS[change.word])} ({moment(change.at)})"
    heads = (say(N_("What")), say(N_("Before")), say(N_("After")))
    return _table(caption, heads, rows) + "".join(charts[:3])


def _before_after(name: str, first: float, last: float, words: Words) -> str:
    say = words.message
    before, after = words.format_fact(name, first), words.format_fact(name, last)
    title = f"{fact_words(words, name)}: {before} → {after}"
    rows = ((say(N_("Before")), float(first), before), (say(N_("After")), float(last), after))
    return f"<h3>{escape(title)}</h3>{bars(title, rows)}"


def _steps(steps: Sequence[Step], words: Words) -> str:
    say = words.message
    kinds = {
        "measured": say(N_("measured")),
        "asked": say(N_("asked")),
        "guide": say(N_("done by hand")),
        "fix": say(N_("repair")),
    }
    rows = []
    for number, step in enumerate(steps, start=1):
        result = step.answer if step.answer is not None else result_words(words, step.result)
        reason = f" ({result_words(words, step.reason)})" if step.reason else ""
        said = f" ({say(SAID_SO)})" if step.said and step.kind in ("measured", "guide") else ""
        rows.append((str(number), moment(step.at), kinds[step.kind], step.title, f"{result}{reason}{said}"))
    heads = (say(N_("No.")), say(N_("When")), say(N_("Kind")), say(N_("Step")), say(N_("Result")))
    return _table(say(N_("All steps with their results")), heads, rows)


def _reading(step: Step, words: Words) -> str:
    say = words.message
    rows: list[tuple[str, str]] = []
    tables: list[str] = []
    for name, value in step.facts.items():
        if isinstance(value, list):
            tables.append(_rows_table(name, value, words))
        else:
            rows.append((fact_words(words, name), words.format_fact(name, value)))
    samples = samples_of(step.facts)
    title = say(N_("{title}: {count} answer times in order"), {"title": step.title, "count": len(samples)})
    chart = curve(title, samples) if samples else ""
    caption = f"{step.title} ({moment(step.at)})"
    return _table(caption, (say(N_("What")), say(N_("Value"))), rows) + chart + "".join(tables)


def _rows_table(name: str, rows: Sequence[Mapping[str, str | int | float | bool | None]], words: Words) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [tuple(words.format_fact(key, row.get(key)) for key in columns) for row in rows]
    return _table(fact_words(words, name), [fact_words(words, key) for key in columns], cells) if columns else ""


def _files(attached: Mapping[str, int], words: Words) -> str:
    say = words.message
    rows = [(name, words.format_fact("size_bytes", size)) for name, size in attached.items()]
    return _table(say(N_("Files and their sizes")), (say(N_("File")), say(N_("Size"))), rows)


def _lacks(content: Content, words: Words) -> str:
    say = words.message
    rows = []
    for lack in content.lacks:
        detail = f" – {lack.detail}" if lack.detail else ""
        rows.append((say(lack.part), f"{say(lack.reason)}{detail}"))
    return _table(say(N_("What is not here, and why")), (say(N_("What")), say(N_("Why"))), rows)


def _hidden(content: Content, words: Words) -> str:
    say = words.message
    if not content.redacted:
        return f"<p>{escape(say(N_('Names and addresses were not hidden.')))}</p>"
    count = say(N_("Places where something was hidden: {count}"), {"count": content.replaced})
    rows = [(name, say(sort)) for name, sort in content.legend.items()]
    heads = (say(N_("Name")), say(N_("Stands for")))
    return f"<p>{escape(count)}</p>" + _table(say(N_("Names used instead")), heads, rows)
