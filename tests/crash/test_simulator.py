"""The queue under forty schedules, and a flood."""

import pytest

from tests.crash.simulator import run_seed

FLOOD = 49


@pytest.mark.parametrize("seed", [*range(40), FLOOD])
def test_no_schedule_breaks_the_queue(seed: int) -> None:
    assert run_seed(seed) is None
