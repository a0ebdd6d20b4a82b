"""One's own memories: look at them, correct them, forget them."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, json_response, parse_body, parse_query
from gateway.api.memory_bodies import ChangeMemory, ForgottenMemories, MemoriesQuery, MemoryList, memory_body
from gateway.api.path_ids import path_id
from gateway.api.services import public
from shared.ids import MemoryId


async def list_memories(request: Request) -> Response:
    """The caller's memories, newest first."""
    principal = await principal_of(request)
    query = parse_query(request, MemoriesQuery)
    found, after = await public(request).memory.list_memories(principal, query.session_id, query.page)
    return json_response(MemoryList(memories=[memory_body(memory) for memory in found], after=after))


async def read_memory(request: Request) -> Response:
    """One memory of the caller's."""
    principal = await principal_of(request)
    return json_response(memory_body(await public(request).memory.find(principal, _memory_id(request))))


async def change_memory(request: Request) -> Response:
    """Let a memory of the caller's say something else."""
    principal = await principal_of(request)
    memory_id = _memory_id(request)
    body = await parse_body(request, ChangeMemory)
    return json_response(memory_body(await public(request).memory.change(principal, memory_id, body.text)))


async def forget_memory(request: Request) -> Response:
    """Remove a memory of the caller's."""
    principal = await principal_of(request)
    await public(request).memory.forget(principal, _memory_id(request))
    return Response(status_code=204, headers=PRIVATE)


async def forget_memories(request: Request) -> Response:
    """Remove all memories of the caller's."""
    principal = await principal_of(request)
    return json_response(ForgottenMemories(forgotten=await public(request).memory.forget_all(principal)))


def _memory_id(request: Request) -> MemoryId:
    return MemoryId(path_id(request, "memory_id"))
