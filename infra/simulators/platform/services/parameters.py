"""Query parameters as the platform reads them: known ones checked (400), unknown ones silently ignored."""

from starlette.requests import Request

from infra.simulators.platform.errors import bad_request, forbidden

ORGANIZATION_HEADER = "x-organization-id"
MAX_DIGITS = 9


def whole_number(request: Request, name: str, *, default: int, minimum: int = 1, maximum: int | None = None) -> int:
    """Return an integer parameter; outside its limits, or no integer: 400."""
    raw = request.query_params.get(name)
    if raw is None:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) <= MAX_DIGITS):
        raise bad_request()
    number = int(raw)
    if number < minimum or (maximum is not None and number > maximum):
        raise bad_request()
    return number


def text(request: Request, name: str, *, max_length: int) -> str | None:
    """Return a text parameter, None when absent or empty; longer than its limit: 400."""
    raw = request.query_params.get(name)
    if raw is not None and len(raw) > max_length:
        raise bad_request()
    return raw or None


def required_text(request: Request, name: str, *, max_length: int) -> str:
    """Return a text parameter that must be there and not be blank, else 400."""
    value = text(request, name, max_length=max_length)
    if value is None or not value.strip():
        raise bad_request()
    return value


def one_of(request: Request, name: str, choices: tuple[str, ...]) -> str | None:
    """Return a parameter that, when given, must be one of `choices`, else 400."""
    raw = request.query_params.get(name)
    if raw is not None and raw not in choices:
        raise bad_request()
    return raw


def path_organization(request: Request) -> str:
    """Return the organization of the path, which must equal the header, else 403."""
    return agreed_organization(request, str(request.path_params["organization_id"]))


def query_organization(request: Request) -> str:
    """Return the organization of `organizationId`, which must equal the header, else 403; absent: the header's."""
    header = request.headers.get(ORGANIZATION_HEADER, "")
    return agreed_organization(request, request.query_params.get("organizationId") or header)


def agreed_organization(request: Request, asked: str) -> str:
    """Return `asked` if the caller speaks for that organization, else 403."""
    if not asked or request.headers.get(ORGANIZATION_HEADER) != asked:
        raise forbidden()
    return asked


def like(value: str | None) -> str | None:
    """Return a LIKE pattern for "contains"; as in the platform, `%` and `_` in the text stay wildcards."""
    return None if value is None else f"%{value}%"
