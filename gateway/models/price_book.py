"""What models cost and how much they can read: the list of genai-prices, and a file of one's own that goes before it.

A call is priced by the model that answered, at the provider that ran it. A machine of one's own, or a model that nobody
knows, has no price until the file gives it one.
"""

import logging
from decimal import ROUND_HALF_EVEN, Decimal
from importlib.metadata import version
from pathlib import Path

from genai_prices import Usage, calc_price
from genai_prices.types import PriceCalculation
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.chat.spending import Cost
from shared.events import LlmCalled

LIST_VERSION = f"genai-prices {version('genai-prices')}"
MICROS = 1_000_000
# To look up what a model can read nothing need be used.
NOTHING = Usage(input_tokens=0, output_tokens=0)

log = logging.getLogger(__name__)


class PricesUnusable(Exception):
    """The file of prices cannot be read; `str()` says why in one line."""


class OwnPrice(BaseModel):
    """The price of a model: US dollars for a million tokens, which is micro-dollars for one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    model: str = Field(min_length=1)
    provider: str | None = Field(default=None, description="at this provider only")
    input: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    output: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    cached_input: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    window: int | None = Field(default=None, ge=1, description="tokens that it can read and write together")


class OwnPrices(BaseModel):
    """The file: a version of one's own and a list of models."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str = Field(min_length=1, max_length=64)
    models: tuple[OwnPrice, ...]


class PriceBook:
    """The port `PriceBook`."""

    def __init__(self, own: OwnPrices | None = None, *, is_whole: bool = True) -> None:
        """`is_whole` is false where there should be prices of one's own and they could not be read."""
        self.is_whole = is_whole
        self._own_version = "" if own is None else own.version
        self._own = {(price.provider, price.model): price for price in (own.models if own is not None else ())}

    def cost(self, call: LlmCalled) -> Cost | None:
        """The cost of a call, None when it is not known. Never raises: an answer does not end over its price."""
        try:
            return self._cost(call)
        except Exception:
            # The boundary of somebody else's list and arithmetic.
            log.exception("a model call could not be priced")
            return None

    def window(self, provider: str | None, model: str) -> int | None:
        """How many tokens a model can read and write together, if that is known."""
        own = self._own_price(provider, model)
        if own is not None and own.window is not None:
            return own.window
        try:
            listed = _listed(provider, model, NOTHING)
        except Exception:
            log.exception("a model could not be looked up")
            return None
        return None if listed is None else listed.model.context_window

    def _cost(self, call: LlmCalled) -> Cost | None:
        own = self._own_price(call.provider, call.model)
        if own is not None and own.input is not None and own.output is not None:
            return Cost(_own_micros(own, call, own.input, own.output), self._own_version)
        usage = Usage(
            input_tokens=call.input_tokens,
            output_tokens=call.output_tokens,
            **({} if not call.cached_tokens else {"cache_read_tokens": call.cached_tokens}),
        )
        listed = _listed(call.provider, call.model, usage)
        return None if listed is None else Cost(_whole(listed.total_price * MICROS), LIST_VERSION)

    def _own_price(self, provider: str | None, model: str) -> OwnPrice | None:
        return self._own.get((provider, model)) or self._own.get((None, model))


def read_own_prices(file: Path) -> OwnPrices:
    """Raises PricesUnusable."""
    try:
        return OwnPrices.model_validate_json(file.read_bytes())
    except OSError as error:
        raise PricesUnusable(f"PRICES_FILE: {file} cannot be read ({error.strerror})") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise PricesUnusable(f"PRICES_FILE: {file}: {place}: {first['msg']}") from None


def _own_micros(own: OwnPrice, call: LlmCalled, read: Decimal, written: Decimal) -> int:
    cached = call.cached_tokens or 0
    from_cache = read if own.cached_input is None else own.cached_input
    return _whole(read * (call.input_tokens - cached) + from_cache * cached + written * call.output_tokens)


def _listed(provider: str | None, model: str, usage: Usage) -> PriceCalculation | None:
    """What the list says; nothing for a provider that it only guesses."""
    if provider is None:
        return None
    try:
        found = calc_price(usage, model, provider_id=provider)
    except LookupError:
        return None
    return found if found.provider.id == provider else None


def _whole(micros: Decimal) -> int:
    return int(micros.quantize(Decimal(1), ROUND_HALF_EVEN))
