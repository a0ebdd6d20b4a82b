"""The port `Objects` on an S3 service: MinIO, R2 and the like, by the `minio` client.

That client blocks, so it works in few threads: they are the limit of what is under way at once. Its own defaults wait
five minutes and try six times; ours are short, because somebody waits.
"""

import asyncio
import io
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Final, TypeVar
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.deleteobjects import DeleteObject
from minio.error import MinioException, S3Error
from urllib3 import BaseHTTPResponse

from gateway.chat.errors import ObjectMissing, ObjectsUnavailable
from gateway.objects.keys import checked

THREADS: Final = 4
CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 4.0
PIECE_BYTES: Final = 65_536
# Downloads hold a connection for as long as their client reads, threads only from piece to piece.
MAX_CONNECTIONS: Final = 64
MISSING: Final = frozenset({"NoSuchKey", "NoSuchVersion"})
THERE_ALREADY: Final = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})

Found = TypeVar("Found")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where the bucket is, and by which keys. `endpoint` is an http or https URL without a path."""

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str


class S3Objects:
    """Objects of one bucket. Made by `open_s3_objects`."""

    def __init__(self, address: S3Address, threads: ThreadPoolExecutor, pool: urllib3.PoolManager) -> None:
        endpoint = urlsplit(address.endpoint)
        self._bucket = address.bucket
        self._region = address.region
        self._threads = threads
        self._client = Minio(
            endpoint.netloc,
            access_key=address.access_key,
            secret_key=address.secret_key,
            secure=endpoint.scheme == "https",
            region=address.region,
            http_client=pool,
        )

    async def put(self, key: str, body: bytes, media_type: str) -> None:
        await self._use(lambda: self._put(checked(key), body, media_type))

    async def read(self, key: str) -> AsyncGenerator[bytes]:
        response = await self._use(lambda: self._client.get_object(self._bucket, checked(key)), if_abandoned=_close)
        try:
            while piece := await self._use(lambda: response.read(PIECE_BYTES)):
                yield piece
        finally:
            # In a thread too, because another one may still be reading. What was read to its end is kept for the next.
            self._threads.submit(_close, response)

    async def remove(self, keys: Sequence[str]) -> None:
        await self._use(lambda: self._remove([checked(key) for key in keys]))

    async def list_keys(self, prefix: str, after: str, limit: int) -> list[str]:
        return await self._use(lambda: self._list(prefix, after, limit))

    async def link(self, key: str, *, media_type: str, disposition: str, seconds: int) -> str | None:
        headers = {"response-content-type": media_type, "response-content-disposition": disposition}
        # Nobody is asked: a link is made of the keys that we have.
        return await self._use(
            lambda: self._client.presigned_get_object(
                self._bucket,
                checked(key),
                expires=timedelta(seconds=seconds),
                response_headers={**headers, "response-cache-control": "private, no-store"},
            )
        )

    def _put(self, key: str, body: bytes, media_type: str) -> None:
        try:
            self._client.put_object(self._bucket, key, io.BytesIO(body), len(body), content_type=media_type)
        except S3Error as error:
            if error.code != "NoSuchBucket":
                raise
            self._make_bucket()
            self._client.put_object(self._bucket, key, io.BytesIO(body), len(body), content_type=media_type)

    def _make_bucket(self) -> None:
        try:
            self._client.make_bucket(self._bucket, location=self._region)
        except S3Error as error:
            if error.code not in THERE_ALREADY:
                raise
        log.info("bucket made", extra={"bucket": self._bucket})

    def _remove(self, keys: Sequence[str]) -> None:
        try:
            errors = list(self._client.remove_objects(self._bucket, [DeleteObject(key) for key in keys]))
        except S3Error as error:
            if error.code == "NoSuchBucket":
                return
            raise
        if failed := [error for error in errors if error.code not in MISSING]:
            raise ObjectsUnavailable(f"The S3 service did not remove an object: {failed[0].code}.")

    def _list(self, prefix: str, after: str, limit: int) -> list[str]:
        try:
            found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True, start_after=after or None)
            return [entry.object_name for entry in islice(found, limit) if entry.object_name is not None]
        except S3Error as error:
            if error.code == "NoSuchBucket":
                return []
            raise

    async def _use(self, work: Callable[[], Found], *, if_abandoned: Callable[[Found], None] | None = None) -> Found:
        """Do it in a thread. `if_abandoned` takes care there of what comes when nobody waits for it any more."""
        future = self._threads.submit(work)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if if_abandoned is not None:
                future.add_done_callback(partial(_abandon, if_abandoned))
            raise
        except S3Error as error:
            if error.code in MISSING:
                raise ObjectMissing from error
            raise ObjectsUnavailable(f"The S3 service refuses: {error.code}.") from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise ObjectsUnavailable from error


def _close(response: BaseHTTPResponse) -> None:
    response.close()


def _abandon(take_care: Callable[[Found], None], future: Future[Found]) -> None:
    if not future.cancelled() and future.exception() is None:
        take_care(future.result())


@asynccontextmanager
async def open_s3_objects(address: S3Address) -> AsyncGenerator[S3Objects]:
    """The bucket; it is made by the first object where it is missing. Nothing is asked before."""
    pool = urllib3.PoolManager(
        maxsize=MAX_CONNECTIONS,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        retries=urllib3.Retry(total=1, connect=1, read=0, redirect=0, status=0, other=0),
    )
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="s3")
    try:
        yield S3Objects(address, threads, pool)
    finally:
        await asyncio.to_thread(threads.shutdown)
        # `clear` would leave the connections to the garbage collector.
        for key in list(pool.pools.keys()):
            pool.pools[key].close()
        pool.clear()
