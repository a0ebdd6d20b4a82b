"""Agents of an organization's own: how administrators keep them, and that nobody else does."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from shared.tool_list import TOOLS
from tests.gateway.api.test_agents import DECLARED, declared
from tests.gateway.api.test_keys import AUDIT
from tests.gateway.api.test_send_message import MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, RunningGateway, running_gateway
from tests.support.scripted_worker import held

ADMIN = Principal(OrganizationId("org_a"), UserId("usr_admin"), "admin")
OTHER_ADMIN = Principal(OrganizationId("org_b"), UserId("usr_other"), "admin")
OWN = "/api/v1/admin/agents"
ASKED = "/api/v1/chat/agents"
DESK: dict[str, Any] = {
    "slug": "returns_desk",
    "name": "Returns desk",
    "description": "returned parcels, refunds and warranty cases",
    "role": "the returns desk of a shop",
    "goal": "say what is to be done with a return",
    "prompt": "Answer in one sentence.\nKeep {braces} and <tags> as they are.",
    "tools": ["list_interactions", "create_artifact"],
    "approval": ["create_artifact"],
    "examples": ["How many parcels came back?"],
    "model": None,
    "roles": [],
    "is_enabled": True,
}

UNCLEAR: tuple[dict[str, Any], ...] = (
    {"slug": "Upper"},
    {"slug": "planner"},
    {"slug": "assistant"},
    {"slug": "agt_x"},
    {"slug": "x" * 65},
    {"name": " "},
    {"name": "a\nb"},
    {"name": "x" * 81},
    {"description": ""},
    {"description": "x" * 401},
    {"prompt": " \n "},
    {"prompt": "a\0b"},
    {"prompt": "x" * 8_001},
    {"tools": ["x"] * 33},
    {"tools": "list_interactions"},
    {"approval": ["search_products"]},
    {"examples": ["x"] * 21},
    {"examples": ["a\u2028b"]},
    {"roles": [""]},
    {"roles": ["x"] * 21},
    {"model": ""},
    {"is_enabled": "yes"},
    {"is_enabled": None},
    {"id": "agt_mine"},
    {"organization_id": "org_b"},
    {"version": 3},
    {"goal": None},
)


def desk(**changes: Any) -> dict[str, Any]:
    """An agent as an administrator writes it down."""
    return {**DESK, **changes}


async def made(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """An agent that is there now."""
    answer = await client.post(OWN, json=desk(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def replace(client: httpx.AsyncClient, agent: dict[str, Any], etag: str | None, **changes: Any) -> httpx.Response:
    """Change an agent as a form does: what was read goes back."""
    headers = {} if etag is None else {"if-match": etag}
    return await client.put(f"{OWN}/{agent['id']}", json={**agent["definition"], **changes}, headers=headers)


async def slugs(client: httpx.AsyncClient) -> list[str]:
    """The agents that somebody may ask."""
    return [agent["slug"] for agent in (await client.get(ASKED)).json()["agents"]]


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


@requirement("own-agents")
async def test_an_agent_is_made_read_changed_switched_off_and_deleted(gateway: RunningGateway) -> None:
    admin, alice = await gateway.client(ADMIN), await gateway.client(ALICE)
    created = await admin.post(OWN, json=DESK)
    agent = created.json()

    assert created.status_code == 201
    assert created.headers["location"] == f"{OWN}/{agent['id']}"
    assert created.headers["etag"] == '"1"'
    assert created.headers["cache-control"] == "private, no-store"
    assert (agent["kind"], agent["definition"], agent["is_active"], agent["version"]) == ("own", DESK, True, 1)
    assert (agent["created_by"], agent["updated_by"]) == ("usr_admin", "usr_admin")
    assert (await admin.get(f"{OWN}/{agent['id']}")).json() == agent
    assert (await slugs(alice))[-1] == "returns_desk"

    changed = await replace(
        admin, agent, created.headers["etag"], name="Returns", slug="returns", tools=[], approval=[]
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["definition"] == desk(name="Returns", slug="returns", tools=[], approval=[])
    assert changed.json()["id"] == agent["id"]
    assert (await slugs(alice))[-1] == "returns"

    off = await admin.patch(f"{OWN}/{agent['id']}", json={"is_enabled": False})
    assert (off.json()["definition"]["is_enabled"], off.json()["is_active"], off.json()["version"]) == (False, False, 3)
    again = await admin.patch(f"{OWN}/{agent['id']}", json={"is_enabled": False})
    assert again.json() == off.json()
    assert "returns" not in await slugs(alice)
    assert agent["id"] in [each["id"] for each in (await admin.get(OWN)).json()["agents"]]

    gone = [await admin.delete(f"{OWN}/{agent['id']}") for _ in range(2)]
    assert [answer.status_code for answer in gone] == [204, 404]
    assert (await admin.get(f"{OWN}/{agent['id']}")).status_code == 404
    entries = (await admin.get(AUDIT)).json()["entries"]
    assert [entry["action"] for entry in entries if entry["object_id"] == agent["id"]] == [
        "agent.deleted",
        "agent.disabled",
        "agent.changed",
        "agent.created",
    ]


async def test_the_list_has_all_that_a_form_needs(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    agent = await made(admin)

    told = (await admin.get(OWN)).json()

    assert [each["definition"]["slug"] for each in told["agents"]] == [
        "interaction_analyst",
        "pattern_analyst",
        "product_analyst",
        "returns_desk",
    ]
    assert told["agents"][-1] == agent
    system = told["agents"][0]
    assert (system["kind"], system["version"], system["created_at"]) == ("system", None, None)
    assert set(system["definition"]) == set(DESK)
    assert {tool["name"]: tool["description"] for tool in told["offered_tools"]} == TOOLS
    assert (told["roles"], told["offered_models"], told["most_own"]) == (["admin", "member"], [], 20)
    await made(admin, slug="second", roles=["org:analyst", "admin"])
    assert (await admin.get(OWN)).json()["roles"] == ["admin", "member", "org:analyst"]


@requirement("own-agents")
async def test_members_and_strangers_keep_no_agents(gateway: RunningGateway) -> None:
    admin, alice, stranger = [await gateway.client(each) for each in (ADMIN, ALICE, OTHER_ADMIN)]
    agent = await made(admin)
    requests: dict[str, Any] = {"GET": None, "PUT": DESK, "PATCH": {"is_enabled": False}, "DELETE": None}

    for method, body in requests.items():
        theirs, nobodys = [
            await stranger.request(method, f"{OWN}/{name}", json=body, headers={"if-match": "*"})
            for name in (agent["id"], "agt_nobody")
        ]
        assert (theirs.status_code, theirs.content) == (404, nobodys.content), method
        refused = await alice.request(method, f"{OWN}/{agent['id']}", json=body)
        assert code_of(refused) == (403, "admin_required")
    asked = [
        await stranger.post(MESSAGES, json={"message": "hi", "agent": name}) for name in (agent["id"], "agt_nobody")
    ]
    assert (asked[0].status_code, asked[0].content) == (422, asked[1].content)
    assert code_of(await alice.get(OWN)) == (403, "admin_required")
    assert code_of(await alice.post(OWN, json=DESK)) == (403, "admin_required")
    assert "returns_desk" not in (await stranger.get(OWN)).text
    assert "returns_desk" not in await slugs(stranger)
    assert (await admin.get(f"{OWN}/{agent['id']}")).json() == agent
    # The same slug and key in another organization are another agent.
    assert (await made(stranger))["id"] != agent["id"]


@requirement("own-agents")
async def test_a_run_may_read_for_the_tools_of_its_agent_and_for_no_others(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    await made(admin)
    gate = asyncio.Event()
    worker = await gateway.add_worker(held(gate, before=("yes",), after=()))
    asking = asyncio.create_task(admin.post(MESSAGES, json={"message": "hi", "agent": "returns_desk"}))
    async with asyncio.timeout(10):
        while not worker.requests:
            await asyncio.sleep(0.005)
    with closing(sqlite3.connect(gateway.database_file)) as connection:
        ((granted,),) = connection.execute("SELECT tools FROM run_grant").fetchall()
    gate.set()
    await asking

    assert set(json.loads(granted)) == {"list_interactions", "create_artifact"}
    (request,) = worker.requests
    (spec,) = request.agents
    assert (spec.prompt, spec.tools, spec.approval) == (
        DESK["prompt"],
        ("list_interactions", "create_artifact"),
        ("create_artifact",),
    )


@requirement("own-agents")
async def test_a_lost_update_is_refused(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    agent = await made(admin)
    first = await replace(admin, agent, '"1"', name="First")

    lost = [await replace(admin, agent, etag, name="Lost") for etag in ('"1"', 'W/"2"', '"3"', "2", '"1", "9"')]
    blind = await replace(admin, agent, None, name="Blind")
    removed = await admin.delete(f"{OWN}/{agent['id']}", headers={"if-match": '"1"'})
    switched = await admin.patch(f"{OWN}/{agent['id']}", json={"is_enabled": False}, headers={"if-match": '"1"'})

    assert first.status_code == 200
    assert {code_of(answer) for answer in (*lost, removed, switched)} == {(412, "agent_changed")}
    assert code_of(blind) == (428, "version_required")
    now = (await admin.get(f"{OWN}/{agent['id']}")).json()
    assert (now["definition"]["name"], now["version"], now["is_active"]) == ("First", 2, True)
    assert (await replace(admin, agent, '"7", "2"', name="Second")).status_code == 200
    assert (await replace(admin, agent, "*", name="Third")).json()["version"] == 4


@requirement("own-agents")
async def test_of_changes_at_once_one_counts(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    agent = await made(admin)

    answers = await asyncio.gather(*(replace(admin, agent, '"1"', name=f"Name {n}") for n in range(8)))
    twice = await asyncio.gather(*(admin.post(OWN, json=desk(slug="other")) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200] + 7 * [412]
    assert sorted(answer.status_code for answer in twice) == [201, 409, 409, 409]
    now = (await admin.get(f"{OWN}/{agent['id']}")).json()
    (winner,) = [answer for answer in answers if answer.status_code == 200]
    assert now == winner.json()


async def test_a_repeated_request_makes_one_agent(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    key = {"idempotency-key": "one"}
    answers = await asyncio.gather(*(admin.post(OWN, json=DESK, headers=key) for _ in range(4)))
    other = await admin.post(OWN, json=desk(name="Other"), headers=key)
    await replace(admin, answers[0].json(), "*", name="Changed")
    later = await admin.post(OWN, json=DESK, headers=key)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotency-replayed", "") for answer in answers) == ["", *3 * ["true"]]
    assert code_of(other) == (422, "idempotency_key_reused")
    assert (later.status_code, later.json()["definition"]["name"]) == (201, "Changed")


@requirement("own-agents")
async def test_names_tools_and_models_are_not_free(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    agent = await made(admin)
    await made(admin, slug="second")

    for slug in ("returns_desk", "product_analyst", "synthesiser", "crew"):
        assert code_of(await admin.post(OWN, json=desk(slug=slug))) == (409, "agent_exists"), slug
    assert code_of(await replace(admin, agent, "*", slug="second")) == (409, "agent_exists")
    for tool in ("crewai_tools:FileReadTool", "get_everything", "LIST_INTERACTIONS"):
        refused = await admin.post(OWN, json=desk(slug="third", tools=[tool], approval=[]))
        assert code_of(refused) == (422, "tool_not_offered")
        assert tool not in refused.text
    assert code_of(await replace(admin, agent, "*", tools=["search"], approval=[])) == (422, "tool_not_offered")
    assert code_of(await admin.post(OWN, json=desk(slug="third", model="gpt-9"))) == (422, "model_not_offered")
    assert (await admin.get(f"{OWN}/{agent['id']}")).json() == agent


async def test_an_unclear_agent_is_not_made(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)

    for change in UNCLEAR:
        refused = await admin.post(OWN, json=desk(**change))
        assert code_of(refused) == (422, "invalid_request"), change
    assert len((await admin.get(OWN)).json()["agents"]) == 3


async def test_broken_bodies_are_refused(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    lone = json.dumps(DESK).replace("Answer in", "\\ud800")
    for content in (b"", b"[]", b"null", b"{", lone.encode(), b"[" * 5_000, b"\xff"):
        answer = await admin.post(OWN, content=content, headers={"content-type": "application/json"})
        assert code_of(answer) == (422, "invalid_request"), content[:40]


async def test_there_are_as_many_as_there_may_be(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    agents = [await made(admin, slug=f"desk_{n}") for n in range(20)]

    assert code_of(await admin.post(OWN, json=DESK)) == (409, "too_many_agents")
    assert len(await slugs(admin)) == 23
    await admin.delete(f"{OWN}/{agents[3]['id']}")
    assert (await admin.post(OWN, json=DESK)).status_code == 201


@requirement("own-agents")
async def test_system_agents_are_switched_off_for_one_organization_and_somebody_is_always_left(
    gateway: RunningGateway,
) -> None:
    admin, alice, stranger = [await gateway.client(each) for each in (ADMIN, ALICE, OTHER_ADMIN)]
    names = [f"agt_{name}" for name in ("interaction_analyst", "pattern_analyst", "product_analyst")]

    async def enable(name: str, is_enabled: bool) -> httpx.Response:
        return await admin.patch(f"{OWN}/{name}", json={"is_enabled": is_enabled})

    off = await enable(names[1], False)
    assert (off.json()["definition"]["is_enabled"], off.json()["is_active"]) == (False, False)
    assert await slugs(alice) == ["interaction_analyst", "product_analyst"]
    assert len(await slugs(stranger)) == 3
    assert (await enable(names[2], False)).status_code == 200
    # Who is for some is not for everybody.
    for role in ("admin", "member"):
        some = await made(admin, roles=[role])
        assert code_of(await enable(names[0], False)) == (409, "last_agent")
        await admin.delete(f"{OWN}/{some['id']}")
    own = await made(admin, slug="for_all")
    assert (await enable(names[0], False)).status_code == 200
    assert await slugs(alice) == ["for_all"]
    for refused in (
        await admin.delete(f"{OWN}/{own['id']}"),
        await admin.patch(f"{OWN}/{own['id']}", json={"is_enabled": False}),
        await replace(admin, own, "*", is_enabled=False),
        await replace(admin, own, "*", roles=["admin"]),
        await replace(admin, own, "*", roles=["member"]),
    ):
        assert code_of(refused) == (409, "last_agent")
    assert await slugs(alice) == ["for_all"]
    await enable(names[1], True)
    assert await slugs(alice) == ["pattern_analyst", "for_all"]
    for method in ("PUT", "DELETE"):
        body = DESK if method == "PUT" else None
        fixed = await admin.request(method, f"{OWN}/{names[0]}", json=body, headers={"if-match": "*"})
        assert code_of(fixed) == (409, "system_agent")


async def test_of_two_who_switch_off_the_last_two_one_is_refused(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, agents_dir=declared(tmp_path / "agents")) as gateway:
        admin = await gateway.client(ADMIN)
        answers = await asyncio.gather(
            *(admin.patch(f"{OWN}/{name}", json={"is_enabled": False}) for name in ("agt_1", "agt_2"))
        )
        left = await slugs(admin)

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(left) == 2
    assert "secret" in left


@requirement("own-agents")
async def test_another_gateway_on_the_same_file_knows_at_once(tmp_path: Path) -> None:
    async with (
        running_gateway(tmp_path, gateway_name="one") as one,
        running_gateway(tmp_path, gateway_name="two") as two,
    ):
        admin, alice = await one.client(ADMIN), await two.client(ALICE)
        for n in range(3):
            agent = await made(admin, slug=f"desk_{n}")
            assert f"desk_{n}" in await slugs(alice)
            await replace(admin, agent, "*", name=f"Renamed {n}")
            assert (await alice.get(ASKED)).json()["agents"][-1]["name"] == f"Renamed {n}"
            await admin.delete(f"{OWN}/{agent['id']}")
            assert f"desk_{n}" not in await slugs(alice)


async def test_what_the_operator_allows_comes_and_goes(tmp_path: Path) -> None:
    allowed = {"own_agent_tools": ["crewai_tools:FileReadTool"], "own_agent_models": ["small/model"]}
    tools = ["crewai_tools:FileReadTool", "list_products"]
    async with running_gateway(tmp_path, **allowed) as gateway:
        admin = await gateway.client(ADMIN)
        told = (await admin.get(OWN)).json()
        agent = await made(admin, tools=tools, approval=tools[:1], model="small/model")
    async with running_gateway(tmp_path) as gateway:
        admin = await gateway.client(ADMIN)
        kept = (await admin.get(f"{OWN}/{agent['id']}")).json()
        asked = (await admin.get(ASKED)).json()["agents"][-1]
        back = await replace(admin, agent, '"1"')

    assert "crewai_tools:FileReadTool" in {tool["name"] for tool in told["offered_tools"]}
    assert told["offered_models"] == ["small/model"]
    # What was written down stays; what is asked has no more than is allowed now.
    assert kept["definition"]["tools"] == tools
    assert asked["tools"] == ["list_products"]
    assert code_of(back) == (422, "tool_not_offered")


@pytest.mark.parametrize("only_role", ["admin", "member"])
async def test_whom_everybody_asked_is_missed_by_nobody_when_a_system_agent_takes_its_slug(
    tmp_path: Path, only_role: str
) -> None:
    folder = declared(tmp_path / "agents")
    async with running_gateway(tmp_path, agents_dir=folder) as gateway:
        admin = await gateway.client(ADMIN)
        await made(admin, slug="nine")
        await made(admin, slug="for_some", roles=[only_role])
        for agent in ("agt_1", "agt_2", "agt_3"):
            assert (await admin.patch(f"{OWN}/{agent}", json={"is_enabled": False})).status_code == 200
    # It is switched off, and so is the own one of its slug.
    declared(folder, DECLARED.replace("slug: two", "slug: nine"))
    async with running_gateway(tmp_path, agents_dir=folder) as gateway:
        listed = {each: await slugs(await gateway.client(each)) for each in (ADMIN, ALICE)}

    assert all({"one", "nine"} <= {*each} for each in listed.values())


async def test_a_system_agent_that_comes_later_goes_before_an_own_one_of_its_slug(tmp_path: Path) -> None:
    folder = declared(tmp_path / "agents")
    async with running_gateway(tmp_path, agents_dir=folder) as gateway:
        agent = await made(await gateway.client(ADMIN), slug="nine")
    declared(folder, DECLARED.replace("slug: two", "slug: nine"))
    async with running_gateway(tmp_path, agents_dir=folder) as gateway:
        admin, alice = await gateway.client(ADMIN), await gateway.client(ALICE)
        kept = (await admin.get(f"{OWN}/{agent['id']}")).json()
        listed = (await alice.get(ASKED)).json()["agents"]

    assert (kept["definition"]["is_enabled"], kept["is_active"]) == (True, False)
    assert [(each["slug"], each["id"]) for each in listed] == [("one", "agt_1"), ("nine", "agt_2")]


@requirement("erasure")
async def test_agents_go_with_their_organization_and_forget_who_made_them(gateway: RunningGateway) -> None:
    admin, other = await gateway.client(ADMIN), await gateway.client(OTHER_ADMIN)
    second = await gateway.client(Principal(ADMIN.organization_id, UserId("usr_second"), "admin"))
    agent = await made(second)
    await made(other)
    await admin.patch(f"{OWN}/agt_pattern_analyst", json={"is_enabled": False})
    await second.post("/api/v1/chat/sessions", json={})

    assert (await admin.delete("/api/v1/admin/users/usr_second")).status_code == 200
    kept = (await admin.get(f"{OWN}/{agent['id']}")).json()
    assert (kept["created_by"], kept["updated_by"], kept["definition"]) == (None, None, DESK)
    receipt = await admin.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_a"})

    removed = receipt.json()["removed"]
    assert (removed["own_agent"], removed["agent_off"], removed["agent_stamp"]) == (1, 1, 1)
    with closing(sqlite3.connect(gateway.database_file)) as connection:
        assert connection.execute("SELECT DISTINCT organization_id FROM own_agent").fetchall() == [("org_b",)]
    again = await gateway.client(ADMIN)
    assert await slugs(again) == ["interaction_analyst", "pattern_analyst", "product_analyst"]
    assert (await slugs(other))[-1] == "returns_desk"
