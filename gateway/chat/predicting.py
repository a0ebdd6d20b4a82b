"""Say what an answer would cost: what the organization's last ones of its kind did, else what its prompts would."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.chat.mind.decision import Decision
from gateway.chat.model import Principal
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.spending import PriceBook, UsageLedger
from gateway.chat.prediction import Prediction, Step, alike, of_the_past, steps_of
from shared.agents import AgentSpec
from shared.events import LlmCalled
from shared.models import DEFAULT_WINDOW_TOKENS

PAST_MILLISECONDS = 30 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Models:
    """Which model everybody asks who names no other, at which provider; and what the gateway's own reads first."""

    model: str
    provider: str | None
    instruction: str


class Predicting:
    """Asks the ledger and the price book; no model."""

    def __init__(self, ledger: UsageLedger, prices: PriceBook, models: Models, clock: Clock) -> None:
        self._ledger = ledger
        self._prices = prices
        self._models = models
        self._clock = clock

    async def predict(
        self,
        principal: Principal,
        decision: Decision | None,
        agents: Sequence[AgentSpec],
        *,
        synthesiser: AgentSpec,
        told: int,
    ) -> Prediction:
        """What an answer of these agents (nobody: of the gateway itself) would cost; `told` as for `steps_of`."""
        past = await self._ledger.past(principal, alike(decision), since=self._clock() - PAST_MILLISECONDS)
        if (found := of_the_past(past)) is not None:
            return found
        return self._estimated(
            steps_of(
                agents,
                synthesiser,
                told,
                instruction=self._models.instruction,
                begins_with_calls=decision is not None and bool(decision.first_calls),
            )
        )

    def _estimated(self, steps: Sequence[Step]) -> Prediction:
        calls = [self._call(step) for step in steps]
        costs = [self._prices.cost(call) for call in calls]
        known = [cost for cost in costs if cost is not None]
        is_known = len(known) == len(costs)
        return Prediction(
            micros=sum(cost.micros for cost in known) if is_known else None,
            basis="estimate",
            input_tokens=sum(call.input_tokens for call in calls),
            output_tokens=sum(call.output_tokens for call in calls),
            price_book=known[0].price_book if is_known else None,
        )

    def _call(self, step: Step) -> LlmCalled:
        model, provider = step.model or self._models.model, self._models.provider
        # What does not fit is shortened or left out.
        most = self._prices.window(provider, model) or DEFAULT_WINDOW_TOKENS
        return LlmCalled(
            call_id="",
            agent=step.agent,
            model=model,
            provider=provider,
            input_tokens=min(step.input_tokens, most),
            output_tokens=step.output_tokens,
            duration_ms=0,
        )
