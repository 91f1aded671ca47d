"""The two palettes of the window, and the arithmetic that keeps them readable (WCAG 2.2, 1.4.3 and 1.4.11)."""

from typing import Literal

from wizard.value import changed, value

Token = Literal[
    "window", "surface", "line", "text", "muted", "accent", "on_accent", "accent_soft",
    "good", "good_soft", "warn", "warn_soft", "bad", "bad_soft",
]  # fmt: skip
Tone = Literal["plain", "accent", "good", "warn", "bad"]

TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0


@value
class Colours:
    """One palette, ``#RRGGBB`` by meaning. ``line`` only decorates; a control's border is ``muted``."""

    window: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str

    def __getitem__(self, token: Token) -> str:
        return str(getattr(self, token))


LIGHT = Colours(
    window="#F5F6F8", surface="#FFFFFF", line="#D9DEE5", text="#1A2027", muted="#56616E",
    accent="#1C5DB8", on_accent="#FFFFFF", accent_soft="#E8F0FC", good="#1A7A4A", good_soft="#E5F4EB",
    warn="#8F5B00", warn_soft="#FBF1DD", bad="#B3261E", bad_soft="#FBE9E7",
)  # fmt: skip
DARK = Colours(
    window="#14171B", surface="#1D2228", line="#343C46", text="#E9ECF0", muted="#A6B0BC",
    accent="#82B4FF", on_accent="#0D1B2E", accent_soft="#1F2F47", good="#62D49B", good_soft="#183528",
    warn="#F0B75E", warn_soft="#3A2E17", bad="#FF8D84", bad_soft="#40211F",
)  # fmt: skip

TEXT_PAIRS: tuple[tuple[Token, Token], ...] = (
    ("text", "window"), ("text", "surface"), ("text", "accent_soft"), ("text", "good_soft"),
    ("text", "warn_soft"), ("text", "bad_soft"), ("muted", "window"), ("muted", "surface"),
    ("muted", "accent_soft"), ("muted", "good_soft"), ("muted", "warn_soft"), ("muted", "bad_soft"),
    ("accent", "window"), ("accent", "surface"), ("accent", "accent_soft"), ("on_accent", "accent"),
    ("good", "window"), ("good", "surface"), ("good", "good_soft"), ("warn", "window"), ("warn", "surface"),
    ("warn", "warn_soft"), ("bad", "window"), ("bad", "surface"), ("bad", "bad_soft"),
)  # fmt: skip
"""Every pair (letters, ground) that a page uses; each must reach 4.5."""
SHAPE_PAIRS: tuple[tuple[Token, Token], ...] = (
    ("muted", "window"), ("muted", "surface"), ("accent", "window"), ("accent", "surface"), ("accent", "line"),
    ("warn", "line"), ("good", "good_soft"), ("bad", "bad_soft"), ("on_accent", "accent"), ("text", "window"),
    ("accent", "accent_soft"), ("muted", "accent_soft"), ("warn", "warn_soft"), ("warn", "surface"), ("good", "line"),
    ("good", "surface"), ("bad", "surface"), ("bad", "window"), ("text", "line"), ("text", "surface"),
    ("good", "window"), ("warn", "window"),
)  # fmt: skip
"""Every pair (control or mark, ground) that means something; each must reach 3.0."""


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two ``#RRGGBB`` colours, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[index : index + 2], 16) for index in (1, 3, 5))
    return red, green, blue


def mixed(first: str, second: str, share: float) -> str:
    """Return ``first`` with ``share`` (0 to 1) of ``second`` in it."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02X}" for one, other in pairs)


def with_accent(colours: Colours, accent: str) -> Colours:
    """Return ``colours`` in an organisation's own accent, moved towards black or white until it can be read.

    What is written on it and the soft ground go with it. No accent leaves the colours as they are.
    """
    if not accent:
        return colours
    towards = colours.text  # the end of the scale that letters stand at: dark in light, light in dark
    for step in range(_STEPS + 1):
        own = _in_accent(colours, mixed(accent.upper(), towards, step / _STEPS))
        if all(contrast(own.accent, own[ground]) >= TEXT_CONTRAST for ground in _ACCENT_GROUNDS):
            return own
    return colours


_STEPS = 50
_ACCENT_GROUNDS: tuple[Token, ...] = ("window", "surface", "accent_soft", "on_accent")
_SOFT_SHARE = 0.1


def _in_accent(colours: Colours, accent: str) -> Colours:
    """Return the colours with this accent, the better of two letters on it, and a soft ground of its tint."""
    soft = mixed(colours.surface, accent, _SOFT_SHARE)
    letters = max((colours.surface, colours.text, colours.window), key=lambda ground: contrast(accent, ground))
    return changed(colours, accent=accent, accent_soft=soft, on_accent=letters)
