"""What Windows shows of a program under Properties, Details (learn.microsoft.com, VERSIONINFO resource)."""

from typing import Any

ENGLISH, UNICODE = 0x0409, 1200


def version_information(version: str, file_name: str, about: str) -> Any:
    """Return PyInstaller's version resource; ``version`` is three numbers, ``about`` a short title."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = (*map(int, version.split(".")), 0)
    shown = {
        "CompanyName": "Self-Help Wizard authors",
        "FileDescription": about,
        "FileVersion": version,
        "InternalName": file_name.removesuffix(".exe"),
        "LegalCopyright": "Apache License 2.0",
        "OriginalFilename": file_name,
        "ProductName": "Self-Help Wizard",
        "ProductVersion": version,
    }
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, flags=0, OS=0x40004, fileType=1),
        kids=[
            StringFileInfo(
                [StringTable(f"{ENGLISH:04X}{UNICODE:04X}", [StringStruct(name, text) for name, text in shown.items()])]
            ),
            VarFileInfo([VarStruct("Translation", [ENGLISH, UNICODE])]),
        ],
    )
