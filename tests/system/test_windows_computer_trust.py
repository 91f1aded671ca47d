"""Whom an elevated program of Windows may trust: access lists as Windows writes them for its own folders."""

import pytest

from wizard.system.windows.trusted_program import only_administrators_change

INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
FILE = "O:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)(A;ID;0x1200a9;;;AC)"
FOLDER = (
    f"O:SYD:AI(A;ID;FA;;;{INSTALLER})(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)(A;OICIIOID;GA;;;CO)"
)
PROGRAM_FILES = (
    f"O:{INSTALLER}D:PAI(A;;FA;;;{INSTALLER})(A;CIIO;GA;;;{INSTALLER})(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;SY)"
    "(A;;0x1301bf;;;BA)(A;OICIIO;GA;;;BA)(A;;0x1200a9;;;BU)(A;OICIIO;GXGR;;;BU)(A;OICIIO;GA;;;CO)"
)
ROOT = f"O:{INSTALLER}D:PAI(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
ABOVE = (FOLDER, PROGRAM_FILES, ROOT)


def test_an_installed_program_is_trusted() -> None:
    assert only_administrators_change(FILE, ABOVE)


@pytest.mark.parametrize(
    "added",
    ["(A;;FW;;;BU)", "(A;;0x1301bf;;;BU)", "(A;;SD;;;WD)", "(A;;WD;;;AU)", "(A;;GA;;;S-1-5-21-1-2-3-1001)",
     "(A;;XY;;;BU)", "(A;;0xzz;;;BU)", "(A;;DC;;;IU)", "(A;BU)"],
)  # fmt: skip
def test_a_file_that_others_may_change(added: str) -> None:
    assert not only_administrators_change(FILE + added, ABOVE)
    assert not only_administrators_change(FILE, (FOLDER + added, *ABOVE[1:])), "a library beside it is run, too"


@pytest.mark.parametrize("added", ["(A;;0x40;;;BU)", "(A;;DT;;;BU)", "(A;;WO;;;BU)", "(A;;GW;;;BU)"])
def test_a_folder_on_the_way_that_others_may_replace(added: str) -> None:
    assert not only_administrators_change(FILE, (FOLDER, PROGRAM_FILES + added, ROOT))


@pytest.mark.parametrize("added", ["(D;;FA;;;BU)", "(A;OICIIO;GA;;;BU)", "(A;;FR;;;WD)", "(A;;GXGR;;;AU)"])
def test_what_changes_nothing(added: str) -> None:
    assert only_administrators_change(FILE + added, (FOLDER + added, PROGRAM_FILES + added, ROOT + added))


@pytest.mark.parametrize(
    "file",
    ["", "O:SY", "O:S-1-5-21-1-2-3-1001D:(A;;FA;;;SY)", "O:BUD:(A;;FA;;;SY)", "O:SYD:NO_ACCESS_CONTROL",
     "D:(A;;FA;;;SY)"],
)  # fmt: skip
def test_an_owner_or_a_list_that_is_not_known(file: str) -> None:
    assert not only_administrators_change(file, ABOVE)
    assert not only_administrators_change(FILE, (file, *ABOVE[1:]))
