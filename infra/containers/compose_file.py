"""compose.yaml as types. A key that is not named here is refused: `privileged` or `cap_add` never come in unseen."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

# Written in C where the library was built with it, and ten times as quick then.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _names(value: object) -> object:
    # A list of networks and a mapping of networks to options mean the same to the rules.
    return list(value) if isinstance(value, dict) else value


class Part(BaseModel):
    """A part of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Build(Part):
    """How an image is built."""

    context: str
    dockerfile: str


class HealthCheck(Part):
    """How the engine finds out that a container is well."""

    test: tuple[str, ...]
    interval: str
    timeout: str
    start_period: str
    start_interval: str


class Deploy(Part):
    """How many there are."""

    replicas: str


class Service(Part):
    """One service."""

    image: str
    build: Build | None = None
    profiles: tuple[str, ...] = ()
    user: str | None = None
    command: tuple[str, ...] = ()
    environment: dict[str, str] = Field(default_factory=dict)
    ports: tuple[str, ...] = ()
    networks: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    volumes: tuple[str, ...] = ()
    tmpfs: tuple[str, ...] = ()
    healthcheck: HealthCheck | None = None
    deploy: Deploy | None = None
    read_only: bool = False
    init: bool = False
    restart: str = "no"
    cap_drop: tuple[str, ...] = ()
    security_opt: tuple[str, ...] = ()
    pids_limit: int = 0
    mem_limit: str = ""
    logging: dict[str, JsonValue] = Field(default_factory=dict)
    stop_grace_period: str = "10s"


class Network(Part):
    """One network; `internal` is false, true or a variable."""

    internal: bool | str = False


class ComposeFile(Part):
    """The file, without its `x-` anchors."""

    name: Literal["crew-chat"]
    services: dict[str, Service]
    networks: dict[str, Network]
    volumes: dict[str, None]


def read_compose(text: str) -> ComposeFile:
    """Parse the file. Raises pydantic.ValidationError or yaml.YAMLError."""
    document = yaml.load(text, SAFE_LOADER)  # noqa: S506 - safe, by another name
    return ComposeFile.model_validate({key: value for key, value in document.items() if not key.startswith("x-")})


def variables_of(text: str) -> dict[str, bool]:
    """Every variable that the file's text asks for, and whether it is required (`${NAME:?…}`)."""
    found: dict[str, bool] = {}
    for piece in text.split("${")[1:]:
        name, _, rest = piece.partition(":")
        found[name] = found.get(name, False) or rest.startswith("?")
    return found


def variables_in_example(file: Path) -> set[str]:
    """The variables that an env file sets."""
    lines = file.read_text("utf-8").splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
