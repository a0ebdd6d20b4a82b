"""The description of the API is valid, complete and true."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.api.description.refusals import INSIDE, OF_COMPLETIONS
from gateway.api.description.streams import ROUTED, SHAPES
from gateway.api.description.traits import CURSORS
from gateway.api.problems import CODES, STATUS
from gateway.api.routes import PUBLIC
from gateway.protocols import routing_headers
from gateway.protocols.choice import PROTOCOLS
from tests.requirements import requirement
from tests.support.conformance import check_answer, description, validator_of
from tests.support.running_gateway import RunningGateway, running_gateway
from tests.support.scripted_worker import says

MESSAGES = "/api/v1/chat/messages"
SESSIONS = "/api/v1/chat/sessions"
Json = dict[str, Any]
JSON = ("application/json", "application/problem+json")
# Of what is told in many ways, or is too large to be shown.
WHOLE = {"$ref": "#/components/schemas/WholeAnswer"}
EXPLAINED = {"$ref": "#/components/schemas/ExplanationBody"}
UNKNOWN = ({"type": "object"}, WHOLE, {"anyOf": [WHOLE, EXPLAINED]})


def operations() -> Iterator[tuple[str, Json]]:
    """Name and content of every operation."""
    for path, item in description()["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def resolved(part: Json) -> Json:
    """What a reference stands for, or the part itself."""
    found: Json = part
    if "$ref" in part:
        found = description()
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
    return found


def examples_of(media: Json) -> list[Any]:
    """Every example of a request, a response or a parameter."""
    return [resolved(example)["value"] for example in media.get("examples", {}).values()] + [
        media[key] for key in ("example",) if key in media
    ]


@requirement("described")
async def test_the_description_that_is_served_is_valid_openapi(alice: httpx.AsyncClient) -> None:
    document = (await alice.get("/openapi.json")).json()

    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document == json.loads(json.dumps(description()))


def test_every_route_is_described_once_under_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, operation in operations()]

    assert {name for name, _ in operations()} == {f"{endpoint.method} {endpoint.path}" for endpoint in PUBLIC}
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("name", "operation"), [pytest.param(*found, id=found[0]) for found in operations()])
def test_every_part_of_an_operation_has_a_schema_and_a_fitting_example(name: str, operation: Json) -> None:
    medias = list(operation.get("parameters", []))
    for part in [operation.get("requestBody", {}), *operation["responses"].values()]:
        medias += [media for kind, media in part.get("content", {}).items() if kind in JSON]

    for media in medias:
        validator = validator_of(media["schema"])
        assert examples_of(media) or media["schema"] in UNKNOWN or media["name"] in CURSORS, media
        for example in examples_of(media):
            assert [str(error) for error in validator.iter_errors(example)] == []


def test_an_answer_leads_to_what_can_be_done_with_its_objects() -> None:
    paths = description()["paths"]
    asked = paths[MESSAGES]["post"]["responses"]["200"]["links"]
    made = paths[SESSIONS]["post"]["responses"]["201"]["links"]
    shared = paths[f"{SESSIONS}/{{session_id}}/shares"]["post"]["responses"]["201"]["links"]
    history = paths["/api/v1/chat/history"]["get"]["responses"]["200"]["links"]

    assert asked["stop_turn"]["parameters"] == {"turn_id": "$response.header.X-Chat-Turn-Id"}
    assert asked["read_history"]["parameters"] == {"session_id": "$response.header.X-Chat-Session-Id"}
    assert made["read_session"] == {"operationId": "read_session", "parameters": {"session_id": "$response.body#/id"}}
    assert shared["read_shared"]["parameters"] == {"token": "$response.body#/token"}
    assert history == {
        "cast_vote": {"operationId": "cast_vote", "parameters": {"message_id": "$response.body#/messages/0/id"}}
    }


def test_the_bounds_of_numbers_are_said_in_words_of_json_schema() -> None:
    # Pydantic writes its own words where a validator stands before them; nobody reads those.
    text = json.dumps(description()["components"]["schemas"])

    assert [word for word in ("ge", "gt", "le", "lt") if f'"{word}":' in text] == []


def test_every_code_of_a_refusal_is_described_somewhere() -> None:
    described = set(description()["components"]["examples"])
    raised = {code for error, (_, code) in STATUS.items() if error not in {*INSIDE, *OF_COMPLETIONS}}

    assert described == (raised | set(CODES.values()) | {"invalid_request"}) - {"method_not_allowed"}


def test_every_protocol_and_every_header_of_an_answer_is_described() -> None:
    assert set(SHAPES) == set(PROTOCOLS)
    assert set(ROUTED) == set(routing_headers.NAMES)


def test_an_unknown_status_of_a_row_is_described_with_all_codes_that_nobody_claims() -> None:
    shares = description()["paths"][f"{SESSIONS}/{{session_id}}/shares"]["post"]["responses"]

    assert shares["409"]["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"] == {
        "enum": ["too_many_shares"]
    }


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (MESSAGES, "GET, HEAD, OPTIONS, POST"),
        (SESSIONS, "GET, HEAD, OPTIONS, POST"),
        (f"{SESSIONS}/ses_of_nobody", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/api/v1/chat/turns/turn_of_nobody/stop", "OPTIONS, POST"),
        ("/livez", "GET, HEAD, OPTIONS"),
        # A name of its own, not a session's.
        (f"{SESSIONS}/import", "OPTIONS, POST"),
    ],
)
@requirement("described")
async def test_another_method_is_told_those_that_there_are(alice: httpx.AsyncClient, path: str, allowed: str) -> None:
    wrong = await alice.request("TRACE", path)
    options = await alice.options(path)

    assert (wrong.status_code, wrong.json()["code"], wrong.headers["allow"]) == (405, "method_not_allowed", allowed)
    assert (options.status_code, options.content, options.headers["allow"]) == (204, b"", allowed)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/chat/messages/", "/api//v1", "/%00", "/api/v1/chat/%2e%2e"]
)
async def test_an_unknown_path_is_a_problem_document_whatever_is_asked(
    alice: httpx.AsyncClient, method: str, path: str
) -> None:
    response = await alice.request(method, path)

    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.json()["code"] == "not_found"


async def test_a_head_is_answered_like_a_get_without_a_body(alice: httpx.AsyncClient) -> None:
    for path, status in ((SESSIONS, 200), (f"{SESSIONS}/ses_of_nobody", 404), ("/openapi.json", 200)):
        head, get = await alice.head(path), await alice.get(path)
        assert (head.status_code, head.content) == (status, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


@requirement("described")
async def test_every_line_of_a_stream_and_the_whole_document_are_as_described(gateway: RunningGateway) -> None:
    alice = await gateway.client()
    await gateway.add_worker(says("Hello", " there"))
    asked = await alice.post(MESSAGES, params={"protocol": "ndjson"}, json={"message": "Hi"})
    lines = [json.loads(line) for line in asked.content.splitlines()]
    again = f"/api/v1/chat/turns/{asked.headers['x-chat-turn-id']}/stream"
    document = await alice.get(again, params={"protocol": "json"})

    line = validator_of({"$ref": "#/components/schemas/StreamLine"})
    assert [line["seq"] for line in lines if "seq" in line] == list(range(1, lines[-1]["seq"] + 1))
    assert [str(error) for found in lines for error in line.iter_errors(found)] == []
    assert document.json()["text"] == "Hello there"
    whole = validator_of({"$ref": "#/components/schemas/WholeAnswer"})
    assert [str(error) for error in whole.iter_errors(document.json())] == []


async def test_pages_of_other_origins_may_send_and_read_every_header_of_the_description(tmp_path: Path) -> None:
    sent = {p["name"] for _, op in operations() for p in op.get("parameters", []) if p["in"] == "header"}
    got = {name for _, op in operations() for told in op["responses"].values() for name in told.get("headers", {})}
    async with running_gateway(tmp_path, cors_origins=["https://dash.example"]) as gateway:
        alice = await gateway.client()
        origin = {"origin": "https://dash.example"}
        asking = {**origin, "access-control-request-method": "POST"}
        preflight = await alice.options(
            MESSAGES, headers={**asking, "access-control-request-headers": ", ".join(sorted(sent))}
        )
        answer = await alice.get(SESSIONS, headers=origin)

    assert preflight.status_code == 200, preflight.text
    exposed = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert {name.lower() for name in got} - {"www-authenticate"} <= exposed


async def test_an_answer_that_is_not_described_is_noticed() -> None:
    def answers(status: int, body: object, **headers: str) -> httpx.Response:
        request = httpx.Request("GET", f"http://gateway{SESSIONS}")
        return httpx.Response(status, json=body, headers=headers, request=request)

    for wrong in (
        answers(202, {"sessions": [], "after": None}),
        answers(200, {"sessions": [], "after": None, "surplus": 1}),
        answers(401, {"type": "about:blank", "title": "", "status": 401, "code": "not_authenticated", "detail": ""}),
        answers(422, {}, **{"content-type": "application/problem+json"}),
    ):
        with pytest.raises(AssertionError):
            await check_answer(wrong)


def test_formats_are_checked() -> None:
    time = validator_of(description()["components"]["schemas"]["SessionBody"]["properties"]["created_at"])

    assert isinstance(time, jsonschema_rs.Draft202012Validator)
    assert time.is_valid("2026-11-02T09:30:00.000Z")
    assert not time.is_valid("yesterday")
