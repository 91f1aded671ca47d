"""Charts as inline SVG, each with its values in words: nothing is told by colour alone."""

from collections.abc import Mapping, Sequence
from html import escape

from wizard.flow.events import FactValue

_WIDTH = 280
_BAR_HEIGHT = 18
_GAP = 8
_CURVE_HEIGHT = 72


def bars(title: str, rows: Sequence[tuple[str, float, str]]) -> str:
    """Return horizontal bars. A row is (label, value ≥ 0, value as text); the longest bar is the largest value."""
    most = max((value for _, value, _ in rows), default=0.0) or 1.0
    height = len(rows) * (_BAR_HEIGHT * 2 + _GAP)
    parts = [_opening(title, height)]
    for index, (label, value, text) in enumerate(rows):
        top = index * (_BAR_HEIGHT * 2 + _GAP)
        length = max(2.0, _WIDTH * min(1.0, max(0.0, value) / most))
        box = f'x="0" y="{top + _BAR_HEIGHT}" width="{length:.1f}" height="{_BAR_HEIGHT - 4}" rx="2"'
        parts.append(f'<text x="0" y="{top + 13}">{escape(label)}: {escape(text)}</text>')
        parts.append(f'<rect class="bar{index}" {box}/>')
    return "".join((*parts, "</svg>"))


def curve(title: str, samples: Sequence[float | None]) -> str:
    """Return a curve of samples in their order; a lost one (None) is a cross on the ground line."""
    known = [value for value in samples if value is not None]
    most = max(known, default=0.0) or 1.0
    step = _WIDTH / max(1, len(samples) - 1)
    parts = [_opening(title, _CURVE_HEIGHT)]
    run: list[str] = []
    for index, value in enumerate(samples):
        x = index * step
        if value is None:
            parts.append(f'<text class="lost" x="{max(0.0, x - 4):.1f}" y="{_CURVE_HEIGHT}">×</text>')
            parts += _line(run)
            run = []
        else:
            run.append(f"{x:.1f},{_CURVE_HEIGHT - 4 - (value / most) * (_CURVE_HEIGHT - 10):.1f}")
    return "".join((*parts, *_line(run), "</svg>"))


def samples_of(facts: Mapping[str, FactValue]) -> list[float | None]:
    """Return the single answer times of a reading, if it kept them: rows with ``latency_ms``."""
    for value in facts.values():
        if isinstance(value, list) and len(value) > 1 and all("latency_ms" in row for row in value):
            return [_number(row["latency_ms"]) for row in value]
    return []


def _number(value: str | int | float | bool | None) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def _line(points: Sequence[str]) -> list[str]:
    if not points:
        return []
    if len(points) == 1:
        x, _, y = points[0].partition(",")
        return [f'<circle cx="{x}" cy="{y}" r="2"/>']
    return [f'<polyline points="{" ".join(points)}"/>']


def _opening(title: str, height: int) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}"><title>{escape(title)}</title>'
    )
