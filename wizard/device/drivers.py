"""Chooses how to talk to the organisation's device."""

from wizard.device.base import DeviceDriver
from wizard.device.http import HttpDriver
from wizard.device.manual import ManualDriver
from wizard.device.record import DeviceRecord
from wizard.organisation import Organisation


def driver_for(organisation: Organisation, record: DeviceRecord) -> DeviceDriver:
    """Return the driver that the profile names; a device without an address of its own can only be read by a person."""
    if organisation.device.driver == "http" and organisation.device.endpoints.base_url:
        return HttpDriver(organisation.device)
    return ManualDriver(record)
