"""A full disk, a torn write-ahead log, a second gateway of the same name."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.chat.errors import StorageDamaged, StorageFull
from gateway.storage.ballast import BALLAST_BYTES, Ballast
from gateway.storage.database import Statement, open_database
from tests.gateway.api.test_send_message import MESSAGES, answer_of
from tests.requirements import requirement
from tests.support.running_gateway import gateway_settings, running_gateway
from tests.support.scripted_worker import says
from tests.support.servers import free_port
from tests.support.ui_stream import chunks_of, text_of

ROOT = Path(__file__).parents[3]
INSERT = """
INSERT INTO session (id, organization_id, user_id, title, created_at, updated_at) VALUES (:id, 'o', 'u', :title, 1, 1)
"""
TORN = 60


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, *, leave: int = 0) -> Path:
    """Fill the disk, but for so many bytes."""
    filler = folder / "filler"
    with filler.open("wb") as opened:
        size = shutil.disk_usage(folder).free - leave
        try:
            for _ in range(size // 4096):
                opened.write(bytes(4096))
        except OSError:
            pass
    return filler


async def test_on_a_full_disk_the_ballast_lets_the_last_words_be_written(small_disk: Path) -> None:
    ballast = Ballast(small_disk, min_free_bytes=0)
    ballast.keep()
    assert (small_disk / "ballast").stat().st_size == BALLAST_BYTES
    async with open_database(small_disk / "db", "full", ballast) as database:
        filler = fill(small_disk)
        await database.batch([Statement(INSERT, {"id": "last", "title": "x" * 100_000})])
        with pytest.raises(StorageFull):
            for number in range(100):
                await database.batch([Statement(INSERT, {"id": f"more{number}", "title": "x" * 100_000})])
        stored = await database.rows("SELECT count(*) FROM session", {})
        filler.unlink()
        await database.batch([Statement(INSERT, {"id": "after", "title": "room again"})])
        (whole,) = await database.rows("PRAGMA integrity_check", {})
        now = await database.rows("SELECT count(*) FROM session", {})

    assert whole == ("ok",)
    assert isinstance(stored[0][0], int)
    assert now == [(stored[0][0] + 1,)]


@requirement("full-disk")
async def test_a_gateway_without_room_refuses_questions_and_recovers_without_a_restart(small_disk: Path) -> None:
    async with running_gateway(small_disk / "data", min_free_megabytes=4) as gateway:
        await gateway.add_worker(says("here"))
        alice = await gateway.client()
        filler = fill(small_disk, leave=2_000_000)
        refused = await alice.post(MESSAGES, json={"message": "no room"})
        sessions = (await alice.get("/api/v1/chat/sessions")).json()["sessions"]
        filler.unlink()
        answered = await alice.post(MESSAGES, json={"message": "room"})

    assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")
    assert sessions == []
    assert text_of(chunks_of(answered.content)) == "here"


async def test_a_torn_log_opens_to_what_was_committed_before_the_tear(tmp_path: Path) -> None:
    source = tmp_path / "source"
    async with open_database(source / "db", "normal") as database:
        for number in range(200):
            await database.batch([Statement(INSERT, {"id": f"{number:03}", "title": "x" * 500})])
        shutil.copytree(source, tmp_path / "copy")
    dice = random.Random(7)
    counts = set()
    for trial in range(TORN):
        torn = tmp_path / f"torn{trial}"
        shutil.copytree(tmp_path / "copy", torn)
        log = torn / "db-wal"
        if trial % 2:
            os.truncate(log, dice.randrange(log.stat().st_size))
        else:
            bytes_ = bytearray(log.read_bytes())
            bytes_[dice.randrange(len(bytes_))] ^= 1 << dice.randrange(8)
            log.write_bytes(bytes_)
        async with open_database(torn / "db", "normal") as database:
            ids = [row[0] for row in await database.rows("SELECT id FROM session ORDER BY id", {})]
            assert ids == [f"{number:03}" for number in range(len(ids))]
            await database.batch([Statement(INSERT, {"id": "zzz", "title": "goes on"})])
        counts.add(len(ids))
        shutil.rmtree(torn)
    assert len(counts) > 5


async def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "db"
    async with open_database(file, "normal") as database:
        for number in range(500):
            await database.batch([Statement(INSERT, {"id": f"{number}", "title": "x" * 500})])
    damaged = bytearray(file.read_bytes())
    damaged[8192:200_000] = os.urandom(200_000 - 8192)
    file.write_bytes(damaged)
    # As a kill leaves it: with a log beside it.
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("PRAGMA journal_mode = WAL")
    (tmp_path / "db-wal").write_bytes(b"")

    with pytest.raises(StorageDamaged, match="was left as it is"):
        async with open_database(file, "normal"):
            pass

    assert file.read_bytes() == damaged
    other.close()


async def test_a_second_gateway_of_the_same_name_does_not_start(tmp_path: Path) -> None:
    settings = gateway_settings(tmp_path)
    async with running_gateway(tmp_path) as gateway:
        environment = {
            **os.environ,
            "DATA_DIR": str(tmp_path),
            "GATEWAY_PORT": str(free_port()),
            "GATEWAY_INTERNAL_PORT": str(free_port()),
            "API_GATEWAY_URL": "http://127.0.0.1:9",
            "INTERNAL_GATEWAY_KEY": "k",
            "WORKER_KEY": "worker-key-of-the-tests",
            "KEY_PEPPER": "p",
        }
        second = subprocess.run(
            [sys.executable, "-m", "gateway"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        # Only now: a gateway that is held up for so long takes its containers for dead.
        await gateway.add_worker(says("undisturbed"))
        alice = await gateway.client()
        response = await alice.post(MESSAGES, json={"message": "go"})
        answer = await answer_of(alice, response.headers["x-chat-session-id"])

    assert second.returncode != 0
    assert second.stderr.strip().splitlines() == [
        f"gateway: another gateway named {settings.gateway_name} works on {tmp_path}"
    ]
    assert answer["status"] == "complete"
