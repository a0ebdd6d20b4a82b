"""Ask an endpoint for one JSON answer, and read no more of it than it may have."""

from typing import Final

import httpx

# The request is at fault for these: nobody else would take it either.
REFUSED_REQUESTS: Final = frozenset({400, 413, 422})


class NoAnswer(Exception):
    """The endpoint gave none that could be read; `str()` goes on with a sentence that begins with who was asked."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.is_of_the_request = status in REFUSED_REQUESTS


class TooLate(NoAnswer):
    """It was asked, and nobody waits any longer for what it answers."""

    def __init__(self) -> None:
        super().__init__("took too long")


async def ask(
    client: httpx.AsyncClient, url: str, asked: dict[str, object], *, headers: dict[str, str], max_bytes: int
) -> bytes:
    """The body of a successful answer, of `max_bytes` at most. Raises NoAnswer; the client's limits of time hold."""
    try:
        async with client.stream("POST", url, json=asked, headers=headers) as response:
            check(response)
            raw = bytearray()
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > max_bytes:
                    raise NoAnswer("sent too large an answer")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise unreachable(error) from error
    return bytes(raw)


def check(response: httpx.Response) -> None:
    """Raise NoAnswer unless the status promises an answer."""
    if not response.is_success:
        raise NoAnswer(f"answered {response.status_code}", response.status_code)


def unreachable(error: Exception) -> NoAnswer:
    """What went wrong on the way, without the address that may stand in the error."""
    return NoAnswer(f"cannot be reached ({type(error).__name__})")
