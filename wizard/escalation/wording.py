"""Neutral wording (FACTS B4): words that blame or heat up, in English and Czech.

Our own texts hold none of them, which a test shows for every message of reports and letters. In the person's own words
they are pointed out, never changed.
"""

import re
from functools import cache

_ENGLISH = (
    "absurd", "aggravating", "angry", "annoyed", "annoying", "appalled", "appalling", "ashamed", "awful", "betrayed",
    "blame", "cheat", "cheated", "clueless", "crap", "damn", "deceived", "disappointed", "disappointing", "disaster",
    "disgrace", "disgraceful", "disgusted", "disgusting", "dishonest", "disrespectful", "dumb", "enraged", "farce",
    "fault of yours", "fed up", "fool", "foolish", "frustrated", "frustrating", "fuming", "furious",
    "guilty", "hate", "hell", "horrible", "idiot", "idiotic", "idiots", "ignorant", "incompetence", "incompetent",
    "infuriating", "insane", "insulting", "joke", "laughable", "lazy", "liar", "liars", "lied", "lousy", "mad",
    "moron", "nightmare", "nonsense", "outrage", "outraged", "outrageous", "pathetic", "pissed", "rage", "ridiculous",
    "rip-off", "rubbish", "scam", "scandal", "scandalous", "screwed", "shame", "shameful", "shameless",
    "shit", "sick of", "sloppy", "stupid", "stupidity", "suck", "sucks", "swindle", "terrible", "thieves",
    "ultimatum", "unacceptable", "unbelievable", "unprofessional", "useless", "worthless", "wtf",
    "your fault", "your mistake", "you people",
)  # fmt: skip
_CZECH = (
    "absurd*", "debil*", "děs*", "drzost*", "drz*", "flákač*", "fraška", "frašku", "hanba", "hanb*", "hloup*",
    "hnusn*", "hrozn*", "hrůz*", "idiot*", "ignorant*", "katastrof*", "kecy", "keců", "lenoch*", "lhář*", "lhal*",
    "lžete", "lžou", "mizern*", "nehorázn*", "nekompeten*", "neomluviteln*", "neprofesion*", "neschopn*",
    "nesmysl*", "nestydat*", "nesnesiteln*", "nenávid*", "nepřijateln*", "nepřípustn*", "nezodpovědn*", "naštvan*",
    "naštval*", "obviň*", "obvin*", "ostud*", "otřesn*", "podraz*", "podvod*", "pitom*", "příšern*", "rozčilen*",
    "rozzloben*", "rozzuřen*", "sakra", "skandál*", "směšn*", "šílen*", "šlendrián*", "štve", "šmejd*", "trapn*",
    "vaše chyba", "vaší vinou", "vaše vina", "vina je", "viník*", "vinen", "vinni", "vztek*", "zbyteční", "zklaman*",
    "zloděj*", "zlodějin*", "zoufal*", "žalostn*", "zuř*", "zatracen*", "zpackan*", "zpackal*", "hajzl*", "blb*",
    "ultimát*",
)  # fmt: skip
_WORDS = {"en": _ENGLISH, "cs": _CZECH}
"""By language; ``*`` at the end stands for any ending (Czech inflects)."""
LANGUAGES = tuple(_WORDS)


def unfriendly_words(text: str, language: str) -> tuple[str, ...]:
    """Return the words of ``text`` that blame or heat up, as they stand there, each once, in order.

    Both languages are looked for when ``language`` is neither: people mix them.
    """
    pattern = _pattern(language.partition("_")[0])
    return tuple(dict.fromkeys(found[0] for found in pattern.finditer(text)))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = _WORDS.get(language) or tuple(word for one in _WORDS.values() for word in one)
    longest_first = sorted(words, key=len, reverse=True)
    forms = "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE)
