"""The search: how often it is right, which flows it takes for others, and how long a key press takes."""

import time

from tests.bench.measuring import median
from tests.search import scoring


def lines() -> list[str]:
    """Return the lines of this benchmark."""
    start = time.perf_counter()
    search = scoring.shipped_search()
    reading_ms = (time.perf_counter() - start) * 1000
    texts = [sentence.text for language in scoring.LANGUAGES for sentence in scoring.read_set("development", language)]

    def answer_all() -> float:
        start = time.perf_counter()
        for text in texts:
            search(text)
        return (time.perf_counter() - start) * 1000 / len(texts)

    return [
        *scoring.lines("blind", search),
        f"search: phrases read in {reading_ms:.0f} ms, after the first page; a key press {median(answer_all):.1f} ms "
        "(goal ≤ 10)",
    ]
