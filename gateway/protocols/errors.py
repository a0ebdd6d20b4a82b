"""What can be wrong with the words of a client, before anything is asked of the chat."""

from collections.abc import Sequence

from gateway.chat.errors import ChatError


class UnknownProtocol(ChatError):
    """There is no such protocol."""

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(f"There is no such protocol; there are {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class NotAcceptable(ChatError):
    """No protocol of this service is of a type that the client accepts."""

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(f"Accept one of {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class BodyRefused(ChatError):
    """The body is not one that this service understands."""


class FilesNotSupported(ChatError):
    """A part of the question is of a kind that is not understood here; send text, and files by data: URLs."""


class FileUrlRefused(ChatError):
    """Nothing is fetched from elsewhere: send a file as a base64 data: URL, or by the URL that its upload here gave."""


class NothingToContinue(ChatError):
    """There is nothing to continue: tools run on our side, and the last message must be a question."""


class TooManyValues(ChatError):
    """The body has too many values; send the last message alone."""


class ModelUnknown(ChatError):
    """There is no such model; see /v1/models."""
