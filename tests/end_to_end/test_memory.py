"""The memory of the whole product, with the simulated analyst: said in one session, told in another, and deleted."""

import httpx

from tests.infra.launcher.launched import Launched, eventually
from tests.requirements import requirement

MEMORIES = "/api/v1/chat/memories"
SAID = "I manage the Lisbon store."


@requirement("memory", "memory-own")
def test_what_was_said_in_one_session_is_known_in_another_until_it_is_deleted(product: Launched) -> None:
    headers = {"X-API-Key": product.key}
    with httpx.Client(base_url=product.url, headers=headers, timeout=30, trust_env=False) as client:
        product.ask(f"{SAID} My name is Ana Pereira. How many interactions per channel do we have?")
        assert eventually(lambda: bool(client.get(MEMORIES).json()["memories"]))
        name, memory = client.get(MEMORIES).json()["memories"]
        # The gateway answers this itself.
        assert "Pereira" in product.ask("What is my name?")
        assert client.delete(f"{MEMORIES}/{name['id']}").status_code == 204
        assert (memory["text"], memory["kind"], memory["scope"]) == (SAID, "fact", "user")

        answer = product.ask("Which store do I manage?")
        assert "Lisbon" in answer
        assert f'"memories":[{{"id":"{memory["id"]}"' in answer

        assert client.delete(f"{MEMORIES}/{memory['id']}").status_code == 204
        answer = product.ask("Which store do I manage?")
        assert "Lisbon" not in answer
        assert "data-memory" not in answer
