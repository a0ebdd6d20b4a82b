"""Settings that only make sense together are checked together."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.support.running_gateway import gateway_settings


@pytest.mark.parametrize(
    "given",
    [
        {"crew_supervisor_socket": "/run/supervisor.sock"},
        {"crew_supervisor_programs": {"crew-1": "http://127.0.0.1:1"}},
    ],
)
def test_the_supervisor_and_its_programs_need_each_other(tmp_path: Path, given: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        gateway_settings(tmp_path, **given)

    assert "CREW_SUPERVISOR_SOCKET and CREW_SUPERVISOR_PROGRAMS need each other" in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        {"s3_endpoint": "http://127.0.0.1:9000"},
        {"s3_endpoint": "http://127.0.0.1:9000", "s3_access_key": "a"},
        {"s3_endpoint": "http://127.0.0.1:9000", "s3_secret_key": "s"},
        {"s3_endpoint": "http://127.0.0.1:9000/bucket", "s3_access_key": "a", "s3_secret_key": "s"},
        {"s3_endpoint": "ftp://127.0.0.1", "s3_access_key": "a", "s3_secret_key": "s"},
        {"s3_bucket": "../x"},
    ],
)
def test_an_s3_service_needs_keys_and_has_no_path(tmp_path: Path, given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        gateway_settings(tmp_path, **given)
