"""Who runs the gateway's model: endpoints in the order in which they are asked, each with a breaker of its own."""

import time
from collections.abc import Iterator, Sequence

from shared.breaker import Breaker, willing
from shared.providers import Provider


class Endpoint:
    """One of them: where it is asked, for which model, and how it fared lately."""

    def __init__(self, provider: Provider, model: str) -> None:
        """`model` is asked for where the provider has no other."""
        key = provider.api_key.get_secret_value()
        self.url = f"{provider.base_url.rstrip('/')}/chat/completions"
        self.headers = {"authorization": f"Bearer {key}"} if key else {}
        self.model = provider.model or model
        self.provider = provider.name
        # As the usage has it: said only where it is so.
        self.byok = provider.byok or None
        self.breaker = Breaker()

    def note_success(self) -> None:
        """It has answered."""
        self.breaker.note_success()

    def note_failure(self) -> None:
        """It has not, and the request was not at fault."""
        self.breaker.note_failure(time.monotonic())


class Providers:
    """All of them. What asks the model for whatever purpose shares them: one learns from how another fared."""

    def __init__(self, providers: Sequence[Provider], *, model: str) -> None:
        self._endpoints = [Endpoint(provider, model) for provider in providers]

    @property
    def names(self) -> tuple[str, ...]:
        """Where each is asked, and for which model."""
        return tuple(f"{endpoint.url} {endpoint.model}" for endpoint in self._endpoints)

    def willing(self) -> Iterator[Endpoint]:
        """Those to be asked, one after the other until one answers."""
        return willing(self._endpoints, time.monotonic)
