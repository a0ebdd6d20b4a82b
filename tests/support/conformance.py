"""Every answer that a test gets is held against the description of the API: status, headers, media type, shape."""

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import jsonschema_rs

from gateway.api.description.document import describe_endpoints
from gateway.api.routes import PUBLIC

Json = dict[str, Any]

ANSWERED_EVERYWHERE = {"HEAD", "OPTIONS"}
# A bug is not described; tests that cause one look at it themselves.
BUG = 500


class NotDescribed(AssertionError):
    """The API answered something that its description does not know."""


@functools.cache
def description() -> Json:
    """The document that the gateway serves."""
    return describe_endpoints(PUBLIC)


@functools.cache
def _templates() -> Mapping[str, re.Pattern[str]]:
    return {path: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))) for path in description()["paths"]}


@functools.cache
def _validator(path: str, method: str, status: str, media_type: str) -> jsonschema_rs.Validator:
    response = description()["paths"][path][method]["responses"][status]
    return validator_of(response["content"][media_type]["schema"])


def validator_of(schema: Json) -> jsonschema_rs.Validator:
    """A validator of a schema of the document."""
    return jsonschema_rs.Draft202012Validator(
        {**schema, "components": description()["components"]}, validate_formats=True
    )


def template_of(path: str) -> str | None:
    """The path of the document that this one is."""
    return next((template for template, pattern in _templates().items() if pattern.fullmatch(path)), None)


async def check_answer(response: httpx.Response) -> None:
    """A hook of httpx. Raises NotDescribed. A stream is not read here."""
    request = response.request
    path = template_of(request.url.raw_path.decode().partition("?")[0])
    if request.method in ANSWERED_EVERYWHERE or response.status_code == BUG:
        return
    if path is None or request.method.lower() not in description()["paths"][path]:
        await response.aread()
        check_unrouted(response, path)
        return
    described = description()["paths"][path][request.method.lower()]["responses"]
    told = described.get(str(response.status_code))
    if told is None:
        raise NotDescribed(f"{request.method} {path}: status {response.status_code}")
    _check_headers(response, told)
    # What has no length is written as it is read.
    if response.status_code < 400 and "content" in told and "content-length" not in response.headers:
        _check_media_type(response, told)
        return
    await response.aread()
    _check_body(response, told, path)


def check_unrouted(response: httpx.Response, path: str | None) -> None:
    """What is no route is 404, and 405 with the methods that there are; both as problem documents."""
    request = response.request
    expected = (404, "not_found") if path is None else (405, "method_not_allowed")
    # A refusal of another kind may come first: of the connection, or of the origin.
    if response.status_code not in {404, 405}:
        return
    body = response.json()
    found = (response.status_code, body["error"]["code"] if request.url.path.startswith("/v1/") else body["code"])
    if found != expected:
        raise NotDescribed(f"{request.method} {request.url.path}: {found}, expected {expected}")
    if path is not None:
        methods = {method.upper() for method in description()["paths"][path]} | {"OPTIONS"}
        methods |= {"HEAD"} if "GET" in methods else set()
        if response.headers["allow"] != ", ".join(sorted(methods)):
            raise NotDescribed(f"{path}: Allow: {response.headers['allow']}")


def _check_headers(response: httpx.Response, told: Json) -> None:
    required = (name for name, header in told.get("headers", {}).items() if header.get("required"))
    missing = [name for name in required if name not in response.headers]
    if missing:
        raise NotDescribed(f"{response.request.url.path}: {response.status_code} without {', '.join(missing)}")


def _check_media_type(response: httpx.Response, told: Json) -> str:
    media_type = str(response.headers.get("content-type", "")).partition(";")[0]
    if media_type not in told["content"]:
        raise NotDescribed(f"{response.request.url.path}: {response.status_code} as {media_type!r}")
    return media_type


def _check_body(response: httpx.Response, told: Json, path: str) -> None:
    if "content" not in told:
        if response.content:
            raise NotDescribed(f"{path}: {response.status_code} with a body")
        return
    media_type = _check_media_type(response, told)
    if not media_type.endswith("json"):
        return
    method, status = response.request.method.lower(), str(response.status_code)
    for error in _validator(path, method, status, media_type).iter_errors(json.loads(response.content)):
        raise NotDescribed(f"{method} {path}: {status}: {error}")
