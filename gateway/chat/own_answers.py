"""What the gateway answers itself: what its model said to the same words before, or what that says now."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from gateway.chat.kept_answer import told_again
from gateway.chat.kept_answers import KeptAnswers
from gateway.chat.model import RunBatch, Turn
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.mind import Responder
from shared.events import RunFinished
from shared.runs import RunRequest


class OwnAnswers:
    """Answers that need no look at data."""

    def __init__(self, responder: Responder, clock: Clock, kept: KeptAnswers | None = None) -> None:
        """Without `kept` the model is asked each time."""
        self._responder = responder
        self._clock = clock
        self._kept = kept

    async def answer(self, turn: Turn, request: RunRequest) -> AsyncGenerator[RunBatch]:
        """See `Responder.answer`."""
        if self._kept is not None and (kept := await self._kept.find(turn)) is not None:
            yield told_again(kept, self._clock())
            return
        async with aclosing(self._responder.answer(request)) as batches:
            async for batch in batches:
                if self._kept is not None and is_whole(batch):
                    # Before its end is told: whoever hears that may ask the same at once.
                    await self._kept.keep(turn)
                yield batch


def is_whole(batch: RunBatch) -> bool:
    """Whether an answer ends with this because the model had said all of it."""
    return any(isinstance(event, RunFinished) and event.finish_reason == "stop" for event in batch.events)
