"""When a provider that has failed is left alone, and when it is tried again. Pure: the time is given."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

FAILURES: Final = 3
FIRST_PAUSE_SECONDS: Final = 10.0
LONGEST_PAUSE_SECONDS: Final = 300.0


class Breaker:
    """Open after so many failures in a row; then one trial after each pause, which doubles until one works."""

    def __init__(self) -> None:
        self._failures = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._closed_again_at = 0.0

    def lets_through(self, now: float) -> bool:
        """Whether to try. After a pause this is the trial: others wait until its end, or another pause."""
        if self._failures < FAILURES:
            return True
        if now < self._closed_again_at:
            return False
        self._closed_again_at = now + self._pause
        return True

    def note_success(self) -> None:
        """It works."""
        self._failures, self._pause = 0, FIRST_PAUSE_SECONDS

    def note_failure(self, now: float) -> None:
        """It does not."""
        self._failures += 1
        if self._failures > FAILURES:
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        if self._failures >= FAILURES:
            self._closed_again_at = now + self._pause


class Guarded(Protocol):
    """Something with a breaker."""

    @property
    def breaker(self) -> Breaker:
        """When to leave it alone."""
        ...


Asked = TypeVar("Asked", bound=Guarded)


def willing(all_of_them: Sequence[Asked], now: Callable[[], float]) -> Iterator[Asked]:
    """Those to be asked, one after the other until one answers.

    Nobody's trial is used up who is not reached. When all are left alone, the first is asked all the same.
    """
    is_anybody = False
    for each in all_of_them:
        if each.breaker.lets_through(now()):
            is_anybody = True
            yield each
    if not is_anybody:
        yield from all_of_them[:1]
