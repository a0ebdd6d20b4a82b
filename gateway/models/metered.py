"""The gateway's model with its bill: each call is written down with the turn that it was made for, however it ends."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from gateway.chat.errors import StorageUnavailable
from gateway.chat.model import Turn
from gateway.chat.ports.spending import UsageLedger
from gateway.models.model import Model, ModelFailed, Written
from shared.events import LlmCalled


class Metered:
    """Asks a model and writes down what that used."""

    def __init__(self, model: Model, usage: UsageLedger) -> None:
        self._model = model
        self._usage = usage

    def patience(self, seconds: float) -> float:
        """See `Model.patience`."""
        return self._model.patience(seconds)

    async def write(
        self,
        turn: Turn,
        instructions: str,
        material: str,
        *,
        max_tokens: int,
        job: str,
        seconds: float | None = None,
    ) -> Written:
        """See `Model.write`. Raises ModelFailed, StorageUnavailable."""
        try:
            written = await self._model.write(
                instructions,
                material,
                max_tokens=max_tokens,
                job=job,
                seconds=seconds,
                on_cut=partial(self._record_cut, turn),
            )
        except ModelFailed as failure:
            await self._record(turn, [*failure.earlier, failure.call])
            raise
        await self._record(turn, [*written.earlier, written.call])
        return written

    async def _record(self, turn: Turn, calls: Sequence[LlmCalled]) -> None:
        for call in calls:
            await self._usage.record(turn, call)

    async def _record_cut(self, turn: Turn, calls: Sequence[LlmCalled]) -> None:
        # Whoever cut it does not wait for a store that cannot be used.
        with suppress(StorageUnavailable):
            await self._record(turn, calls)
