"""Everything that can be set from outside, read from `PLATFORM_SIM_…` variables and the command line."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.simulators.platform.timeline import Timeline


class PlatformSimSettings(BaseSettings):
    """The simulator's settings; a wrong one stops the process before it listens."""

    model_config = SettingsConfigDict(env_prefix="PLATFORM_SIM_", frozen=True, extra="forbid", env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on. Only loopback is intended.")
    port: int = Field(default=8300, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    internal_key: SecretStr = Field(min_length=1, description="What callers must send as X-Internal-Key.")
    data_dir: Path = Field(default=Path("var/platform"), description="Folder of the SQLite file.")
    csv: Path | None = Field(default=None, description="Orders file that becomes the first organization's data.")
    csv_currency: str = Field(default="GBP", pattern=r"^[A-Z]{3}$", description="Currency of the orders file.")
    seed: int = Field(default=2026, description="Seed of the generated data.")
    now: date | Literal["today"] = Field(
        default=date(2026, 11, 2), description="End (exclusive, 00:00 UTC) of the generated 90 days, or `today`."
    )
    product_shape: Literal["A", "B"] = Field(default="A", description="Which product service is imitated.")
    product_owner: Literal["internal", "better_auth"] = Field(
        default="internal", description="Which organization id the products are stored under."
    )
    cache_enabled: bool = Field(default=False, description="Cache GET answers per organization, as the gateway does.")
    cache_seconds: int = Field(default=300, ge=1, description="How long a cached answer lives.")
    rate_limit_enabled: bool = Field(default=False, description="Answer 429 above the limit.")
    rate_limit_requests: int = Field(default=200, ge=1, description="Requests per window and address.")
    rate_limit_window_seconds: int = Field(default=120, ge=1, description="Length of the rate limit's window.")

    def timeline(self) -> Timeline:
        """Return the generated period; `today` ends at the last midnight, so nothing lies in the future."""
        end = datetime.now(UTC).date() if self.now == "today" else self.now
        return Timeline.ending(end)
