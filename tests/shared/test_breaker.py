"""The breaker of a provider."""

from dataclasses import dataclass, field

from shared.breaker import FAILURES, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Breaker, willing
from tests.requirements import requirement


def broken(at: float = 0.0) -> Breaker:
    """A breaker that has just opened."""
    breaker = Breaker()
    for _ in range(FAILURES):
        assert breaker.lets_through(at)
        breaker.note_failure(at)
    return breaker


@requirement("providers")
def test_it_opens_after_failures_in_a_row_and_lets_one_trial_through_after_a_pause() -> None:
    breaker = broken()
    assert not breaker.lets_through(FIRST_PAUSE_SECONDS - 0.1)
    assert breaker.lets_through(FIRST_PAUSE_SECONDS)
    # While that is under way the others wait.
    assert not breaker.lets_through(FIRST_PAUSE_SECONDS + 0.1)
    breaker.note_success()
    assert breaker.lets_through(FIRST_PAUSE_SECONDS + 0.2)


def test_a_success_in_between_begins_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(3):
        breaker.note_failure(0)
        breaker.note_failure(0)
        breaker.note_success()
    assert breaker.lets_through(0)


@requirement("providers")
def test_pauses_grow_up_to_a_longest_one() -> None:
    breaker, now, pauses = broken(), 0.0, []
    for _ in range(8):
        begun = now
        while not breaker.lets_through(now):
            now += 1
        pauses.append(now - begun)
        breaker.note_failure(now)
    assert pauses == [10, 20, 40, 80, 160, *[LONGEST_PAUSE_SECONDS] * 3]


def test_a_trial_that_is_never_heard_of_again_does_not_close_it_for_good() -> None:
    breaker = broken()
    assert breaker.lets_through(FIRST_PAUSE_SECONDS)
    assert breaker.lets_through(2 * FIRST_PAUSE_SECONDS)


@dataclass(frozen=True)
class Provider:
    """Somebody who can be asked."""

    name: str
    breaker: Breaker = field(default_factory=Breaker)


def names(providers: list[Provider], now: float) -> list[str]:
    """Who is asked when nobody answers."""
    return [each.name for each in willing(providers, lambda: now)]


@requirement("providers")
def test_they_are_asked_in_their_order_without_those_that_are_left_alone() -> None:
    providers = [Provider("a", broken()), Provider("b"), Provider("c")]

    assert names(providers, 1.0) == ["b", "c"]
    assert names(providers, FIRST_PAUSE_SECONDS) == ["a", "b", "c"]


@requirement("providers")
def test_when_all_are_left_alone_the_first_is_asked_all_the_same() -> None:
    assert names([Provider("a", broken()), Provider("b", broken())], 1.0) == ["a"]


@requirement("providers")
def test_a_trial_is_not_used_up_by_whoever_need_not_be_asked() -> None:
    first, second = Provider("a"), Provider("b", broken())
    assert next(willing([first, second], lambda: FIRST_PAUSE_SECONDS)) is first

    # Right after that the first one fails: the second has its trial still.
    assert names([first, second], FIRST_PAUSE_SECONDS) == ["a", "b"]
