"""Search over HTTP: what comes back, what is refused, and who sees what."""

import httpx

from tests.gateway.api.test_send_message import MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import says

SEARCH = "/api/v1/chat/search"
MALFORMED = ["", "q=", "q=%00", "q=a%00b", f"q={'x' * 201}", "q=a&limit=0", "q=a&limit=51", "q=a&limit=x", "q=a&x=1"]
ODD = ["%22", "*", "a*b", "AND", "NEAR(", "%ff%fe", "%F0%9F%8E%89", "owner:x", "-", "'", "%ED%A0%80", "a" * 200, "%5C"]


@requirement("search")
async def test_a_message_is_found_with_the_places_of_its_words(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("🎉 Conversion ", "fell by 4 %.\n\n", "Checkout was down."))
    asked = await alice.post(MESSAGES, json={"message": "Why did it fall?"})

    response = await alice.get(SEARCH, params={"q": "conversion chec"})

    assert (response.status_code, response.headers["cache-control"]) == (200, "private, no-store")
    (result,) = response.json()["results"]
    assert result == {
        "session_id": asked.headers["x-chat-session-id"],
        "session_title": "Why did it fall?",
        "message_id": result["message_id"],
        "role": "assistant",
        "created_at": result["created_at"],
        "snippet": "🎉 Conversion fell by 4 %.  Checkout was down.",
        "matches": [[3, 13], [28, 36]],
    }
    # As JavaScript slices: in UTF-16 code units.
    units = result["snippet"].encode("utf-16-le")
    assert [units[2 * start : 2 * end].decode("utf-16-le") for start, end in result["matches"]] == [
        "Conversion",
        "Checkout",
    ]
    history = await alice.get("/api/v1/chat/history", params={"session_id": result["session_id"]})
    answer = history.json()["messages"][-1]
    assert (result["message_id"], result["created_at"]) == (answer["id"], answer["created_at"])


@requirement("search")
async def test_a_question_is_found_while_it_waits_and_gone_with_its_session(alice: httpx.AsyncClient) -> None:
    async with alice.stream("POST", MESSAGES, json={"message": "no worker answers refunds"}) as response:
        session_id = response.headers["x-chat-session-id"]
        (found,) = (await alice.get(SEARCH, params={"q": "refunds"})).json()["results"]
        assert (found["session_id"], found["role"], found["snippet"]) == (
            session_id,
            "user",
            "no worker answers refunds",
        )
        await alice.delete(f"/api/v1/chat/sessions/{session_id}")

    assert (await alice.get(SEARCH, params={"q": "refunds"})).json() == {"results": [], "after": None}


@requirement("search", "not-yours")
async def test_others_find_nothing_even_of_what_is_shown_to_them(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("the secret"))
    asked = await alice.post(MESSAGES, json={"message": "what is the secret?"})
    session = f"/api/v1/chat/sessions/{asked.headers['x-chat-session-id']}"
    await alice.patch(session, json={"visibility": "organization", "archived": True})

    assert len((await alice.get(SEARCH, params={"q": "secret"})).json()["results"]) == 2
    for principal in (BOB, MALLORY):
        other = await gateway.client(principal)
        assert (await other.get(SEARCH, params={"q": "secret"})).json() == {"results": [], "after": None}


async def test_pages_are_followed_by_their_cursor(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    for number in range(3):
        await alice.post(MESSAGES, json={"message": f"order {number}"})
    seen: list[str] = []
    after: str | None = None
    while True:
        page = (
            await alice.get(SEARCH, params={"q": "order", "limit": 2, **({"after": after} if after else {})})
        ).json()
        seen += [result["snippet"] for result in page["results"]]
        if (after := page["after"]) is None:
            break

    assert seen == ["order 2", "order 1", "order 0"]
    refused = await alice.get(SEARCH, params={"q": "order", "after": "nonsense"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


async def test_a_malformed_search_is_refused_and_an_odd_one_is_answered(alice: httpx.AsyncClient) -> None:
    for query in MALFORMED:
        refused = await alice.get(f"{SEARCH}?{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), query
    for odd in ODD:
        answered = await alice.get(f"{SEARCH}?q={odd}")
        assert (answered.status_code, answered.json()) == (200, {"results": [], "after": None}), odd
