"""What Windows' programs and libraries need from others, read with pefile, which PyInstaller needs as well."""

from pathlib import Path


def direct_needs(file: str | Path) -> set[str]:
    """Return the names of the libraries that a file names as needed, in small letters; those loaded later too."""
    import pefile

    kinds = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")
    with pefile.PE(str(file), fast_load=True) as read:
        read.parse_data_directories([pefile.DIRECTORY_ENTRY[kind] for kind in kinds])
        tables = (
            *getattr(read, "DIRECTORY_ENTRY_IMPORT", ()),
            *getattr(read, "DIRECTORY_ENTRY_DELAY_IMPORT", ()),
        )
        return {entry.dll.decode("ascii", "replace").lower() for entry in tables}
