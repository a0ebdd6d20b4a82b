"""What decides how much effort a question needs, and what answers small talk."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from gateway.chat.kept_answer import KeptAnswer
from gateway.chat.mind.decision import Decision, Skipped
from gateway.chat.mind.levels import Level
from gateway.chat.model import (
    RunBatch,
    Turn,
)
from gateway.chat.vectors import Vector
from shared.agents import AgentSpec
from shared.runs import RunRequest


class Embedder(Protocol):
    """Texts as vectors of length 1: what means the same lies near. Vectors are compared only under one `name`."""

    @property
    def name(self) -> str:
        """The model: kept with every vector that is stored."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text (64 at most), in their order; what is too long for the model is cut.

        Raises EmbedderUnavailable, after 150 ms at the latest: go on without it.
        """
        ...


class Judge(Protocol):
    """A small model, asked where the classifiers are not sure. Both raise JudgeUnavailable, in two seconds at most."""

    async def level(self, turn: Turn, question: str, previous: str | None) -> Level:
        """How much effort a question needs. What that uses is the turn's."""
        ...

    async def agent(
        self, turn: Turn, question: str, previous: str | None, candidates: Sequence[AgentSpec]
    ) -> str | None:
        """The slug of the agent that should answer; None when none of them alone can."""
        ...


class Decisions(Protocol):
    """What was decided about turns before they ran. The first decision about a turn counts."""

    async def store(self, turn: Turn, decision: Decision, *, needs_worker: bool, now: int, took_ms: int) -> None:
        """Keep the decision and let the turn run."""
        ...

    async def find(self, turn: Turn) -> Decision | None: ...

    async def find_former(self, turn: Turn) -> Decision | None:
        """What was decided about the turn whose answer this one goes on with, if it does."""
        ...

    async def hand_over(self, turn: Turn, helper: Skipped) -> None:
        """The gateway cannot answer it itself: let a worker run it. `helper` is what failed."""
        ...


class Responder(Protocol):
    """The gateway's own model, which answers what needs no look at data."""

    def answer(self, request: RunRequest) -> AsyncGenerator[RunBatch]:
        """Answer; the same events as of a run on a container. Closing the iterator closes the request.

        Raises WorkerUnreachable when nothing was said, RunLost when the answer broke off.
        """
        ...


class KeptAnswerStore(Protocol):
    """Which answers may be told again, each a pointer to a message; `digest` is of all that one depends on.

    What is found was kept after `since`, is whole and still there, and was voted against by nobody.
    """

    async def find(self, turn: Turn, digest: str, *, since: int, is_first_only: bool) -> KeptAnswer | None:
        """What may be told to this turn, unless its session has heard its question before.

        With `is_first_only` nothing but the first question of a session is told anything.
        """
        ...

    async def keep(self, turn: Turn, digest: str, *, now: int, since: int) -> None:
        """Point to the answer of this turn, if its question is the first of its session; let go of old ones."""
        ...
