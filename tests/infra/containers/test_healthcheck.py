"""The health check that every image carries."""

import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from infra.containers import healthcheck
from infra.containers.healthcheck import is_well


class Probe(BaseHTTPRequestHandler):
    """Answers with the status that the path names."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.removeprefix("/")))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def server() -> Generator[int]:
    """A server on loopback; yields its port."""
    with HTTPServer(("127.0.0.1", 0), Probe) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield listening.server_port
        finally:
            listening.shutdown()
            thread.join()


def hang_up(listener: socket.socket) -> None:
    """Accept one connection and close it unanswered."""
    listener.accept()[0].close()


@pytest.mark.parametrize(("status", "expected"), [(200, True), (204, False), (404, False), (503, False)])
def test_only_200_is_well(status: int, expected: bool) -> None:
    with server() as port:
        assert is_well(f"127.0.0.1:{port}/{status}") is expected


def test_names_are_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with server() as port:
        monkeypatch.setenv("PROBED_PORT", str(port))

        assert is_well("127.0.0.1:$PROBED_PORT/200")


@pytest.mark.parametrize("target", ["127.0.0.1:$NO_SUCH_NAME/readyz", "127.0.0.1/readyz", ""])
def test_a_target_that_is_none_is_not_well(target: str) -> None:
    assert not is_well(target)


def test_a_closed_port_is_not_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert not is_well(f"127.0.0.1:{port}/readyz")


def test_a_server_that_hangs_up_is_not_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=hang_up, args=(listener,))
        thread.start()

        assert not is_well(f"127.0.0.1:{listener.getsockname()[1]}/readyz")
        thread.join()


def test_it_runs_as_the_images_run_it() -> None:
    with server() as port:
        codes = [
            subprocess.run(
                [sys.executable, "-I", "-S", healthcheck.__file__, f"127.0.0.1:{port}/{status}"], check=False
            ).returncode
            for status in (200, 503)
        ]

    assert codes == [0, 1]
