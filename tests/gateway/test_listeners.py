"""The real process: both of its listeners have the guard with the limits that the settings name."""

import asyncio
import signal
from pathlib import Path

from infra.bench.processes import started
from infra.bench.product import until_answers
from infra.launcher.ports import free_ports
from tests.support.watched import LOOKS

PATIENCE = 10.0
POLL_SECONDS = 0.01
HEAD_SECONDS = 0.5
HEAD = b"GET /livez HTTP/1.1\r\nHost: x\r\n"


async def test_neither_listener_waits_for_a_head_or_collects_it_and_garbage_is_looked_for(tmp_path: Path) -> None:
    ports = free_ports(2)
    settings = {
        "DATA_DIR": str(tmp_path),
        "GATEWAY_PORT": str(ports[0]),
        "GATEWAY_INTERNAL_PORT": str(ports[1]),
        "API_GATEWAY_URL": "http://127.0.0.1:9",
        "INTERNAL_GATEWAY_KEY": "platform",
        "WORKER_KEY": "worker",
        "KEY_PEPPER": "pepper",
        "HTTP_HEAD_SECONDS": str(HEAD_SECONDS),
        "HTTP_HEAD_BYTES": "5000",
    }
    log = tmp_path / "log"
    async with started("tests.support.watched", "gateway", environment=settings, log=log) as gateway:
        for port in ports:
            await until_answers(gateway, f"http://127.0.0.1:{port}/livez")
            assert await _answer(port, b"GET /livez HT") == b""
            assert (
                await _answer(port, b"GET /livez HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 6_000 + b"\r\n\r\n")
                == b"HTTP/1.1 400"
            )
            assert (
                await _answer(port, b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") == b"HTTP/1.1 200"
            )
        # Not while it starts, but from then on.
        gateway.tell(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE):
            while "garbage" not in log.read_text():
                await asyncio.sleep(POLL_SECONDS)
        assert LOOKS in log.read_text().splitlines()


async def _answer(port: int, sent: bytes) -> bytes:
    """The first words of what is answered until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        async with asyncio.timeout(PATIENCE):
            return (await reader.read(-1))[:12]
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
