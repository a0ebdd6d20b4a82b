"""Room kept back for the day the disk is full: running turns can still write their end.

Measured on a full disk: SQLite cannot even delete or checkpoint then, and works again as soon as there is room.
"""

import os
import shutil
from pathlib import Path

MEGABYTE = 1_048_576
BALLAST_BYTES = 4 * MEGABYTE
FILE_NAME = "ballast"


class Ballast:
    """A file of zeros beside the database. `min_free_bytes` is below what new questions are refused."""

    def __init__(self, folder: Path, *, min_free_bytes: int) -> None:
        self._folder = folder
        self._file = folder / FILE_NAME
        self._min_free_bytes = min_free_bytes

    @property
    def has_room(self) -> bool:
        """Tell whether anything new should be taken in."""
        return shutil.disk_usage(self._folder).free >= self._min_free_bytes

    def keep(self) -> None:
        """Make the file where it is missing and there is room to spare."""
        if self._file.exists() or shutil.disk_usage(self._folder).free < self._min_free_bytes + BALLAST_BYTES:
            return
        with self._file.open("wb") as opened:
            for _ in range(BALLAST_BYTES // MEGABYTE):
                # Real zeros: a hole in a file holds no room.
                opened.write(bytes(MEGABYTE))
            opened.flush()
            os.fsync(opened.fileno())

    def release(self) -> bool:
        """Give the room to the database; False when it was given before."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        return True
