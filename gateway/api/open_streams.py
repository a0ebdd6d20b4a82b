"""How many event streams are open in this process, of each organization and altogether."""

from collections import Counter
from functools import partial

from gateway.api.places import Place
from gateway.chat.errors import StreamsFull, TooManyStreams
from shared.ids import OrganizationId


class OpenStreams:
    """Gives out places for streams, each of which is given back once."""

    def __init__(self, *, per_organization: int, total: int) -> None:
        self._per_organization = per_organization
        self._total = total
        self._taken: Counter[OrganizationId] = Counter()
        self.count = 0

    def take(self, organization_id: OrganizationId) -> Place:
        """A place for one stream. Raises TooManyStreams, StreamsFull."""
        if self._taken[organization_id] >= self._per_organization:
            raise TooManyStreams
        if self.count >= self._total:
            raise StreamsFull
        self._taken[organization_id] += 1
        self.count += 1
        return Place(partial(self._give_back, organization_id))

    def _give_back(self, organization_id: OrganizationId) -> None:
        self.count -= 1
        self._taken[organization_id] -= 1
        if not self._taken[organization_id]:
            del self._taken[organization_id]
