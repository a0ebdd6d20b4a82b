"""Who runs a model: an endpoint that is asked, and a name for the company behind it, as usage and prices call it."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

# By the end of the host's name. The words are those of OpenTelemetry and of the price list where they have one.
PROVIDERS = {
    "api.cloudflare.com": "cloudflare",
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "api.mistral.ai": "mistral",
    "api.groq.com": "groq",
    "api.deepseek.com": "deepseek",
    "api.fireworks.ai": "fireworks",
    "api.together.xyz": "together",
    "api.x.ai": "x-ai",
    "openrouter.ai": "openrouter",
    "generativelanguage.googleapis.com": "google",
    "openai.azure.com": "azure",
}


def provider_of(base_url: str) -> str:
    """The provider's name, or the host of an endpoint that is nobody's we know: a machine of one's own."""
    host = (urlsplit(base_url).hostname or "").lower()
    for ending, name in PROVIDERS.items():
        if host == ending or host.endswith(f".{ending}"):
            return name
    return host or "unknown"


class Provider(BaseModel):
    """One OpenAI-compatible endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    base_url: str = Field(description="up to and with /v1")
    api_key: SecretStr = SecretStr("")
    model: str | None = Field(
        default=None, min_length=1, description="asked here whatever is asked for; none: the same"
    )
    byok: bool = Field(default=False, description="the key is the organization's own")

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an http:// or https:// URL")
        return url.rstrip("/")

    @property
    def name(self) -> str:
        """Who runs it."""
        return provider_of(self.base_url)
