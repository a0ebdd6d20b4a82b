"""What every store of objects promises: a folder, and a bucket of a real S3 service."""

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import httpx
import pytest

from gateway.chat.errors import ObjectMissing, ObjectsUnavailable
from gateway.chat.ports.artifacts import Objects
from gateway.objects.folder import PIECE_BYTES, FolderObjects
from gateway.objects.s3 import S3Address, open_s3_objects
from shared.ids import new_id
from tests.requirements import requirement
from tests.support.s3_service import S3Service, s3_service

TYPE = "application/octet-stream"
# As the product makes them, and every character that a key of ours may have.
KEY = "store-1/0a/art_01/obj_01.json"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Service]:
    """A real S3 service."""
    with s3_service(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture(params=["folder", "s3"])
async def objects(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Objects]:
    """An empty store."""
    if request.param == "folder":
        yield FolderObjects(tmp_path / "objects")
        return
    service: S3Service = request.getfixturevalue("service")
    async with open_s3_objects(service.address(new_id("b").replace("_", "-"))) as bucket:
        yield bucket


async def whole(objects: Objects, key: str) -> bytes:
    """All bytes of an object."""
    return b"".join([piece async for piece in objects.read(key)])


def below(folder: Path) -> list[Path]:
    """All files and folders in a folder."""
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES - 1])
async def test_what_was_put_is_read_in_pieces_byte_for_byte(objects: Objects, size: int) -> None:
    body = os.urandom(size)
    await objects.put(KEY, body, TYPE)

    pieces = [piece async for piece in objects.read(KEY)]

    assert b"".join(pieces) == body
    assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces)


async def test_the_same_again_changes_nothing(objects: Objects) -> None:
    await asyncio.gather(*(objects.put(KEY, b"the same", TYPE) for _ in range(4)))

    assert await whole(objects, KEY) == b"the same"
    assert await objects.list_keys("", "", 10) == [KEY]


async def test_what_is_not_there_is_missing_and_no_outage(objects: Objects) -> None:
    await objects.put(KEY, b"x", TYPE)

    for key in ("store-1/0a/art_01/obj_02.json", "store-1/0a/art_01", "elsewhere"):
        with pytest.raises(ObjectMissing):
            await whole(objects, key)


async def test_what_was_removed_is_missing_and_may_be_removed_again(objects: Objects) -> None:
    await objects.put(KEY, b"x", TYPE)
    await objects.put("store-1/0a/art_01/obj_02.json", b"y", TYPE)
    await objects.remove([KEY, "store-1/0a/never/there"])
    await objects.remove([KEY])

    with pytest.raises(ObjectMissing):
        await whole(objects, KEY)
    assert await objects.list_keys("", "", 10) == ["store-1/0a/art_01/obj_02.json"]


async def test_nothing_is_there_to_remove_and_to_list_before_the_first_object(objects: Objects) -> None:
    await objects.remove([KEY])

    assert await objects.list_keys("store-1/", "", 10) == []


async def test_keys_are_listed_page_by_page_in_one_order(objects: Objects) -> None:
    # A folder beside a file of the same beginning: "-" and "." come before "/", digits and letters after.
    keys = sorted(["a/b/1", "a/b-1", "a/b.1", "a/b/2/x", "a/b0", "a/B", "a/c", "b/1", "a/b/10"])
    for key in reversed(keys):
        await objects.put(key, b"x", TYPE)

    listed: list[str] = []
    while page := await objects.list_keys("a/", listed[-1] if listed else "", 3):
        assert len(page) <= 3
        listed += page

    assert listed == [key for key in keys if key.startswith("a/")]
    assert await objects.list_keys("a/b", "a/b/1", 100) == [
        key for key in keys if key.startswith("a/b") and key > "a/b/1"
    ]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/../b",
        "a/..",
        "./a",
        ".begun/x",
        "a/.x",
        "a\0b",
        "a b",
        "a\\b",
        "ü",
        "a" * 513,
    ],
)
async def test_a_key_that_is_none_of_ours_is_refused(objects: Objects, key: str, tmp_path: Path) -> None:
    for use in (objects.put(key, b"x", TYPE), whole(objects, key), objects.remove([key])):
        with pytest.raises(ValueError, match="not a key of ours"):
            await use

    assert [path for path in below(tmp_path) if path.is_file()] == []


async def test_a_reader_that_leaves_in_the_middle_disturbs_nobody(objects: Objects) -> None:
    body = os.urandom(20 * PIECE_BYTES)
    await objects.put(KEY, body, TYPE)
    for _ in range(3):
        reading = objects.read(KEY)
        assert await anext(reading) == body[:PIECE_BYTES]
        await reading.aclose()

    lost = asyncio.create_task(whole(objects, KEY))
    await asyncio.sleep(0)
    lost.cancel()
    await asyncio.wait([lost])

    assert await whole(objects, KEY) == body


def test_what_a_process_that_died_has_begun_is_removed_and_what_is_under_way_is_not(tmp_path: Path) -> None:
    begun = tmp_path / ".begun"
    begun.mkdir()
    (begun / "old").write_bytes(b"x")
    (begun / "new").write_bytes(b"x")
    os.utime(begun / "old", (1, 1))

    FolderObjects(tmp_path).clear_begun()

    assert [file.name for file in begun.iterdir()] == ["new"]


async def test_a_folder_keeps_no_empty_folders_and_lists_nothing_that_was_only_begun(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    await objects.put(KEY, b"x", TYPE)
    (tmp_path / ".begun" / "left").write_bytes(b"x")
    assert await objects.list_keys("", "", 10) == [KEY]

    await objects.remove([KEY])

    assert [path.name for path in below(tmp_path)] == [".begun", "left"]


async def test_a_folder_that_cannot_be_used_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file stands here")
    objects = FolderObjects(tmp_path / "objects")

    with pytest.raises(ObjectsUnavailable):
        await objects.put(KEY, b"x", TYPE)


async def test_folders_that_vanish_while_files_come_lose_none(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)

    async def come_and_go(number: int) -> None:
        for _ in range(20):
            await objects.put(f"a/b/{number}", b"x", TYPE)
            await objects.remove([f"a/b/{number}"])
        await objects.put(f"a/b/{number}", b"x", TYPE)

    await asyncio.gather(*(come_and_go(number) for number in range(4)))

    assert await objects.list_keys("", "", 10) == [f"a/b/{number}" for number in range(4)]


@requirement("artifact-outage")
async def test_a_service_that_is_away_or_refuses_us_is_an_outage(service: S3Service) -> None:
    there = service.address("outages")
    away = S3Address("http://127.0.0.1:9", there.bucket, there.region, there.access_key, there.secret_key)
    refusing = S3Address(there.endpoint, there.bucket, there.region, there.access_key, "wrong")
    async with open_s3_objects(there) as objects:
        await objects.put(KEY, b"x", TYPE)

    for address in (away, refusing):
        async with open_s3_objects(address) as objects:
            for use in (
                objects.put(KEY, b"x", TYPE),
                whole(objects, KEY),
                objects.remove([KEY]),
                objects.list_keys("", "", 10),
            ):
                with pytest.raises(ObjectsUnavailable):
                    await use


async def test_a_link_gives_the_object_for_a_while_under_our_headers_to_a_get_and_nothing_else(
    service: S3Service, tmp_path: Path
) -> None:
    disposition = 'attachment; filename="x.json"'
    async with open_s3_objects(service.address("links")) as objects, httpx.AsyncClient(trust_env=False) as stranger:
        await objects.put(KEY, b"x", "text/html")
        url = await objects.link(KEY, media_type="application/json", disposition=disposition, seconds=60)
        assert url is not None
        given = await stranger.get(url)
        refused = [
            await stranger.put(url, content=b"y"),
            await stranger.delete(url),
            await stranger.get(url.replace("x.json", "x.html")),
            await stranger.get(url.replace("application", "text")),
            await stranger.get(url.replace("X-Amz-Expires=60", "X-Amz-Expires=600")),
            await stranger.get(f"{service.endpoint}/links/{KEY}"),
        ]

    assert (given.status_code, given.content) == (200, b"x")
    assert given.headers["content-type"] == "application/json"
    assert given.headers["content-disposition"] == disposition
    # Swift says 400 where S3 says 403 to a request without a signature.
    assert {answer.status_code for answer in refused} <= {400, 403}
    assert await FolderObjects(tmp_path).link(KEY, media_type=TYPE, disposition=disposition, seconds=60) is None
