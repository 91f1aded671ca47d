"""The speed test of every real system: the organisation's own server where there is one, else a public one."""

from wizard.system.base import Cancel, Missing, Report, SpeedRequest, SpeedTest
from wizard.system.http import Proxies


def speed_test(request: SpeedRequest, proxies: Proxies, cancel: Cancel, report: Report) -> SpeedTest | Missing:
    """Measure the line as ``System.speed_test`` says. ``proxies`` are those of the system."""
    if request.server_url:
        from wizard.system import speed_librespeed

        return speed_librespeed.measure(request, proxies, cancel, report)
    from wizard.system import speed_public

    return speed_public.measure(request, cancel, report)
