"""What every answer to a generated request must be beside what Schemathesis itself looks at. It loads this as hooks."""

import re
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response

# What only a program's inside would say.
INSIDE = re.compile(rb"(?i)Traceback|site-packages|sqlite3?\.|File \"|gateway/|/tmp/|\.py\b")
MALFORMED = {"invalid_request", "bad_request"}


@schemathesis.check
def tells_nothing_of_the_inside(ctx: CheckContext, response: Response, case: "Case[Any]") -> None:
    """No stack, path, statement or module, in no answer that refuses."""
    found = INSIDE.findall(response.content) if response.status_code >= 400 else []
    assert not found, f"an answer tells of the inside: {found}"


@schemathesis.check
def understands_what_is_described(ctx: CheckContext, response: Response, case: "Case[Any]") -> None:
    """What fits the description may be refused for what it asks, not as malformed."""
    is_malformed = response.status_code in {400, 422} and _code(response) in MALFORMED
    if case.meta is None or not is_malformed or not case.meta.generation.mode.is_positive:
        return
    # How whole conversations of other clients must end, no schema says.
    is_foreign = isinstance(case.body, dict) and "messages" in case.body
    assert is_foreign, f"well-formed, and yet: {response.content.decode()}"


@schemathesis.check
def names_the_methods_of_the_path(ctx: CheckContext, response: Response, case: "Case[Any]") -> None:
    """405 and OPTIONS name exactly the methods of the description, HEAD beside GET, and OPTIONS."""
    if response.status_code != 405 and response.request.method != "OPTIONS":
        return
    described = {method.upper() for method in case.operation.schema.raw_schema["paths"][case.operation.path]}
    expected = described | {"OPTIONS"} | ({"HEAD"} if "GET" in described else set())
    # A refusal that comes before routing names nothing.
    if response.status_code in {204, 405}:
        assert response.headers["allow"] == [", ".join(sorted(expected))]


@schemathesis.check
def hides_what_is_not_yours(ctx: CheckContext, response: Response, case: "Case[Any]") -> None:
    """All 404 of objects are one and the same document."""
    if response.status_code == 404 and response.headers["content-type"] == ["application/problem+json"]:
        assert response.content in NOT_FOUND, f"a 404 of another kind: {response.content!r}"


def _code(response: Response) -> object:
    body = response.json()
    # Under /v1/ errors have the shape that OpenAI's clients read.
    return body["error"]["code"] if "error" in body else body.get("code")


# Of an object, and of a path that is no route.
NOT_FOUND = {
    b'{"type":"about:blank","title":"Not Found","status":404,"code":"not_found","detail":"%b"}' % detail
    for detail in (b"There is no such object, or it is not yours.", b"Not Found")
}
