"""All probes by name. Importing it is cheap: no probe loads a heavy library before it runs."""

from collections.abc import Mapping
from types import MappingProxyType

from wizard.probes import (
    account_page,
    app_version,
    computer_fan,
    computer_firmware,
    computer_firmware_updates,
    computer_slowness,
    computer_temperature,
    crash_logs,
    device_firmware,
    device_reachable,
    display_graphics,
    health_snapshot,
    network_adapter,
    network_cause,
    network_dns,
    network_gateway,
    network_metered,
    network_ping,
    network_proxy,
    network_service,
    network_sign_in,
    network_speed,
    network_tls,
    storage_app_caches,
    storage_cache,
    storage_downloads,
    storage_free,
    storage_health,
    storage_trash,
    wifi_link,
    wifi_scan,
)
from wizard.probes.probe import Probe

_PROBES: tuple[Probe, ...] = (
    network_adapter.PROBE,
    network_gateway.PROBE,
    network_dns.PROBE,
    network_ping.PROBE,
    network_sign_in.PROBE,
    network_proxy.PROBE,
    network_tls.PROBE,
    network_service.PROBE,
    network_metered.PROBE,
    network_speed.PROBE,
    network_cause.PROBE,
    wifi_link.PROBE,
    wifi_scan.PROBE,
    storage_cache.PROBE,
    storage_app_caches.PROBE,
    app_version.PROBE,
    storage_free.PROBE,
    storage_health.PROBE,
    storage_trash.PROBE,
    storage_downloads.PROBE,
    device_firmware.PROBE,
    device_reachable.PROBE,
    crash_logs.PROBE,
    health_snapshot.PROBE,
    computer_slowness.PROBE,
    computer_temperature.PROBE,
    computer_fan.PROBE,
    computer_firmware.PROBE,
    computer_firmware_updates.PROBE,
    display_graphics.PROBE,
    account_page.PROBE,
)

PROBES: Mapping[str, Probe] = MappingProxyType({probe.signature.name: probe for probe in _PROBES})
CHECKED: Mapping[str, Probe] = MappingProxyType({name: probe for name, probe in PROBES.items() if probe.in_check_up})
"""Those that the check-up runs."""
