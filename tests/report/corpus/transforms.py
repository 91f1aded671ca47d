"""Other spellings of a value: as URLs, JSON, Windows, routers and careless programs write it."""

import base64
import html
import json
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import quote


def _short_name(text: str) -> str:
    """Return the 8.3 name that Windows gives a folder with this long name."""
    stem, _, ending = text.replace(" ", "").partition(".")
    if len(stem) <= 8 and len(ending) <= 3 and " " not in text:
        return text.upper()
    return f"{stem[:6]}~1{'.' if ending else ''}{ending[:3]}".upper()


TRANSFORMS: Mapping[str, Callable[[str], str]] = {
    "url": lambda text: quote(text, safe=""),
    "path_url": lambda text: quote(text.replace("\\", "/"), safe="/:"),
    "json": lambda text: json.dumps(text)[1:-1],
    "json_unicode": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "upper": str.upper,
    "lower": str.lower,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "slash": lambda text: text.replace("\\", "/"),
    "dash": lambda text: text.replace(":", "-"),
    "dots": lambda text: ".".join(text.replace(":", "")[place : place + 4] for place in range(0, 12, 4)),
    "digits": lambda text: "".join(sign for sign in text if sign.isdigit()),
    "short": _short_name,
    "mojibake": lambda text: text.encode().decode("cp1252", errors="replace"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "reversed": lambda text: ".".join(reversed(text.split("."))),
    "comma": lambda text: text.replace(":", ","),
    "hex": lambda text: text.encode().hex(),
    "bare": lambda text: text.replace(":", ""),
    "html": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace").decode(),
    "underscore": lambda text: text.replace(" ", "_"),
    "hyphen": lambda text: text.replace(".", "-"),
}
