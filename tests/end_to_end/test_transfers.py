"""What a real crew answered goes out as a file and comes back as it was."""

from typing import Any

import httpx

from tests.infra.launcher.launched import Launched
from tests.requirements import requirement

CHAT = "/api/v1/chat"


def messages(client: httpx.Client, session_id: str) -> list[dict[str, Any]]:
    """What is exported of each message, without its id."""
    document = client.get(f"{CHAT}/sessions/{session_id}/export", params={"format": "json"}).json()
    return [{key: message[key] for key in message if key != "id"} for message in document["messages"]]


@requirement("export", "import")
def test_an_answer_of_the_crew_comes_back_as_it_was(product: Launched) -> None:
    with httpx.Client(base_url=product.url, headers={"x-api-key": product.key}, timeout=60, trust_env=False) as client:
        asked = client.post(f"{CHAT}/messages", json={"message": "How many interactions per channel do we have?"})
        session_id = asked.headers["x-chat-session-id"]
        document = client.get(f"{CHAT}/sessions/{session_id}/export", params={"format": "json"})
        made = client.post(
            f"{CHAT}/sessions/import", content=document.content, headers={"content-type": "application/json"}
        )
        said, again = messages(client, session_id), messages(client, made.json()["id"])
        shared = client.post(f"{CHAT}/sessions/{session_id}/shares").json()
        shown = httpx.get(f"{product.url}{shared['url']}", trust_env=False).json()["messages"]

    assert made.status_code == 201, made.text
    # Artifacts stay where they are: an import has the answer that names them, not their bytes.
    kept = [
        {**message, "parts": [part for part in message["parts"] if part["type"] != "data-artifact"]} for message in said
    ]
    assert again == kept
    assert kept != said
    assert {"step-start", "data-agent", "text", "data-references"} <= {part["type"] for part in said[1]["parts"]}
    assert any(part["type"].startswith("tool-") for part in said[1]["parts"])
    assert [part["text"] for part in shown[1]["parts"]] == [
        part["text"] for part in said[1]["parts"] if part["type"] == "text"
    ]
