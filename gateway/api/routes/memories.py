"""What is remembered."""

from gateway.api.endpoint import CHAT, Endpoint
from gateway.api.memories import change_memory, forget_memories, forget_memory, list_memories, read_memory
from gateway.api.memory_bodies import ChangeMemory, ForgottenMemories, MemoriesQuery, MemoryBody, MemoryList
from gateway.chat.errors import (
    MemoryExists,
)

ROUTES = (
    Endpoint(
        "GET",
        f"{CHAT}/memories",
        list_memories,
        "What is remembered of what you said, newest first",
        MemoryList,
        query=MemoriesQuery,
        errors=(400, 422, 503),
    ),
    Endpoint("DELETE", f"{CHAT}/memories", forget_memories, "Forget all of it", ForgottenMemories, errors=(503,)),
    Endpoint("GET", f"{CHAT}/memories/{{memory_id}}", read_memory, "One memory", MemoryBody, errors=(404, 503)),
    Endpoint(
        "PATCH",
        f"{CHAT}/memories/{{memory_id}}",
        change_memory,
        "Correct a memory",
        MemoryBody,
        body=ChangeMemory,
        errors=(404, MemoryExists, 413, 415, 422, 503),
    ),
    Endpoint(
        "DELETE",
        f"{CHAT}/memories/{{memory_id}}",
        forget_memory,
        "Forget a memory",
        None,
        status=204,
        errors=(404, 503),
    ),
)
