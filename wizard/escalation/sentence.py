"""A sentence of pure code: a catalogue message and what fills it; a front end puts it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.texts import Texts


@dataclass(frozen=True)
class Sentence:
    """``message`` is marked with ``N_`` where it is written. A fact that is itself a message is translated, too, and
    one that is a sentence is put into words first.
    """

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, texts: Texts) -> str:
        """Return the sentence in the language of ``texts``."""
        facts = {name: fact.text(texts) if isinstance(fact, Sentence) else fact for name, fact in self.facts.items()}
        return texts.message(self.message, facts)
