"""The simulator's URLs."""

import secrets
import time

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from infra.simulators.model.brain.think import think
from infra.simulators.model.chunks import MODEL
from infra.simulators.model.errors import error_response, invalid_request
from infra.simulators.model.log import RequestLog
from infra.simulators.model.reply import count_tokens, perform
from infra.simulators.model.request import CompletionRequest
from infra.simulators.model.response import CompletionResponse, Pace
from infra.simulators.model.script import RULES, Behaviour, Script
from infra.simulators.model.settings import ModelSimulatorSettings


class ModelSimulator:
    """The endpoints and what they share: settings, script and log."""

    def __init__(self, settings: ModelSimulatorSettings) -> None:
        self._settings = settings
        self._script = Script()
        self._log = RequestLog(settings.log_entries, settings.keep_requests)

    def routes(self) -> list[Route]:
        return [
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/v1/models", self.list_models, methods=["GET"]),
            Route("/livez", self.live, methods=["GET"]),
            Route("/_sim/script", self.read_script, methods=["GET"]),
            Route("/_sim/script", self.replace_script, methods=["PUT"]),
            Route("/_sim/script", self.drop_script, methods=["DELETE"]),
            Route("/_sim/log", self.read_log, methods=["GET"]),
            Route("/_sim/log", self.clear_log, methods=["DELETE"]),
            Route("/_sim/open", self.count_open, methods=["GET"]),
        ]

    async def complete(self, request: Request) -> Response:
        if not self._knows(request):
            return error_response(401, "Incorrect API key provided.")
        try:
            asked = CompletionRequest.model_validate_json(await request.body())
        except ValidationError as exc:
            return invalid_request(exc)
        behaviour = self._script.behaviour(asked)
        entry = self._log.open(asked, _prompt_tokens(asked))
        if behaviour.status is not None and not behaviour.hang:
            entry.status = behaviour.status
            self._log.close(entry, "error")
            return _scripted_error(behaviour, behaviour.status)
        obey = behaviour.obey_injections
        reply = behaviour.reply or think(
            asked, obey_injections=self._settings.obey_injections if obey is None else obey
        )
        performance = perform(reply, reply_id=entry.id, stop=asked.stop, limit=asked.token_limit)
        entry.completion_tokens = performance.tokens
        return CompletionResponse(
            performance,
            entry=entry,
            log=self._log,
            pace=self._pace(behaviour),
            behaviour=behaviour,
            include_usage=asked.stream_options is not None and asked.stream_options.include_usage,
        )

    async def list_models(self, request: Request) -> Response:
        if not self._knows(request):
            return error_response(401, "Incorrect API key provided.")
        model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": "simulator"}
        return JSONResponse({"object": "list", "data": [model]})

    async def live(self, request: Request) -> Response:  # noqa: ARG002  the route's signature
        return PlainTextResponse("ok")

    async def read_script(self, request: Request) -> Response:  # noqa: ARG002  the route's signature
        return JSONResponse(self._script.as_json())

    async def replace_script(self, request: Request) -> Response:
        try:
            rules = RULES.validate_json(await request.body())
        except ValidationError as exc:
            return invalid_request(exc)
        self._script.replace(rules)
        return Response(status_code=204)

    async def drop_script(self, request: Request) -> Response:  # noqa: ARG002  the route's signature
        self._script.replace([])
        return Response(status_code=204)

    async def read_log(self, request: Request) -> Response:  # noqa: ARG002  the route's signature
        return JSONResponse(self._log.as_json())

    async def clear_log(self, request: Request) -> Response:  # noqa: ARG002  the route's signature
        self._log.clear()
        return Response(status_code=204)

    async def count_open(self, request: Request) -> Response:
        """`{"open": n}`; with `?until=n&timeout_seconds=s` it answers when n are open or the time is over."""
        count = self._log.open_count
        if "until" in request.query_params:
            try:
                until = int(request.query_params["until"])
                timeout_seconds = float(request.query_params.get("timeout_seconds", "5"))
            except ValueError:
                return error_response(400, "until and timeout_seconds are numbers.")
            count = await self._log.wait_until_open(until, timeout_seconds)
        return JSONResponse({"open": count})

    def _knows(self, request: Request) -> bool:
        key = self._settings.api_key
        if key is None:
            return True
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), key.get_secret_value().encode())

    def _pace(self, behaviour: Behaviour) -> Pace:
        first, each = behaviour.first_token_ms, behaviour.token_ms
        return Pace(
            self._settings.first_token_ms if first is None else first,
            self._settings.token_ms if each is None else each,
        )


def build_app(settings: ModelSimulatorSettings) -> Starlette:
    return Starlette(routes=ModelSimulator(settings).routes(), exception_handlers={HTTPException: _render_http_error})


def _prompt_tokens(asked: CompletionRequest) -> int:
    offered = [tool.model_dump_json() for tool in asked.tools or ()]
    made = [call.function.arguments for message in asked.messages for call in message.tool_calls or ()]
    return count_tokens([*(message.text for message in asked.messages), *offered, *made])


def _scripted_error(behaviour: Behaviour, status: int) -> Response:
    wait = behaviour.retry_after
    headers = None if wait is None else {"retry-after": f"{wait:g}"}
    return error_response(status, behaviour.error_message or f"Scripted status {status}.", headers=headers)


async def _render_http_error(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    message = f"Invalid URL ({request.method} {request.url.path})" if exc.status_code == 404 else exc.detail
    return error_response(exc.status_code, message, headers=exc.headers)
