"""What the launcher itself reads from the environment; the parts read the rest."""

from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.launcher.errors import CannotStart

HIGHEST_PORT = 65_535
# Where a process listens when it listens everywhere.
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not bound to


class LauncherSettings(BaseSettings):
    """Every field is an environment variable of the same name in upper case."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(default=Path("var"), description="Folder of everything that lasts; made where missing.")
    gateway_host: str = Field(default="127.0.0.1", description="Address of the gateway's public listener.")
    gateway_port: int = Field(default=8000, ge=1, le=HIGHEST_PORT, description="Port of the public listener.")
    gateway_internal_host: str = Field(default="127.0.0.1", description="Address of the internal listener.")
    gateway_internal_port: int | None = Field(
        default=None, ge=1, le=HIGHEST_PORT, description="Port of the internal listener; default: the one after."
    )
    api_gateway_url: str | None = Field(default=None, description="The platform; without it the simulator is started.")
    llm_base_url: str | None = Field(default=None, description="The model; without it the simulator is started.")
    crew_max_instances: int = Field(default=3, ge=1, le=64, description="Most crew containers of this machine.")
    local_organization_id: str | None = Field(
        default=None, description="Whose key is printed; default: the platform simulator's first organization."
    )
    start_seconds: float = Field(default=60.0, gt=0, le=3600, description="Longest time until every part is ready.")

    @model_validator(mode="after")
    def _has_two_ports(self) -> Self:
        if self.internal_port > HIGHEST_PORT or self.internal_port == self.gateway_port:
            raise ValueError("GATEWAY_INTERNAL_PORT must be a port beside GATEWAY_PORT")
        return self

    @property
    def internal_port(self) -> int:
        """The internal listener's port."""
        return self.gateway_internal_port or self.gateway_port + 1

    @property
    def public_url(self) -> str:
        """Where people and programs of this machine reach the gateway."""
        return _url(self.gateway_host, self.gateway_port)

    @property
    def internal_url(self) -> str:
        """Where the crew containers reach the gateway."""
        return _url(self.gateway_internal_host, self.internal_port)


def read_settings() -> LauncherSettings:
    """Read the environment. Raises `CannotStart` with the first wrong one."""
    try:
        return LauncherSettings()
    except ValidationError as exc:
        first = exc.errors()[0]
        name = ".".join(str(step) for step in first["loc"]).upper() or "settings"
        raise CannotStart.because_of(name, first["msg"]) from exc


def _url(host: str, port: int) -> str:
    host = WILDCARDS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
