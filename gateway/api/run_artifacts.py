"""What the tools of runs have made (internal listener): kept once a call, for the turn of the run's grant."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.artifact_bodies import parse_content
from gateway.api.authentication import grant_of
from gateway.api.bodies import PRIVATE
from gateway.api.idempotency import REPLAYED
from gateway.api.services import internal
from shared.artifacts import ArtifactReceipt, NewArtifact

# The id of the tool call: it makes one artifact at most.
CALL_ID = re.compile(r"[A-Za-z0-9_-]{1,160}")


async def keep_artifact(request: Request) -> Response:
    """Keep an artifact, or a further version of one; the same call again is answered with what it made."""
    grant = await grant_of(request)
    call_id = request.headers.get("idempotency-key", "")
    if CALL_ID.fullmatch(call_id) is None:
        raise HTTPException(400, "Idempotency-Key must be 1 to 160 letters, digits, hyphens or underscores.")
    raw = await internal(request).artifact_bodies.read(request, grant.organization_id)
    asked = parse_content(raw, NewArtifact)
    made, is_replay = await internal(request).make_artifact(grant, call_id, asked)
    receipt = ArtifactReceipt(
        artifact_id=made.id,
        version=made.latest.version,
        kind=made.kind,
        title=made.latest.title,
        media_type=made.latest.media_type,
        bytes=made.latest.byte_count,
    )
    headers = {**PRIVATE, **(REPLAYED if is_replay else {})}
    return Response(receipt.model_dump_json(), 200 if is_replay else 201, headers, "application/json")
