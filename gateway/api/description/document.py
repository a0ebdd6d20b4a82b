"""The OpenAPI 3.1 document: one operation for each row of the route table, nothing written twice."""

import sys
from collections.abc import Iterable
from importlib.metadata import version
from inspect import cleandoc
from typing import Any, Final

from pydantic import BaseModel

from gateway.api.description import told
from gateway.api.description.links import Links
from gateway.api.description.parameters import parameters_of
from gateway.api.description.problem_responses import problem_examples, problem_responses
from gateway.api.description.refusals import Refusals
from gateway.api.description.samples import Samples
from gateway.api.description.schemas import TEMPLATE, Schemas
from gateway.api.description.streams import APPLIED, REPLAYED, headers_of, stream_response
from gateway.api.description.traits import CURSORS, asks, is_stream, takes_key, tells_on_request
from gateway.api.endpoint import Endpoint, Handler
from gateway.api.problems import Problem

Json = dict[str, Any]

JSON: Final = "application/json"
INTRODUCTION: Final = """\
Ask a question about your organization's data, follow the answer as it is written, and keep what was said.

Organization and user come from the key and from nowhere else. What belongs to somebody else answers exactly like what
does not exist: 404, the same bytes. Refusals are problem documents (RFC 9457) with a `code` that stays as it is; under
`/v1/` they have the shape that OpenAI's clients read.

`HEAD` is answered wherever `GET` is, and `OPTIONS` everywhere, with `Allow`. An unknown path is 404 and another method
is 405 with `Allow`, both problem documents. Unknown parameters of a query and unknown fields of a body are refused,
but by what is there for other systems' clients (`crow`, `documents`, `completions`): there, what is not known is not
read. Lists are paged by opaque cursors. Times are ISO 8601 in UTC.
"""
SECURITY_SCHEMES: Final[Json] = {
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "A key of one user"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "The same key as a bearer token; never both"},
}


def describe_endpoints(endpoints: Iterable[Endpoint]) -> Json:
    """The document of a route table."""
    return _Description(list(endpoints)).document()


class _Description:
    def __init__(self, endpoints: list[Endpoint]) -> None:
        self._endpoints = endpoints
        self._refusals = Refusals(endpoints)
        answers = [
            answer for endpoint in endpoints for answer in (endpoint.answer, endpoint.refusal, *endpoint.also.values())
        ]
        self._schemas = Schemas(
            [model for endpoint in endpoints for model in _bodies(endpoint)],
            (Problem, *told.MODELS, *(answer for answer in answers if isinstance(answer, type))),
        )
        self._schemas.components |= told.line_schemas(TEMPLATE)
        self._samples = Samples(self._schemas.components)
        self._names = _names(endpoints)
        self._links = Links(self._names, endpoints)
        self._codes: set[str] = set()

    def document(self) -> Json:
        paths: Json = {}
        for endpoint in self._endpoints:
            paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = self._operation(endpoint)
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Crew Chat",
                "version": version("crew-chat"),
                "description": INTRODUCTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "tags": [
                {"name": _tag(module), "description": _first_line(sys.modules[module].__doc__)}
                for module in dict.fromkeys(endpoint.handler.__module__ for endpoint in self._endpoints)
            ],
            "paths": paths,
            "components": {
                "schemas": dict(sorted(self._schemas.components.items())),
                "examples": problem_examples(self._codes),
                "securitySchemes": SECURITY_SCHEMES,
            },
        }

    def _operation(self, endpoint: Endpoint) -> Json:
        operation: Json = {
            "operationId": self._names[endpoint.method, endpoint.path],
            "tags": [_tag(endpoint.handler.__module__)],
            "summary": endpoint.summary,
            "description": _description(endpoint.handler),
            # What is empty here says: no key is needed.
            "security": [{name: []} for name in SECURITY_SCHEMES] if endpoint.needs_key else [],
        }
        if parameters := parameters_of(endpoint, self._schemas.query(endpoint.query)):
            operation["parameters"] = [self._with_example(parameter) for parameter in parameters]
        if endpoint.body is not None:
            operation["requestBody"] = self._body(endpoint.body, _bodies(endpoint))
        if endpoint.raw_bodies:
            content = {found: {"schema": {"type": "string", "format": "binary"}} for found in endpoint.raw_bodies}
            operation["requestBody"] = {"required": True, "content": content}
        codes = self._refusals.codes(endpoint)
        if endpoint.refusal is None:
            self._codes.update(*codes.values())
        operation["responses"] = {
            str(endpoint.status): self._linked(endpoint),
            **{str(status): self._also(endpoint, model) for status, model in endpoint.also.items()},
            **problem_responses(codes, endpoint.refusal),
        }
        return operation

    def _body(self, ours: type[BaseModel], understood: list[type[BaseModel]]) -> Json:
        schemas = [self._schemas.incoming(model) for model in understood]
        samples = {model.__name__: {"value": self._samples.of(self._schemas.incoming(model))} for model in understood}
        return {
            "required": not _may_be_absent(ours),
            "content": {JSON: {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}, "examples": samples}},
        }

    def _linked(self, endpoint: Endpoint) -> Json:
        links = self._links.of(endpoint)
        return {**self._answer(endpoint), **({"links": links} if links else {})}

    def _answer(self, endpoint: Endpoint) -> Json:
        if is_stream(endpoint):
            return stream_response(endpoint, TEMPLATE)
        match endpoint.answer:
            case None:
                return {"description": "Done"}
            case str() as media_type:
                media_types = (media_type, *endpoint.other_answers)
                return {"description": endpoint.summary, "content": {found: _anything(found) for found in media_types}}
            case model if asks(endpoint):
                response = self._json(model)
                response["content"] |= {found: _anything(found) for found in endpoint.other_answers}
                return {**response, "headers": headers_of(endpoint)}
            case model if takes_key(endpoint):
                return {**self._json(model), "headers": REPLAYED}
            case model:
                return self._json(model)

    def _also(self, endpoint: Endpoint, model: type[BaseModel] | None) -> Json:
        if model is None:
            return {"description": "There is nothing to tell"}
        return {**self._json(model), "headers": APPLIED} if tells_on_request(endpoint) else self._json(model)

    def _json(self, model: type[BaseModel]) -> Json:
        return {
            "description": _first_line(model.__doc__),
            "content": {JSON: self._with_example({"schema": self._schemas.outgoing(model)})},
        }

    def _with_example(self, part: Json) -> Json:
        name = part.get("name", "")
        # A cursor is opaque: there is none but those of a list.
        return part if name in CURSORS else {"example": self._samples.of(part["schema"], name), **part}


def _names(endpoints: Iterable[Endpoint]) -> dict[tuple[str, str], str]:
    """What each operation is called: as its handler, which may serve a resource under several paths."""
    names: dict[tuple[str, str], str] = {}
    for endpoint in endpoints:
        name = endpoint.handler.__name__
        if name in names.values():
            name += "_at_" + "_".join(part for part in endpoint.path.split("/") if part.isidentifier())
        names[endpoint.method, endpoint.path] = name
    return names


def _bodies(endpoint: Endpoint) -> list[type[BaseModel]]:
    return [model for model in (endpoint.body, *endpoint.other_bodies) if model is not None]


def _may_be_absent(model: type[BaseModel]) -> bool:
    # No body is read as an empty object.
    try:
        model.model_validate_json(b"{}")
    except ValueError:
        return False
    return True


def _anything(media_type: str) -> Json:
    return {"schema": {"type": "object" if media_type == JSON else "string"}}


def _tag(module: str) -> str:
    return module.rpartition(".")[2]


def _description(handler: Handler) -> str:
    return cleandoc(handler.__doc__ or "")


def _first_line(text: str | None) -> str:
    return cleandoc(text or "").partition("\n")[0]
