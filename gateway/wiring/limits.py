"""What is set, as the limits of each part."""

import logging

from gateway.chat.artifacts import ArtifactLimits
from gateway.chat.attachments import UploadLimits
from gateway.chat.context import OwnModel
from gateway.chat.predicting import Models
from gateway.chat.run import TimeLimits
from gateway.chat.spending import Budgets
from gateway.chat.window import Window
from gateway.identity.grants import GrantTerms
from gateway.models.own_call import INSTRUCTION, MAX_TOKENS
from gateway.models.price_book import PriceBook, PricesUnusable, read_own_prices
from gateway.settings import GatewaySettings
from shared.ids import OrganizationId
from shared.models import DEFAULT_WINDOW_TOKENS
from shared.providers import Provider, provider_of

MOST_VERSIONS = 100

log = logging.getLogger(__name__)


def upload_limits(settings: GatewaySettings) -> UploadLimits:
    """What may wait for a question, and for how long."""
    return UploadLimits(
        max_bytes=settings.upload_max_bytes,
        per_user=settings.uploads_per_user,
        spool_bytes=settings.artifact_spool_bytes,
        kept_seconds=settings.upload_seconds,
    )


def artifact_limits(settings: GatewaySettings) -> ArtifactLimits:
    """How much of artifacts there may be."""
    return ArtifactLimits(
        max_bytes=settings.artifact_max_bytes,
        per_turn=settings.artifacts_per_turn,
        versions=MOST_VERSIONS,
        spool_bytes=settings.artifact_spool_bytes,
    )


def price_book_of(settings: GatewaySettings) -> PriceBook:
    """The prices. Answers come without those of one's own; where budgets are kept by them, raises PricesUnusable."""
    if settings.prices_file is None:
        return PriceBook()
    try:
        return PriceBook(read_own_prices(settings.prices_file))
    except PricesUnusable as error:
        if settings.organization_budget_micros is not None or settings.organization_budgets:
            raise
        log.warning("going on without prices of our own: %s", error)
        return PriceBook(is_whole=False)


def window_of(settings: GatewaySettings, prices: PriceBook, model: str | None) -> Window:
    """The window of a model: as is configured, as the price book knows it at the provider, or the default."""
    provider = None if settings.llm_base_url is None else provider_of(str(settings.llm_base_url))
    tokens = settings.llm_context_window or prices.window(provider, model or settings.llm_model)
    return Window(tokens or DEFAULT_WINDOW_TOKENS, settings.llm_max_tokens)


def own_model(settings: GatewaySettings, prices: PriceBook) -> OwnModel | None:
    """The gateway's own model, in a window that every one of its providers has; None where there is no model."""
    if settings.llm_base_url is None:
        return None
    first = Provider(base_url=str(settings.llm_base_url))
    tokens = settings.llm_context_window or min(
        prices.window(provider.name, provider.model or settings.llm_model) or DEFAULT_WINDOW_TOKENS
        for provider in (first, *settings.llm_fallbacks)
    )
    return OwnModel(Window(tokens, MAX_TOKENS), INSTRUCTION)


def models_of(settings: GatewaySettings) -> Models:
    """Whose prices an answer has: of the gateway's model, at its first provider."""
    provider = None if settings.llm_base_url is None else provider_of(str(settings.llm_base_url))
    return Models(settings.llm_model, provider, INSTRUCTION)


def budgets_of(settings: GatewaySettings) -> Budgets:
    """What organizations may spend."""
    return Budgets(
        settings.organization_budget_micros,
        {OrganizationId(name): limit for name, limit in settings.organization_budgets.items()},
        settings.budget_reserve_micros,
    )


def grant_terms(settings: GatewaySettings) -> GrantTerms:
    """What a run may call back for."""
    return GrantTerms(
        requests=settings.tool_requests,
        pages=settings.tool_pages,
        bytes=settings.tool_bytes,
        lifetime_seconds=settings.turn_seconds,
    )


def time_limits(settings: GatewaySettings) -> TimeLimits:
    """How long the steps of a turn may take."""
    return TimeLimits(
        queue=settings.queue_seconds,
        first_token=settings.first_token_seconds,
        silence=settings.silence_seconds,
        turn=settings.turn_seconds,
        lease=settings.lease_seconds,
        log=settings.event_log_seconds,
    )
