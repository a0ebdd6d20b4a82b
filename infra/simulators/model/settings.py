"""What the model simulator can be told from outside."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSimulatorSettings(BaseSettings):
    """Read once at start from `MODEL_SIM_*`; a wrong value stops the process."""

    model_config = SettingsConfigDict(env_prefix="MODEL_SIM_", frozen=True, extra="forbid")

    first_token_ms: float = Field(default=120, ge=0, description="Delay before the first delta of an answer.")
    token_ms: float = Field(default=12, ge=0, description="Delay between two deltas of an answer.")
    api_key: SecretStr | None = Field(
        default=None, description="When set, any other bearer token is answered with 401."
    )
    keep_requests: bool = Field(default=False, description="Keep the messages of each request in the log.")
    obey_injections: bool = Field(
        default=False, description="Follow instructions found inside tool results (for security tests only)."
    )
    log_entries: int = Field(default=10_000, ge=1, description="How many requests the log remembers.")
