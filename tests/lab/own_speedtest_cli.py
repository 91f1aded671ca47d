"""What speedtest-cli itself measures against one given server: its own figures, for comparison only.

Usage: python -m tests.lab.own_speedtest_cli URL-OF-UPLOAD.PHP
"""

import json
import sys
from typing import Any

import speedtest  # type: ignore[import-untyped]


class _OneServer(speedtest.Speedtest):  # type: ignore[misc]
    """Asks speedtest.net for nothing: its usual settings, as it gives them out."""

    def get_config(self) -> dict[str, Any]:
        sizes = {
            "upload": [131072, 262144, 524288, 1048576, 7340032],
            "download": [350, 500, 750, 1000, 1500, 2000, 2500, 3000, 3500, 4000],
        }
        self.config.update(
            client={"ip": "198.51.100.10", "lat": "0", "lon": "0"},
            ignore_servers=[],
            sizes=sizes,
            counts={"upload": 10, "download": 4},
            threads={"upload": 4, "download": 8},
            length={"upload": 10, "download": 10},
            upload_max=50,
        )
        return dict(self.config)


def main(url: str) -> None:
    test = _OneServer()
    test.get_best_server([{"url": url, "id": "1", "sponsor": "lab", "name": "lab", "d": 0, "latency": 0}])
    test.download()
    test.upload(pre_allocate=False)
    print(json.dumps({"download_mbps": test.results.download / 1e6, "upload_mbps": test.results.upload / 1e6}))


if __name__ == "__main__":
    main(sys.argv[1])
