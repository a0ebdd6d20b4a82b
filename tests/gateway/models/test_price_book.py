"""The price book: what is known, what goes before it, and that nothing is ever guessed."""

from pathlib import Path

import pytest
from genai_prices.data import providers

from gateway.chat.spending import Cost
from gateway.models import price_book
from gateway.models.price_book import LIST_VERSION, OwnPrices, PriceBook, PricesUnusable, read_own_prices
from shared.events import LlmCalled
from shared.models import DEFAULT_MODEL
from shared.providers import PROVIDERS, provider_of
from tests.requirements import requirement


def called(model: str = DEFAULT_MODEL, provider: str | None = "cloudflare", **more: int) -> LlmCalled:
    """A call of a thousand tokens and a hundred."""
    tokens = {"input_tokens": 1_000, "output_tokens": 100, **more}
    return LlmCalled.model_validate(
        {"call_id": "l", "agent": "a", "model": model, "provider": provider, "duration_ms": 1, **tokens}
    )


OWN = OwnPrices.model_validate_json(
    """{"version": "own 7", "models": [
        {"model": "house/llama", "input": "0.30", "output": "1.5", "cached_input": "0.03", "window": 8192},
        {"model": "house/llama", "provider": "dear", "input": 3, "output": 15},
        {"model": "house/free", "input": 0, "output": 0},
        {"model": "house/seen", "window": 4096}]}"""
)


@requirement("usage")
def test_a_listed_model_costs_what_its_provider_asks() -> None:
    # $0.293 and $2.253 for a million tokens (developers.cloudflare.com/workers-ai/platform/pricing).
    assert PriceBook().cost(called()) == Cost(518, LIST_VERSION)
    assert PriceBook().window("cloudflare", DEFAULT_MODEL) == 24_000


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("simulator/analyst", "127.0.0.1"),
        # The same weights on a machine of one's own, or behind a host whose name only looks like a provider's.
        (DEFAULT_MODEL, "127.0.0.1"),
        ("gpt-4o", "openai.internal"),
        ("gpt-4o", None),
        ("no such model", "openai"),
        ("", "openai"),
    ],
)
@requirement("usage")
def test_what_nobody_knows_has_no_price(model: str, provider: str | None) -> None:
    assert PriceBook().cost(called(model, provider)) is None
    assert PriceBook().window(provider, model) is None


@requirement("usage")
def test_prices_of_ones_own_go_before_the_list() -> None:
    book = PriceBook(OWN)
    own = OwnPrices(version="2", models=OWN.models[:1])

    assert book.cost(called("house/llama", "127.0.0.1")) == Cost(450, "own 7")
    assert book.cost(called("house/llama", "dear")) == Cost(4_500, "own 7")
    assert book.cost(called("house/llama", None, cached_tokens=500)) == Cost(315, "own 7")
    # Free is a price; to know only the window of a model is none.
    assert book.cost(called("house/free")) == Cost(0, "own 7")
    assert book.cost(called("house/seen")) is None
    assert [book.window(None, model) for model in ("house/llama", "house/seen", "house/free")] == [8_192, 4_096, None]
    assert PriceBook(own).cost(called()) == Cost(518, LIST_VERSION)


def test_tokens_from_the_providers_cache_cost_what_it_asks_for_them() -> None:
    # gpt-4o: $2.50, $1.25 from the cache, $10.
    assert PriceBook().cost(called("gpt-4o", "openai")) == Cost(3_500, LIST_VERSION)
    assert PriceBook().cost(called("gpt-4o", "openai", cached_tokens=400)) == Cost(3_000, LIST_VERSION)


@requirement("usage")
def test_a_broken_list_is_no_price_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(price_book, "calc_price", broken)
    assert PriceBook().cost(called()) is None
    assert PriceBook().window("cloudflare", DEFAULT_MODEL) is None
    assert "could not be priced" in caplog.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing", "Invalid JSON"),
        ('{"models": []}', "version"),
        ('{"version": "1", "models": [{"model": "m", "input": -1}]}', "models.0.input"),
        ('{"version": "1", "models": [{"model": "m", "input": "NaN"}]}', "models.0.input"),
        ('{"version": "1", "models": [{"model": "m", "price": 1}]}', "models.0.price"),
    ],
)
def test_a_file_that_is_no_price_list_is_refused_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "prices.json"
    file.write_text(text)
    with pytest.raises(PricesUnusable) as refused:
        read_own_prices(file)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PricesUnusable, match="cannot be read"):
        read_own_prices(tmp_path / "none.json")


def test_providers_are_called_as_the_list_calls_them() -> None:
    assert set(PROVIDERS.values()) <= {provider.id for provider in providers}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.cloudflare.com/client/v4/accounts/a/ai/v1", "cloudflare"),
        ("https://API.OpenAI.com/v1", "openai"),
        ("https://house.openai.azure.com/openai/v1", "azure"),
        ("https://api.openai.com.evil.example/v1", "api.openai.com.evil.example"),
        ("https://notapi.openai.com/v1", "notapi.openai.com"),
        ("http://127.0.0.1:11434/v1", "127.0.0.1"),
        ("nonsense", "unknown"),
    ],
)
def test_a_provider_is_known_by_its_host(url: str, name: str) -> None:
    assert provider_of(url) == name
