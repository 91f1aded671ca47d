"""What stands on a consent page: every figure known, or a sentence that does without it."""

from collections.abc import Mapping
from string import Formatter

import pytest

from wizard.fixes.registry import FIXES
from wizard.session import _known

WITH_FIGURES = [(name, fix.consent) for name, fix in FIXES.items() if "_bytes}" in fix.consent.button]


def test_some_name_what_they_delete() -> None:
    assert {name for name, _ in WITH_FIGURES} == {"cache.clear", "trash.empty"}


@pytest.mark.parametrize("name", [name for name, _ in WITH_FIGURES])
def test_an_unknown_size_is_never_a_word_on_a_button(name: str) -> None:
    """ "Clear unknown" tells nobody what happens."""
    consent = FIXES[name].consent
    for text, unmeasured in (
        (consent.button, consent.button_unmeasured),
        (consent.changes, consent.changes_unmeasured),
    ):
        known: Mapping[str, object] = {name: 1 for _, name, _, _ in Formatter().parse(text) if name}
        assert _known(text, unmeasured, known) == text
        without = _known(text, unmeasured, {**known, "size_bytes": None, "trash_bytes": None})
        assert without == unmeasured
        assert without and "_bytes" not in without
