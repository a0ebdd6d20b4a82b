"""The port `Objects` in a folder: a file a key. For gateways of one machine.

A file is written beside, forced to the disk and then renamed: whoever reads a key gets all of it or nothing.
"""

import asyncio
import errno
import os
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from gateway.chat.errors import ObjectMissing, ObjectsUnavailable
from gateway.objects.keys import checked

PIECE_BYTES: Final = 65_536
# Beside the first words of keys, none of which begins with a dot.
BEGUN: Final = ".begun"
# What was begun so long ago was left by a process that died.
LEFT_SECONDS: Final = 3_600.0
# The folder of a key may be removed, being empty, just before its first file comes.
ATTEMPTS: Final = 50

Found = TypeVar("Found")


class FolderObjects:
    """Objects as files. Blocking work is done in threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begun = folder / BEGUN

    async def put(self, key: str, body: bytes, media_type: str) -> None:  # noqa: ARG002 - a file has no type
        await self._use(lambda: self._write(checked(key), body))

    async def read(self, key: str) -> AsyncGenerator[bytes]:
        # Opened for each piece: nothing is held while the reader takes its time, and files never change.
        at = 0
        while piece := await self._use(partial(self._piece, checked(key), at)):
            yield piece
            at += len(piece)

    async def remove(self, keys: Sequence[str]) -> None:
        await self._use(lambda: self._unlink([checked(key) for key in keys]))

    async def list_keys(self, prefix: str, after: str, limit: int) -> list[str]:
        return await self._use(lambda: list(islice(self._keys(self._folder, "", prefix, after), limit)))

    async def link(self, key: str, *, media_type: str, disposition: str, seconds: int) -> str | None:  # noqa: ARG002 - there is none
        return None

    def clear_begun(self) -> None:
        """Remove what processes that died have begun to write."""
        if not self._begun.is_dir():
            return
        for file in self._begun.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > LEFT_SECONDS:
                    file.unlink()

    async def _use(self, work: Callable[[], Found]) -> Found:
        try:
            return await asyncio.to_thread(work)
        except FileNotFoundError as error:
            raise ObjectMissing from error
        except OSError as error:
            raise ObjectsUnavailable from error

    def _piece(self, key: str, at: int) -> bytes:
        try:
            with (self._folder / key).open("rb") as opened:
                opened.seek(at)
                return opened.read(PIECE_BYTES)
        except (IsADirectoryError, NotADirectoryError) as error:
            # A part of a key, or a key and more.
            raise ObjectMissing from error

    def _write(self, key: str, body: bytes) -> None:
        file = self._folder / key
        self._begun.mkdir(parents=True, exist_ok=True)
        begun = self._begun / secrets.token_hex(16)
        try:
            with begun.open("xb") as opened:
                opened.write(body)
                opened.flush()
                os.fsync(opened.fileno())
            self._move(begun, file)
        finally:
            begun.unlink(missing_ok=True)

    def _move(self, begun: Path, file: Path) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                begun.replace(file)
                _force(file.parent)
            except (FileNotFoundError, FileExistsError) as error:
                if attempt == ATTEMPTS:
                    # Not that an object is missing: it could not be written.
                    raise OSError(errno.EAGAIN, "the folder keeps vanishing") from error
            else:
                return

    def _unlink(self, keys: Sequence[str]) -> None:
        for key in keys:
            file = self._folder / key
            file.unlink(missing_ok=True)
            for folder in file.parents:
                if folder == self._folder or not _is_gone(folder):
                    break

    def _keys(self, folder: Path, name: str, prefix: str, after: str) -> Iterator[str]:
        """The keys below a folder in the order of their characters, which is that of S3."""
        try:
            entries = [
                (f"{name}{entry.name}{'/' if entry.is_dir() else ''}", entry.path) for entry in os.scandir(folder)
            ]
        except FileNotFoundError:
            return
        for key, path in sorted(entries):
            if not key.endswith("/"):
                if key.startswith(prefix) and key > after:
                    yield key
            # All keys in it begin with its name: none is after a key that is after all of those.
            elif key[0] != "." and _overlap(key, prefix) and (key > after or after.startswith(key)):
                yield from self._keys(Path(path), key, prefix, after)


def _is_gone(folder: Path) -> bool:
    """Remove a folder if nothing is in it; whether it is no more."""
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _overlap(key: str, prefix: str) -> bool:
    return key.startswith(prefix) or prefix.startswith(key)


def _force(folder: Path) -> None:
    """See that the new name in the folder outlives a loss of power."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
