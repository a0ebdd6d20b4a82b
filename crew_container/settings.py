"""Everything that can be configured, read from the environment once and checked together."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.models import DEFAULT_MODEL
from shared.providers import Provider

EXTRA_TOOL = r"^crewai_tools:[A-Za-z_]\w*$"
# What a process may listen on but nobody can call.
WILDCARD_HOSTS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


class SettingsError(Exception):
    """A setting is missing or wrong; `str()` names all of them in one line."""


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "must be an http:// or https:// URL"
        raise ValueError(msg)
    return value.rstrip("/")


HttpUrl = Annotated[str, AfterValidator(_http_url)]


class CrewSettings(BaseSettings):
    """The container's settings. The name of each is its environment variable, in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    environment: str = Field(default="local", min_length=1, description="name of the deployment, for the logs")
    crew_host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    crew_port: int = Field(default=8100, ge=0, le=65535, description="port to listen on; 0 takes any free one")
    crew_url: HttpUrl | None = Field(
        default=None, description="where the gateway reaches this container; default: http://{host}:{port}"
    )
    crew_slots: int = Field(default=8, ge=1, le=32, description="runs at the same time")
    crew_max_runs: int = Field(
        default=200, ge=1, description="most runs before the container is replaced by a fresh one; up to a tenth less"
    )
    crew_max_rss_mb: int = Field(
        default=1024, ge=64, description="memory above which the container is replaced, in MiB, where /proc tells it"
    )
    crew_blocked_seconds: float = Field(
        default=10.0, ge=1, le=600, description="longest standstill of the event loop while runs are under way"
    )
    crew_extra_tools: tuple[Annotated[str, StringConstraints(pattern=EXTRA_TOOL)], ...] = Field(
        default=(),
        description="JSON list of tools of the package crewai-tools that agents may name, as `crewai_tools:ClassName`",
    )
    gateway_internal_url: HttpUrl = Field(description="the gateway's internal listener, such as http://127.0.0.1:8001")
    worker_key: SecretStr = Field(min_length=8, description="shared secret of gateway and crew containers")
    llm_base_url: HttpUrl = Field(description="OpenAI-compatible endpoint, up to and with /v1")
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="key for that endpoint; empty: none is sent")
    llm_byok: bool = Field(default=False, description="that key is the organization's own, for the usage")
    llm_fallbacks: tuple[Provider, ...] = Field(
        default=(),
        max_length=8,
        description="JSON list of further endpoints, each asked when those before it fail before the first token",
    )
    llm_model: str = Field(default=DEFAULT_MODEL, min_length=1, description="model of all agents that name no other")
    llm_max_tokens: int = Field(
        default=2048, ge=16, le=131072, description="longest answer of one model call, in tokens"
    )
    llm_context_window: int | None = Field(
        default=None,
        ge=2048,
        description="what the models can read and write together, in tokens; none: as the gateway says, or 24000",
    )

    @property
    def llm_providers(self) -> tuple[Provider, ...]:
        """All endpoints, in the order in which they are asked."""
        first = Provider(base_url=self.llm_base_url, api_key=self.llm_api_key, byok=self.llm_byok)
        return (first, *self.llm_fallbacks)


def load_settings() -> CrewSettings:
    """Read the environment. Raises SettingsError."""
    try:
        # The required ones come from the environment, which the type checker cannot see.
        settings = CrewSettings()  # type: ignore[call-arg]
    except ValidationError as exc:
        problems = [f"{'.'.join(map(str, error['loc'])).upper()}: {error['msg']}" for error in exc.errors()]
        raise SettingsError("; ".join(problems)) from None
    if settings.llm_context_window is not None and settings.llm_max_tokens >= settings.llm_context_window:
        message = "LLM_MAX_TOKENS: must be smaller than LLM_CONTEXT_WINDOW"
        raise SettingsError(message)
    return settings
