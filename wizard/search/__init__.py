"""Free text → flows (FACTS E5)."""

from wizard.search.index import PERSON_BELOW, Match, SearchAnswer, SearchIndex, is_offered, search

__all__ = ["PERSON_BELOW", "Match", "SearchAnswer", "SearchIndex", "is_offered", "search"]
