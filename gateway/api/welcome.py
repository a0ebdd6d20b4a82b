"""The page at `/`: what this service is and how to ask it something."""

from html import escape
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Crew Chat</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
  pre { padding: 1rem; border: 1px solid #8886; border-radius: .5rem; overflow-x: auto; font-size: .875rem; }
  th { white-space: nowrap; }
  td, th { text-align: left; padding: .15rem 1.5rem .15rem 0; vertical-align: top; }
  code { font-size: .9em; }
</style>
<h1>Crew Chat</h1>
<p>This is the gateway of a chat backend: it takes questions about an organization's own data, lets a crew of agents
work on them, and streams the answer. The chat panel will live here; until then, ask from a terminal.</p>
<h2>Ask</h2>
<p>The key of the local organization was printed when the service started; it is also in
<code>local.key</code> in the data folder.</p>
<pre>curl -N $base/api/v1/chat/messages \\
  -H "X-API-Key: $$(cat var/local.key)" -H 'Content-Type: application/json' \\
  -d '{"message": "How many interactions per channel do we have?"}'</pre>
<p>The answer is a UI message stream of the Vercel AI SDK: its <code>useChat</code> reads it as it is.</p>
<h2>API</h2>
<table>
<tr><th>Send a message<td><code>POST /api/v1/chat/messages</code>
<tr><th>Follow, resume<td><code>GET /api/v1/chat/turns/{id}/stream?after=…</code>
<tr><th>Stop<td><code>POST /api/v1/chat/turns/{id}/stop</code>
<tr><th>History<td><code>GET /api/v1/chat/history?session_id=…</code>
<tr><th>Sessions<td><code>GET, POST /api/v1/chat/sessions</code>, <code>DELETE /api/v1/chat/sessions/{id}</code>
<tr><th>Description<td><a href="/docs"><code>/docs</code></a>, <a href="/openapi.json"><code>/openapi.json</code></a>
<tr><th>Health<td><a href="/livez"><code>/livez</code></a>, <a href="/readyz"><code>/readyz</code></a>
</table>
</html>
""")


async def welcome(request: Request) -> Response:
    """Explain the service to a person who opens it in a browser."""
    base = escape(str(request.base_url).rstrip("/"), quote=True)
    return HTMLResponse(PAGE.substitute(base=base), headers=HEADERS)
