"""What the compose test runs inside containers."""

import json
import socket
import subprocess
import sys
from datetime import UTC, datetime

from infra.containers.files import HERE
from infra.containers.probes.s3_objects import signed_headers


def run(probe: str, *arguments: str) -> object:
    """Run a probe as the compose test does: through standard input."""
    script = (HERE / "probes" / f"{probe}.py").read_text()
    ended = subprocess.run(
        [sys.executable, "-I", "-", *arguments], input=script, capture_output=True, text=True, check=True
    )
    return json.loads(ended.stdout)


def test_reach_names_what_accepts_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as open_, socket.create_server(("127.0.0.1", 0)) as closed:
        opened, shut = (f"127.0.0.1:{listener.getsockname()[1]}" for listener in (open_, closed))
        closed.close()

        assert run("reach", shut, opened) == [opened]


def test_confinement_names_the_modules_that_are_there() -> None:
    facts = run("confinement", "json", "no_such_module")

    assert isinstance(facts, dict)
    assert facts["modules"] == ["json"]
    assert "/tmp" in facts["writable"]  # noqa: S108 - the place that the probe looks at


def test_a_signature_is_the_one_that_botocore_makes() -> None:
    headers = signed_headers(
        method="PUT",
        host="examplebucket.s3.amazonaws.com",
        path="/test.txt",
        body=b"the bytes of an artifact",
        access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        at=datetime(2013, 5, 24, tzinfo=UTC),
    )

    assert headers == {
        "host": "examplebucket.s3.amazonaws.com",
        "x-amz-content-sha256": "3641be509b3d4c957dfd04f009a2acab95b9dc2c85cf00930b5322a0723563ed",
        "x-amz-date": "20130524T000000Z",
        "authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
            "Signature=55cd0371f6eae24d1d7f44c2ee2cc488740cb6703733558c24cceeeac09ed69e"
        ),
    }
