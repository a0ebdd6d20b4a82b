"""A crew container without a crew: `python -m tests.crash.worker`. It does what the question's plan says and logs it.

The standard library only, so that it starts in a tenth of a second: it is killed hundreds of times.
"""

import asyncio
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.crash.plan import Plan, event, plan_of, tool_line
from tests.crash.wire import Answer, Broken, ask

HEARTBEAT_SECONDS = 0.5
RETRY_SECONDS = 0.05


class Worker:
    """Runs, each a task; a log that says what happened and when."""

    def __init__(self, folder: Path, worker_id: str, slots: int, gateways: list[str], key: str) -> None:
        self._folder = folder
        self._id = worker_id
        self._slots = slots
        self._gateways = gateways
        self._key = key
        self._token = ""
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._log = os.open(folder / f"{worker_id}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._progress = 0
        self._url = ""

    async def serve(self, port: int) -> None:
        """Serve until killed."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", port, limit=1 << 20)
        self._url = f"http://127.0.0.1:{port}"
        async with server:
            await self._stay_known()

    async def _stay_known(self) -> None:
        is_known = False
        while True:
            body: dict[str, object] = {"running": len(self._runs), "progress": self._progress, "runs": list(self._runs)}
            path = f"/internal/workers/{self._id}/heartbeat"
            if not is_known:
                body = {"worker_id": self._id, "url": self._url, "slots": self._slots, "version": "scripted"}
                path = "/internal/workers"
            answer = await self._tell(path, body, self._credentials if is_known else {"x-worker-key": self._key})
            if answer is not None and answer.status == 200 and not is_known:
                self._token = json.loads(answer.body)["token"]
            was_known, is_known = is_known, answer is not None and answer.status == 200
            await asyncio.sleep(HEARTBEAT_SECONDS if is_known and was_known else RETRY_SECONDS)

    @property
    def _credentials(self) -> dict[str, str]:
        return {"x-worker-id": self._id, "x-worker-key": self._token}

    async def _tell(self, path: str, body: dict[str, object], credentials: dict[str, str]) -> Answer | None:
        headers = credentials | {"content-type": "application/json"}
        for gateway in self._gateways:
            with suppress(Broken):
                return await ask(gateway, "POST", path, headers, json.dumps(body).encode(), seconds=1)
        return None

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, path, _ = head.split(" ", 2)
            length = next(
                (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
            )
            body = await reader.readexactly(length)
            if method == "POST":
                await self._begin(json.loads(body), reader, writer)
            else:
                await self._end(path.rpartition("/")[2], writer)
        writer.transport.abort()

    async def _begin(self, asked: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        run_id, plan = asked["run_id"], plan_of(asked["question"])
        if len(self._runs) >= self._slots:
            self._note("refused", asked)
            await _say(writer, b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            return
        task = asyncio.ensure_future(self._run(asked, plan, writer))
        self._runs[run_id] = task
        credentials = {**self._credentials, "authorization": f"Bearer {asked['grant']}"}
        self._note("begun", asked, credentials=credentials, organization_id=asked["organization_id"])
        closing = asyncio.ensure_future(reader.read())
        waited = {task} if plan.is_deaf else {task, closing}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        await asyncio.wait({task})
        closing.cancel()
        del self._runs[run_id]
        self._note("ended", asked)
        if not task.cancelled() and task.exception() is None:
            await _say(writer, b"0\r\n\r\n")
            # A close with unread bytes would be a reset, which may overtake what was said.
            writer.write_eof()
            await asyncio.wait({asyncio.ensure_future(reader.read())}, timeout=1)

    async def _end(self, run_id: str, writer: asyncio.StreamWriter) -> None:
        found = self._runs.get(run_id)
        if found is not None:
            found.cancel()
            while run_id in self._runs:
                await asyncio.sleep(0.001)
        status = b"204 No Content" if found is not None else b"404 Not Found"
        await _say(writer, b"HTTP/1.1 %b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status)

    async def _run(self, asked: dict[str, str], plan: Plan, writer: asyncio.StreamWriter) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n"
        await _say(writer, head)
        for line in range(1, plan.lines + 1):
            if line == plan.hang_at:
                self._note("hanging", asked)
                await asyncio.sleep(3600)
            output = await self._call_tool(asked) if tool_line(plan, line) is not None else None
            self._die(plan, line == plan.die_before)
            said = {
                "run_id": asked["run_id"],
                "n": line,
                "progress": line,
                "event": event(plan, asked["run_id"], line, output),
            }
            data = json.dumps(said).encode() + b"\n"
            self._note("said", asked, line=line)
            self._progress += 1
            with suppress(OSError):  # a deaf one goes on
                await _say(writer, b"%x\r\n%b\r\n" % (len(data), data))
            self._die(plan, line == plan.die_after)
            await asyncio.sleep(plan.pace_ms / 1000)

    def _die(self, plan: Plan, is_due: bool) -> None:
        if not is_due:
            return
        if plan.dies_once:
            marker = self._folder / f"died-{plan.key}"
            if marker.exists():
                return
            marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)

    async def _call_tool(self, asked: dict[str, str]) -> object:
        """Read the platform through the gateway, with the grant of the run."""
        path = f"/internal/platform/api/v1/organizations/{asked['organization_id']}"
        headers = {**self._credentials, "authorization": f"Bearer {asked['grant']}"}
        for gateway in self._gateways:
            with suppress(Broken):
                answer = await ask(gateway, "GET", path, headers)
                self._note("tool", asked, status=answer.status)
                return {"status": answer.status, "body": answer.body.decode()}
        return {"status": 0}

    def _note(self, what: str, asked: dict[str, str], **more: object) -> None:
        said = {"at": time.time(), "what": what, "run_id": asked["run_id"], "turn_id": asked["turn_id"], **more}
        os.write(self._log, json.dumps(said).encode() + b"\n")


async def _say(writer: asyncio.StreamWriter, data: bytes) -> None:
    if writer.is_closing():
        raise ConnectionResetError
    writer.write(data)
    await writer.drain()


def main() -> None:
    """Folder, id, port, slots, key and the gateways' internal addresses, in this order."""
    folder, worker_id, port, slots, key, *gateways = sys.argv[1:]
    with suppress(KeyboardInterrupt):
        asyncio.run(Worker(Path(folder), worker_id, int(slots), gateways, key).serve(int(port)))


if __name__ == "__main__":
    main()
