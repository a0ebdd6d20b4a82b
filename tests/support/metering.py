"""A meter for stores of tests, by a price list of their own: a millionth for each token."""

from gateway.chat.spending import Cost, Meter
from shared.events import LlmCalled

PRICE_BOOK = "tests 1"


def cost(call: LlmCalled) -> Cost | None:
    """A token costs a millionth, at a model whose price is known."""
    return None if call.model == "unpriced" else Cost(call.input_tokens + call.output_tokens, PRICE_BOOK)


def meter(at: int = 1_000_000) -> Meter:
    """A meter whose calls all end at that time."""
    return Meter(cost, lambda: at)
