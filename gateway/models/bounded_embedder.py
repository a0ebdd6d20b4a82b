"""An embedder that nobody waits for: so many milliseconds, then it is as if there were none.

After failures in a row it is left alone for a moment, so that each turn does not pay for the same outage again. The log
hears of trouble once, and once of its end.
"""

import asyncio
import logging
from collections.abc import Sequence

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.ports.mind import Embedder
from gateway.chat.vectors import Vector

MAX_TEXTS = 64
FAILURES = 3
REST_SECONDS = 10.0

log = logging.getLogger(__name__)


class BoundedEmbedder:
    """The port `Embedder` around another one."""

    def __init__(self, inner: Embedder, *, seconds: float) -> None:
        self._inner = inner
        self._seconds = seconds
        self._failures = 0
        self._rests_until = 0.0

    @property
    def name(self) -> str:
        return self._inner.name

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        if len(texts) > MAX_TEXTS:
            raise ValueError(f"more than {MAX_TEXTS} texts at once")
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            raise EmbedderUnavailable("the embedder failed a moment ago")
        try:
            async with asyncio.timeout(self._seconds):
                vectors = await self._inner.embed(texts)
        except TimeoutError:
            self._note_failure(f"no answer within {self._seconds:g} s")
            raise EmbedderUnavailable("the embedder took too long") from None
        except EmbedderUnavailable as error:
            self._note_failure(str(error))
            raise
        if self._failures >= FAILURES:
            log.info("the embedder answers again")
        self._failures = 0
        return vectors

    def _note_failure(self, reason: str) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = asyncio.get_running_loop().time() + REST_SECONDS
        if self._failures == FAILURES:
            log.warning("the embedder is left alone for a while: %s", reason)
