"""Which adapter stands behind which port. Everything that is opened here is closed here, in reverse order."""

import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx

from gateway.agents.declaration import FOLDER, read_roster
from gateway.api.large_bodies import LargeBodies
from gateway.api.open_streams import OpenStreams
from gateway.api.panel import FOLDER as PANEL_FOLDER
from gateway.api.panel import read_bundle
from gateway.api.services import InternalServices, PublicServices, Readiness
from gateway.api.shared_reads import SharedReads
from gateway.chat.access import CHAT, SCOPES, Action
from gateway.chat.agents import Agents
from gateway.chat.approvals import Approvals
from gateway.chat.artifact_service import ArtifactService
from gateway.chat.artifacts import ArtifactLimits
from gateway.chat.attachments import UploadLimits
from gateway.chat.comparison import Comparison
from gateway.chat.considering import Considering
from gateway.chat.context import Context
from gateway.chat.cut_off import CutOff
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.erasure import Erasures
from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.explaining import Explaining
from gateway.chat.feed import Feeds
from gateway.chat.inline_images import ImageKeeper
from gateway.chat.learning import Learning
from gateway.chat.memory_service import MemoryService
from gateway.chat.mind.mind import Mind
from gateway.chat.model import Principal
from gateway.chat.object_outbox import ObjectOutbox
from gateway.chat.object_sweeper import ObjectSweeper
from gateway.chat.opinions import Opinions
from gateway.chat.pool import Pool
from gateway.chat.ports.artifacts import Objects
from gateway.chat.ports.mind import Embedder, Responder
from gateway.chat.queue import QueueLimits
from gateway.chat.recall import Recall
from gateway.chat.retention import Retention
from gateway.chat.run import RunPorts, TimeLimits
from gateway.chat.scaling import Scaling
from gateway.chat.service import ChatPorts, ChatService
from gateway.chat.sharing import ShareLimits, Sharing
from gateway.chat.spending import Budgets, Meter
from gateway.chat.transfers import Transfers
from gateway.chat.uploads import Uploads
from gateway.chat.window import Window
from gateway.crews.crew import HttpCrew, open_worker_client
from gateway.crews.local_launcher import LocalLauncher
from gateway.crews.registry import Registry
from gateway.crews.scaler import Scaler
from gateway.crews.supervisord import Supervisord
from gateway.identity.api_keys import ApiKeys
from gateway.identity.front_door import FrontDoor
from gateway.identity.grants import Grants, GrantTerms
from gateway.identity.issuer_keys import known_keys, open_issuer_keys
from gateway.identity.local_key import keep_local_key
from gateway.identity.secrets import is_same
from gateway.identity.share_tokens import ShareTokens
from gateway.identity.tokens import CLERK, CROW, TokenRules, Tokens
from gateway.identity.worker_tokens import WorkerTokens
from gateway.models.bounded_embedder import BoundedEmbedder
from gateway.models.endpoint_embedder import EndpointEmbedder, open_embeddings_client
from gateway.models.fact_finder import ModelFactFinder
from gateway.models.judge import ModelJudge
from gateway.models.metered import Metered
from gateway.models.model import Model, open_model_client
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.price_book import PriceBook, read_own_prices
from gateway.models.providers import Providers
from gateway.models.responder import ModelResponder, open_responder_client
from gateway.models.small_jobs import SmallJobs
from gateway.models.summaries import Summaries
from gateway.models.weights import read_classifier
from gateway.objects.folder import FolderObjects
from gateway.pictures.charts import open_charts
from gateway.pictures.images import open_images
from gateway.platform.facade import Facade
from gateway.platform.fresh_answers import open_fresh_answers
from gateway.platform.ledger import open_ledger
from gateway.platform.upstream import Platform, open_platform_client
from gateway.settings import GatewaySettings
from gateway.storage.acceptance import SqliteAcceptance
from gateway.storage.agent_switches import SqliteAgentSwitches
from gateway.storage.artifacts import SqliteArtifacts
from gateway.storage.audit import SqliteAudit
from gateway.storage.ballast import MEGABYTE, Ballast
from gateway.storage.branches import SqliteBranches
from gateway.storage.checkpoints import SqliteCheckpoints
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import Database, open_database
from gateway.storage.decisions import SqliteDecisions
from gateway.storage.erasure import SqliteErasure
from gateway.storage.event_log import SqliteEventLog
from gateway.storage.exports import SqliteExports
from gateway.storage.feedback import SqliteFeedbackNotes
from gateway.storage.grants import SqliteGrants
from gateway.storage.history import SqliteHistory
from gateway.storage.imports import SqliteImports
from gateway.storage.learning import SqliteLearning
from gateway.storage.leases import SqliteLeases
from gateway.storage.memories import SqliteMemories
from gateway.storage.name_lock import hold_name
from gateway.storage.object_ledger import SqliteObjectLedger
from gateway.storage.queue import SqliteQueue
from gateway.storage.recollections import SqliteRecollections
from gateway.storage.retention import SqliteRetention
from gateway.storage.search import SqliteSearch
from gateway.storage.search_purge import SearchPurge
from gateway.storage.sessions import SqliteSessions
from gateway.storage.shares import SqliteShares
from gateway.storage.stops import SqliteStops
from gateway.storage.suggestions import SqliteSuggestions
from gateway.storage.tool_calls import SqliteToolCalls
from gateway.storage.turns import SqliteTurns
from gateway.storage.uploads import SqliteUploads
from gateway.storage.usage import SqliteUsage
from gateway.storage.votes import SqliteVotes
from gateway.storage.workers import SqliteWorkers
from shared.ids import OrganizationId, UserId
from shared.models import DEFAULT_WINDOW_TOKENS
from shared.providers import Provider, provider_of

log = logging.getLogger(__name__)

MOST_SLOTS_PER_WORKER = 64
# A key of one installation is recognised as wrong in another.
KEY_WORDS = {"dev": "dev", "test": "test", "production": "live"}
MOST_VERSIONS = 100
RETENTION_SECONDS = 3_600.0
# How much longer an artifact may be as JSON, where each of its characters is escaped.
ENCODED = 6
ENVELOPE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Gateway:
    """What the process needs of the inside: services for each listener, and how to leave."""

    public: PublicServices
    internal: InternalServices
    drain: Callable[[float], Awaitable[None]]
    issue_key: Callable[[Principal], Awaitable[str]]


@asynccontextmanager
async def open_gateway(settings: GatewaySettings) -> AsyncGenerator[Gateway]:
    """Open the store, recover open turns, start dispatching. Leaving interrupts running turns and closes all."""
    prices = PriceBook(None if settings.prices_file is None else read_own_prices(settings.prices_file))
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_name(settings.data_dir, settings.gateway_name))
        ballast = Ballast(settings.data_dir, min_free_bytes=settings.min_free_megabytes * MEGABYTE)
        ballast.keep()
        database = await stack.enter_async_context(
            open_database(settings.database_file, settings.database_durability, ballast)
        )
        pepper = settings.key_pepper.get_secret_value().encode()
        credentials = SqliteCredentials(database)
        api_keys = ApiKeys(credentials, pepper, clock, environment=KEY_WORDS[settings.environment])
        await stack.enter_async_context(api_keys.open())
        audit = SqliteAudit(database)
        front_door = FrontDoor(api_keys, await stack.enter_async_context(open_tokens(settings)), proxy_key(settings))
        if settings.local_organization_id is not None:
            local = Principal(OrganizationId(settings.local_organization_id), UserId(settings.local_user_id), "admin")
            await keep_local_key(api_keys, local, settings.local_key_file)
        worker_client = await stack.enter_async_context(
            open_worker_client(max_runs=settings.crew_max_instances * MOST_SLOTS_PER_WORKER)
        )
        platform_client = await stack.enter_async_context(open_platform_client(str(settings.api_gateway_url)))
        fresh = await stack.enter_async_context(open_fresh_answers(seconds=settings.platform_cache_seconds))
        stored_grants = SqliteGrants(database)
        facade = Facade(
            Platform(platform_client, settings.internal_gateway_key.get_secret_value()),
            fresh,
            stored_grants,
            clock,
            unknown_may_read=settings.unknown_users_may_read,
        )
        ledger = await stack.enter_async_context(open_ledger(facade, SqliteToolCalls(database)))
        owner = settings.gateway_name
        agents = Agents(read_roster(settings.agents_dir or FOLDER), SqliteAgentSwitches(database), clock)
        event_log, feeds, history = SqliteEventLog(database), Feeds(), SqliteHistory(database)
        share_tokens = ShareTokens(pepper)
        imports = SqliteImports(database, ballast, owner)
        await imports.abandon_unfinished()
        workers = SqliteWorkers(database, max_workers=settings.crew_max_instances)
        meter = Meter(prices.cost, clock)
        usage = SqliteUsage(database, meter)
        budgets = budgets_of(settings)
        checkpoints = SqliteCheckpoints(database)
        context = Context(checkpoints, agents, partial(window_of, settings, prices))
        queue = SqliteQueue(
            database,
            meter,
            owner=owner,
            organization_share=settings.organization_share,
            considers=settings.assessment_enabled,
            responds=settings.assessment_enabled and settings.llm_base_url is not None,
        )
        worker_key = settings.worker_key.get_secret_value()
        tokens = WorkerTokens(pepper)
        launcher = local_launcher(settings, workers)
        crew = HttpCrew(worker_client, worker_key)
        cut_off = CutOff(crew, workers, launcher, clock)
        await stack.enter_async_context(cut_off.open())
        grants = Grants(stored_grants, pepper, grant_terms(settings), clock, on_over=cut_off.note)
        objects = await stack.enter_async_context(open_objects(settings))
        object_ledger = SqliteObjectLedger(database)
        object_outbox = ObjectOutbox(object_ledger, objects, clock)
        await stack.enter_async_context(object_outbox.open())
        sweeper = ObjectSweeper(
            object_ledger,
            objects,
            clock,
            every_seconds=settings.artifact_sweep_seconds,
            kept_days=settings.artifact_retention_days,
        )
        await stack.enter_async_context(sweeper.open())
        root = await object_ledger.root()
        images = await stack.enter_async_context(open_images())
        artifact_store = SqliteArtifacts(database, ballast)
        upload_store = SqliteUploads(database, ballast)
        uploads = Uploads(
            upload_store,
            images,
            root=root,
            limits=upload_limits(settings),
            clock=clock,
            on_attached=object_outbox.wake,
        )
        await stack.enter_async_context(uploads.open())
        artifacts = ArtifactService(
            artifact_store,
            objects,
            await stack.enter_async_context(open_charts()),
            upload_store,
            root=root,
            limits=artifact_limits(settings),
            clock=clock,
            on_change=object_outbox.wake,
            link_seconds=settings.s3_link_seconds,
        )
        suggestions = SqliteSuggestions(database)
        embedder = await stack.enter_async_context(open_embedder(settings))
        memory = await stack.enter_async_context(open_memory(settings, database, embedder, usage))
        turns, decisions = SqliteTurns(database, meter), SqliteDecisions(database)
        considering = Considering(
            await stack.enter_async_context(open_mind(settings, embedder, usage)),
            decisions=decisions,
            queue=queue,
            turns=turns,
            agents=agents,
            clock=clock,
            can_respond=settings.llm_base_url is not None,
        )
        await stack.enter_async_context(considering.open())
        dispatcher = Dispatcher(
            RunPorts(
                turns=turns,
                usage=usage,
                context=context,
                queue=queue,
                workers=workers,
                crew=crew,
                launcher=launcher,
                feeds=feeds,
                clock=clock,
                limits=TimeLimits(
                    queue=settings.queue_seconds,
                    first_token=settings.first_token_seconds,
                    silence=settings.silence_seconds,
                    turn=settings.turn_seconds,
                    lease=settings.lease_seconds,
                    log=settings.event_log_seconds,
                ),
                agents=agents,
                grants=stored_grants,
                small_jobs=await stack.enter_async_context(
                    open_small_jobs(
                        settings, suggestions, usage, checkpoints, context, window_of(settings, prices, None)
                    )
                ),
                memory=memory if settings.memory_enabled else None,
                images=ImageKeeper(
                    artifact_store,
                    images,
                    root=root,
                    limits=artifact_limits(settings),
                    max_bytes=settings.upload_max_bytes,
                    clock=clock,
                    on_change=object_outbox.wake,
                ),
                decisions=decisions if settings.assessment_enabled else None,
                responder=await stack.enter_async_context(open_responder(settings)),
            ),
            leases=SqliteLeases(database, owner=owner),
            event_log=event_log,
            mint_grant=grants.mint,
            considering=considering if settings.assessment_enabled else None,
        )
        search_purge = SearchPurge(database)
        await stack.enter_async_context(search_purge.open())
        await stack.enter_async_context(dispatcher.open())
        if launcher is not None:
            scaling = Scaling(ceiling=settings.crew_max_instances, idle_seconds=settings.crew_idle_seconds)
            scaler = Scaler(launcher, scaling, workers=workers, queue=queue, clock=clock)
            await stack.enter_async_context(scaler.open())
        if settings.session_retention_days is not None:
            retention = Retention(
                SqliteRetention(database),
                clock,
                kept_days=settings.session_retention_days,
                every_seconds=RETENTION_SECONDS,
                on_change=object_outbox.wake,
            )
            await stack.enter_async_context(retention.open())
        artifact_bodies = LargeBodies(ENCODED * settings.artifact_max_bytes + ENVELOPE_BYTES)
        registry = Registry(workers, clock, token_of=tokens.token_of, on_room=dispatcher.wake)
        chat = ChatService(
            ChatPorts(
                history=history,
                acceptance=SqliteAcceptance(database, ballast),
                queue=queue,
                stops=SqliteStops(database),
                event_log=event_log,
            ),
            agents=agents,
            feeds=feeds,
            dispatcher=dispatcher,
            uploads=uploads,
            considering=considering if settings.assessment_enabled else None,
            limits=QueueLimits(settings.queue_session_limit, settings.queue_organization_limit, settings.queue_limit),
            clock=clock,
            budgets=budgets,
        )
        branches = SqliteBranches(database)
        sharing = Sharing(
            SqliteShares(database, ballast),
            history,
            mint_token=share_tokens.mint,
            digest_of=share_tokens.digest_of,
            limits=ShareLimits(settings.share_max_bytes, settings.shares_per_user),
            clock=clock,
        )
        await stack.enter_async_context(sharing.open())
        yield Gateway(
            public=PublicServices(
                chat=chat,
                comparison=Comparison(chat, branches),
                approvals=Approvals(chat, branches, event_log, clock),
                explaining=Explaining(
                    considering if settings.assessment_enabled else None,
                    agents=agents,
                    history=history,
                    queue=queue,
                    clock=clock,
                    memory=memory if settings.memory_enabled else None,
                ),
                agents=agents,
                opinions=Opinions(SqliteVotes(database), SqliteFeedbackNotes(database), clock),
                sessions=SqliteSessions(database),
                sharing=sharing,
                shared_reads=SharedReads(per_minute=settings.shared_reads_per_minute, clock=clock),
                search=SqliteSearch(database),
                authenticate=front_door.authenticate,
                note_denial=partial(note_denial, audit),
                keys=api_keys,
                audit=audit,
                erasures=Erasures(
                    SqliteErasure(database, search_purge),
                    feeds=feeds,
                    dispatcher=dispatcher,
                    clock=clock,
                    on_change=object_outbox.wake,
                    forget=facade.forget,
                ),
                suggestions=suggestions.suggestions,
                usage=usage,
                budgets=budgets,
                clock=clock,
                transfers=Transfers(SqliteExports(database), imports, clock),
                import_bodies=LargeBodies(settings.import_max_bytes),
                artifacts=artifacts,
                artifact_bodies=artifact_bodies,
                memory=memory,
                uploads=uploads,
                upload_bodies=LargeBodies(settings.upload_max_bytes),
                readiness=partial(readiness, database, workers, dispatcher),
                streams=OpenStreams(per_organization=settings.streams_per_organization, total=settings.streams_total),
                large_bodies=LargeBodies(settings.http_conversation_bytes),
                panel=read_bundle(settings.panel_dir or PANEL_FOLDER),
                pool=Pool(
                    workers,
                    queue,
                    clock,
                    operator=settings.operator,
                    ceiling=settings.crew_max_instances,
                ),
            ),
            internal=InternalServices(
                is_worker_key=partial(is_same, worker_key),
                is_worker_token=tokens.belongs,
                verify_grant=grants.verify,
                read_platform=ledger.get,
                register_worker=registry.register,
                hear_worker=registry.hear,
                make_artifact=artifacts.make,
                artifact_bodies=artifact_bodies,
            ),
            drain=dispatcher.drain,
            issue_key=partial(issue_key, api_keys),
        )


async def readiness(database: Database, workers: SqliteWorkers, dispatcher: Dispatcher) -> Readiness:
    """Ready when the store can be written and nobody has asked us to leave; the pool is only counted."""
    is_writable = await database.is_writable()
    well = (await workers.state(clock())).well if is_writable else ()
    slots, running = sum(worker.slots for worker in well), sum(worker.running for worker in well)
    return Readiness(is_writable and not dispatcher.is_draining, is_writable, len(well), slots, slots - running)


@asynccontextmanager
async def open_objects(settings: GatewaySettings) -> AsyncGenerator[Objects]:
    """Where the bytes of artifacts lie: the S3 service that is set, or a folder beside the database."""
    if settings.s3_endpoint is None:
        folder = FolderObjects(settings.objects_folder)
        folder.clear_begun()
        yield folder
        return
    # 12 MB of memory, for those who use it.
    from gateway.objects.s3 import S3Address, open_s3_objects  # noqa: PLC0415

    assert settings.s3_access_key is not None
    assert settings.s3_secret_key is not None
    address = S3Address(
        endpoint=str(settings.s3_endpoint),
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key.get_secret_value(),
    )
    async with open_s3_objects(address) as objects:
        yield objects


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


def window_of(settings: GatewaySettings, prices: PriceBook, model: str | None) -> Window:
    """The window of a model: as is configured, as the price book knows it at the provider, or the default."""
    provider = None if settings.llm_base_url is None else provider_of(str(settings.llm_base_url))
    tokens = settings.llm_context_window or prices.window(provider, model or settings.llm_model)
    return Window(tokens or DEFAULT_WINDOW_TOKENS, settings.llm_max_tokens)


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


@asynccontextmanager
async def open_mind(settings: GatewaySettings, embedder: Embedder | None, usage: SqliteUsage) -> AsyncGenerator[Mind]:
    """What decides about questions; a model helps where one is set and the classifiers are not sure."""
    levels, agents = read_classifier("levels"), read_classifier("agents")
    if settings.llm_base_url is None or not settings.assessment_enabled:
        yield Mind(levels=levels, agents=agents, embedder=embedder)
        return
    # A client of its own: titles and memories must not stand in the way of an answer.
    async with open_model_client() as client:
        judge = ModelJudge(small_model(settings, client, usage))
        yield Mind(levels=levels, agents=agents, embedder=embedder, judge=judge)


@asynccontextmanager
async def open_responder(settings: GatewaySettings) -> AsyncGenerator[Responder | None]:
    """What answers small talk; without it the crew does."""
    if settings.llm_base_url is None or not settings.assessment_enabled:
        yield None
        return
    async with open_responder_client() as client:
        yield ModelResponder(
            client,
            base_url=str(settings.llm_base_url),
            api_key=settings.llm_api_key.get_secret_value(),
            name=settings.llm_model,
        )


@asynccontextmanager
async def open_memory(
    settings: GatewaySettings, database: Database, embedder: Embedder | None, usage: SqliteUsage
) -> AsyncGenerator[MemoryService]:
    """What remembers; it learns where there is a model for it."""
    async with AsyncExitStack() as stack:
        finder = None
        if settings.llm_base_url is not None and settings.memory_enabled:
            client = await stack.enter_async_context(open_model_client())
            finder = ModelFactFinder(small_model(settings, client, usage))
        recollections = SqliteRecollections(database)
        recall = Recall(recollections, embedder, seconds=settings.memory_seconds)
        learned = SqliteLearning(database, most=settings.memories_per_user)
        learning = Learning(learned, recollections, recall, finder=finder, embedder=embedder, clock=clock)
        await stack.enter_async_context(learning.open())
        yield MemoryService(
            SqliteMemories(database), learned, recall=recall, learning=learning, embedder=embedder, clock=clock
        )


@asynccontextmanager
async def open_small_jobs(
    settings: GatewaySettings,
    store: SqliteSuggestions,
    usage: SqliteUsage,
    checkpoints: SqliteCheckpoints,
    context: Context,
    window: Window,
) -> AsyncGenerator[SmallJobs | None]:
    """What writes titles and suggestions, where there is a model for it."""
    if settings.llm_base_url is None:
        yield None
        return
    async with open_model_client() as client:
        model = small_model(settings, client, usage)
        summaries = Summaries(model, context, checkpoints, window=window, clock=clock)
        small_jobs = SmallJobs(model, store, summaries)
        async with small_jobs.open():
            yield small_jobs


def small_model(settings: GatewaySettings, client: httpx.AsyncClient, usage: SqliteUsage) -> Metered:
    """The model for small jobs, where one is set."""
    first = Provider(base_url=str(settings.llm_base_url), api_key=settings.llm_api_key, byok=settings.llm_byok)
    models = [
        Model(
            client,
            base_url=provider.base_url,
            api_key=provider.api_key.get_secret_value(),
            name=provider.model or settings.llm_model,
            byok=provider.byok,
        )
        for provider in (first, *settings.llm_fallbacks)
    ]
    return Metered(Providers(models), usage)


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


def local_launcher(settings: GatewaySettings, workers: SqliteWorkers) -> LocalLauncher | None:
    """Containers are started and stopped from here only where a supervisord of this machine runs them."""
    if settings.crew_supervisor_socket is None:
        return None
    supervisord = Supervisord(settings.crew_supervisor_socket)
    return LocalLauncher(supervisord, settings.crew_supervisor_programs, workers=workers, clock=clock)


@asynccontextmanager
async def open_tokens(settings: GatewaySettings) -> AsyncGenerator[Tokens | None]:
    """What checks tokens, where an issuer is configured. Raises IssuerKeysUnusable."""
    if settings.jwt_issuer is None:
        yield None
        return
    rules = TokenRules(
        settings.jwt_issuer,
        CLERK if settings.jwt_claims == "clerk" else CROW,
        settings.jwt_audiences,
        settings.jwt_authorized_parties,
    )
    if settings.jwt_keys_file is not None:
        yield Tokens(known_keys(settings.jwt_keys_file), rules)
        return
    async with open_issuer_keys(str(settings.jwt_keys_url), time.monotonic) as keys:
        yield Tokens(keys, rules)


def proxy_key(settings: GatewaySettings) -> str | None:
    """By which a proxy that may say who asks is known."""
    return None if settings.trusted_proxy_key is None else settings.trusted_proxy_key.get_secret_value()


async def issue_key(keys: ApiKeys, principal: Principal) -> str:
    """The text of a fresh key of that principal, for the chat or for everything."""
    scopes = SCOPES if principal.role == "admin" else CHAT
    return (await keys.issue(principal, scopes=scopes))[1]


async def note_denial(audit: SqliteAudit, by: Principal, action: Action, object_id: str) -> None:
    """Write down what somebody was not allowed to do."""
    await audit.record(by, action, object_id, clock())


def clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000
