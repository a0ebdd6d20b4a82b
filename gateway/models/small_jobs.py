"""What is made of an answer besides: a title for its session, what could be asked next, a summary when it is due."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from gateway.chat.answered_turns import AnsweredTurns
from gateway.chat.model import Turn
from gateway.chat.ports.small_jobs import SmallJobStore
from gateway.models.metered import Metered
from gateway.models.model import AT_ONCE
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

# What they are called in the usage, where runs name their agents.
TITLES = "titles"
SUGGESTIONS = "suggestions"


class SmallJobs:
    """The port `SmallJobs`: as many answers at once as the model is asked at once."""

    def __init__(self, model: Metered, store: SmallJobStore, summaries: Summaries | None = None) -> None:
        self._model = model
        self._store = store
        self._summaries = summaries
        self._answered = AnsweredTurns(
            self._do, name="small job", at_once=AT_ONCE, without_it="titles and suggestions are not written"
        )

    def note_answer(self, turn: Turn) -> None:
        """See `AnsweredTurns.note`."""
        self._answered.note(turn)

    def drop(self, is_gone: Callable[[Turn], bool]) -> None:
        """See `AnsweredTurns.drop`."""
        self._answered.drop(is_gone)

    def open(self) -> AbstractAsyncContextManager[None]:
        """See `AnsweredTurns.open`."""
        return self._answered.open()

    async def _do(self, turn: Turn) -> None:
        """Raises ModelUnavailable, StorageUnavailable."""
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
