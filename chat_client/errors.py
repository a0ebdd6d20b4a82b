"""Everything that can go wrong, as exceptions."""

from collections.abc import Sequence

from chat_client.models import Fault, Problem


class ChatClientError(Exception):
    """Base of all."""


class TransportFailed(ChatClientError):
    """The gateway cannot be reached, or the connection broke; trying again did not help."""


class StreamLost(TransportFailed):
    """An answer cannot be followed to its end. The turn goes on: follow it again after `last_seq`."""

    def __init__(self, turn_id: str, last_seq: int) -> None:
        super().__init__(f"the answer of {turn_id} cannot be followed after event {last_seq}")
        self.turn_id = turn_id
        self.last_seq = last_seq


class NotUnderstood(ChatClientError):
    """What came back is no answer of this API: perhaps of something in between."""


class ApiError(ChatClientError):
    """The API refuses. `code` is for programs and stays as it is, `detail` may be shown to people."""

    def __init__(self, problem: Problem, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}")
        self.status: int = problem.status
        self.code: str = problem.code
        self.detail: str = problem.detail
        self.faults: Sequence[Fault] = tuple(problem.errors or ())
        self.retry_after_seconds = retry_after_seconds
