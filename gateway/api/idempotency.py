"""Keys by which clients let a repetition of their request be recognised."""

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

# A structured-field string or the same without its quotes (draft-ietf-httpapi-idempotency-key-header).
IDEMPOTENCY_KEY = re.compile(r'^"?([!#-\[\]-~]{1,255})"?$')
REPLAYED: Mapping[str, str] = {"idempotency-replayed": "true"}


def idempotency_key(request: Request) -> str | None:
    """The key that the request carries. Raises HTTPException 400."""
    header = request.headers.get("idempotency-key")
    if header is None:
        return None
    found = IDEMPOTENCY_KEY.match(header)
    if found is None:
        raise HTTPException(400, "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    return found.group(1)
