"""The list of clients' bugs is of use as long as it can be followed."""

from pathlib import Path

from tests.wire.expectations import BUGS
from tests.wire.lanes import LANES
from tests.wire.scenarios import SCENARIOS


def test_a_known_bug_names_a_lane_and_a_scenario_what_is_shown_and_where_it_is_told() -> None:
    for (lane, scenario), bug in BUGS.items():
        assert lane in {each.name for each in LANES}
        assert scenario in SCENARIOS
        assert bug.shows or bug.notes
        assert bug.issue.startswith("https://github.com/")


def test_a_known_bug_is_told_to_those_who_point_clients_at_us() -> None:
    told = (Path(__file__).parents[2] / "docs" / "clients.md").read_text()

    assert [bug for bug in BUGS.values() if bug.says not in told or f"]({bug.issue})" not in told] == []
