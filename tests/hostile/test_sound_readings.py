"""Whatever comes in, no impossible channel or signal goes out."""

from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.damage import damaged
from tests.hostile.recorded import seeds
from tests.hostile.table import text
from wizard.system.linux.wifi_iw import parse_scan
from wizard.system.linux.wifi_nmcli import access_point

SCANS = seeds("iw/scan-two.txt", "iw/scan-ax-masked.txt")


@given(scan=damaged(SCANS), value=st.text(max_size=20))
def test_channels_and_signals_can_be_true(scan: bytes, value: str) -> None:
    rows = ({"CHAN": value, "FREQ": value, "SIGNAL": value},)
    for point in (*parse_scan(text(scan)), *(point for point in map(access_point, rows) if point)):
        assert 1 <= point.channel <= 233
        assert point.signal_dbm is None or -1000 < point.signal_dbm < 0
