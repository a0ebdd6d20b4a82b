"""The operations of the API as the methods of a class: those that answer with JSON, a file or nothing.

Streams are no methods here: what reads them is written by hand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from infra.clients.python_types import annotation_of, name_of

Json = dict[str, Any]

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
# Other people's paths have other people's clients; pages are for browsers.
OURS: Final = ("/api/", "/livez", "/readyz")
# The same once more, under the names of CROW's dashboard and of its documents.
ALIASES: Final = frozenset({"crow", "documents"})
HEAD: Final = '''\
"""The operations of Crew Chat's API. Made from its description by `make clients`: do not edit."""

from typing import Literal

from chat_client import models
from chat_client.transport import Transport, quoted


class Operations:
    """Every operation that answers at once. Raises ApiError, TransportFailed."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

'''


@dataclass(frozen=True, slots=True)
class Operation:
    """One method to be."""

    method: str
    path: str
    told: Json

    @property
    def answer(self) -> Json:
        """The schema of its first success; empty where that carries no JSON."""
        return _schema(next(self._successes))

    @property
    def answer_on_request(self) -> Json:
        """The schema of what those get who ask for more than nothing; empty where there is none."""
        first, *others = self._successes
        return {} if "content" in first else next(filter(None, map(_schema, others)), {})

    @property
    def has_file(self) -> bool:
        """Whether it answers with something that is no JSON model."""
        return not (self.answer or self.answer_on_request) and any("content" in told for told in self._successes)

    @property
    def _successes(self) -> Iterator[Json]:
        return (told for status, told in self.told["responses"].items() if status.startswith("2"))

    @property
    def body(self) -> Json | None:
        """The schema of its body."""
        body = self.told.get("requestBody")
        return body["content"][JSON]["schema"] if body is not None and JSON in body["content"] else None

    @property
    def takes_bytes(self) -> bool:
        """Whether its body is that of a file."""
        return "requestBody" in self.told and self.body is None


def _schema(response: Json) -> Json:
    content = response.get("content", {})
    found: Json = content[JSON]["schema"] if set(content) == {JSON} else {}
    return found


def operations_of(document: Json) -> Iterator[Operation]:
    """The operations that become methods, in the document's order."""
    for path, item in document["paths"].items():
        for method, told in item.items():
            is_stream = NDJSON in told["responses"].get("200", {}).get("content", {})
            if path.startswith(OURS) and not is_stream and ALIASES.isdisjoint(told["tags"]):
                yield Operation(method.upper(), path, told)


def python_operations(document: Json) -> str:
    """The text of the module, unformatted."""
    return HEAD + "\n".join(_method(operation) for operation in operations_of(document))


def _method(operation: Operation) -> str:
    told = operation.told
    positional = [f"{name_of(p['name'])}: str" for p in _in(operation, "path")]
    if operation.body is not None:
        body = annotation_of(operation.body, "models.")
        positional.append(f"body: {body}" if told["requestBody"]["required"] else f"body: {body} | None = None")
    if operation.takes_bytes:
        positional.append("body: bytes")
    named = [_named(p) for p in (*_in(operation, "query"), *_in(operation, "header"))]
    arguments = ", ".join(["self", *positional, *(["*", *named] if named else [])])
    answer = _answer(operation)
    return (
        f"    async def {told['operationId']}({arguments}) -> {answer}:\n"
        f'        """{_sentence(told["summary"])}"""\n'
        f"        {_call(operation, answer)}\n"
    )


def _answer(operation: Operation) -> str:
    if operation.has_file:
        return "bytes"
    if operation.answer_on_request:
        return f"{annotation_of(operation.answer_on_request, 'models.')} | None"
    return annotation_of(operation.answer, "models.") if operation.answer else "None"


def _call(operation: Operation, answer: str) -> str:
    path = operation.path
    for parameter in _in(operation, "path"):
        path = path.replace(f"{{{parameter['name']}}}", f"{{quoted({name_of(parameter['name'])})}}")
    arguments = [repr(operation.method), f'f"{path}"' if "{" in path else f'"{path}"']
    if operation.body is not None or operation.takes_bytes:
        arguments.append("body=body")
    for place in ("query", "header"):
        if found := _in(operation, place):
            pairs = ", ".join(f'"{p["name"]}": {name_of(p["name"])}' for p in found)
            arguments.append(f"{place}={{{pairs}}}")
    match answer:
        case "None":
            return f"await self._transport.send({', '.join(arguments)})"
        case "bytes":
            return f"return (await self._transport.send({', '.join(arguments)})).content"
        case model if operation.answer_on_request:
            arguments = [model.removesuffix(" | None"), *arguments]
            return f"return await self._transport.fetch_if_told({', '.join(arguments)})"
        case model:
            return f"return await self._transport.fetch({', '.join([model, *arguments])})"


def _in(operation: Operation, place: str) -> list[Json]:
    return [parameter for parameter in operation.told.get("parameters", []) if parameter["in"] == place]


def _named(parameter: Json) -> str:
    annotation = annotation_of({**parameter["schema"], "format": None}, "models.")
    name = name_of(parameter["name"])
    return f"{name}: {annotation}" if parameter["required"] else f"{name}: {annotation} | None = None"


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?")) else f"{words}."


def bodies_and_answers(operations: Iterable[Operation]) -> Iterator[Json]:
    """The schemas that the methods name."""
    for operation in operations:
        yield from (schema for schema in (operation.body, operation.answer, operation.answer_on_request) if schema)
