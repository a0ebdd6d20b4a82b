"""What the container refuses, and its probes."""

import json

import pytest

from tests.crew_container.conftest import Bench, run_body


async def test_the_probes_need_no_key(bench: Bench) -> None:
    await bench.gateway.registered.wait()
    headers = {"x-worker-key": ""}
    assert (await bench.http.get("/livez", headers=headers)).status_code == 200
    while (await bench.http.get("/readyz", headers=headers)).status_code != 200:
        assert (await bench.http.get("/livez", headers=headers)).status_code == 200
    assert bench.gateway.registrations[0]["slots"] == 8


@pytest.mark.parametrize("key", ["", "wrong", "a-key-for-test", "ä"])
@pytest.mark.parametrize("path", ["/runs", "/", "/nowhere", "/readyz/"])
async def test_everything_else_needs_the_key(bench: Bench, path: str, key: str) -> None:
    response = await bench.http.post(path, json=run_body(), headers={b"x-worker-key": key.encode()})
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert bench.model.asked == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"content": b"{"}, 422),
        ({"content": b""}, 422),
        ({"json": run_body(organization="x")}, 422),
        ({"json": run_body(question="")}, 422),
        ({"json": run_body(deadline_seconds=0)}, 422),
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ({"content": b" " * (4 * 1024 * 1024 + 1)}, 413),
    ],
)
async def test_wrong_requests_are_refused_with_a_problem(bench: Bench, changes: dict[str, object], status: int) -> None:
    headers = {"content-type": "application/json"} | (changes.pop("headers", {}) or {})  # type: ignore[operator]
    response = await bench.http.post("/runs", headers=headers, **changes)  # type: ignore[arg-type]
    problem = response.json()
    assert (response.status_code, problem["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"
    assert "grant-1" not in response.text


async def test_a_body_without_a_length_is_limited_too(bench: Bench) -> None:
    async def endless_body() -> object:
        for _ in range(100):
            yield b" " * 65536

    response = await bench.http.post("/runs", content=endless_body(), headers={"content-type": "application/json"})  # type: ignore[arg-type]
    assert response.status_code == 413


async def test_unknown_paths_and_methods_are_problems(bench: Bench) -> None:
    for method, path, status in (("GET", "/nowhere", 404), ("GET", "/runs", 405), ("POST", "/livez", 405)):
        response = await bench.http.request(method, path)
        assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("slots", [1])
async def test_a_full_container_says_when_to_come_again(bench: Bench) -> None:
    async def play(_asked: object, voice: object) -> None:
        await voice.say("word", finish=None)  # type: ignore[attr-defined]
        await voice.gone.wait()  # type: ignore[attr-defined]

    bench.model.play = play
    async with bench.http.stream("POST", "/runs", json=run_body()) as response:
        assert response.headers["content-type"] == "application/x-ndjson"
        await anext(response.aiter_lines())
        full = await bench.http.post("/runs", json=run_body(run_id="run_2"))
    assert (full.status_code, full.headers["retry-after"]) == (503, "1")
    assert json.loads(full.content)["detail"] == "All slots are taken."
