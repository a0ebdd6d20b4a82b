"""What is made of an answer besides: a title for its session, what could be asked next, a summary when it is due.

Rules: an answer never waits for it; what cannot be done now is not done (it is lost with the process, too); nothing is
tried twice; the log hears of trouble once, not for every job.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gateway.chat.errors import StorageUnavailable
from gateway.chat.model import Turn
from gateway.chat.ports.small_jobs import SmallJobStore
from gateway.models.metered import Metered
from gateway.models.model import AT_ONCE, ModelFailed
from gateway.models.prompts import (
    SUGGESTION_TOKENS,
    TITLE_TOKENS,
    WRITE_SUGGESTIONS,
    WRITE_TITLE,
    material_of,
    read_suggestions,
    read_title,
)
from gateway.models.summaries import Summaries

MAX_WAITING = 100
# What they are called in the usage, where runs name their agents.
TITLES = "titles"
SUGGESTIONS = "suggestions"

log = logging.getLogger(__name__)


class SmallJobs:
    """The port `SmallJobs`: a bounded queue, and as many workers as the model is asked at once."""

    def __init__(self, model: Metered, store: SmallJobStore, summaries: Summaries | None = None) -> None:
        self._model = model
        self._store = store
        self._summaries = summaries
        self._waiting: asyncio.Queue[Turn] = asyncio.Queue(MAX_WAITING)
        self._is_in_trouble = False

    def note_answer(self, turn: Turn) -> None:
        """Take it on, unless too much waits already."""
        if self._waiting.full():
            self._note_trouble("too many answers wait for it")
        else:
            self._waiting.put_nowait(turn)

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Work until the context is left; what is not done then is not done."""
        workers = [asyncio.create_task(self._work(), name=f"small jobs {n}") for n in range(AT_ONCE)]
        try:
            yield
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.wait(workers)

    async def _work(self) -> None:
        while True:
            turn = await self._waiting.get()
            try:
                await self._do(turn)
            except (ModelFailed, StorageUnavailable) as error:
                self._note_trouble(str(error))
            except Exception:
                # The boundary of a job: the next one may be well.
                log.exception("small job failed", extra={"turn_id": turn.id})
            else:
                self._is_in_trouble = False

    async def _do(self, turn: Turn) -> None:
        if self._summaries is not None:
            # First: the next question may be on its way.
            await self._summaries.note_answer(turn)
        answer = await self._store.answer_of(turn)
        if answer is None:
            return
        material = material_of(turn.question, answer.text)
        if answer.wants_title:
            written = await self._model.write(turn, WRITE_TITLE, material, max_tokens=TITLE_TOKENS, job=TITLES)
            if (title := read_title(written.text)) is not None:
                await self._store.retitle(turn, title, written.model)
        written = await self._model.write(
            turn, WRITE_SUGGESTIONS, material, max_tokens=SUGGESTION_TOKENS, job=SUGGESTIONS
        )
        await self._store.suggest(turn, read_suggestions(written.text, turn.question), written.model)

    def _note_trouble(self, reason: str) -> None:
        if not self._is_in_trouble:
            log.warning("titles and suggestions are not written: %s", reason)
        self._is_in_trouble = True
