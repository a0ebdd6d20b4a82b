"""Workers that are killed at events of their runs, and runs that are stopped."""

from pathlib import Path

from tests.crash import scenarios
from tests.crash.plan import Plan
from tests.crash.report import summary
from tests.crash.test_gateways import played

# The beginning, a call in between, the first word; the last line cannot be told from a whole run.
LINES = [1, 3, Plan("", "").first_text]


async def test_a_run_whose_worker_dies_is_moved_or_kept_but_never_spliced(tmp_path: Path, product: Path) -> None:
    for before in (False, True):
        tally = await played(scenarios.events(LINES, before=before), 1, tmp_path / str(before), product)
        assert tally.counts["at an event of a run"] == 3, summary(tally)


async def test_stopped_runs_end_in_their_containers_too(tmp_path: Path, product: Path) -> None:
    tally = await played(scenarios.STOPS, 1, tmp_path, product)

    assert tally.outcomes == {"stopped": 4}, summary(tally)
