"""What the documents say is what there is."""

from pathlib import Path

import pytest

from crew_container.settings import CrewSettings
from crew_container.tools.catalogue import all_tools
from gateway.api.routes import INTERNAL, PUBLIC
from gateway.chat.agent_sets import RESERVED_SLUGS
from gateway.protocols.openai_chat import CREW
from gateway.settings import GatewaySettings
from infra.launcher.settings import LauncherSettings
from shared.events import TURN_EVENT, RunLine
from shared.tool_list import TOOLS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("settings", [GatewaySettings, CrewSettings, LauncherSettings])
def test_every_setting_is_documented(settings: type) -> None:
    text = (DOCS / "configuration.md").read_text()
    missing = [name.upper() for name in settings.model_fields if f"`{name.upper()}`" not in text]  # type: ignore[attr-defined]  # pydantic classes all

    assert missing == []


def test_every_url_is_documented() -> None:
    text = (DOCS / "protocol.md").read_text()

    assert [e.path for e in (*PUBLIC, *INTERNAL) if f"`{e.method} {e.path}`" not in text] == []


def test_every_tool_is_documented() -> None:
    text = (DOCS / "tools.md").read_text()

    assert [name for name in all_tools() if f"| `{name}` |" not in text] == []


def test_agents_are_offered_the_tools_that_containers_have() -> None:
    assert list(TOOLS) == list(all_tools())


def test_the_name_of_all_agents_is_that_of_none() -> None:
    assert CREW in RESERVED_SLUGS


def test_every_event_is_documented() -> None:
    text = (DOCS / "protocol.md").read_text()
    schemas = [TURN_EVENT.json_schema(), RunLine.model_json_schema()]
    events = {
        schema["properties"]["type"]["const"]
        for definitions in schemas
        for schema in definitions["$defs"].values()
        if "const" in schema.get("properties", {}).get("type", {})
    }

    assert len(events) > 12
    assert [event for event in sorted(events) if f"`{event}`" not in text] == []
