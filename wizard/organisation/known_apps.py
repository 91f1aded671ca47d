"""The apps whose cache may be cleared: those of the organisation, and those of other makers in ``assets/apps.toml``."""

import tomllib
from collections.abc import Mapping

import msgspec

from wizard.organisation.profile import CachedApp, Organisation
from wizard.resources import assets


def known_apps() -> Mapping[str, CachedApp]:
    """Return the apps of other makers by id; read when it is asked for, as few walks need it."""
    tables = tomllib.loads((assets() / "apps.toml").read_text("utf-8"))
    return msgspec.convert(tables, dict[str, CachedApp])


def cached_apps(organisation: Organisation) -> Mapping[str, CachedApp]:
    """Return all apps by id, the organisation's own first; where both know an id, its own counts."""
    own = organisation.app.table
    return {**own, **{app_id: app for app_id, app in known_apps().items() if app_id not in own}}
