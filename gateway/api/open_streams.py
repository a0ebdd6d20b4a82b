"""How many event streams are open in this process, of each organization and altogether."""

from gateway.api.places import Places
from gateway.chat.errors import StreamsFull, TooManyStreams


class OpenStreams(Places):
    """Places for streams. `take` raises TooManyStreams, StreamsFull."""

    def __init__(self, *, per_organization: int, total: int) -> None:
        super().__init__(each=per_organization, total=total, too_many=TooManyStreams, full=StreamsFull)
