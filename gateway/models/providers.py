"""The gateway's model at the first of its providers that works, each with a breaker of its own."""

import time
from collections.abc import Sequence
from dataclasses import replace

from gateway.models.model import Model, ModelFailed, Written
from shared.breaker import Breaker
from shared.events import LlmCalled


class Providers:
    """Asks as one `Model` does. An answer is whole or it is none, so the next one may be asked after any failure."""

    def __init__(self, models: Sequence[Model]) -> None:
        """`models` in the order in which they are asked."""
        self._models = [(model, Breaker()) for model in models]

    async def write(
        self, instructions: str, material: str, *, max_tokens: int, job: str, seconds: float | None = None
    ) -> Written:
        """See `Model.write`; each is given the same patience. Raises ModelFailed."""
        now = time.monotonic()
        willing = [pair for pair in self._models if pair[1].lets_through(now)]
        failed: list[str] = []
        used: list[LlmCalled] = []
        failure = ModelFailed("There is no model.")
        # When all are left alone, the one that should answer is asked all the same.
        for model, breaker in willing or self._models[:1]:
            try:
                written = await model.write(instructions, material, max_tokens=max_tokens, job=job, seconds=seconds)
            except ModelFailed as error:
                breaker.note_failure(time.monotonic())
                failed.append(model.provider)
                used += [error.call] if error.call is not None else []
                failure = error
            else:
                breaker.note_success()
                call = written.call.model_copy(update={"failed_providers": tuple(failed) or None})
                return replace(written, call=call, earlier=tuple(used))
        failure.earlier = tuple(used[:-1]) if failure.call is not None else tuple(used)
        raise failure
