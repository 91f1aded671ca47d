"""Whom an elevated program of Windows may trust: access lists as Windows writes them for its own folders."""

import pytest

from wizard.system.windows.private_place import person_of
from wizard.system.windows.trusted_program import only_administrators_change, only_administrators_change_below

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


PACKAGE = (
    f"O:{INSTALLER}D:PAI(A;OICI;FA;;;{INSTALLER})(A;OICI;FA;;;SY)(A;CI;0x1200a9;;;BA)"
    "(XA;OICI;0x1200a9;;;BU;(Exists WIN://SYSAPPID))"
)
"""A folder of Windows' packages: its entries carry conditions."""


@pytest.mark.parametrize("text", [FILE, FOLDER, PACKAGE])
def test_what_a_program_loads_is_administrators_alone(text: str) -> None:
    assert only_administrators_change_below(text)
    assert only_administrators_change(FILE, (text, PROGRAM_FILES, ROOT))


@pytest.mark.parametrize(
    "added",
    ["(A;;FW;;;BU)", "(A;;DC;;;IU)", "(A;;0x40;;;BU)", "(XA;;FA;;;BU;(Exists WIN://SYSAPPID))", "(A;;FA;;;BU"],
)
def test_a_library_that_others_may_change(added: str) -> None:
    assert not only_administrators_change_below(PACKAGE + added)


ME = "S-1-5-21-1-2-3-1001"
OWN = f"O:{ME}D:P(A;OICI;FA;;;{ME})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"


@pytest.mark.parametrize(
    ("access", "person"),
    [
        (OWN, ME),
        (f"O:{ME}D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;{ME})(A;OICIIO;GA;;;CO)", ME),
        (f"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{ME})", ME),
        (f"O:{ME}D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)", ME),
        ("O:LAD:P(A;;FA;;;LA)(A;;FA;;;SY)", "LA"),
        ("O:S-1-12-1-1-2-3-4D:P(A;;FA;;;S-1-12-1-1-2-3-4)", "S-1-12-1-1-2-3-4"),
        ("O:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)", "BA"),
        (f"{OWN}(D;;FA;;;WD)", ME),
    ],
)
def test_a_folder_of_one_person(access: str, person: str) -> None:
    assert person_of(access) == person


@pytest.mark.parametrize(
    "access",
    ["", "D:P(A;;FA;;;SY)", f"O:{ME}", f"O:{ME}D:NO_ACCESS_CONTROL", f"{OWN}(A;;FR;;;WD)", f"{OWN}(A;;FX;;;BU)",
     f"{OWN}(A;;FR;;;S-1-5-21-1-2-3-1002)", "O:BUD:P(A;;FA;;;BU)", "O:WDD:P(A;;FA;;;WD)", f"{OWN}(A;FR)",
     f"{OWN}(XA;;FR;;;BU;(Exists WIN://SYSAPPID))", f"{OWN}(A;;FA;;;SY", "O:S-1-5-32-545D:P(A;;FA;;;S-1-5-32-545)"],
)  # fmt: skip
def test_a_folder_that_is_not_one_persons(access: str) -> None:
    assert person_of(access) is None
