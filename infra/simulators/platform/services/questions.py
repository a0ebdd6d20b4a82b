"""The question-and-answer service: ranked passages about an organization. Its real source was not available."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.search import MATCH_PASSAGES, rank
from infra.simulators.platform.services.parameters import query_organization, required_text, whole_number
from infra.simulators.platform.simulator import simulator_of


def search_passages(request: Request) -> Response:
    organization_id = query_organization(request)
    query = required_text(request, "q", max_length=512)
    top = whole_number(request, "topK", default=5)
    with simulator_of(request).database.connect() as connection:
        hits = rank(connection, MATCH_PASSAGES, organization_id=organization_id, query=query, limit=top)
    results = [{"id": h.row["id"], "content": h.row["content"], "score": h.score, "type": h.row["type"]} for h in hits]
    return JSONResponse({"results": results, "total": len(results)})
