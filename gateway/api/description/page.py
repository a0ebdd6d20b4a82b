"""The page for people at `/docs`: the whole document as one page of HTML, without any script.

It asks nobody for anything but its style sheet, which this service has.
"""

from collections.abc import Iterable
from html import escape
from string import Template
from typing import Any, Final

from gateway.api.description.schema_text import json_text, limits_text, text, type_text

Json = dict[str, Any]

STYLE_PATH: Final = "/docs/style.css"
PAGE: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title: the API</title>
<link rel="stylesheet" href="$style">
<nav aria-label="Contents"><a href="#top">$title</a>$contents</nav>
<main id="top">
<h1>$title <small>$version</small></h1>
$introduction
<p>For programs: <a href="/openapi.json">OpenAPI $openapi</a>.</p>
$tags
<h2 id="codes">Codes of refusals</h2>
$codes
<h2 id="schemas">Schemas</h2>
$schemas
</main>
</html>
""")


def render_page(document: Json) -> str:
    """The page of an OpenAPI document."""
    page = _Page(document)
    info = document["info"]
    return PAGE.substitute(
        title=escape(info["title"]),
        version=escape(info["version"]),
        openapi=escape(document["openapi"]),
        style=STYLE_PATH,
        introduction="".join(f"<p>{text(paragraph)}</p>" for paragraph in info["description"].split("\n\n")),
        contents=page.contents(),
        tags=page.tags(),
        codes=page.codes(),
        schemas=page.schemas(),
    )


class _Page:
    def __init__(self, document: Json) -> None:
        self._document = document
        self._operations = [
            (method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()
        ]

    def contents(self) -> str:
        sections = "".join(
            f"<h2>{escape(tag['name'])}</h2><ul>{''.join(map(_entry, self._tagged(tag)))}</ul>"
            for tag in self._document["tags"]
        )
        return f'{sections}<h2>more</h2><ul><li><a href="#codes">codes</a><li><a href="#schemas">schemas</a></ul>'

    def tags(self) -> str:
        return "".join(
            f'<section><h2 id="tag-{escape(tag["name"])}">{escape(tag["name"])}</h2><p>{text(tag["description"])}</p>'
            + "".join(self._operation(*found) for found in self._tagged(tag))
            + "</section>"
            for tag in self._document["tags"]
        )

    def codes(self) -> str:
        examples = (example["value"] for example in self._document["components"]["examples"].values())
        rows = ((f"<code>{e['code']}</code>", str(e["status"]), text(e["detail"])) for e in examples)
        return _table(("code", "status", "in words"), rows)

    def schemas(self) -> str:
        return "".join(_schema(name, schema) for name, schema in self._document["components"]["schemas"].items())

    def _tagged(self, tag: Json) -> Iterable[tuple[str, str, Json]]:
        return (found for found in self._operations if tag["name"] in found[2]["tags"])

    def _operation(self, method: str, path: str, operation: Json) -> str:
        name = escape(operation["operationId"])
        key = "" if operation["security"] else " <em>no key is needed</em>"
        return (
            f'<article id="{name}"><h3><b class="{method}">{method.upper()}</b> <code>{escape(path)}</code></h3>'
            f"<p>{text(operation['summary'])}.{key}</p>"
            + _parameters(operation.get("parameters", []))
            + _body(operation.get("requestBody"))
            + "<h4>Answers</h4>"
            + "".join(self._response(status, told) for status, told in operation["responses"].items())
            + "</article>"
        )

    def _response(self, status: str, told: Json) -> str:
        headers = _table(
            ("header", "", ""),
            ((escape(name), type_text(h["schema"]), text(h["description"])) for name, h in _headers(told)),
        )
        content = "".join(_media(media_type, media) for media_type, media in told.get("content", {}).items())
        return f"<details><summary><b>{status}</b> {text(told['description'])}</summary>{headers}{content}</details>"


def _headers(told: Json) -> Iterable[tuple[str, Json]]:
    return sorted(told.get("headers", {}).items())


def _entry(found: tuple[str, str, Json]) -> str:
    method, path, operation = found
    name = escape(operation["operationId"])
    return f'<li><a href="#{name}" title="{escape(path)}"><b class="{method}">{method.upper()}</b> {name}</a>'


def _parameters(parameters: Iterable[Json]) -> str:
    rows = (
        (
            f"<code>{escape(p['name'])}</code>{'' if p['required'] else ' <small>optional</small>'}",
            f"{p['in']}: {type_text(p['schema'])}",
            "<br>".join(filter(None, (text(p.get("description", "")), limits_text(p["schema"])))),
        )
        for p in parameters
    )
    return _table(("parameter", "type", ""), rows)


def _body(body: Json | None) -> str:
    if body is None:
        return ""
    content = "".join(_media(media_type, media) for media_type, media in body["content"].items())
    return f"<h4>Body{'' if body['required'] else ' <small>optional</small>'}</h4>{content}"


def _media(media_type: str, media: Json) -> str:
    schema = media["schema"]
    shown = [("", media["example"])] if "example" in media else []
    shown += [(name, found["value"]) for name, found in media.get("examples", {}).items() if "value" in found]
    examples = "".join(
        f"<figure><figcaption>{name}</figcaption><pre>{json_text(e)}</pre></figure>" for name, e in shown
    )
    words = text(schema.get("description", "")) if "$ref" not in schema else ""
    return f"<p><code>{escape(media_type)}</code>: {type_text(schema)}. {words}</p>{examples}"


def _schema(name: str, schema: Json) -> str:
    required = schema.get("required", [])
    rows = (
        (
            f"<code>{escape(field)}</code>{'' if field in required else ' <small>optional</small>'}",
            type_text(found),
            "<br>".join(filter(None, (text(found.get("description", "")), limits_text(found)))),
        )
        for field, found in schema.get("properties", {}).items()
    )
    kind = "" if "properties" in schema else f"<p>{type_text(schema)}</p>"
    words = "".join(f"<p>{text(paragraph)}</p>" for paragraph in schema.get("description", "").split("\n\n"))
    table = _table(("field", "type", ""), rows)
    return f'<article id="schema-{escape(name)}"><h3>{escape(name)}</h3>{words}{kind}{table}</article>'


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    return f"<table><thead><tr>{''.join(f'<th>{head}' for head in heads)}<tbody>{body}</table>" if body else ""
