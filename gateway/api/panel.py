"""The chat panel's files, as they were built: read once, served compressed, cached by their hashed names.

Without a bundle (a machine where it could not be built) there is no panel, and `/` explains the service instead.
"""

import functools
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

FOLDER = Path(__file__).parents[1] / "panel" / "bundle"
PAGE = "index.html"
ELEMENT = "chat-panel.js"
ELEMENT_PATH = f"/panel/{ELEMENT}"
MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html"}
# The page asks this service and nobody else, runs no script but its own, and makes none from strings.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Scripts of the panel may be used by any page: they hold nothing that is anybody's.
SCRIPT_HEADERS = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "vary": "accept-encoding",
}
PAGE_HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
    "vary": "accept-encoding",
}
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOREVER_NEW = "no-cache"


@dataclass(frozen=True)
class BundleFile:
    """A file in both of the forms in which it is sent."""

    plain: bytes
    media_type: str
    etag: str

    @functools.cached_property
    def packed(self) -> bytes:
        """Compressed when it is first asked for: a gateway that starts has better things to do."""
        return gzip.compress(self.plain, mtime=0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The built panel: files by their path below the bundle's folder."""

    files: Mapping[str, BundleFile]


def read_bundle(folder: Path = FOLDER) -> Bundle:
    """The files of a built panel, by default of the packaged one; none where it was never built.

    Raises OSError for a file that cannot be read.
    """
    found = (path for path in folder.rglob("*") if path.suffix in MEDIA_TYPES and path.is_file())
    return Bundle({path.relative_to(folder).as_posix(): _file(path) for path in sorted(found)})


def _file(path: Path) -> BundleFile:
    plain = path.read_bytes()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return BundleFile(plain, MEDIA_TYPES[path.suffix], etag)


async def show_page(request: Request) -> Response:
    """The panel, or where there is none what this service is and how to ask it something."""
    page = request.app.state.services.panel.files.get(PAGE)
    if page is None:
        base = escape(str(request.base_url).rstrip("/"), quote=True)
        return HTMLResponse(WITHOUT_PANEL.substitute(base=base), headers=WITHOUT_PANEL_HEADERS)
    return _answer(request, page, PAGE_HEADERS)


async def show_element(request: Request) -> Response:
    """The script that other people's pages name; it stays where it is, so it is asked for anew."""
    return _script(request, ELEMENT, FOREVER_NEW)


async def show_asset(request: Request) -> Response:
    """A file whose name says what is in it."""
    return _script(request, f"assets/{request.path_params['file']}", FOR_A_YEAR)


def _script(request: Request, path: str, caching: str) -> Response:
    file = request.app.state.services.panel.files.get(path)
    if file is None:
        raise HTTPException(404)
    return _answer(request, file, {**SCRIPT_HEADERS, "cache-control": caching})


def _answer(request: Request, file: BundleFile, headers: Mapping[str, str]) -> Response:
    tagged = {**headers, "etag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=tagged)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**tagged, "content-encoding": "gzip"}, media_type=file.media_type)
    return Response(file.plain, headers=tagged, media_type=file.media_type)


WITHOUT_PANEL_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
WITHOUT_PANEL = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Crew Chat</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
  pre { padding: 1rem; border: 1px solid #8886; border-radius: .5rem; overflow-x: auto; font-size: .875rem; }
</style>
<h1>Crew Chat</h1>
<p>This is the gateway of a chat backend. Its chat panel was not built here (<code>make panel</code> builds it, and
needs the npm registry); the API is whole without it. Ask from a terminal:</p>
<pre>curl -N $base/api/v1/chat/messages \\
  -H "X-API-Key: $$(cat var/local.key)" -H 'Content-Type: application/json' \\
  -d '{"message": "How many interactions per channel do we have?"}'</pre>
<p>What else can be asked: <a href="/docs">the API</a>, <a href="/openapi.json">its description</a>.</p>
</html>
""")
