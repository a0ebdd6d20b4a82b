"""Stop, seen from the other end: the model that hangs is hung up on, and the container's slot is free again."""

import threading
from pathlib import Path

import httpx

from tests.infra.launcher.launched import Launched, eventually, launched
from tests.requirements import requirement
from tests.support.ui_stream import chunks_of

QUESTION = "How many interactions per channel do we have?"


def model_of(product: Launched) -> str:
    """Where the model simulator listens, as a crew container was told."""
    environment = Path(f"/proc/{product.pids()['crew-1']}/environ").read_bytes().split(b"\0")
    (url,) = [entry.partition(b"=")[2] for entry in environment if entry.startswith(b"LLM_BASE_URL=")]
    return url.decode().removesuffix("/v1")


@requirement("stop")
def test_a_hanging_model_is_hung_up_on_and_the_only_slot_is_free(tmp_path: Path) -> None:
    environment = {"CREW_SLOTS": "1", "CREW_MAX_INSTANCES": "1", "MODEL_SIM_FIRST_TOKEN_MS": "0"}
    with launched(tmp_path, environment=environment) as product:
        product.wait_until_ready()
        model = model_of(product)
        headers = {"X-API-Key": product.key}
        with httpx.Client(base_url=product.url, headers=headers, timeout=30, trust_env=False) as client:
            httpx.put(f"{model}/_sim/script", json=[{"match": {}, "then": {"hang": True}}], trust_env=False)
            answer: list[bytes] = []
            asking = threading.Thread(
                target=lambda: answer.append(client.post("/api/v1/chat/messages", json={"message": QUESTION}).content)
            )
            asking.start()
            httpx.get(f"{model}/_sim/open", params={"until": 1, "timeout_seconds": 20}, timeout=30, trust_env=False)
            session = client.get("/api/v1/chat/sessions").json()["sessions"][0]["id"]
            before = product.pids()["crew-1"]

            stopped = client.post(f"/api/v1/chat/sessions/{session}/stop")

            asking.join(5)
            assert stopped.status_code == 202
            assert chunks_of(answer[0])[-1] == {"type": "abort"}
            assert eventually(lambda: httpx.get(f"{model}/_sim/open", trust_env=False).json()["open"] == 0)
            log = httpx.get(f"{model}/_sim/log", trust_env=False).json()
            entries = log["requests"] if isinstance(log, dict) else log
            assert {entry["outcome"] for entry in entries} == {"client_closed"}
            assert eventually(lambda: client.get("/readyz").json()["free_slots"] == 1)
            httpx.delete(f"{model}/_sim/script", trust_env=False)
        assert product.pids()["crew-1"] == before, "a run that ends when asked costs no container"
        assert '"type":"finish"' in product.ask(QUESTION)
