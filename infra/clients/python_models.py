"""The schemas of the API as pydantic models for a client: what the methods and the events of a stream need.

A client reads what it knows and leaves out the rest, so that a newer gateway does not break it.
"""

from collections.abc import Iterator
from typing import Any, Final

from infra.clients.python_operations import bodies_and_answers, operations_of
from infra.clients.python_types import annotation_of, name_of, named_in, reachable

Json = dict[str, Any]

HEAD: Final = '''\
"""What Crew Chat's API takes and gives. Made from its description by `make clients`: do not edit."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Model(BaseModel):
    """Base of all: frozen; what a newer gateway adds is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=(), populate_by_name=True)
'''
LINE: Final = "StreamLine"
# A schema that pydantic has itself.
PYDANTIC: Final = "JsonValue"
# Everything that is told before and after an answer, whatever the methods need.
ALWAYS: Final = (LINE, "SendMessage", "Problem")


def python_models(document: Json) -> str:
    """The text of the module, unformatted."""
    components = document["components"]["schemas"]
    wanted = {*ALWAYS}
    for schema in (*bodies_and_answers(operations_of(document)), *({"$ref": f"/{name}"} for name in ALWAYS)):
        wanted |= set(reachable(document, schema))
    classes = [_class(name, components[name]) for name in _in_order(components, wanted - {LINE, PYDANTIC})]
    members = [reference.rpartition("/")[2] for reference in components[LINE]["discriminator"]["mapping"].values()]
    union = " | ".join(members)
    line = f'{LINE} = Annotated[{union}, Field(discriminator="type")]\n"""One line of a stream."""\n'
    return "\n\n".join([HEAD, *classes, line])


def _in_order(components: Json, wanted: set[str]) -> Iterator[str]:
    """By name, but each after those that it needs."""
    waiting, done = sorted(wanted), set[str]()
    while waiting:
        name = next(name for name in waiting if named_in(components[name]) & wanted <= done | {name})
        waiting.remove(name)
        done.add(name)
        yield name


def _class(name: str, schema: Json) -> str:
    words = schema.get("description", f"{name}.").replace('"""', "'''")
    fields = "".join(_fields(schema))
    end = "\n    " if "\n" in words else ""
    return f'class {name}(Model):\n    """{words}{end}"""\n\n{fields}'


def _fields(schema: Json) -> Iterator[str]:
    required = schema.get("required", [])
    for field, found in schema.get("properties", {}).items():
        annotation = annotation_of(found)
        name = name_of(field)
        options = [] if name == field else [f"alias={field!r}"]
        if field not in required:
            # What has another default than null need not be named: the gateway knows it.
            default = found.get("const")
            options.insert(0, f"default={default!r}")
            if default is None and "None" not in annotation.split(" | "):
                annotation += " | None"
        yield f"    {name}: {annotation}" + (f" = Field({', '.join(options)})" if options else "") + "\n"
