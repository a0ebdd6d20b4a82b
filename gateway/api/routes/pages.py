"""The panel, the description, and whether the gateway is well."""

from gateway.api.bodies import (
    Health,
    ReadinessBody,
)
from gateway.api.description.page import STYLE_PATH
from gateway.api.description.serving import describe, show_docs, show_style
from gateway.api.endpoint import Endpoint
from gateway.api.health import livez, readyz
from gateway.api.panel import ELEMENT_PATH, show_asset, show_element, show_page

SCRIPT = "text/javascript"

ROUTES = (
    Endpoint("GET", "/livez", livez, "The process is alive", Health, needs_key=False),
    Endpoint(
        "GET",
        "/readyz",
        readyz,
        "The service takes questions",
        ReadinessBody,
        also={503: ReadinessBody},
        needs_key=False,
    ),
    Endpoint("GET", "/openapi.json", describe, "This description", "application/json", needs_key=False),
    Endpoint("GET", "/docs", show_docs, "This description, as a page for people", "text/html", needs_key=False),
    Endpoint("GET", STYLE_PATH, show_style, "Its style sheet", "text/css", needs_key=False),
    Endpoint(
        "GET",
        ELEMENT_PATH,
        show_element,
        "The chat panel as an element for any page",
        SCRIPT,
        needs_key=False,
        errors=(404,),
    ),
    Endpoint(
        "GET", "/panel/assets/{file}", show_asset, "A file of the chat panel", SCRIPT, needs_key=False, errors=(404,)
    ),
    Endpoint("GET", "/", show_page, "The chat panel", "text/html", needs_key=False),
)
