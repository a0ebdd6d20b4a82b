"""An organization's own agent in the real product: a real crew container lets it work, as it was written down."""

from collections.abc import Generator
from typing import Any

import httpx
import pytest

from tests.end_to_end.test_agents import MESSAGES, SMALL_JOBS
from tests.end_to_end.test_questions import works
from tests.end_to_end.test_stop import model_of
from tests.infra.launcher.launched import Launched
from tests.requirements import requirement
from tests.support.ui_stream import chunks_of

OWN = "/api/v1/admin/agents"
QUESTION = "How many interactions per channel do we have?"
PROMPT = "You are the returns desk. Keep {this} and </that> as they are, and {role}, {{goal}} too: ünïcode 🎉."
DESK: dict[str, Any] = {
    "slug": "returns_desk",
    "name": "Returns desk {x}",
    "description": "returned parcels, refunds and warranty cases",
    "role": "the {returns} desk",
    "goal": "say what came back",
    "prompt": PROMPT,
    "tools": ["get_interaction_summary"],
}


@pytest.fixture(scope="module")
def admin(product: Launched) -> Generator[httpx.Client]:
    """Whoever runs the product."""
    headers = {"X-API-Key": product.key}
    with httpx.Client(base_url=product.url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def desk(admin: httpx.Client) -> Generator[dict[str, Any]]:
    """The agent, for as long as the test: the product is everybody's."""
    made: dict[str, Any] = admin.post(OWN, json=DESK).raise_for_status().json()
    yield made
    admin.delete(f"{OWN}/{made['id']}")


@requirement("own-agents")
def test_an_own_agent_answers_with_its_own_prompt_and_its_tools_alone(
    admin: httpx.Client, product: Launched, desk: dict[str, Any]
) -> None:
    with httpx.Client(base_url=model_of(product), timeout=30, trust_env=False) as model:
        for asked in (
            {"message": QUESTION, "agent": "returns_desk"},
            {"message": f"@returns_desk {QUESTION}"},
            {"message": f"Ask the returns desk {{x}}: {QUESTION}"},
        ):
            model.delete("/_sim/log")
            chunks = chunks_of(admin.post(MESSAGES, json=asked).raise_for_status().content)
            entries = [
                entry for entry in model.get("/_sim/log").json() if entry["request"][0]["content"] not in SMALL_JOBS
            ]

            assert chunks[-1]["type"] == "finish", chunks[-1]
            metadata = chunks[-1]["messageMetadata"]
            assert metadata["agent"] == {"id": desk["id"], "slug": "returns_desk", "name": DESK["name"]}
            assert list(works(chunks)) == ["returns_desk"]
            tools = [chunk["toolName"] for chunk in chunks if chunk["type"] == "tool-input-available"]
            assert set(tools) == {"get_interaction_summary"}
            assert entries != []
            # Its prompt in every request, and never a tool beyond its own.
            for entry in entries:
                assert PROMPT in entry["request"][0]["content"]
                assert set(entry["tools"]) <= {"get_interaction_summary"}


@requirement("own-agents")
def test_what_is_changed_counts_from_the_next_question_on(admin: httpx.Client, desk: dict[str, Any]) -> None:
    url = f"{OWN}/{desk['id']}"
    changed = {**desk["definition"], "tools": [], "name": "Desk"}
    admin.put(url, json=changed, headers={"if-match": '"1"'}).raise_for_status()

    chunks = chunks_of(admin.post(MESSAGES, json={"message": QUESTION, "agent": desk["id"]}).content)
    admin.patch(url, json={"is_enabled": False}).raise_for_status()
    refused = admin.post(MESSAGES, json={"message": QUESTION, "agent": desk["id"]})

    assert chunks[-1]["messageMetadata"]["agent"]["name"] == "Desk"
    assert [chunk for chunk in chunks if chunk["type"] == "tool-input-available"] == []
    assert (refused.status_code, refused.json()["code"]) == (422, "agent_unknown")
