"""The gateway's model with its bill: each call is written down with the turn that it was made for, however it ends."""

from gateway.chat.model import Turn
from gateway.chat.ports import UsageLedger
from gateway.models.model import Model, ModelFailed, Written


class Metered:
    """Asks a model and writes down what that used."""

    def __init__(self, model: Model, usage: UsageLedger) -> None:
        self._model = model
        self._usage = usage

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
            written = await self._model.write(instructions, material, max_tokens=max_tokens, job=job, seconds=seconds)
        except ModelFailed as failure:
            if failure.call is not None:
                await self._usage.record(turn, failure.call)
            raise
        await self._usage.record(turn, written.call)
        return written
