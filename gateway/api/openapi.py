"""The description of the public API, made from the route table and the models that parse requests."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.bodies import Problem
from gateway.api.endpoint import Endpoint

REFERENCE = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
JSON = "application/json"
SECURITY = {
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
}
REASONS = {
    400: "The cursor is not one of ours, or two credentials were sent",
    401: "A valid key is required",
    404: "No such object, or not yours",
    406: "No protocol of ours is of a type that `Accept` names; `allowed` lists them",
    409: "The session is busy, or what is there does not allow this",
    408: "The body took too long",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "The request is not valid",
    429: "Too much of this at once; `Retry-After` tells when to try again",
    507: "There is no room left to store anything",
    503: "The service cannot take this now",
}

Json = dict[str, Any]


def describe_endpoints(endpoints: Iterable[Endpoint]) -> Json:
    """The OpenAPI 3.1 document."""
    listed = list(endpoints)
    models: list[type[BaseModel]] = [Problem]
    models += [model for e in listed for model in (e.body, e.answer) if isinstance(model, type)]
    schemas = models_json_schema([(model, "serialization") for model in models], ref_template=REFERENCE)[1]
    paths: Json = {}
    for endpoint in listed:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Crew Chat", "version": version("crew-chat")},
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": SECURITY},
    }


async def describe(request: Request) -> Response:
    """Serve the document."""
    return Response(to_json(request.app.state.description), media_type=JSON)


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.handler.__name__,
        "summary": endpoint.summary,
        "responses": {str(endpoint.status): _answer(endpoint)},
    }
    parameters = [*_path_parameters(endpoint), *_query_parameters(endpoint)]
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body is not None:
        operation["requestBody"] = {"content": {JSON: {"schema": _ref(endpoint.body)}}}
    errors = set(endpoint.errors)
    if endpoint.needs_key:
        operation["security"] = [{"apiKey": []}, {"bearer": []}]
        errors |= {400, 401}
    for status in sorted(errors):
        content = {PROBLEM: {"schema": _ref(Problem)}} if endpoint.path != "/readyz" else _answer(endpoint)["content"]
        operation["responses"][str(status)] = {"description": REASONS[status], "content": content}
    return operation


def _answer(endpoint: Endpoint) -> Json:
    match endpoint.answer:
        case None:
            return {"description": "Done"}
        case str() as media_type:
            return {
                "description": endpoint.summary,
                "content": {found: {} for found in (media_type, *endpoint.other_answers)},
            }
        case model:
            return {"description": endpoint.summary, "content": {JSON: {"schema": _ref(model)}}}


def _path_parameters(endpoint: Endpoint) -> list[Json]:
    names = [part.strip("{}") for part in endpoint.path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(endpoint: Endpoint) -> list[Json]:
    if endpoint.query is None:
        return []
    schema = endpoint.query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": REFERENCE.format(model=model.__name__)}
