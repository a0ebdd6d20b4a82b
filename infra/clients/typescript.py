"""The description as a TypeScript declaration file, in the shape that `openapi-fetch` and its relatives take.

`paths`, `operations` and `components` are those of openapi-typescript 7; below them every schema has a name of its own.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

Json = dict[str, Any]

HEAD: Final = """\
// The types of Crew Chat's API. Made from its description by `make clients`: do not edit.
"""
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PLACES: Final = ("query", "header", "path", "cookie")
PRIMITIVES: Final[Mapping[str, str]] = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
INDENT: Final = "  "
# A block that is no longer stays on one line.
LINE: Final = 100


def typescript(document: Json) -> str:
    """The text of the file."""
    operations = [
        (operation["operationId"], operation) for item in document["paths"].values() for operation in item.values()
    ]
    schemas = document["components"]["schemas"]
    parts = [
        HEAD,
        _interface("paths", ((json.dumps(path), _path(item)) for path, item in document["paths"].items())),
        _interface("operations", ((name, _operation(operation)) for name, operation in operations)),
        "export interface components " + _block([_member("schemas", _block(_schemas(schemas)))]) + "\n",
        "".join(f'export type {name} = components["schemas"][{json.dumps(name)}];\n' for name in schemas),
    ]
    return "\n".join(parts)


def type_of(schema: Json) -> str:
    """A schema as a type."""
    match schema:
        case {"$ref": reference}:
            name = f'components["schemas"][{json.dumps(reference.rpartition("/")[2])}]'
        case {"const": value}:
            name = json.dumps(value)
        case {"enum": values}:
            name = " | ".join(map(json.dumps, values))
        case {"allOf": parts}:
            name = " & ".join(_grouped(type_of(part)) for part in parts)
        case {"properties": _}:
            name = _object(schema)
        case {"anyOf": choices} | {"oneOf": choices}:
            name = " | ".join(dict.fromkeys(map(type_of, choices)))
        case {"prefixItems": items}:
            name = f"[{', '.join(map(type_of, items))}]"
        case {"type": "array"}:
            name = f"{_grouped(type_of(schema.get('items', {})))}[]"
        case {"type": "object"}:
            name = _object(schema)
        case {"type": str() as kind}:
            name = PRIMITIVES[kind]
        case _:
            name = "unknown"
    return name


def _schemas(schemas: Json) -> Iterable[str]:
    return (_member(name, type_of(schema), schema.get("description")) for name, schema in schemas.items())


def _path(item: Json) -> str:
    none = [_member(f"{place}?", "never") for place in PLACES]
    members = [_member("parameters", _block(none))]
    for method in METHODS:
        if method in item:
            operation = item[method]
            said = operation["summary"]
            members.append(_member(method, f"operations[{json.dumps(operation['operationId'])}]", said))
        else:
            members.append(_member(f"{method}?", "never"))
    return _block(members)


def _operation(operation: Json) -> str:
    members = [_member("parameters", _parameters(operation.get("parameters", [])))]
    body = operation.get("requestBody")
    if body is None:
        members.append(_member("requestBody?", "never"))
    else:
        members.append(_member("requestBody" if body["required"] else "requestBody?", _block([_content(body)])))
    answers = operation["responses"].items()
    responses = [_member(status, _response(told), told["description"]) for status, told in answers]
    return _block([*members, _member("responses", _block(responses))])


def _parameters(parameters: Iterable[Json]) -> str:
    members = []
    for place in PLACES:
        there = [parameter for parameter in parameters if parameter["in"] == place]
        fields = [
            _member(_key(p["name"]) + ("" if p["required"] else "?"), type_of(p["schema"]), p.get("description"))
            for p in there
        ]
        is_needed = any(parameter["required"] for parameter in there)
        members.append(_member(place if is_needed else f"{place}?", _block(fields) if fields else "never"))
    return _block(members)


def _response(told: Json) -> str:
    headers = [
        _member(_key(name) + ("" if header.get("required") else "?"), type_of(header["schema"]), header["description"])
        for name, header in told.get("headers", {}).items()
    ]
    content = _content(told) if "content" in told else _member("content?", "never")
    return _block([_member("headers", _block([*headers, _member("[name: string]", "unknown")])), content])


def _content(part: Json) -> str:
    # What has no type of its own is text, or a stream of it.
    medias = (
        (media_type, "string" if (found := type_of(media["schema"])) == "unknown" else found)
        for media_type, media in part["content"].items()
    )
    return _member("content", _block(_member(json.dumps(media_type), found) for media_type, found in medias))


def _object(schema: Json) -> str:
    required = schema.get("required", [])
    members = [
        _member(_key(name) + ("" if name in required else "?"), type_of(field), field.get("description"))
        for name, field in schema.get("properties", {}).items()
    ]
    more = schema.get("additionalProperties", not members)
    if more is not False:
        of = type_of(more) if isinstance(more, dict) and not members else "unknown"
        members.append(_member("[key: string]", of))
    return _block(members)


def _interface(name: str, members: Iterable[tuple[str, str]]) -> str:
    return f"export interface {name} {_block(_member(key, found) for key, found in members)}\n"


def _member(key: str, found: str, comment: str | None = None) -> str:
    # Nothing in a comment may end it.
    words = f"/** {' '.join(comment.split()).replace('*/', '* /')} */\n" if comment else ""
    return f"{words}{key}: {found};"


def _block(members: Iterable[str]) -> str:
    listed = list(members)
    if not listed:
        return "Record<string, never>"
    lines = "\n".join(listed)
    if "\n" not in lines and len(lines) < LINE:
        return f"{{ {lines} }}"
    if all("\n" not in member and "/*" not in member for member in listed) and len(" ".join(listed)) < LINE:
        return f"{{ {' '.join(listed)} }}"
    return "{\n" + "\n".join(INDENT + line for line in lines.split("\n")) + "\n}"


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


def _grouped(found: str) -> str:
    return f"({found})" if " | " in found or " & " in found else found
