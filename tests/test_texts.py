"""Texts: languages, fallback, placeholders, plurals, and how facts are written."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from wizard.errors import WizardError
from wizard.flow.errors import FlowCheckError
from wizard.texts import Texts, choose_language, languages, system_languages

CZECH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;\\n"

msgid "1,234.5"
msgstr "1 234,5"

msgid "unknown"
msgstr "neznámé"

msgid "yes"
msgstr "ano"

msgid "Sent to {support_name}."
msgstr "Odesláno. Komu: {support_name}."

msgid "your support team"
msgstr "vaše podpora"

msgid "the Wi-Fi"
msgstr "Wi-Fi"

msgid "{year}-{month}-{day} {clock}"
msgstr "{day}. {month}. {year} {clock}"

msgid "{number} second"
msgid_plural "{number} seconds"
msgstr[0] "{number} sekundu"
msgstr[1] "{number} sekundy"
msgstr[2] "{number} sekund"

msgid "{count} file"
msgid_plural "{count} files"
msgstr[0] "{count} soubor"
msgstr[1] "{count} soubory"
msgstr[2] "{count} souborů"

msgid "form:one"
msgid_plural "form:other"
msgstr[0] "form:one"
msgstr[1] "form:few"
msgstr[2] "form:other"
"""


class NoFlowError(WizardError):
    """As the library raises it for a flow it does not have."""


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    source = tmp_path / "wizard.po"
    source.write_text(CZECH, encoding="utf-8")
    target = tmp_path / "locale" / "cs" / "LC_MESSAGES" / "wizard.mo"
    target.parent.mkdir(parents=True)
    with source.open("rb") as file, target.open("wb") as compiled:
        write_mo(compiled, read_po(file, locale="cs"))
    return tmp_path / "locale"


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[[str], Path]:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "text.en.toml").write_text(
        'title = "Demo"\nsummary = "For tests"\nsearch = ["one", "two"]\n'
        '[step.look]\ntitle = "Look at {latency_ms}"\ntitle_windows = "Look in Windows"\n'
        'body.one = "{count} lamp"\nbody.other = "{count} lamps"\n'
        '[step.guide]\nline = ["First wait {seconds_1}", "Second"]\nline_macos = ["First on a Mac", "Second"]\n',
        encoding="utf-8",
    )
    (folder / "text.cs.toml").write_text(
        'title = "Ukázka"\n[step.look]\nbody.one = "{count} kontrolka"\n'
        'body.few = "{count} kontrolky"\nbody.other = "{count} kontrolek"\n',
        encoding="utf-8",
    )

    def find(flow_id: str) -> Path:
        if flow_id == "demo":
            return folder
        raise NoFlowError("There is no such flow.")

    return find


@pytest.fixture
def english(folder_of: Callable[[str], Path], catalogues: Path) -> Texts:
    return Texts("en", "linux", folder_of, catalogues)


@pytest.fixture
def czech(folder_of: Callable[[str], Path], catalogues: Path) -> Texts:
    return Texts("cs", "linux", folder_of, catalogues)


@pytest.mark.parametrize(
    ("name", "value", "english_text", "czech_text"),
    [
        ("latency_ms", 143.0, "143 ms", "143 ms"),
        ("latency_ms", 1234.5, "1,234.5 ms", "1 234,5 ms"),
        ("latency_ms", 0.0, "0 ms", "0 ms"),
        ("jitter_ms", 3.14159, "3.14 ms", "3,14 ms"),
        ("loss_percent", 11, "11 %", "11 %"),
        ("loss_percent", 0.33, "0.33 %", "0,33 %"),
        ("size_bytes", 812_000_000, "812 MB", "812 MB"),
        ("size_bytes", 500_000_000, "500 MB", "500 MB"),
        ("size_bytes", 12_400_000, "12.4 MB", "12,4 MB"),
        ("size_bytes", 999_960, "1 MB", "1 MB"),
        ("size_bytes", 1_500_000_000, "1.5 GB", "1,5 GB"),
        ("size_bytes", 0, "0 B", "0 B"),
        ("signal_dbm", -67, "-67 dBm", "-67 dBm"),
        ("band_ghz", 2.4, "2.4 GHz", "2,4 GHz"),
        ("wait_s", 10, "10 s", "10 s"),
        ("uptime_s", 125, "2 min 5 s", "2 min 5 s"),
        ("uptime_s", 93_784, "1 d 2 h", "1 d 2 h"),
        ("clock_skew_s", -7200, "-2 h", "-2 h"),
        ("seconds_1", 1, "1 second", "1 sekundu"),
        ("seconds_2", 3, "3 seconds", "3 sekundy"),
        ("seconds_3", 30, "30 seconds", "30 sekund"),
        ("channel", 11, "11", "11"),
        ("files", 12_345, "12,345", "12 345"),
        ("crash_code_hex", "0xDEAD", "0xDEAD", "0xDEAD"),
        ("verdict", "wifi", "the Wi-Fi", "Wi-Fi"),
        ("support_name", "your support team", "your support team", "vaše podpora"),
        ("public_answers", True, "yes", "ano"),
        ("access_points", [{"channel": 1}, {"channel": 6}], "2", "2"),
        ("name_servers", ["1.1.1.1", "8.8.8.8"], "1.1.1.1, 8.8.8.8", "1.1.1.1, 8.8.8.8"),
        ("latency_ms", None, "unknown", "neznámé"),
        ("latency_ms", float("nan"), "unknown", "neznámé"),
        ("serial", "", "unknown", "neznámé"),
        ("words", "", "", ""),
    ],
)
def test_facts_by_unit_and_language(
    english: Texts, czech: Texts, name: str, value: object, english_text: str, czech_text: str
) -> None:
    """1 MB is 10^6 bytes; a missing reading is never 0."""
    assert english.format_fact(name, value) == english_text
    assert czech.format_fact(name, value) == czech_text


def test_a_moment_is_written_in_local_time(english: Texts, czech: Texts) -> None:
    moment = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
    local = moment.astimezone()
    assert english.format_fact("crash_time", moment.isoformat()) == f"{local:%Y-%m-%d %H:%M}"
    assert czech.format_fact("crash_time", moment) == f"{local.day}. {local.month}. {local.year} {local:%H:%M}"
    assert english.format_fact("crash_time", "some day") == "some day"


def test_minutes_choose_words_that_people_say(english: Texts) -> None:
    assert english.format_fact("install_minutes", 3) == "3 minutes"
    assert english.format_fact("minutes", 1) == "1 minute"
    assert english.format_fact("minutes", 1.5) == "1.5 minutes"
    assert english.format_fact("seconds_2", 120) == "2 minutes"
    assert english.format_fact("seconds_2", 90) == "90 seconds"


def test_placeholders_are_filled_with_formatted_facts(english: Texts, czech: Texts) -> None:
    message = "{latency_ms} to {target}, {{as it is}}"
    assert english.message(message, {"latency_ms": 31.25, "target": "8.8.8.8"}) == "31.2 ms to 8.8.8.8, {as it is}"
    facts = {"support_name": "your support team"}
    assert czech.message("Sent to {support_name}.", facts) == "Odesláno. Komu: vaše podpora."


def test_a_missing_fact_reads_unknown_and_a_value_is_never_a_template(english: Texts) -> None:
    assert english.message("Loss: {loss_percent}.") == "Loss: unknown."
    assert english.message("File {path}", {"path": "/tmp/{latency_ms}"}) == "File /tmp/{latency_ms}"  # noqa: S108
    assert english.message("Odd { braces {1} {}", {}) == "Odd { braces {1} {}"


def test_an_untranslated_message_reads_in_english_and_an_empty_one_is_empty(czech: Texts) -> None:
    assert czech.message("Not in the catalogue") == "Not in the catalogue"
    assert czech.message("") == ""


def test_plural_forms_of_czech(english: Texts, czech: Texts) -> None:
    assert [czech.plural("{count} file", "{count} files", count) for count in (1, 3, 5)] == [
        "1 soubor",
        "3 soubory",
        "5 souborů",
    ]
    assert [english.plural("{count} file", "{count} files", count) for count in (0, 1, 2)] == [
        "0 files",
        "1 file",
        "2 files",
    ]


def test_flow_texts_fall_back_key_by_key(czech: Texts) -> None:
    assert czech.flow("demo", "title") == "Ukázka"
    assert czech.flow("demo", "summary") == "For tests"
    assert czech.flow("demo", "step.look.title", {"latency_ms": 1234.5}) == "Look at 1 234,5 ms"
    assert czech.flow("demo", "step.nothing.title") is None
    assert czech.flow("nowhere", "title") is None


def test_flow_texts_by_system(folder_of: Callable[[str], Path], catalogues: Path) -> None:
    windows = Texts("en", "windows", folder_of, catalogues)
    assert windows.flow("demo", "step.look.title") == "Look in Windows"
    assert windows.flow("demo", "step.guide.line.1", {"seconds_1": 10}) == "First wait 10 seconds"
    macos = Texts("en", "macos", folder_of, catalogues)
    assert macos.flow("demo", "step.guide.line.1") == "First on a Mac"
    assert macos.flow("demo", "step.guide.line.3") is None


def test_flow_texts_in_the_form_of_a_count(english: Texts, czech: Texts) -> None:
    assert [czech.flow("demo", "step.look.body", {"count": count}) for count in (1, 2, 5)] == [
        "1 kontrolka",
        "2 kontrolky",
        "5 kontrolek",
    ]
    assert english.flow("demo", "step.look.body", {"count": 1}) == "1 lamp"
    assert english.flow("demo", "step.look.body", {"count": 0}) == "0 lamps"
    assert english.flow("demo", "step.look.body") is None


def test_a_text_in_every_language(english: Texts) -> None:
    assert english.in_every_language("demo", "title") == ("Ukázka", "Demo")
    assert english.in_every_language("demo", "search") == ("one\ntwo",)
    assert english.in_every_language("nowhere", "title") == ()


def test_a_damaged_file_of_texts_reads_in_english(folder_of: Callable[[str], Path], catalogues: Path) -> None:
    (folder_of("demo") / "text.cs.toml").write_text('title = "never closed\n[step', encoding="utf-8")
    assert Texts("cs", "linux", folder_of, catalogues).flow("demo", "title") == "Demo"


@pytest.mark.parametrize("content", [b"", b"no catalogue at all", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_damaged_catalogue_reads_in_english(catalogues: Path, content: bytes) -> None:
    (catalogues / "cs" / "LC_MESSAGES" / "wizard.mo").write_bytes(content)
    assert Texts("cs", "linux", None, catalogues).message("unknown") == "unknown"


def test_errors_in_the_persons_language(czech: Texts) -> None:
    error = WizardError("Sent to {support_name}.", support_name="your support team")
    assert czech.error(error) == "Odesláno. Komu: vaše podpora."
    assert czech.error(WizardError("unknown")) == "neznámé"
    assert czech.error(WizardError("A {brace} without details")) == "A {brace} without details"


def test_an_error_of_a_file_keeps_its_place(czech: Texts) -> None:
    error = FlowCheckError("flow.toml", 3, "measure", "unknown")
    assert czech.error(error) == "flow.toml:3: measure: neznámé"


def test_languages_are_those_with_a_catalogue(catalogues: Path) -> None:
    (catalogues / "pt_BR" / "LC_MESSAGES").mkdir(parents=True)
    (catalogues / "pt_BR" / "LC_MESSAGES" / "wizard.po").write_text("", encoding="utf-8")
    (catalogues / "notes").mkdir()
    assert languages(catalogues) == ("en", "cs", "pt_BR")


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (["cs_CZ.UTF-8"], "cs"),
        (["cs-CZ"], "cs"),
        ([None, "CS"], "cs"),
        (["de_DE", "cs"], "cs"),
        (["en_GB.UTF-8", "cs"], "en"),
        (["sk_SK@euro"], "en"),
        (["C.UTF-8"], "en"),
        ([""], "en"),
        ([], "en"),
    ],
)
def test_the_first_wanted_language_that_is_there(catalogues: Path, wanted: list[str | None], chosen: str) -> None:
    assert choose_language(wanted, catalogues) == chosen


def test_the_systems_languages_best_first() -> None:
    environment = {"LANG": "en_US.UTF-8", "LANGUAGE": "cs:de", "LC_ALL": "", "LC_MESSAGES": "cs_CZ.UTF-8"}
    assert system_languages(environment) == ("cs", "de", "cs_CZ.UTF-8", "en_US.UTF-8")
    assert system_languages({}) == ()


@pytest.mark.parametrize(
    ("system_locale", "wanted"),
    [(("Czech_Czechia", "1250"), "cs_CZ"), (("cs_CZ", "UTF-8"), "cs_CZ"), ((None, None), "")],
)
def test_a_system_without_variables_is_asked_for_its_locale(
    monkeypatch: pytest.MonkeyPatch, system_locale: tuple[str | None, str | None], wanted: str
) -> None:
    """Windows sets no variables and names languages in English."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: system_locale)
    assert [language.partition(".")[0] for language in system_languages()] == [wanted]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("today at 14:02", "yesterday at 14:02", "20 November at 14:02")),
        ("cs", ("dnes 14:02", "včera 14:02", "20. listopadu 14:02")),
    ],
)
def test_a_time_is_said_as_a_person_says_it(language: str, said: tuple[str, str, str]) -> None:
    texts = Texts(language, "linux")
    now = datetime(2026, 11, 22, 15, 0).astimezone()
    begun = datetime(2026, 11, 22, 14, 2).astimezone()
    assert tuple(texts.moment_near(begun - timedelta(days=days), now) for days in range(3)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("tomorrow at 14:02", "24 November at 14:02", "22 November 2025 at 14:02")),
        ("cs", ("zítra 14:02", "24. listopadu 14:02", "22. listopadu 2025 14:02")),
    ],
)
def test_a_time_to_come_and_one_of_another_year(language: str, said: tuple[str, str, str]) -> None:
    texts = Texts(language, "linux")
    now = datetime(2026, 11, 22, 14, 2).astimezone()
    last_year = datetime(2025, 11, 22, 14, 2).astimezone()
    times = (now + timedelta(days=1), now + timedelta(days=2), last_year)
    assert tuple(texts.moment_near(at, now) for at in times) == said
