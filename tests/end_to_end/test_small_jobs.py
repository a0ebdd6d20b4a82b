"""Titles and suggestions of the whole product, by the model that is there."""

import httpx

from tests.infra.launcher.launched import Launched, eventually
from tests.requirements import requirement

QUESTION = "How many interactions per channel do we have?"


@requirement("title", "suggestions", "simulator-label")
def test_an_answer_is_followed_by_a_title_and_suggestions_of_the_simulator(product: Launched) -> None:
    headers = {"X-API-Key": product.key}
    with httpx.Client(base_url=product.url, headers=headers, timeout=30, trust_env=False) as client:
        asked = client.post("/api/v1/chat/messages", json={"message": QUESTION})
        session = f"/api/v1/chat/sessions/{asked.headers['x-chat-session-id']}"
        suggestions = f"/api/v1/chat/turns/{asked.headers['x-chat-turn-id']}/suggestions"

        assert eventually(lambda: bool(client.get(suggestions).json()["suggestions"]))

        named, suggested = client.get(session).json(), client.get(suggestions).json()
        assert (named["title"], named["title_origin"], named["title_model"]) == (
            "Interactions per channel",
            "model",
            "simulator/analyst",
        )
        assert suggested["model"] == "simulator/analyst"
        assert len(suggested["suggestions"]) == 3
        # What is suggested can be asked.
        assert '"type":"finish"' in product.ask(suggested["suggestions"][0])
