"""Which problems a route may answer: statuses and their codes.

Much follows from what a route takes. The rest is in its row: errors of the core, or statuses. A status stands for all
its codes that nothing claims, that is, neither a rule below nor the row of another route; and where no rule expects the
status, for its general code too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gateway.api.description.traits import asks, completes, is_stream, names_objects, pages, takes_key, waits
from gateway.api.endpoint import Endpoint
from gateway.api.problems import CODES, STATUS
from gateway.chat import errors
from gateway.chat.errors import ChatError
from gateway.protocols.errors import (
    BodyRefused,
    FilesNotSupported,
    FileUrlRefused,
    ModelUnknown,
    NotAcceptable,
    NothingToContinue,
    TooManyValues,
    UnknownProtocol,
)

Raised = type[ChatError]
Refusal = tuple[int, str]

# Statuses that routing and parsing answer by themselves; see CODES.
GENERAL: Final[Mapping[int, str]] = {
    **CODES,
    401: "not_authenticated",
    422: "invalid_request",
    503: "storage_unavailable",
    507: "storage_full",
}
WITH_A_KEY: Final[Sequence[Raised]] = (
    errors.NotAuthenticated,
    errors.AmbiguousCredentials,
    errors.InvalidToken,
    errors.OrganizationRequired,
    errors.IssuerUnavailable,
    errors.ScopeMissing,
    errors.StorageUnavailable,
)
OF_READING: Final[Sequence[Raised]] = (errors.TooManyStreams, errors.StreamsFull)
OF_STREAMS: Final[Sequence[Raised]] = (UnknownProtocol, NotAcceptable)
OF_QUESTIONS: Final[Sequence[Raised]] = (
    errors.NotFound,
    errors.IdempotencyKeyReused,
    errors.SessionQueueFull,
    errors.OrganizationQueueFull,
    errors.QueueFull,
    errors.BudgetExceeded,
    errors.Draining,
    errors.StorageFull,
)
# What a question may say beside its text, in the bodies of many clients.
OF_CLIENT_BODIES: Final[Sequence[Raised]] = (
    errors.AgentUnknown,
    errors.SessionBusy,
    errors.ApprovalNotOpen,
    errors.ApprovalsMissing,
    errors.TooManyLargeBodies,
    errors.LargeBodiesFull,
    TooManyValues,
    BodyRefused,
    FilesNotSupported,
    FileUrlRefused,
    NothingToContinue,
    errors.ArtifactTooLarge,
    errors.ContentRefused,
    errors.NothingToExplain,
    errors.ImageRefused,
    errors.TooManyUploads,
    errors.PicturesUnavailable,
    errors.TooManyPictures,
    errors.SpoolFull,
)
# Said to clients of Chat Completions alone.
OF_COMPLETIONS: Final[Sequence[Raised]] = (ModelUnknown,)
OF_READERS: Final[Sequence[Raised]] = (errors.EventNotReached,)
OF_PAGES: Final[Sequence[Raised]] = (errors.InvalidCursor,)
# What the routes between the tiers say.
INSIDE: Final[Sequence[Raised]] = (
    errors.GrantUnknown,
    errors.TurnOver,
    errors.WorkerNotAuthenticated,
    errors.WorkerUnknown,
    errors.PoolFull,
    errors.ToolNotGranted,
    errors.ToolBudgetSpent,
    errors.PlatformRequestWrong,
    errors.NotPermitted,
    errors.LimitsApply,
    errors.PlatformUnavailable,
)


class Refusals:
    """The problems of each route of one table."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        named = {error for endpoint in endpoints for error in endpoint.errors if not isinstance(error, int)}
        self._claimed = named.union(
            WITH_A_KEY,
            OF_PAGES,
            OF_READING,
            OF_STREAMS,
            OF_READERS,
            OF_QUESTIONS,
            OF_CLIENT_BODIES,
            OF_COMPLETIONS,
            INSIDE,
        )

    def codes(self, endpoint: Endpoint) -> Mapping[int, set[str]]:
        """The codes of each status that a route may refuse with."""
        implied = set(_implied(endpoint))
        refusals = set(implied)
        for error in endpoint.errors:
            if not isinstance(error, int):
                refusals.add(STATUS[error])
                continue
            refusals |= self._unclaimed(error)
            if error in GENERAL and error not in {status for status, _ in implied}:
                refusals.add((error, GENERAL[error]))
        found: defaultdict[int, set[str]] = defaultdict(set)
        for status, code in refusals:
            if status not in endpoint.also:
                found[status].add(code)
        return found

    def _unclaimed(self, status: int) -> set[Refusal]:
        return {refusal for error, refusal in STATUS.items() if refusal[0] == status and error not in self._claimed}


def _implied(endpoint: Endpoint) -> Iterable[Refusal]:
    if endpoint.needs_key:
        yield from _refusals(WITH_A_KEY)
        if endpoint.method != "GET":
            yield STATUS[errors.StorageFull]
    if names_objects(endpoint):
        yield 404, GENERAL[404]
    if endpoint.query is not None:
        yield 422, GENERAL[422]
    statuses = (413, 415, 422) if endpoint.body is not None else (408, 413, 415) if endpoint.raw_bodies else ()
    yield from ((status, GENERAL[status]) for status in statuses)
    if pages(endpoint):
        yield from _refusals(OF_PAGES)
    if is_stream(endpoint) or takes_key(endpoint):
        # A malformed header.
        yield 400, GENERAL[400]
    if is_stream(endpoint) or asks(endpoint):
        yield from _refusals(OF_READING)
        yield from _refusals(OF_QUESTIONS if asks(endpoint) else OF_READERS)
    if completes(endpoint):
        yield from _refusals(OF_COMPLETIONS)
    if is_stream(endpoint):
        yield from _refusals(OF_STREAMS)
    if asks(endpoint) and not waits(endpoint):
        yield 408, GENERAL[408]
        yield from _refusals(OF_CLIENT_BODIES)


def _refusals(raised: Iterable[Raised]) -> Iterable[Refusal]:
    return (STATUS[error] for error in raised)
