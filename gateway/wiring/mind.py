"""What decides, remembers and does small jobs, as far as there is a model for it."""

import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from gateway.chat.asked_vectors import AskedVectors
from gateway.chat.context import Context
from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.kept_answers import KeptAnswers
from gateway.chat.learning import Learning
from gateway.chat.memory_service import MemoryService
from gateway.chat.mind.mind import Mind
from gateway.chat.own_answers import OwnAnswers
from gateway.chat.ports.mind import Embedder
from gateway.chat.recall import Recall
from gateway.chat.window import Window
from gateway.models.bounded_embedder import BoundedEmbedder
from gateway.models.endpoint_embedder import EndpointEmbedder, open_embeddings_client
from gateway.models.fact_finder import ModelFactFinder
from gateway.models.judge import ModelJudge
from gateway.models.metered import Metered
from gateway.models.model import Model, open_model_client
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.own_call import INSTRUCTION, MAX_TOKENS
from gateway.models.providers import Providers
from gateway.models.responder import ModelResponder, open_responder_client
from gateway.models.small_jobs import SmallJobs
from gateway.models.summaries import Summaries
from gateway.models.weights import read_classifier
from gateway.settings import GatewaySettings
from gateway.storage.checkpoints import SqliteCheckpoints
from gateway.storage.database import Database
from gateway.storage.kept_answers import SqliteKeptAnswers
from gateway.storage.learning import SqliteLearning
from gateway.storage.memories import SqliteMemories
from gateway.storage.recollections import SqliteRecollections
from gateway.storage.suggestions import SqliteSuggestions
from gateway.storage.usage import SqliteUsage
from gateway.wiring.clock import clock
from shared.providers import Provider

log = logging.getLogger(__name__)


def providers_of(settings: GatewaySettings) -> Providers | None:
    """Who runs the gateway's own model, where one is set."""
    if settings.llm_base_url is None:
        return None
    first = Provider(base_url=str(settings.llm_base_url), api_key=settings.llm_api_key, byok=settings.llm_byok)
    return Providers((first, *settings.llm_fallbacks), model=settings.llm_model)


@asynccontextmanager
async def open_mind(
    settings: GatewaySettings,
    providers: Providers | None,
    embedder: Embedder | None,
    usage: SqliteUsage,
    asked: AskedVectors,
) -> AsyncGenerator[Mind]:
    """What decides about questions; a model helps where one is set and the classifiers are not sure."""
    levels, agents = read_classifier("levels"), read_classifier("agents")
    is_tool_first = settings.tool_first_enabled
    if providers is None or not settings.assessment_enabled:
        yield Mind(levels=levels, agents=agents, embedder=embedder, asked=asked, is_tool_first=is_tool_first)
        return
    # A client of its own: titles and memories must not stand in the way of an answer.
    async with open_model_client() as client:
        judge = ModelJudge(Metered(Model(client, providers), usage))
        yield Mind(
            levels=levels, agents=agents, embedder=embedder, judge=judge, asked=asked, is_tool_first=is_tool_first
        )


def kept_answers_of(settings: GatewaySettings, database: Database, providers: Providers | None) -> KeptAnswers | None:
    """Which answers of the gateway's own model are told again, where that is switched on."""
    if providers is None or not settings.assessment_enabled or settings.kept_answer_seconds == 0:
        return None
    return KeptAnswers(
        SqliteKeptAnswers(database, most=settings.kept_answers),
        clock,
        recipe="\n".join((INSTRUCTION, str(MAX_TOKENS), *providers.names)),
        seconds=settings.kept_answer_seconds,
    )


@asynccontextmanager
async def open_own_answers(
    settings: GatewaySettings, providers: Providers | None, kept: KeptAnswers | None
) -> AsyncGenerator[OwnAnswers | None]:
    """What answers small talk; without it the crew does."""
    if providers is None or not settings.assessment_enabled:
        yield None
        return
    async with open_responder_client() as client:
        yield OwnAnswers(ModelResponder(client, providers), clock, kept)


@asynccontextmanager
async def open_memory(
    settings: GatewaySettings,
    database: Database,
    providers: Providers | None,
    embedder: Embedder | None,
    usage: SqliteUsage,
    asked: AskedVectors,
) -> AsyncGenerator[MemoryService]:
    """What remembers; it learns where there is a model for it."""
    async with AsyncExitStack() as stack:
        finder = None
        if providers is not None and settings.memory_enabled:
            client = await stack.enter_async_context(open_model_client())
            finder = ModelFactFinder(Metered(Model(client, providers), usage))
        recollections = SqliteRecollections(database)
        recall = Recall(recollections, embedder, seconds=settings.memory_seconds, asked=asked)
        learned = SqliteLearning(
            database, most=settings.memories_per_user, calls_per_day=settings.learning_calls_per_day
        )
        learning = Learning(learned, recollections, recall, finder=finder, embedder=embedder, clock=clock)
        await stack.enter_async_context(learning.open())
        yield MemoryService(
            SqliteMemories(database), learned, recall=recall, learning=learning, embedder=embedder, clock=clock
        )


@asynccontextmanager
async def open_small_jobs(
    providers: Providers | None,
    store: SqliteSuggestions,
    usage: SqliteUsage,
    checkpoints: SqliteCheckpoints,
    context: Context,
    window: Window,
) -> AsyncGenerator[SmallJobs | None]:
    """What writes titles and suggestions, where there is a model for it."""
    if providers is None:
        yield None
        return
    async with open_model_client() as client:
        model = Metered(Model(client, providers), usage)
        summaries = Summaries(model, context, checkpoints, window=window, clock=clock)
        small_jobs = SmallJobs(model, store, summaries)
        async with small_jobs.open():
            yield small_jobs


@asynccontextmanager
async def open_embedder(settings: GatewaySettings) -> AsyncGenerator[Embedder | None]:
    """What makes vectors of texts: an endpoint, the model in this process, or nothing, which is said once."""
    async with AsyncExitStack() as stack:
        inner: Embedder
        if settings.embeddings_base_url is not None:
            inner = EndpointEmbedder(
                await stack.enter_async_context(open_embeddings_client(settings.embedder_seconds)),
                base_url=str(settings.embeddings_base_url),
                api_key=settings.embeddings_api_key.get_secret_value(),
                model=settings.embeddings_model,
            )
        elif settings.embedder_dir is not None:
            try:
                inner = await stack.enter_async_context(open_onnx_embedder(settings.embedder_dir))
            except EmbedderUnavailable as error:
                log.warning("going on without an embedder: %s", error)
                yield None
                return
        else:
            yield None
            return
        yield BoundedEmbedder(inner, seconds=settings.embedder_seconds)
