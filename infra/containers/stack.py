"""One stack of compose.yaml under a name of its own, with made-up secrets and a free port."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter

from infra.containers.compose_file import variables_of
from infra.containers.docker import Docker, StepFailed
from infra.containers.files import COMPOSE, COMPOSE_STAND_INS, COMPOSE_TEST, HERE, ROOT
from infra.simulators.platform.organizations import FIRST_ORGANIZATION

# These two may be given from outside: a mirror's name, a digest.
KEPT_VARIABLES = ("REDIS_IMAGE", "MINIO_IMAGE")
BUILD_SECONDS = 1_200.0
UP_SECONDS = 180.0
DOWN_SECONDS = 90.0
EXEC_SECONDS = 60.0


class Endpoint(BaseModel):
    """A container on a network."""

    IPAddress: str


class NetworkSettings(BaseModel):
    """Where a container is reached."""

    Networks: dict[str, Endpoint]
    Ports: dict[str, list[dict[str, str]] | None]


class HostConfig(BaseModel):
    """What the engine enforces."""

    ReadonlyRootfs: bool
    CapDrop: list[str] | None
    CapAdd: list[str] | None
    SecurityOpt: list[str] | None
    PidsLimit: int | None
    Memory: int
    Init: bool | None
    Privileged: bool


class Config(BaseModel):
    """What the container was made of."""

    Labels: dict[str, str]
    User: str


class Container(BaseModel):
    """What the engine tells of a container."""

    Id: str
    HostConfig: HostConfig
    NetworkSettings: NetworkSettings
    Config: Config

    @property
    def service(self) -> str:
        return self.Config.Labels["com.docker.compose.service"]


CONTAINERS = TypeAdapter(list[Container])


@dataclass(frozen=True, slots=True)
class Stack:
    """The stack, up or down."""

    docker: Docker
    project: str
    environment: Mapping[str, str]
    port: int
    uses_stand_ins: bool

    def compose(self, *arguments: str, limit_seconds: float) -> str:
        """Run compose on this stack's files, with this stack's settings and nobody else's."""
        files = (COMPOSE, COMPOSE_TEST, *((COMPOSE_STAND_INS,) if self.uses_stand_ins else ()))
        named = [argument for file in files for argument in ("--file", str(file))]
        return self.docker.run(
            *("compose", "--project-name", self.project, "--project-directory", str(ROOT), "--env-file", os.devnull),
            *(*named, "--profile", "simulators", *arguments),
            limit_seconds=limit_seconds,
            environment=self.environment,
        )

    def build(self) -> None:
        """Make the images."""
        self.compose("build", "--quiet", limit_seconds=BUILD_SECONDS)

    def up(self) -> None:
        """Start what does not run and wait until all of it is healthy."""
        self.compose("up", "--detach", "--no-build", "--wait", limit_seconds=UP_SECONDS)

    def down(self) -> None:
        """Remove containers, networks, volumes and the images; the engine keeps what it built for the next time."""
        self.compose("down", "--volumes", "--timeout", "5", limit_seconds=DOWN_SECONDS)
        images = self.left("image", "ls")
        if images:
            self.docker.run("image", "rm", "--force", *images, limit_seconds=DOWN_SECONDS)

    def left(self, *command: str) -> list[str]:
        """The ids of what such a listing of docker's shows of this stack."""
        label = f"label=com.docker.compose.project={self.project}"
        listed = self.docker.run(*command, "--quiet", "--filter", label, limit_seconds=EXEC_SECONDS)
        return sorted(set(listed.split()))

    def containers(self, *services: str) -> list[Container]:
        """The running containers of these services, or of all."""
        ids = self.compose("ps", "--quiet", *services, limit_seconds=EXEC_SECONDS).split()
        if not ids:
            return []
        return CONTAINERS.validate_json(self.docker.run("inspect", *ids, limit_seconds=EXEC_SECONDS))

    def container(self, service: str) -> Container:
        """The first container of a service. Raises StepFailed."""
        found = self.containers(service)
        if not found:
            raise StepFailed(f"no container of {service} runs")
        return found[0]

    def probe(self, container: Container, name: str, *arguments: str) -> str:
        """Run one of the probes inside a container and return what it says."""
        script = (HERE / "probes" / f"{name}.py").read_text("utf-8")
        return self.docker.run(
            *("exec", "--interactive", container.Id, "python", "-I", "-", *arguments),
            limit_seconds=EXEC_SECONDS,
            stdin=script,
        )


def prepare_stack(docker: Docker, *, uses_stand_ins: bool) -> Stack:
    """A stack that is not up yet."""
    project = f"crew-chat-test-{secrets.token_hex(3)}"
    port = _free_port()
    made_up = {
        "IMAGE_TAG": project,
        "ENVIRONMENT": "test",
        "GATEWAY_PORT": str(port),
        "LOCAL_ORGANIZATION_ID": FIRST_ORGANIZATION.id,
        "API_GATEWAY_URL": "http://platform-simulator:8300",
        "LLM_BASE_URL": "http://model-simulator:8200/v1",
        "MODEL_NETWORK_IS_INTERNAL": "true",
        # Swift's name for an access key; MinIO takes it too.
        "S3_ACCESS_KEY": "chat:gateway",
    } | _secrets("INTERNAL_GATEWAY_KEY", "WORKER_KEY", "KEY_PEPPER", "LLM_API_KEY", "REDIS_PASSWORD", "S3_SECRET_KEY")
    kept = {name: os.environ.get(name, "") for name in KEPT_VARIABLES}
    unset = dict.fromkeys(variables_of(COMPOSE.read_text("utf-8")), "")
    environment = {**os.environ, **unset, **kept, **made_up}
    return Stack(docker, project, environment, port, uses_stand_ins)


def _secrets(*names: str) -> dict[str, str]:
    return {name: secrets.token_hex(16) for name in names}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
