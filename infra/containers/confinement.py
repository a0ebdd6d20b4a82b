"""What the engine really enforces on every container, and what can be reached from where."""

from collections.abc import Iterable

from pydantic import BaseModel, TypeAdapter

from infra.containers.docker import StepFailed
from infra.containers.stack import Container, Stack

PORTS = (6379, 8000, 8001, 8100, 8200, 8300, 9000)
OWN_IMAGES = ("gateway", "crew", "model-simulator", "platform-simulator")
OWN_UID = 10001
OTHER_TIER = ("crewai", "litellm", "crew_container", "infra")
TARGETS = TypeAdapter(list[str])


class Facts(BaseModel):
    """What the probe of the same name found."""

    uid: int
    writable: list[str]
    modules: list[str]


def check_enforcement(stack: Stack) -> None:
    """Raises StepFailed unless every container is confined and only the public port is published."""
    for container in stack.containers():
        problems = [*_enforcement_problems(container), *_publishing_problems(container, stack.port)]
        if problems:
            raise StepFailed(f"{container.service}: {', '.join(problems)}")


def check_inside(stack: Stack) -> None:
    """Raises StepFailed unless our containers are nobody in particular and can write to /tmp and /data alone."""
    for service in OWN_IMAGES:
        facts = Facts.model_validate_json(stack.probe(stack.container(service), "confinement"))
        expected = ["/tmp", "/data"] if service == "gateway" else ["/tmp"]  # noqa: S108 - in the container
        if facts.uid != OWN_UID or facts.writable != expected:
            raise StepFailed(f"{service}: uid {facts.uid}, can write to {facts.writable}")


def check_gateway_image(stack: Stack) -> None:
    """Raises StepFailed if the gateway's image has anything of the other tier."""
    facts = Facts.model_validate_json(stack.probe(stack.container("gateway"), "confinement", *OTHER_TIER))
    if facts.modules:
        raise StepFailed(f"the gateway's image contains {facts.modules}")


def check_networks(stack: Stack) -> None:
    """Raises StepFailed unless every port of every container is closed to those who have no business there."""
    containers = stack.containers()
    crew = stack.container("crew")
    crew_network = _network(stack, "crew")
    allowed = {
        *_targets(_of(containers, "gateway"), (8001,), network=crew_network),
        *_targets(_of(containers, "model-simulator"), (8200,)),
        *_targets(_of(containers, "crew"), (8100,)),
    }
    _check_reach(stack, crew, containers, allowed=allowed)
    # The platform is the gateway's upstream: it has nothing to ask here.
    platform = stack.container("platform-simulator")
    _check_reach(stack, platform, containers, allowed=_targets([platform], (8300,)))


def check_names(stack: Stack) -> None:
    """Raises StepFailed unless the crew finds by name what it needs, and no more."""
    asked = ["gateway-internal:8001", "model-simulator:8200", "gateway-internal:8000", "gateway-public:8000"]
    asked += ["redis:6379", "minio:9000", "platform-simulator:8300"]
    reached = TARGETS.validate_json(stack.probe(stack.container("crew"), "reach", *asked))
    if reached != asked[:2]:
        raise StepFailed(f"a crew container reaches {reached}")


def _check_reach(stack: Stack, source: Container, containers: Iterable[Container], *, allowed: set[str]) -> None:
    everything = sorted(_targets(containers, PORTS))
    reached = set(TARGETS.validate_json(stack.probe(source, "reach", *everything)))
    if reached != allowed & reached or not reached:
        raise StepFailed(f"{source.service} reaches {sorted(reached - allowed)}")


def _enforcement_problems(container: Container) -> Iterable[str]:
    enforced = container.HostConfig
    kept = {
        "the root file system is writable": enforced.ReadonlyRootfs,
        "capabilities": enforced.CapDrop == ["ALL"] and not enforced.CapAdd and not enforced.Privileged,
        "new privileges are possible": "no-new-privileges:true" in (enforced.SecurityOpt or []),
        "processes are not limited": (enforced.PidsLimit or 0) > 0,
        "memory is not limited": enforced.Memory > 0,
        "no init": enforced.Init is True,
    }
    return [problem for problem, is_kept in kept.items() if not is_kept]


def _publishing_problems(container: Container, port: int) -> Iterable[str]:
    published = {
        f"{binding['HostIp']}:{binding['HostPort']}->{inside}"
        for inside, bindings in container.NetworkSettings.Ports.items()
        for binding in bindings or ()
    }
    expected = {f"127.0.0.1:{port}->8000/tcp"} if container.service == "gateway" else set()
    return [f"publishes {sorted(published)}"] if published != expected else []


def _targets(containers: Iterable[Container], ports: Iterable[int], *, network: str | None = None) -> set[str]:
    ports = tuple(ports)
    return {
        f"{endpoint.IPAddress}:{port}"
        for container in containers
        for name, endpoint in container.NetworkSettings.Networks.items()
        if network is None or name == network
        for port in ports
    }


def _of(containers: Iterable[Container], service: str) -> list[Container]:
    return [container for container in containers if container.service == service]


def _network(stack: Stack, name: str) -> str:
    return f"{stack.project}_{name}"
