"""Everything that can be wrong with a request or a run, without a word of HTTP."""


class ChatError(Exception):
    """The request cannot be served."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


class TryAgain(ChatError):
    """There is too much of this right now."""

    retry_after_seconds: int = 5


class NotFound(ChatError):
    """There is no such object, or it is not yours."""


class InvalidCursor(ChatError):
    """The cursor is not one that this list has given out."""


class NotAuthenticated(ChatError):
    """A valid API key or token is required."""


class InvalidToken(ChatError):
    """The token is not valid."""


class OrganizationRequired(ChatError):
    """Choose an organization first: the token names none."""


class IssuerUnavailable(ChatError):
    """Tokens cannot be checked right now."""


class ScopeMissing(ChatError):
    """This key may not do that."""


class AdminRequired(ChatError):
    """Only an administrator of the organization may do that."""


class AmbiguousCredentials(ChatError):
    """Send one credential, not two."""


class GrantUnknown(ChatError):
    """The run grant is missing or unknown."""


class TurnOver(ChatError):
    """The turn of this run has ended."""


class WorkerNotAuthenticated(ChatError):
    """The caller is not a crew container of this gateway."""


class WorkerUnknown(ChatError):
    """The worker is not registered."""


class PoolFull(ChatError):
    """As many crew containers as the pool may hold are registered."""


class ToolNotGranted(ChatError):
    """No tool of this run reads that."""


class ToolBudgetSpent(ChatError):
    """This question has read as much of the platform as it may."""


class PlatformRequestWrong(ChatError):
    """The platform knows no such parameter here, or it was given twice."""


class NotPermitted(ChatError):
    """This user may not read that part of the platform's data."""


class LimitsApply(ChatError):
    """This cannot be read under the limits of this user; what can is listed by channel and time."""

    def __init__(self, channels: tuple[str, ...] | None, since: int | None) -> None:
        """Which channels may be read, and the earliest time in Unix milliseconds; None where there is no limit."""
        super().__init__()
        self.channels = channels
        self.since = since


class PlatformUnavailable(ChatError):
    """The platform does not answer."""


class StorageUnavailable(ChatError):
    """The store cannot be written right now; nothing was stored."""


class RunLost(ChatError):
    """The worker stopped answering in the middle of a run."""


class WorkerUnreachable(ChatError):
    """The worker did not take the run."""


class WorkerRefused(WorkerUnreachable):
    """The worker is there and did not take the run: it is full, or leaving."""


class LauncherUnavailable(ChatError):
    """Crew containers cannot be started or stopped right now."""


class SessionTooLarge(ChatError):
    """This session is too large to be shared."""


class TooManyShares(ChatError):
    """You share as much as you may: revoke a share first."""


class SharedReadsFull(TryAgain):
    """Too many shared sessions are being read here."""


class TooManySharedReads(SharedReadsFull):
    """This shared session is being read too often."""


class TurnNotStopped(ChatError):
    """This turn was not stopped and has not failed."""


class IdempotencyKeyReused(ChatError):
    """This idempotency key was used for another request."""


class AgentUnknown(ChatError):
    """There is no such agent."""


class AgentExists(ChatError):
    """Another agent has this slug."""


class TooManyAgents(ChatError):
    """Your organization has as many agents of its own as it may."""


class AgentsMoved(ChatError):
    """The agents of your organization are being changed by somebody else; nothing was stored."""


class AgentChanged(ChatError):
    """Somebody has changed this agent since you looked at it; nothing was stored."""


class VersionRequired(ChatError):
    """Say in If-Match which version you have changed."""


class SystemAgentFixed(ChatError):
    """This agent comes with the product: it can be switched off, not changed or deleted."""


class LastAgent(ChatError):
    """Members or administrators would have nobody left to ask."""


class ToolNotOffered(ChatError):
    """An agent of yours cannot have this tool."""


class ModelNotOffered(ChatError):
    """An agent of yours cannot have this model."""


class SessionBusy(ChatError):
    """This session is still answering its previous message."""


class QueueFull(TryAgain):
    """Too many questions are waiting; nothing was stored."""


class OrganizationQueueFull(QueueFull):
    """Too many questions of your organization are waiting; nothing was stored."""


class BudgetExceeded(TryAgain):
    """Your organization has spent what it may in this month; nothing was stored."""

    retry_after_seconds: int = 3_600


class NothingToReplace(ChatError):
    """The session has no message of that name."""


class ApprovalNotOpen(ChatError):
    """No such approval is open: it was decided, or the session has gone on without it."""


class ApprovalsMissing(ChatError):
    """More calls of this answer wait: decide about all of them at once."""


class SessionMoved(ChatError):
    """The session went on since it was looked at."""


class SessionExists(ChatError):
    """The client has a session of that name already."""


class SessionQueueFull(QueueFull):
    """Too many questions are waiting in this session; nothing was stored."""


class StreamsFull(TryAgain):
    """Too many answers are being read here; nothing was stored."""


class TooManyStreams(StreamsFull):
    """Too many answers are being read by your organization; nothing was stored."""


class LargeBodiesFull(TryAgain):
    """Too many large requests are being read here; nothing was stored."""

    retry_after_seconds: int = 2


class TooManyLargeBodies(LargeBodiesFull):
    """Your organization sends too many large requests at once; nothing was stored."""


class StorageFull(StorageUnavailable):
    """There is no room left to store anything; nothing was stored."""


class StorageDamaged(ChatError):
    """The database is damaged."""


class Draining(ChatError):
    """The service is restarting; nothing was stored."""


class EventNotReached(ChatError):
    """The log does not reach as far as the event to resume after."""


class ObjectsUnavailable(ChatError):
    """The store of artifacts does not answer."""


class PicturesUnavailable(TryAgain):
    """Pictures cannot be made now; try again."""

    retry_after_seconds: int = 2


class TooManyPictures(PicturesUnavailable):
    """Your organization has too many pictures made at once; try again."""


class ImageRefused(ChatError):
    """This image is not taken in."""


class TooManyUploads(TryAgain):
    """Too many files wait for a question; ask with some of them first."""

    retry_after_seconds = 60


class ObjectMissing(ChatError):
    """The bytes of this artifact are not there."""


class ObjectDamaged(ChatError):
    """The bytes of this artifact are not those that were stored."""


class SpoolFull(StorageUnavailable):
    """Too much waits for the store of artifacts; nothing was stored."""


class ArtifactTooLarge(ChatError):
    """This artifact has more bytes than one may have."""


class ContentRefused(ChatError):
    """The content cannot be kept."""


class NothingToExplain(ChatError):
    """What would be done is no question."""


class SpanRefused(ChatError):
    """The days that were asked for are no span, or too many."""


class TooManyVersions(ChatError):
    """This artifact has as many versions as one may have."""


class KindDiffers(ChatError):
    """All versions of an artifact are of one kind."""


class FormatUnavailable(ChatError):
    """This artifact cannot be had in that format."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"This artifact can be had as {', '.join(allowed)}.")
        self.allowed = allowed


class LinksOff(ChatError):
    """This service gives no links to stored artifacts; download them here."""


class FenceLost(Exception):
    """The run is no longer the turn's: it was ended, deleted or taken over."""


class EmbedderUnavailable(Exception):
    """There is no vector for a text now; `str()` says why, for the log."""


class ModelUnavailable(ChatError):
    """The language model for small jobs gave no usable answer."""


class MemoryExists(ChatError):
    """Another memory says this already."""


class JudgeUnavailable(Exception):
    """The small model gave no usable judgement in time."""
