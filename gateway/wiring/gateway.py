"""Which adapter stands behind which port. Everything that is opened here is closed here, in reverse order."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from gateway.api.large_bodies import LargeBodies
from gateway.api.open_streams import OpenStreams
from gateway.api.panel import FOLDER as PANEL_FOLDER
from gateway.api.panel import read_bundle
from gateway.api.services import InternalServices, PublicServices, Readiness
from gateway.api.shared_reads import SharedReads
from gateway.chat.approvals import Approvals
from gateway.chat.asked_vectors import AskedVectors
from gateway.chat.comparison import Comparison
from gateway.chat.considering import Considering
from gateway.chat.context import Context
from gateway.chat.cut_off import CutOff
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.erasure import Erasures
from gateway.chat.explaining import Explaining
from gateway.chat.feed import Feeds
from gateway.chat.model import Principal
from gateway.chat.open_turns import QueueView
from gateway.chat.opinions import Opinions
from gateway.chat.pool import Pool
from gateway.chat.predicting import Predicting
from gateway.chat.queue import QueueLimits
from gateway.chat.retention import Retention
from gateway.chat.run import RunPorts
from gateway.chat.scaling import Scaling
from gateway.chat.service import ChatPorts, ChatService
from gateway.chat.sharing import ShareLimits, Sharing
from gateway.chat.spending import Meter
from gateway.chat.timelines import Timelines
from gateway.chat.transfers import Transfers
from gateway.crews.crew import HttpCrew, open_worker_client
from gateway.crews.registry import Registry
from gateway.crews.scaler import Scaler
from gateway.identity.front_door import FrontDoor
from gateway.identity.grants import Grants
from gateway.identity.secrets import is_same
from gateway.identity.share_tokens import ShareTokens
from gateway.identity.worker_tokens import WorkerTokens
from gateway.platform.ledger import open_ledger
from gateway.settings import GatewaySettings
from gateway.storage.acceptance import SqliteAcceptance
from gateway.storage.audit import SqliteAudit
from gateway.storage.ballast import MEGABYTE, Ballast
from gateway.storage.branches import SqliteBranches
from gateway.storage.checkpoints import SqliteCheckpoints
from gateway.storage.database import Database, open_database
from gateway.storage.decisions import SqliteDecisions
from gateway.storage.erasure import SqliteErasure
from gateway.storage.event_log import SqliteEventLog
from gateway.storage.exports import SqliteExports
from gateway.storage.feedback import SqliteFeedbackNotes
from gateway.storage.grants import SqliteGrants
from gateway.storage.history import SqliteHistory
from gateway.storage.imports import SqliteImports
from gateway.storage.leases import SqliteLeases
from gateway.storage.name_lock import hold_name
from gateway.storage.queue import SqliteQueue
from gateway.storage.retention import SqliteRetention
from gateway.storage.search import SqliteSearch
from gateway.storage.search_purge import SearchPurge
from gateway.storage.sessions import SqliteSessions
from gateway.storage.shares import SqliteShares
from gateway.storage.stops import SqliteStops
from gateway.storage.suggestions import SqliteSuggestions
from gateway.storage.tool_calls import SqliteToolCalls
from gateway.storage.turns import SqliteTurns
from gateway.storage.usage import SqliteUsage
from gateway.storage.votes import SqliteVotes
from gateway.storage.workers import SqliteWorkers
from gateway.wiring.agents import agents_of
from gateway.wiring.artifacts import open_artifacts
from gateway.wiring.clock import clock
from gateway.wiring.crew import local_launcher
from gateway.wiring.doors import issue_key, note_denial, open_api_keys, open_tokens, proxy_key
from gateway.wiring.limits import budgets_of, grant_terms, models_of, own_model, price_book_of, time_limits, window_of
from gateway.wiring.mind import (
    kept_answers_of,
    open_embedder,
    open_memory,
    open_mind,
    open_own_answers,
    open_small_jobs,
    providers_of,
)
from gateway.wiring.platform import open_facade

MOST_SLOTS_PER_WORKER = 64
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
    prices = price_book_of(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_name(settings.data_dir, settings.gateway_name))
        ballast = Ballast(settings.data_dir, min_free_bytes=settings.min_free_megabytes * MEGABYTE)
        ballast.keep()
        database = await stack.enter_async_context(
            open_database(settings.database_file, settings.database_durability, ballast)
        )
        pepper = settings.key_pepper.get_secret_value().encode()
        api_keys = await stack.enter_async_context(open_api_keys(settings, database))
        tokens = await stack.enter_async_context(open_tokens(settings))
        front_door = FrontDoor(api_keys, tokens, proxy_key(settings))
        audit = SqliteAudit(database)
        worker_client = await stack.enter_async_context(
            open_worker_client(max_runs=settings.crew_max_instances * MOST_SLOTS_PER_WORKER)
        )
        stored_grants = SqliteGrants(database)
        facade = await stack.enter_async_context(open_facade(settings, stored_grants))
        ledger = await stack.enter_async_context(open_ledger(facade, SqliteToolCalls(database)))
        owner = settings.gateway_name
        agents, agent_editor = agents_of(settings, database)
        event_log, feeds, history = SqliteEventLog(database), Feeds(), SqliteHistory(database)
        share_tokens = ShareTokens(pepper)
        imports = SqliteImports(database, ballast, owner)
        await imports.abandon_unfinished()
        workers = SqliteWorkers(database, max_workers=settings.crew_max_instances)
        meter = Meter(prices.cost, clock)
        usage = SqliteUsage(database, meter)
        budgets = budgets_of(settings)
        checkpoints = SqliteCheckpoints(database)
        context = Context(checkpoints, agents, partial(window_of, settings, prices), own_model(settings, prices))
        queue = SqliteQueue(
            database,
            meter,
            owner=owner,
            organization_share=settings.organization_share,
            considers=settings.assessment_enabled,
            responds=settings.assessment_enabled and settings.llm_base_url is not None,
        )
        worker_key = settings.worker_key.get_secret_value()
        worker_tokens = WorkerTokens(pepper)
        launcher = local_launcher(settings, workers)
        crew = HttpCrew(worker_client, worker_key)
        cut_off = CutOff(crew, workers, launcher, clock)
        await stack.enter_async_context(cut_off.open())
        grants = Grants(stored_grants, pepper, grant_terms(settings), clock, on_over=cut_off.note)
        lasting = await stack.enter_async_context(open_artifacts(settings, database, ballast))
        suggestions = SqliteSuggestions(database)
        embedder = await stack.enter_async_context(open_embedder(settings))
        providers, asked = providers_of(settings), AskedVectors()
        memory = await stack.enter_async_context(open_memory(settings, database, providers, embedder, usage, asked))
        kept = kept_answers_of(settings, database, providers)
        turns, decisions = SqliteTurns(database, meter), SqliteDecisions(database)
        considering = Considering(
            await stack.enter_async_context(open_mind(settings, providers, embedder, usage, asked)),
            decisions=decisions,
            queue=queue,
            turns=turns,
            agents=agents,
            clock=clock,
            can_respond=settings.llm_base_url is not None,
            lacking=() if prices.is_whole else ("price_book",),
            kept=kept,
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
                limits=time_limits(settings),
                agents=agents,
                grants=stored_grants,
                small_jobs=await stack.enter_async_context(
                    open_small_jobs(
                        providers, suggestions, usage, checkpoints, context, window_of(settings, prices, None)
                    )
                ),
                memory=memory if settings.memory_enabled else None,
                images=lasting.images,
                decisions=decisions if settings.assessment_enabled else None,
                responder=await stack.enter_async_context(open_own_answers(settings, providers, kept)),
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
                on_change=lasting.wake,
            )
            await stack.enter_async_context(retention.open())
        artifact_bodies = LargeBodies(ENCODED * settings.artifact_max_bytes + ENVELOPE_BYTES)
        registry = Registry(workers, clock, token_of=worker_tokens.token_of, on_room=dispatcher.wake)
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
            uploads=lasting.uploads,
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
                    predicting=Predicting(usage, prices, models_of(settings), clock),
                ),
                agents=agents,
                agent_editor=agent_editor,
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
                    on_change=lasting.wake,
                    forget=facade.forget,
                ),
                suggestions=suggestions.suggestions,
                timelines=Timelines(event_log, usage),
                queue=QueueView(queue, clock),
                usage=usage,
                budgets=budgets,
                clock=clock,
                transfers=Transfers(SqliteExports(database), imports, clock),
                import_bodies=LargeBodies(settings.import_max_bytes),
                artifacts=lasting.artifacts,
                artifact_bodies=artifact_bodies,
                memory=memory,
                uploads=lasting.uploads,
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
                is_worker_token=worker_tokens.belongs,
                verify_grant=grants.verify,
                read_platform=ledger.get,
                register_worker=registry.register,
                hear_worker=registry.hear,
                make_artifact=lasting.artifacts.make,
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
