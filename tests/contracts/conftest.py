"""Every adapter of a port passes the same suite: a new adapter is one more parameter here."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.chat.ports.access import Credentials, StoredGrants
from gateway.chat.ports.agents import AgentSwitches, OwnAgentStore
from gateway.chat.ports.artifacts import Artifacts, ObjectLedger, UploadStore
from gateway.chat.ports.crew import Workers
from gateway.chat.ports.mind import Decisions, KeptAnswerStore
from gateway.chat.ports.opinions import FeedbackNotes, Votes
from gateway.chat.ports.sessions import Branches, Exports, History, Imports, Search, Sessions
from gateway.chat.ports.shares import Shares
from gateway.chat.ports.small_jobs import SmallJobStore
from gateway.chat.ports.spending import UsageLedger
from gateway.chat.ports.turns import Acceptance, Checkpoints, EventLog, Leases, Queue, Stops, Turns
from gateway.platform.ledger import ToolCalls
from gateway.storage.acceptance import SqliteAcceptance
from gateway.storage.agent_switches import SqliteAgentSwitches
from gateway.storage.artifacts import SqliteArtifacts
from gateway.storage.ballast import Ballast
from gateway.storage.branches import SqliteBranches
from gateway.storage.checkpoints import SqliteCheckpoints
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import open_database
from gateway.storage.decisions import SqliteDecisions
from gateway.storage.event_log import SqliteEventLog
from gateway.storage.exports import SqliteExports
from gateway.storage.feedback import SqliteFeedbackNotes
from gateway.storage.grants import SqliteGrants
from gateway.storage.history import SqliteHistory
from gateway.storage.imports import SqliteImports
from gateway.storage.kept_answers import SqliteKeptAnswers
from gateway.storage.leases import SqliteLeases
from gateway.storage.object_ledger import SqliteObjectLedger
from gateway.storage.own_agents import SqliteOwnAgents
from gateway.storage.queue import SqliteQueue
from gateway.storage.search import SqliteSearch
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
from tests.support.fresh_database import lay_database
from tests.support.metering import meter

OWNER = "gateway-under-test"


@dataclass(frozen=True, slots=True)
class Store:
    """All storage ports over one store."""

    history: History
    branches: Branches
    sessions: Sessions
    search: Search
    small_jobs: SmallJobStore
    acceptance: Acceptance
    queue: Queue
    deciding_queue: Queue
    decisions: Decisions
    kept_answers: KeptAnswerStore
    leases: Leases
    stops: Stops
    turns: Turns
    usage: UsageLedger
    checkpoints: Checkpoints
    workers: Workers
    tool_calls: ToolCalls
    event_log: EventLog
    credentials: Credentials
    agent_switches: AgentSwitches
    own_agents: OwnAgentStore
    votes: Votes
    notes: FeedbackNotes
    shares: Shares
    exports: Exports
    imports: Imports
    grants: StoredGrants
    artifacts: Artifacts
    object_ledger: ObjectLedger
    uploads: UploadStore


@pytest.fixture(params=["sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Store]:
    """An empty store."""
    lay_database(tmp_path / "store.db")
    async with open_database(tmp_path / "store.db", "normal") as database:
        yield Store(
            history=SqliteHistory(database),
            branches=SqliteBranches(database),
            sessions=SqliteSessions(database),
            search=SqliteSearch(database),
            small_jobs=SqliteSuggestions(database),
            acceptance=SqliteAcceptance(database, Ballast(tmp_path, min_free_bytes=0)),
            queue=SqliteQueue(database, meter(), owner=OWNER, organization_share=75),
            deciding_queue=SqliteQueue(
                database, meter(), owner=OWNER, organization_share=75, considers=True, responds=True
            ),
            decisions=SqliteDecisions(database),
            kept_answers=SqliteKeptAnswers(database, most=2),
            leases=SqliteLeases(database, owner=OWNER),
            stops=SqliteStops(database),
            turns=SqliteTurns(database, meter()),
            usage=SqliteUsage(database, meter()),
            checkpoints=SqliteCheckpoints(database),
            workers=SqliteWorkers(database, max_workers=3),
            tool_calls=SqliteToolCalls(database),
            event_log=SqliteEventLog(database),
            credentials=SqliteCredentials(database),
            agent_switches=SqliteAgentSwitches(database),
            own_agents=SqliteOwnAgents(database),
            votes=SqliteVotes(database),
            notes=SqliteFeedbackNotes(database),
            shares=SqliteShares(database, Ballast(tmp_path, min_free_bytes=0)),
            exports=SqliteExports(database),
            imports=SqliteImports(database, Ballast(tmp_path, min_free_bytes=0), OWNER),
            grants=SqliteGrants(database),
            artifacts=SqliteArtifacts(database, Ballast(tmp_path, min_free_bytes=0)),
            object_ledger=SqliteObjectLedger(database),
            uploads=SqliteUploads(database, Ballast(tmp_path, min_free_bytes=0)),
        )
