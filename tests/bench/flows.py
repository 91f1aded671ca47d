"""Loading, checking and starting on flows of 10,000 and 20,000 steps."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.measuring import median

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "flow"))


def lines() -> list[str]:
    """Return the lines of this benchmark."""
    from large_flow import write_large_flow  # type: ignore[import-not-found]

    from wizard.environment import catalogue
    from wizard.flow.check import check_flows
    from wizard.flow.load import FlowLibrary, load_flow
    from wizard.organisation import load_organisation

    known = catalogue(load_organisation())
    found = []
    for steps in (10_000, 20_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name, "flows")
            cache = Path(name, "cache")
            flow_folder = write_large_flow(folder, steps)
            flow_id = flow_folder.name
            FlowLibrary((folder,), cache).flows[flow_id]

            def timed(work: Callable[[], object]) -> Callable[[], float]:
                def run() -> float:
                    start = time.perf_counter()
                    work()
                    return (time.perf_counter() - start) * 1000

                return run

            def check(folder: Path = folder) -> None:
                faults = check_flows(FlowLibrary((folder,)), known)
                assert not faults, faults[0]

            loading = median(timed(lambda flow_folder=flow_folder: load_flow(flow_folder)))
            checking = median(timed(check))
            compiled = median(timed(lambda a=folder, b=cache, c=flow_id: FlowLibrary((a,), b).flows[c]))
            found.append(
                f"flow of {steps:,} steps: load {loading:.0f} ms, load and check {checking:.0f} ms, "
                f"start from the compiled copy {compiled:.0f} ms{' (goal ≤ 50)' if steps == 10_000 else ''}"
            )
    return found
