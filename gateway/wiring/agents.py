"""Who answers: the agents that come with the product, and what organizations may make of them."""

from gateway.agents.declaration import FOLDER, read_roster
from gateway.chat.agent_book import AgentBook
from gateway.chat.agent_editor import AgentEditor
from gateway.chat.agent_sets import AgentTerms
from gateway.chat.agents import Agents
from gateway.settings import GatewaySettings
from gateway.storage.agent_switches import SqliteAgentSwitches
from gateway.storage.database import Database
from gateway.storage.own_agents import SqliteOwnAgents
from gateway.wiring.clock import clock
from shared.ids import AgentId, new_id
from shared.tool_list import TOOLS

# What people are told of a tool of another package.
EXTRA = "A tool of the package crewai-tools"


def agents_of(settings: GatewaySettings, database: Database) -> tuple[Agents, AgentEditor]:
    """The agents for those who ask, and for those who keep them. Raises DeclarationError."""
    store = SqliteOwnAgents(database)
    extra = dict.fromkeys(settings.own_agent_tools, EXTRA)
    book = AgentBook(
        read_roster(settings.agents_dir or FOLDER), store, AgentTerms({**TOOLS, **extra}, settings.own_agent_models)
    )
    agents = Agents(book, SqliteAgentSwitches(database), clock)
    return agents, AgentEditor(book, store, clock, mint_id=lambda: AgentId(new_id("agt")))
