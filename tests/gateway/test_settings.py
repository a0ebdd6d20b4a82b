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
