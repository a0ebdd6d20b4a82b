"""Answers of the gateway's own model that are told again to the very same words. Rules:

1. Never without being switched on; never across organizations; never into a widget or out of one; not for longer than
   is set, and not after the message that has the answer is gone, or somebody voted against it.
2. Kept is what was answered to the first question of a session: no word before it, no memory, no file is in it. Only
   whole answers: none that failed, was stopped or cut.
3. Told again to the first question of a session, and later to greetings and the like, which refer to nothing that was
   said; once in a session, for who asks again wants another answer.
4. Whoever is told one is told so; nobody is asked for it, and nothing paid.
"""

import asyncio
import hashlib
import logging
import unicodedata
from typing import Final

from gateway.chat.errors import StorageUnavailable
from gateway.chat.kept_answer import KeptAnswer
from gateway.chat.memory_rules import speaks_of_oneself
from gateway.chat.mind.small_talk import stands_alone
from gateway.chat.model import Turn
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.mind import KeptAnswerStore

# Longer looks are not worth it: the model would have begun.
PATIENCE_SECONDS: Final = 0.25
MAX_QUESTION_CHARACTERS: Final = 500

log = logging.getLogger(__name__)


class KeptAnswers:
    """Finds and keeps them. Neither raises, and neither takes longer than a moment."""

    def __init__(self, store: KeptAnswerStore, clock: Clock, *, recipe: str, seconds: int) -> None:
        """`recipe` names the prompt, the models and whatever else an answer is made of; it holds for `seconds`."""
        self._store = store
        self._clock = clock
        self._recipe = recipe
        self._kept_milliseconds = seconds * 1000

    async def find(self, turn: Turn) -> KeptAnswer | None:
        """What is told to this question again, if anything is."""
        if not _is_possible(turn):
            return None
        since = self._clock() - self._kept_milliseconds
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._store.find(
                    turn, self._digest(turn), since=since, is_first_only=not stands_alone(turn.question)
                )
        except (StorageUnavailable, TimeoutError):
            return None

    async def keep(self, turn: Turn) -> None:
        """The answer of this turn is about to be whole. It is told again once it is stored as such."""
        if not _is_possible(turn):
            return
        now = self._clock()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._store.keep(turn, self._digest(turn), now=now, since=now - self._kept_milliseconds)
        except (StorageUnavailable, TimeoutError):
            log.warning("an answer was not kept", extra={"turn_id": turn.id})

    def _digest(self, turn: Turn) -> str:
        # Case and punctuation count: "IT" is not "it".
        said = " ".join(unicodedata.normalize("NFC", turn.question).split())
        return hashlib.sha256(f"{turn.organization_id}\x00{self._recipe}\x00{said}".encode()).hexdigest()


def _is_possible(turn: Turn) -> bool:
    """Whether an answer to these words could be anybody's: who says "I" is told what is remembered of them."""
    return len(turn.question) <= MAX_QUESTION_CHARACTERS and not speaks_of_oneself(turn.question)
