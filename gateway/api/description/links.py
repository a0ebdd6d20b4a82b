"""What can be done with the objects that an answer names: OpenAPI's links, from the names of fields and parameters.

An answer that has a field `turn_id` leads to the routes that need a `turn_id`; what was made at `…/sessions` has an
`id` that is a `session_id`; the first entry of a list `messages` has one that is a `message_id`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel

from gateway.api.description.traits import asks, parameters_in
from gateway.api.endpoint import Endpoint

Json = dict[str, Any]

IN_BODY: Final = "$response.body#/{pointer}"
# Where the answer to a question names what it is about.
IN_HEADERS: Final[Mapping[str, str]] = {
    "session_id": "$response.header.X-Chat-Session-Id",
    "turn_id": "$response.header.X-Chat-Turn-Id",
}
MADE: Final = 201


class Links:
    """The links between the routes of one table."""

    def __init__(self, names: Mapping[tuple[str, str], str], endpoints: Iterable[Endpoint]) -> None:
        """`names` are the operations' ids, by method and path."""
        self._needed = {
            names[endpoint.method, endpoint.path]: needed
            for endpoint in endpoints
            if (needed := set(_needed(endpoint)))
        }
        self._known = set[str]().union(*self._needed.values())

    def of(self, endpoint: Endpoint) -> Json:
        """The routes that need no other name than those in this answer."""
        found = dict(self._found(endpoint))
        return {
            name: {"operationId": name, "parameters": {parameter: found[parameter] for parameter in sorted(needed)}}
            for name, needed in self._needed.items()
            if needed <= found.keys()
        }

    def _found(self, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
        if asks(endpoint):
            yield from IN_HEADERS.items()
        elif isinstance(endpoint.answer, type):
            for name, field in endpoint.answer.model_fields.items():
                if name in self._known:
                    yield name, IN_BODY.format(pointer=name)
                elif _lists_ids(field.annotation) and (parameter := f"{name.removesuffix('s')}_id") in self._known:
                    yield parameter, IN_BODY.format(pointer=f"{name}/0/id")
            if endpoint.status == MADE and "id" in endpoint.answer.model_fields:
                yield from self._made(endpoint.path)

    def _made(self, path: str) -> Iterator[tuple[str, str]]:
        nouns = (f"{part.removesuffix('s')}_id" for part in reversed(path.split("/")) if part.endswith("s"))
        for parameter in nouns:
            if parameter in self._known:
                yield parameter, IN_BODY.format(pointer="id")
                return


def _needed(endpoint: Endpoint) -> Iterator[str]:
    yield from parameters_in(endpoint.path)
    if endpoint.query is not None:
        yield from (name for name, field in endpoint.query.model_fields.items() if field.is_required())


def _lists_ids(annotation: object) -> bool:
    return any(
        isinstance(item, type) and issubclass(item, BaseModel) and "id" in item.model_fields
        for item in get_args(annotation)
    )
