"""Who runs a model: a short name for the company behind an endpoint, as usage and prices name it."""

from urllib.parse import urlsplit

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
