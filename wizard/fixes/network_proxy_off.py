"""network.proxy_off: switches off the proxy set by hand, and can put it back as it was."""

from collections.abc import Mapping

import msgspec

from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult, UndoResult
from wizard.flow.catalogue import FixSignature
from wizard.marking import N_
from wizard.system.base import Done, Failed, Missing, ProxyState

SIGNATURE = FixSignature(name="network.proxy_off")

CONSENT = ConsentText(
    title=N_("Switch the proxy off"),
    changes=N_("This computer goes to sites straight, and no longer through the proxy. At work, ask first."),
    duration=N_("A few seconds."),
    stays=N_("The address of the proxy stays in the settings. So do passwords, bookmarks and open pages."),
    undo=N_("Yes. We note the setting now. A button puts it back as it was."),
    button=N_("Switch the proxy off"),
)

_SAVED = "proxy"
"""The name under which the state before stands in the journal: switches and addresses, never a password."""
_ENVIRONMENT = "environment:"


def prepare(context: FixContext) -> Mapping[str, str]:
    """Return the proxy's switches as they are before anything is changed; nothing where they cannot be read."""
    before = context.system.proxy_state()
    return {} if isinstance(before, Missing) else {_SAVED: msgspec.json.encode(before).decode()}


def run(context: FixContext) -> FixResult:
    """Switch it off. Done means that the setting was read back as off; whether it helped is measured.

    What was not noted before is not touched: nobody could put it back.
    """
    before = _saved(context.noted) or context.system.proxy_state()
    if isinstance(before, Missing):
        return _not_possible(before)
    if not before.is_on:
        reason = N_("No proxy is switched on in the settings of this computer. A VPN or a script may name it.")
        return FixResult("not_available", reason=reason)
    if _saved(context.noted) is None:
        reason = N_("The setting could not be noted before, so it was not changed. Try again.")
        return FixResult("not_available", reason=reason, detail="proxy: the state before was not read")
    answer = context.system.set_proxy(before.switched_off())
    match answer:
        case Done():
            return FixResult("done", detail=answer.detail)
        case Failed():
            reason = N_("The proxy setting did not change. Switch it off by hand: the next page shows how.")
            return FixResult("failed", reason=reason, detail=answer.detail)
    return _not_possible(answer)


def undo(context: FixContext, state: Mapping[str, str]) -> UndoResult:
    """Put the switches back as ``prepare`` found them, unless somebody else has changed the setting since."""
    before = _saved(state)
    if before is None:
        return UndoResult("not_available", reason=N_("What the setting was before is not known, so it stays as it is."))
    now = context.system.proxy_state()
    if isinstance(now, Missing):
        return UndoResult("not_available", reason=_BY_HAND, detail=now.detail)
    if now == before:
        return UndoResult("done", detail="the setting is back already")
    if not now.is_part_way_off(before):
        reason = N_("Somebody else has changed the proxy setting since. It stays as it is now.")
        return UndoResult("changed_since", reason=reason)
    answer = context.system.set_proxy(before)
    match answer:
        case Done():
            return UndoResult("done", detail=answer.detail)
        case Failed():
            reason = N_("The proxy setting could not be put back. Try again, or switch it on in the settings.")
            return UndoResult("failed", reason=reason, detail=answer.detail)
    return UndoResult("not_available", reason=_BY_HAND, detail=answer.detail)


_BY_HAND = N_("The proxy setting cannot be changed from here now. Switch it on in the settings of this computer.")


def _saved(state: Mapping[str, str]) -> ProxyState | None:
    try:
        return msgspec.json.decode(state.get(_SAVED, ""), type=ProxyState)
    except msgspec.DecodeError:  # nothing, or no such state
        return None


def _not_possible(missing: Missing) -> FixResult:
    """Say in whose hands the proxy is, and what to do there."""
    if missing.detail.startswith(_ENVIRONMENT):
        reason = N_(
            "The proxy comes from an environment variable such as https_proxy. No program can change it for others. "
            "Remove it where it is set, then log in again."
        )
    elif missing.reason == "not_permitted":
        reason = N_("An administrator has set this proxy, and only they may change it. Ask them.")
    else:
        reason = N_("The proxy cannot be switched from here. Switch it off by hand: the next page shows how.")
    return FixResult("not_available", reason=reason, detail=missing.detail)


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Switch the proxy off"),
    consent=CONSENT,
    run=run,
    minutes=0.3,
    undo=undo,
    prepare=prepare,
)
