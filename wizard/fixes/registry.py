"""All fixes by name. Importing it is cheap: no fix loads a heavy library before it runs."""

from collections.abc import Mapping
from types import MappingProxyType

from wizard.fixes import (
    app_reinstall,
    cache_clear,
    computer_restart,
    diagnostics_export,
    dns_flush,
    firmware_install,
    network_proxy_off,
    trash_empty,
)
from wizard.fixes.fix import Fix

_FIXES: tuple[Fix, ...] = (
    dns_flush.FIX,
    cache_clear.FIX,
    app_reinstall.FIX,
    firmware_install.FIX,
    computer_restart.FIX,
    diagnostics_export.FIX,
    trash_empty.FIX,
    network_proxy_off.FIX,
)

FIXES: Mapping[str, Fix] = MappingProxyType({fix.signature.name: fix for fix in _FIXES})
