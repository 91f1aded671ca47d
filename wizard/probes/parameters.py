"""The parameters of probes that no flow has set: defaults, with the organisation profile's limits."""

from collections.abc import Mapping

from wizard.flow.catalogue import ProbeSignature
from wizard.flow.model import Scalar
from wizard.organisation import Organisation


def defaults(signature: ProbeSignature, organisation: Organisation) -> Mapping[str, Scalar]:
    """Return all parameters of a probe as check-up and network.cause run it."""
    parameters = {
        name: parameter.default for name, parameter in signature.parameters.items() if parameter.default is not None
    }
    if signature.name == "network.ping":
        parameters["max_latency_ms"] = organisation.network.max_latency_ms
        parameters["max_loss_percent"] = float(organisation.network.max_loss_percent)
    if signature.name == "network.speed":
        parameters["minimum_download_mbps"] = organisation.speed.minimum_download_mbps
        parameters["minimum_upload_mbps"] = organisation.speed.minimum_upload_mbps
    if signature.name == "computer.temperature":
        parameters["max_celsius"] = float(organisation.computer.max_temperature_celsius)
        parameters["danger_celsius"] = float(organisation.computer.danger_temperature_celsius)
    return parameters
