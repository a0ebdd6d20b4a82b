"""How many containers are wanted, and which may go."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.model import PoolState, WorkerState
from gateway.chat.scaling import LOST_SECONDS, Decision, Scaling, needed_containers
from shared.ids import WorkerId

CEILING = 3
IDLE_SECONDS = 120.0
START_LOOKS = 5


def worker(number: int, *, running: int = 0, slots: int = 8, begun: int = 0) -> WorkerState:
    """A container that is well."""
    return WorkerState(
        worker_id=WorkerId(f"wrk_{number}"),
        url=f"http://127.0.0.1:{number}",
        slots=slots,
        registered_at=number,
        is_heard=True,
        is_draining=False,
        runs_begun=begun,
        running=running,
    )


def pool(*workers: WorkerState) -> PoolState:
    """These containers."""
    return PoolState(workers)


def scaling(idle_seconds: float = IDLE_SECONDS) -> Scaling:
    """The rule, without a memory."""
    return Scaling(ceiling=CEILING, idle_seconds=idle_seconds)


@pytest.mark.parametrize(
    ("running", "waiting", "needed"),
    [(0, 0, 1), (6, 0, 1), (7, 0, 2), (8, 0, 2), (8, 1, 2), (8, 5, 3), (0, 1, 2), (8, 40, 8)],
)
def test_one_container_of_eight_slots_is_enough_up_to_six_open_questions(
    running: int, waiting: int, needed: int
) -> None:
    assert needed_containers(pool(worker(1, running=running)), waiting) == needed


def test_one_is_warm_when_none_is_there() -> None:
    assert scaling().decide(pool(), 0, 0) == Decision(1)
    assert scaling().decide(pool(), 9, 0) == Decision(1)


def test_a_single_look_starts_nothing() -> None:
    rule, full = scaling(), pool(worker(1, running=8))

    looks = (full, pool(worker(1)), full, full)
    assert [rule.decide(state, 0, at).wanted for at, state in enumerate(looks)] == [1, 1, 1, 2]


def test_a_question_that_waits_beside_free_slots_gets_another_container() -> None:
    rule, state = scaling(), pool(worker(1, running=2), worker(2, running=1))

    assert [rule.decide(state, 1, at).wanted for at in range(2)] == [2, 3]


def test_the_youngest_idle_container_goes_and_the_last_one_stays() -> None:
    rule, state = scaling(), pool(worker(1), worker(2), worker(3, running=1))

    assert rule.decide(state, 0, 0) == Decision(3)
    assert rule.decide(state, 0, IDLE_SECONDS - 1) == Decision(3)
    assert rule.decide(state, 0, IDLE_SECONDS) == Decision(1, spare=(WorkerId("wrk_2"), WorkerId("wrk_1")))
    assert rule.decide(pool(worker(1)), 0, 10 * IDLE_SECONDS) == Decision(1)


def test_a_run_between_two_looks_is_a_run() -> None:
    rule = scaling()
    rule.decide(pool(worker(1), worker(2)), 0, 0)
    rule.decide(pool(worker(1, begun=1), worker(2, begun=1)), 0, IDLE_SECONDS - 1)

    assert rule.decide(pool(worker(1, begun=1), worker(2, begun=1)), 0, IDLE_SECONDS) == Decision(2)


def test_a_container_that_leaves_by_itself_gets_a_successor_and_one_that_is_stopped_does_not() -> None:
    rule, other = scaling(idle_seconds=10), worker(1, running=1)
    leaving = replace(worker(2), is_draining=True)
    assert rule.decide(pool(other, leaving), 0, 0) == Decision(2)

    rule.decide(pool(other, worker(3)), 0, 0)
    assert rule.decide(pool(other, worker(3)), 0, 10) == Decision(1, spare=(WorkerId("wrk_3"),))
    assert rule.decide(pool(other, replace(worker(3), is_draining=True)), 0, 11) == Decision(1)


def test_a_container_that_stays_silent_is_replaced_and_one_that_left_is_not() -> None:
    rule = scaling()
    silent, left = replace(worker(2), is_heard=False), replace(worker(3), is_heard=False, is_draining=True)
    state = pool(worker(1), silent, left)

    lost = [rule.decide(state, 0, at).lost for at in (0, LOST_SECONDS - 1, LOST_SECONDS, LOST_SECONDS + 1)]
    heard_between = [rule.decide(pool(worker(1), worker(2)), 0, 20).lost, rule.decide(state, 0, 21).lost]

    assert lost == [(), (), (WorkerId("wrk_2"),), ()]
    assert heard_between == [(), ()]


WORKERS = st.builds(
    WorkerState,
    worker_id=st.sampled_from([WorkerId(f"wrk_{number}") for number in range(4)]),
    url=st.just("http://127.0.0.1:1"),
    slots=st.integers(1, 64),
    registered_at=st.just(0),
    is_heard=st.booleans(),
    is_draining=st.booleans(),
    runs_begun=st.integers(0, 3),
    running=st.integers(0, 64),
)
POOLS = st.lists(WORKERS, max_size=4, unique_by=lambda worker: worker.worker_id).map(
    lambda found: PoolState(tuple(found))
)


@given(st.lists(st.tuples(POOLS, st.integers(0, 300), st.floats(0, 200)), max_size=30), st.integers(1, 5))
def test_whatever_comes_at_least_one_stays_and_the_ceiling_holds(
    looks: list[tuple[PoolState, int, float]], ceiling: int
) -> None:
    rule, now = Scaling(ceiling=ceiling, idle_seconds=60), 0.0
    for state, waiting, pause in looks:
        now += pause
        decision = rule.decide(state, waiting, now)
        by_id = {found.worker_id: found for found in state.workers}
        assert 1 <= decision.wanted <= ceiling
        assert all(by_id[spare].is_well and by_id[spare].running == 0 for spare in decision.spare)
        assert len(decision.spare) < max(1, len(state.well))
        assert not any(by_id[lost].is_heard for lost in decision.lost)


@dataclass(slots=True)
class Machine:
    """Containers as a launcher would have them: a started one is there after some looks, a stopped one at once gone."""

    slots: int
    ids: int = 0
    starting: list[int] = field(default_factory=list)
    workers: list[WorkerId] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def apply(self, decision: Decision) -> None:
        """Do what was decided, and let a second pass."""
        for spare in decision.spare:
            self.workers.remove(spare)
            self.changes.append("stopped")
        while len(self.workers) + len(self.starting) < decision.wanted:
            self.starting.append(START_LOOKS)
            self.changes.append("started")
        self.starting = [left - 1 for left in self.starting]
        while 0 in self.starting:
            self.starting.remove(0)
            self.ids += 1
            self.workers.append(WorkerId(f"wrk_{self.ids}"))

    def pool(self, open_turns: int) -> tuple[PoolState, int]:
        """The pool that so many open questions make, spread evenly; and how many of them wait."""
        count = len(self.workers)
        running = min(open_turns, count * self.slots)
        states = (
            replace(
                worker(n, running=running // count + (n < running % count), slots=self.slots), worker_id=self.workers[n]
            )
            for n in range(count)
        )
        return PoolState(tuple(states)), open_turns - running


@given(st.integers(1, 10), st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_constant_input_never_swings_and_quiet_leaves_one(slots: int, levels: list[int]) -> None:
    rule, machine = scaling(idle_seconds=30), Machine(slots)
    now = 0.0
    for open_turns in [*levels, 0]:
        machine.changes = []
        for _ in range(100):
            now += 1
            machine.apply(rule.decide(*machine.pool(open_turns), now))
            assert len(machine.workers) + len(machine.starting) <= CEILING
            assert not machine.ids or machine.workers
        assert len(set(machine.changes)) <= 1, machine.changes
        assert len(machine.workers) * slots >= min(open_turns, CEILING * slots)
    assert len(machine.workers) == 1
