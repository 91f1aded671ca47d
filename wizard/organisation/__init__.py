"""The organisation profile, data only (DESIGN 8): its schema, how it is loaded and checked, and its values by name."""

from wizard.organisation.known_apps import cached_apps, known_apps
from wizard.organisation.load import Fault, OrganisationError, load_organisation
from wizard.organisation.profile import (
    Account,
    App,
    Article,
    CachedApp,
    DeviceEndpoints,
    DeviceProfile,
    Firmware,
    Folders,
    Identity,
    Network,
    Organisation,
    Platform,
    Speed,
    Support,
)
from wizard.organisation.values import ValueNameError, organisation_schema, text_facts, value, value_types

__all__ = [
    "Account",
    "App",
    "Article",
    "CachedApp",
    "DeviceEndpoints",
    "DeviceProfile",
    "Fault",
    "Firmware",
    "Folders",
    "Identity",
    "Network",
    "Organisation",
    "OrganisationError",
    "Platform",
    "Speed",
    "Support",
    "ValueNameError",
    "cached_apps",
    "known_apps",
    "load_organisation",
    "organisation_schema",
    "text_facts",
    "value",
    "value_types",
]
