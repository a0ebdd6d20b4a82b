"""The parts of the product on one machine: which processes, where they listen, and who is told which secret."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from infra.launcher.folder import Folder
from infra.launcher.ports import free_ports
from infra.launcher.settings import LauncherSettings
from infra.simulators.platform.organizations import FIRST_ORGANIZATION

Kind = Literal["gateway", "crew", "platform-simulator", "model-simulator"]

LOOPBACK: Final = "127.0.0.1"
# Where `make` builds it.
EMBEDDER: Final = Path(sys.prefix) / "embedder"
# The beginning of a variable's name, and the parts that may see it; what is not named here is for all.
PRIVATE: Final[Mapping[str, frozenset[Kind]]] = {
    "WORKER_KEY": frozenset({"gateway", "crew"}),
    "KEY_PEPPER": frozenset({"gateway"}),
    "INTERNAL_GATEWAY_KEY": frozenset({"gateway"}),
    "DATABASE_URL": frozenset({"gateway"}),
    "REDIS_URL": frozenset({"gateway"}),
    "S3_": frozenset({"gateway"}),
    "CREW_SUPERVISOR_": frozenset({"gateway"}),
    "LLM_API_KEY": frozenset({"gateway", "crew"}),
    "EMBEDDINGS_API_KEY": frozenset({"gateway"}),
    "PLATFORM_SIM_INTERNAL_KEY": frozenset({"platform-simulator"}),
    "LAUNCHER_": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One process. `probe` is the URL to ask whether it is ready; of a crew container, the gateway's count of them."""

    name: str
    kind: Kind
    module: str
    probe: str
    arguments: tuple[str, ...] = ()
    # Only what differs between processes of one kind; digits and loopback URLs, so it needs no quoting.
    environment: Mapping[str, str] = field(default_factory=dict)
    autostart: bool = True
    # Where it tells what it made of the orders file that it was given.
    load_report: str | None = None

    def hidden(self, environment: Mapping[str, str]) -> list[str]:
        """Return the variables that this part must not see."""
        return sorted(name for name in environment if not _may_see(self.kind, name))


@dataclass(frozen=True, slots=True)
class Product:
    """All parts, and the environment that they start from."""

    parts: tuple[Part, ...]
    environment: Mapping[str, str]

    @property
    def started(self) -> tuple[Part, ...]:
        """The parts that run from the beginning; the other crew containers are started when they are needed."""
        return tuple(part for part in self.parts if part.autostart)


def plan_product(
    settings: LauncherSettings, folder: Folder, secrets: Mapping[str, str], environment: Mapping[str, str], orders: str
) -> Product:
    """Decide what runs where. `orders` is the absolute path of an orders file, or empty."""
    platform_port, model_port, *crew_ports = free_ports(2 + settings.crew_max_instances)
    shared = {
        **environment,
        **secrets,
        "DATA_DIR": str(folder.path),
        "GATEWAY_HOST": settings.gateway_host,
        "GATEWAY_PORT": str(settings.gateway_port),
        "GATEWAY_INTERNAL_HOST": settings.gateway_internal_host,
        "GATEWAY_INTERNAL_PORT": str(settings.internal_port),
        "GATEWAY_INTERNAL_URL": settings.internal_url,
        "CREW_MAX_INSTANCES": str(settings.crew_max_instances),
        "CREW_HOST": LOOPBACK,
        "LOCAL_ORGANIZATION_ID": settings.local_organization_id or FIRST_ORGANIZATION.id,
        "PYTHONUNBUFFERED": "1",
        **_past_proxies(environment),
    }
    parts: list[Part] = []
    if settings.api_gateway_url is None:
        url = f"http://{LOOPBACK}:{platform_port}"
        parts.append(_platform_simulator(url, has_orders=bool(orders)))
        shared |= {"API_GATEWAY_URL": url} | _platform_settings(platform_port, folder, secrets, environment, orders)
    if settings.llm_base_url is None:
        url = f"http://{LOOPBACK}:{model_port}"
        parts.append(_model_simulator(url, model_port))
        shared["LLM_BASE_URL"] = f"{url}/v1"
    if EMBEDDER.is_dir() and not environment.get("EMBEDDER_DIR"):
        shared["EMBEDDER_DIR"] = str(EMBEDDER)
    parts.append(_gateway(settings.public_url, environment))
    crews = [_crew(number, port, settings.public_url) for number, port in enumerate(crew_ports, start=1)]
    parts += crews
    # The gateway starts and stops them as they are needed; its own part of the supervisor's environment.
    shared["CREW_SUPERVISOR_PROGRAMS"] = json.dumps({crew.name: crew.environment["CREW_URL"] for crew in crews})
    return Product(tuple(parts), shared)


def _platform_simulator(url: str, *, has_orders: bool) -> Part:
    return Part(
        "platform-simulator",
        "platform-simulator",
        "infra.simulators.platform",
        f"{url}/livez",
        load_report=f"{url}/_sim/load" if has_orders else None,
    )


def _model_simulator(url: str, port: int) -> Part:
    arguments = ("--host", LOOPBACK, "--port", str(port))
    return Part("model-simulator", "model-simulator", "infra.simulators.model", f"{url}/livez", arguments=arguments)


def _gateway(url: str, environment: Mapping[str, str]) -> Part:
    # All of it ends within the launcher's five seconds, unless somebody wants to wait for answers.
    given = {} if environment.get("DRAIN_SECONDS") else {"DRAIN_SECONDS": "1"}
    return Part("gateway", "gateway", "gateway", f"{url}/livez", environment=given)


def _crew(number: int, port: int, gateway_url: str) -> Part:
    return Part(
        f"crew-{number}",
        "crew",
        "crew_container",
        f"{gateway_url}/readyz",
        environment={"CREW_PORT": str(port), "CREW_URL": f"http://{LOOPBACK}:{port}"},
        autostart=number == 1,
    )


def _platform_settings(
    port: int, folder: Folder, secrets: Mapping[str, str], environment: Mapping[str, str], orders: str
) -> dict[str, str]:
    settings = {
        "PLATFORM_SIM_HOST": LOOPBACK,
        "PLATFORM_SIM_PORT": str(port),
        "PLATFORM_SIM_DATA_DIR": str(folder.path / "platform"),
        "PLATFORM_SIM_INTERNAL_KEY": secrets["INTERNAL_GATEWAY_KEY"],
    }
    if orders:
        return settings | {"PLATFORM_SIM_CSV": orders}
    # The made-up days end yesterday, so that "last week" has something in it.
    return settings | {"PLATFORM_SIM_NOW": environment.get("PLATFORM_SIM_NOW") or "today"}


def _past_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """A proxy may be the way to a real model; it is never the way to a neighbour on this machine."""
    near = f"{LOOPBACK},localhost"
    given = environment.get("no_proxy") or environment.get("NO_PROXY")
    value = f"{given},{near}" if given else near
    return {"no_proxy": value, "NO_PROXY": value}


def _may_see(kind: Kind, name: str) -> bool:
    owners = (kinds for beginning, kinds in PRIVATE.items() if name.startswith(beginning))
    return all(kind in kinds for kinds in owners)
