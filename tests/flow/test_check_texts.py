"""Flow texts: what every step shows is there and nothing else, in every language, plain, with known placeholders."""

from pathlib import Path

import pytest

from tests.flow.checking import Change, check_sample, in_words
from tests.flow.sample import CATALOGUE, TEXTS, write_flow
from wizard.flow.check import check_flows

CZECH = """\
title = "Pomalé připojení"
summary = "Připojení je pomalé."

[step.measure]
title = "Měření"
body = "Odpověď trvala {latency_ms}."

[step.change_channel]
line = ["Otevřete nastavení.", "Čekejte {seconds_2}."]
"""


def english(tmp_path: Path, *changes: Change, flow: tuple[Change, ...] = ()) -> list[tuple[str, str, str]]:
    return in_words(check_sample(tmp_path, texts=changes, flow=flow), "text.en.toml")


def czech(tmp_path: Path, *changes: Change) -> list[tuple[str, str, str]]:
    text = CZECH
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return in_words(check_sample(tmp_path, cs=text), "text.cs.toml")


@pytest.mark.parametrize(
    ("change", "line", "step", "message"),
    [
        (('summary = "The connection is slow or stops."\n', ""), 'title = "Slow connection"', "",
         "text 'summary' is missing"),
        (('title = "Measuring"\n', ""), "[step.measure]", "measure", "text 'step.measure.title' is missing"),
        (('body = "The answer took {latency_ms}."\n', ""), "[step.measure]", "measure",
         "text 'step.measure.body' is missing"),
        (('choice.red = "Red"\n', ""), "[step.lamp]", "lamp", "text 'step.lamp.choice.red' is missing"),
        (('line = ["Open the settings.", "Wait {seconds_2}."]\n', 'line = ["Open the settings."]\n'),
         "[step.change_channel]", "change_channel", "text 'step.change_channel.line.2' is missing"),
        (('title = "It works"', 'title = " "'), 'title = " "', "solved", "text 'step.solved.title' is empty"),
        (('body = "Nothing to do."', 'bdoy = "x"\nbody = "Nothing to do."'), 'bdoy = "x"', "healthy",
         "text 'step.healthy.bdoy' is shown nowhere (did you mean 'body'?)"),
        (('choice.red = "Red"', 'choice.red = "Red"\nchoice.blue = "Blue"'), 'choice.blue = "Blue"', "lamp",
         "text 'step.lamp.choice.blue' is shown nowhere (did you mean 'choice.red'?)"),
        (('"Wait {seconds_2}."]', '"Wait {seconds_2}.", "More."]'),
         'line = ["Open the settings.", "Wait {seconds_2}.", "More."]', "change_channel",
         "text 'step.change_channel.line.3' is shown nowhere (did you mean 'line.2'?)"),
        (("[step.lamp]", "[step.lump]\ntitle = 'x'\n\n[step.lamp]"), "title = 'x'", "lump",
         "text 'step.lump.title': there is no step 'lump' (did you mean 'lamp'?)"),
        (("search =", 'name = "x"\nsearch ='), 'name = "x"', "", "text 'name' is shown nowhere"),
        (("{latency_ms}", "{latency}"), 'body = "The answer took {latency}."', "measure",
         "text 'step.measure.body': nothing in this flow gives {latency} (did you mean 'latency_ms'?)"),
        (("{latency_ms}", "{latency_ms:.1f}"), 'body = "The answer took {latency_ms:.1f}."', "measure",
         "text 'step.measure.body': {latency_ms:.1f} is no placeholder: only {name} is"),
        (("{latency_ms}", "{latency_ms"), 'body = "The answer took {latency_ms."', "measure",
         "text 'step.measure.body': a brace has no partner"),
        (("{seconds_2}", "{seconds_1}"), 'line = ["Open the settings.", "Wait {seconds_1}."]', "change_channel",
         "text 'step.change_channel.line.2': nothing in this flow gives {seconds_1} (did you mean 'seconds_2'?)"),
        (("Nothing to do.", "Nothing <b>to do</b>."), 'body = "Nothing <b>to do</b>."', "healthy",
         "text 'step.healthy.body': it holds HTML; texts are plain"),
        (("Nothing to do.", "Nothing&nbsp;to do."), 'body = "Nothing&nbsp;to do."', "healthy",
         "text 'step.healthy.body': it holds HTML; texts are plain"),
    ],
)  # fmt: skip
def test_a_fault_of_the_english_texts(tmp_path: Path, change: Change, line: str, step: str, message: str) -> None:
    assert (line, step, message) in english(tmp_path, change)


@pytest.mark.parametrize(
    "address", ["https://example.org/x", "HTTP://x", "www.example", "support.example.com", "mailto:a", "ftp://x"]
)
def test_a_text_holds_no_address(tmp_path: Path, address: str) -> None:
    found = english(tmp_path, ("Nothing to do.", f"See {address} for more."))
    message = "it holds an address; use 'link' and a link of the organisation profile"
    assert [text for _, _, text in found] == [f"text 'step.healthy.body': {message}"]


@pytest.mark.parametrize("plain", ["Version 2.3.1 is there.", "It is < 5 and > 3.", "Open 192.168.1.1.", "A & B; C"])
def test_what_only_looks_like_markup_is_a_text(tmp_path: Path, plain: str) -> None:
    assert english(tmp_path, ("Nothing to do.", plain)) == []


@pytest.mark.parametrize("hidden", ["\\u202e", "\\u0007", "\\u200b", "\\t"])
def test_a_text_holds_nothing_that_can_not_be_seen(tmp_path: Path, hidden: str) -> None:
    found = english(tmp_path, ("Nothing to do.", f"Nothing{hidden} to do."))
    assert [text for _, _, text in found] == ["text 'step.healthy.body': it holds characters that can not be seen"]


def test_a_body_may_have_several_lines(tmp_path: Path) -> None:
    assert english(tmp_path, ('"Nothing to do."', '"""\nNothing\nto do."""')) == []


@pytest.mark.parametrize(
    "more",
    [
        'body_windows = "Press the key."\nbody = "Press."',
        'body.one = "{crash_count} time"\nbody.few = "x"\nbody.other = "{crash_count} times"',
        'title_macos = "On a Mac"\nbody = "b"',
    ],
)
def test_systems_and_plurals_have_their_own_texts(tmp_path: Path, more: str) -> None:
    flow = ('probe = "network.ping"\nwith.max_latency_ms = "@network.max_latency_ms"\nwith.max_loss_percent = 1',
            'probe = "crash.logs"')  # fmt: skip
    found = english(tmp_path, ('body = "The answer took {latency_ms}."', more), flow=(flow,))
    assert [message for _, _, message in found] == []


def test_a_plural_needs_the_form_for_all_other_numbers(tmp_path: Path) -> None:
    found = english(tmp_path, ('body = "The answer took {latency_ms}."', 'body.one = "x"'))
    assert ("[step.measure]", "measure", "text 'step.measure.body' is missing") in found


def test_a_choice_may_be_called_other(tmp_path: Path) -> None:
    text = ('choice.red = "Red"\n', 'choice.red = "Red"\nchoice.other = "Other"\n')
    flow = ('on.red = "change_channel"\n', 'on.red = "change_channel"\non.other = "escalate"\n')
    assert english(tmp_path, text, flow=(flow,)) == []


def test_an_input_has_a_label(tmp_path: Path) -> None:
    flow = (
        'good = ["green"]\non.green = "healthy"\non.red = "change_channel"\n',
        'input = "text"\nfact = "colour"\non.given = "change_channel"\n',
    )
    found = english(tmp_path, ('choice.green = "Green"\nchoice.red = "Red"\n', ""), flow=(flow,))
    assert ("[step.lamp]", "lamp", "text 'step.lamp.label' is missing") in found
    texts = ('choice.green = "Green"\nchoice.red = "Red"\n', 'label = "Colour"\nbody = "It was {colour}."\n')
    assert english(tmp_path / "2", texts, flow=(flow,)) == []


def test_a_secret_fills_no_text(tmp_path: Path) -> None:
    flow = (
        'good = ["green"]\non.green = "healthy"\non.red = "change_channel"\n',
        'input = "text"\nsecret = true\non.given = "change_channel"\n',
    )
    texts = ('choice.green = "Green"\nchoice.red = "Red"\n', 'label = "Code"\nbody = "It was {colour}."\n')
    messages = [message for _, _, message in english(tmp_path, texts, flow=(flow,))]
    assert messages == ["text 'step.lamp.body': nothing in this flow gives {colour}"]


def test_the_minutes_of_a_deadline_are_known_where_it_counts(tmp_path: Path) -> None:
    assert english(tmp_path / "1", ('"Open the settings."', '"You have {deadline_minutes}."')) == []
    found = english(tmp_path / "2", ("Nothing to do.", "You have {deadline_minutes}."))
    assert [message for _, _, message in found] == [
        "text 'step.healthy.body': nothing in this flow gives {deadline_minutes}"
    ]


def test_facts_of_a_called_flow_fill_texts_too(tmp_path: Path) -> None:
    inner = 'format = 1\nid = "inner"\nminutes = 1\nstart = "look"\n[step.look]\nkind = "probe"\nprobe = "crash.logs"\n'
    inner += (
        'on.found = "end"\non.none = "end"\non.unknown = "end"\n[step.end]\nkind = "outcome"\nresult = "escalate"\n'
    )
    write_flow(tmp_path / "inner", inner, texts=None, paths=None)
    call: Change = ('kind = "fix"\nfix = "dns.flush"', 'kind = "call"\nflow = "inner"')
    text: Change = ("We prepared a report.", "{crash_count} crashes.")
    assert [m for _, _, m in english(tmp_path / "1", text)] == [
        "text 'step.escalate.body': nothing in this flow gives {crash_count}"
    ]
    errors = check_sample(tmp_path, flow=[call], texts=[text])
    assert [error.message for error in errors if "crash_count" in error.message] == []


def test_a_hardware_outcome_names_its_part_in_words(tmp_path: Path) -> None:
    flow = ('result = "healthy"', 'result = "hardware"\npart = "router"\nafter = ["measure"]')
    assert ("[step.healthy]", "healthy", "text 'step.healthy.part' is missing") in english(tmp_path, flow=(flow,))


def test_a_flow_without_english_texts(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample", texts=None)
    (error,) = check_flows([tmp_path], CATALOGUE)
    assert str(error) == f"{tmp_path}/sample/text.en.toml:0: there is no such file"


def test_texts_that_are_no_toml(tmp_path: Path) -> None:
    assert english(tmp_path, ('title = "Slow connection"', "title = ")) == [("title = ", "", "Invalid value")]


# other languages


def test_a_language_may_have_less(tmp_path: Path) -> None:
    assert czech(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "line", "step", "message"),
    [
        (("{latency_ms}", "{loss_percent}"), 'body = "Odpověď trvala {loss_percent}."', "measure",
         "text 'step.measure.body' misses {latency_ms}, has {loss_percent}, English has not"),
        ((" {seconds_2}", ""), 'line = ["Otevřete nastavení.", "Čekejte."]', "change_channel",
         "text 'step.change_channel.line.2' misses {seconds_2}"),
        (("{seconds_2}", "{nothing}"), 'line = ["Otevřete nastavení.", "Čekejte {nothing}."]', "change_channel",
         "text 'step.change_channel.line.2': nothing in this flow gives {nothing}"),
        (("[step.change_channel]", 'text = "x"\n[step.change_channel]'), 'text = "x"', "measure",
         "text 'step.measure.text' is shown nowhere"),
        (("[step.change_channel]", '[step.flush]\ntitle = "x"\n[step.change_channel]'), 'title = "x"', "flush",
         "text 'step.flush.title' is not there in English"),
        (("Měření", "<i>Měření</i>"), 'title = "<i>Měření</i>"', "measure",
         "text 'step.measure.title': it holds HTML; texts are plain"),
    ],
)  # fmt: skip
def test_a_fault_of_a_translation(tmp_path: Path, change: Change, line: str, step: str, message: str) -> None:
    assert (line, step, message) in czech(tmp_path, change)


def test_a_language_may_have_other_plural_forms_and_systems(tmp_path: Path) -> None:
    forms = 'body.one = "x {latency_ms}"\nbody.few = "x"\nbody.other = "y"'
    assert czech(tmp_path / "1", ('body = "Odpověď trvala {latency_ms}."', forms)) == []
    system = 'body = "Odpověď trvala {latency_ms}."\nbody_windows = "Ve Windows {latency_ms}."'
    assert czech(tmp_path / "2", ('body = "Odpověď trvala {latency_ms}."', system)) == []


def test_only_the_languages_asked_for_are_checked(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample", cs='tittle = "x"', de='tittle = "x"')

    def files(*languages: str) -> list[str]:
        return [Path(error.file).name for error in check_flows([tmp_path], CATALOGUE, languages or None)]

    assert files() == ["text.cs.toml", "text.de.toml"]
    assert files("en", "cs") == ["text.cs.toml"]
    assert files("en", "fr") == []


def test_a_language_can_be_asked_to_be_complete(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample", cs=CZECH)
    errors = check_flows([tmp_path], CATALOGUE, complete=("cs",))
    assert ("[step.measure]", "measure", "text 'step.measure.title' is not translated") not in in_words(errors)
    found = in_words(errors, "text.cs.toml")
    assert ("[step.change_channel]", "change_channel", "text 'step.change_channel.title' is not translated") in found
    assert [message for _, _, message in found if "search" in message] == ["text 'search' is not translated"]
    write_flow(tmp_path / "sample", cs=TEXTS)
    assert check_flows([tmp_path], CATALOGUE, complete=("cs",)) == ()


def test_a_language_that_is_no_code_is_said_so(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample")
    errors = check_flows([tmp_path], CATALOGUE, ("../x",))
    assert [error.message for error in errors] == ["'../x' is no code of a language such as 'cs'"]


def test_a_guide_may_name_its_buttons_and_a_call_its_title(tmp_path: Path) -> None:
    buttons = (
        'button.done = "I changed it"\nbutton.cannot = "I can not"\nline = ["Open the settings.", "Wait {seconds_2}."]'
    )
    assert english(tmp_path / "1", ('line = ["Open the settings.", "Wait {seconds_2}."]', buttons)) == []
    call: Change = ('kind = "fix"\nfix = "dns.flush"', 'kind = "call"\nflow = "inner"')
    titled: Change = ("[step.solved]", '[step.flush]\ntitle = "Change the channel"\n\n[step.solved]')
    assert english(tmp_path / "2", titled, flow=(call,)) == []
    strange: Change = ("[step.solved]", '[step.flush]\nbody = "x"\n\n[step.solved]')
    assert [message for _, _, message in english(tmp_path / "3", strange, flow=(call,))] == [
        "text 'step.flush.body' is shown nowhere"
    ]
