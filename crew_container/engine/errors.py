"""Why a run can fail, on one page. `str()` of each is a safe sentence for the person who asked.

CrewAI looks into the text of exceptions ("rate limit", "context length", "does not support tools") and then repeats
calls, summarises or falls back to text tools on its own. No sentence here contains such a phrase: what a failure means
is decided once, where it happened.
"""

REQUEST_FAULTS = frozenset({"llm_context", "llm_bad_request"})


class RunError(Exception):
    """The run cannot give a whole answer."""

    def __init__(self, code: str, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        # Not named `code`: CrewAI reads an attribute of that name.
        self.failure_code = code
        self.retryable = retryable
        # Another provider may do better; what the request is at fault for no other would take.
        self.is_of_the_provider = code not in REQUEST_FAULTS


class ModelUnavailable(RunError):
    """The model's server is away, too slow or out of order."""

    def __init__(self, message: str = "The language model cannot be reached at the moment.") -> None:
        super().__init__("llm_unavailable", message, retryable=True)


class ModelBusy(RunError):
    """The model's server refuses more requests for now."""

    def __init__(self) -> None:
        super().__init__("llm_rate_limited", "The language model is too busy at the moment.", retryable=True)


class ModelRefused(RunError):
    """The model's server does not accept our credentials, our model name or our request."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, retryable=False)


class ModelBrokeOff(RunError):
    """The model's answer ended in the middle, or was none."""

    def __init__(self, message: str = "The language model's answer was cut off.") -> None:
        super().__init__("llm_protocol", message, retryable=True)


class AgentTimedOut(RunError):
    """The agent that was to answer took too long."""

    def __init__(self) -> None:
        super().__init__("timeout", "The answer took too long.", retryable=True)


class AgentBroke(RunError):
    """An agent ended in a way that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__("internal", "Something went wrong inside the assistant.", retryable=True)


class AgentUnusable(RunError):
    """The agent cannot work in this container."""

    def __init__(self, name: str, tool: str) -> None:
        message = f"{name} cannot work here: it needs the tool {tool!r}, which this crew does not have."
        super().__init__("agent_unusable", message, retryable=False)


class AgentStopped(BaseException):
    """Raised on CrewAI's threads when their agent has been stopped; not an Exception, so CrewAI cannot swallow it."""
