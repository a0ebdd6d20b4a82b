"""What a crew container proves itself with after it registered: a token that belongs to its id.

The token is derived, not stored: every gateway with the same pepper knows it. The key that all containers share only
opens the registration, so that a run's grant is worth nothing to a container that it was not minted for.
"""

from gateway.identity.secrets import digest, is_same
from shared.ids import WorkerId

PREFIX = "wt_"


class WorkerTokens:
    """Tokens of containers."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper

    def token_of(self, worker_id: WorkerId) -> str:
        """The token of that container."""
        return PREFIX + digest(self._pepper, f"crew container {worker_id}")

    def belongs(self, worker_id: WorkerId, presented: str) -> bool:
        """Whether this is the token of that container."""
        return is_same(self.token_of(worker_id), presented)
