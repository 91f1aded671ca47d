"""Every text a person reads: the message catalogue and the flows' own texts, in one language with English behind it.

A message that is not translated reads in English, a fact that is missing reads "unknown"; nothing here raises.
"""

import gettext
import locale
import os
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import figures, resources
from wizard.errors import WizardError
from wizard.settings import read_bounded

if TYPE_CHECKING:
    from datetime import datetime

DOMAIN = "wizard"
FALLBACK = "en"
_MOST_BYTES = 8_000_000
_NO_FACTS: Mapping[str, object] = {}
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)\}")
_LINES = re.compile(r"line((?:_linux|_windows|_macos)?)")
_LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def locale_folder() -> Path:
    """Return the folder of the catalogues: ``<language>/LC_MESSAGES/wizard.mo``."""
    return resources.assets() / "locale"


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Return the languages there are: English, and one for each folder of catalogues, sorted."""
    found = (folder or locale_folder()).glob(f"*/LC_MESSAGES/{DOMAIN}.[mp]o")
    return (FALLBACK, *sorted({path.parent.parent.name for path in found} - {FALLBACK}))


def system_languages(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the languages this user asks of the system, best first, as the system writes them (``cs_CZ.UTF-8``)."""
    variables = os.environ if environment is None else environment
    wanted = [part for name in _LANGUAGE_VARIABLES for part in variables.get(name, "").split(":") if part]
    if not wanted and environment is None:
        name = locale.getlocale()[0] or ""
        # Windows says "Czech_Czechia"; the first word is an alias that the library knows by its code.
        wanted.append(locale.locale_alias.get(name.split("_")[0].lower(), name))
    return tuple(wanted)


def choose_language(wanted: Iterable[str | None], folder: Path | None = None) -> str:
    """Return the first wanted language that is there, by its whole name or its first part; English otherwise."""
    available = {name.lower(): name for name in languages(folder)}
    for tag in wanted:
        name = re.split(r"[.@]", tag or "", maxsplit=1)[0].replace("-", "_").lower()
        for candidate in (name, name.partition("_")[0]):
            if candidate in available:
                return available[candidate]
    return FALLBACK


class Texts:
    """Texts of one language. ``platform`` (``windows``, …) picks a key's variant ``key_windows`` before ``key``.

    ``folder_of`` finds a flow's folder by its id (``FlowLibrary.folder``); ``catalogues`` is where the program's own
    messages lie, the shipped ones unless given.
    """

    def __init__(
        self,
        language: str,
        platform: str,
        folder_of: Callable[[str], Path] | None = None,
        catalogues: Path | None = None,
    ) -> None:
        self.language = language
        self.platform = platform
        self._folder_of = folder_of
        self._catalogues = catalogues
        self._translations: gettext.NullTranslations | None = None
        self._flow_texts: dict[tuple[str, str], Mapping[str, str]] = {}

    # the catalogue

    def message(self, msgid: str, facts: Mapping[str, object] = _NO_FACTS) -> str:
        """Return a message in this language, its placeholders filled with formatted facts."""
        return self._filled(self.word(msgid), facts)

    def word(self, msgid: str) -> str:
        """Return a message as it stands, nothing filled in; a text that is no message comes back unchanged."""
        return self._catalogue().gettext(msgid) if msgid else ""  # the empty msgid is the catalogue's header

    def plural(self, singular: str, plural: str, count: int, facts: Mapping[str, object] = _NO_FACTS) -> str:
        """Return the form that ``count`` takes in this language; ``{count}`` is a fact of its own."""
        text = self._catalogue().ngettext(singular, plural, count)
        return self._filled(text, {"count": count, **facts})

    def error(self, error: WizardError) -> str:
        """Return an error's message in this language; the place an error names before it (``file:line:``) stays."""
        if error.details:
            return self.message(error.message, error.details)
        whole = str(error)
        place = whole.removesuffix(error.message) if whole.endswith(error.message) else ""
        return f"{place}{self.word(error.message)}"

    def format_fact(self, name: str, value: object) -> str:
        """Return a fact's value as text, by the unit in its name and this language's signs."""
        return figures.format_fact(self, name, value)

    def moment_near(self, value: "datetime", now: "datetime") -> str:
        """Return a time as a person says it: "today at 14:02", "yesterday at 9:30", "18 November at 8:15"."""
        return figures.format_moment_near(self, value, now)

    # the flows

    def flow(self, flow_id: str, key: str, facts: Mapping[str, object] = _NO_FACTS) -> str | None:
        """Return a flow's own text, None where it has none in this language nor in English.

        Each key falls back by itself; ``key.one``, ``key.few``, ``key.other`` are chosen by the fact ``count``.
        """
        for language in self._language_chain():
            found = self._variant(self._texts_of(flow_id, language), key, facts.get("count"))
            if found is not None:
                return self._filled(found, facts)
        return None

    def in_every_language(self, flow_id: str, key: str) -> tuple[str, ...]:
        """Return a text as it stands in each language of the flow, unfilled: what people may type in any of them."""
        folder = self._flow_folder(flow_id)
        names = [] if folder is None else sorted(path.name.split(".")[1] for path in folder.glob("text.*.toml"))
        found = (self._texts_of(flow_id, language).get(key) for language in names)
        return tuple(text for text in found if text)

    # inside

    def _catalogue(self) -> gettext.NullTranslations:
        if self._translations is None:
            self._translations = _load_catalogue(self.language, self._catalogues or locale_folder())
        return self._translations

    def _filled(self, text: str, facts: Mapping[str, object]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            return self.format_fact(name, facts.get(name)) if name else match[0][0]

        return _PLACEHOLDER.sub(value, text)

    def _language_chain(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.language, self.language.partition("_")[0], FALLBACK)))

    def _variant(self, texts: Mapping[str, str], key: str, count: object) -> str | None:
        for name in (f"{key}_{self.platform}", key):
            if name in texts:
                return texts[name]
            if isinstance(count, int):
                # A plural whose translations name the form ("form:few"), so that a PO file alone adds a language.
                form = self.plural("form:one", "form:other", count).removeprefix("form:")
                counted = texts.get(f"{name}.{form}", texts.get(f"{name}.other"))
                if counted is not None:
                    return counted
        return None

    def _texts_of(self, flow_id: str, language: str) -> Mapping[str, str]:
        known = self._flow_texts.get((flow_id, language))
        if known is None:
            folder = self._flow_folder(flow_id)
            known = {} if folder is None else _read_texts(folder / f"text.{language}.toml")
            self._flow_texts[flow_id, language] = known
        return known

    def _flow_folder(self, flow_id: str) -> Path | None:
        try:
            return None if self._folder_of is None else self._folder_of(flow_id)
        except WizardError:  # there is no such flow, so there are no texts of it either
            return None


def _load_catalogue(language: str, folder: Path) -> gettext.NullTranslations:
    for name in dict.fromkeys((language, language.partition("_")[0])):
        path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
        try:
            with path.open("rb") as file:
                return gettext.GNUTranslations(file)
        except (
            OSError,
            ValueError,
            LookupError,
            struct.error,
        ):  # not there, or damaged: English is better than nothing
            continue
    return gettext.NullTranslations()


def _read_texts(path: Path) -> Mapping[str, str]:
    try:
        import tomllib

        content = read_bounded(path, _MOST_BYTES)
        return {} if content is None else dict(_flattened(tomllib.loads(content.decode()), ""))
    except (OSError, ValueError, RecursionError):  # ``wizard flows check`` names file and line
        return {}


def _flattened(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield flat keys and texts: ``line = [a, b]`` is ``line.1``, ``line.2``; any other list is one text of lines."""
    for name, value in table.items():
        lines = _LINES.fullmatch(name)
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{prefix}{name}.")
        elif isinstance(value, list) and lines is not None:
            yield from ((f"{prefix}line.{number}{lines[1]}", str(line)) for number, line in enumerate(value, start=1))
        elif isinstance(value, list):
            yield f"{prefix}{name}", "\n".join(str(item) for item in value)
        else:
            yield f"{prefix}{name}", str(value)
