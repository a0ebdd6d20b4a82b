"""A real S3 service as a process of its own, that a test may kill and start again on the same data."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from gateway.objects.s3 import S3Address
from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]
PYTHON = Path(__file__).parent / "s3_server" / ".venv" / "bin" / "python"
PROGRAM = ROOT / "infra" / "containers" / "s3_stand_in.py"
START_SECONDS = 60.0
# Of the process that is waited for.
LOOK_SECONDS = 0.05
REGION = "us-east-1"
ACCESS_KEY = "chat:gateway"
SECRET_KEY = "secret-of-the-s3-tests"


class S3Service:
    """Started by `s3_service`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def address(self, bucket: str) -> S3Address:
        """A bucket of it."""
        return S3Address(self.endpoint, bucket, REGION, ACCESS_KEY, SECRET_KEY)

    def settings(self, bucket: str) -> dict[str, object]:
        """What a gateway is told of it."""
        return {
            "s3_endpoint": self.endpoint,
            "s3_bucket": bucket,
            "s3_region": REGION,
            "s3_access_key": ACCESS_KEY,
            "s3_secret_key": SECRET_KEY,
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {
            **os.environ,
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": SECRET_KEY,
            "S3_CONFIGURATION": str(self._folder / "configuration"),
            "S3_DATA": str(self._folder / "data"),
            "S3_HOST": "127.0.0.1",
            "S3_PORT": str(self._port),
        }
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([PYTHON, "-W", "ignore", PROGRAM], env=environment, stdout=log, stderr=log)
        give_up_at = time.monotonic() + START_SECONDS
        while not self._is_well():
            if self._process.poll() is not None or time.monotonic() > give_up_at:
                pytest.fail(f"the S3 service did not start:\n{(self._folder / 'log').read_text()[-2_000:]}")
            time.sleep(LOOK_SECONDS)

    def kill(self) -> None:
        """End it as a loss of power would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _is_well(self) -> bool:
        try:
            return httpx.get(f"{self.endpoint}/healthcheck", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def s3_service(folder: Path) -> Iterator[S3Service]:
    """A service on a free port with its data in that folder, until the context is left."""
    if not PYTHON.exists():
        pytest.skip("no S3 service here: `make tests/support/s3_server/.venv/stamp` installs one")
    if sys.platform == "win32":
        pytest.skip("the S3 service of these tests does not run on Windows")
    service = S3Service(folder)
    service.start()
    try:
        yield service
    finally:
        service.kill()
