"""What must be true of compose.yaml: least privilege, split networks, one open door, no secret in the file."""

import re
from collections.abc import Iterator

from infra.containers.compose_file import ComposeFile, Service

# Who may be on which network. Everything that a crew container reaches is on the first two.
MEMBERS = {
    "crew": {"gateway", "crew"},
    "model": {"gateway", "crew", "model-simulator"},
    "edge": {"gateway"},
    "platform": {"gateway", "platform-simulator"},
    "data": {"gateway", "redis", "minio"},
}
# The other two lead outside: to the browser, and to a model elsewhere (which a variable closes).
INTERNAL = {"crew", "platform", "data"}
PUBLISHED = {"gateway": ("${GATEWAY_ADDRESS:-127.0.0.1}:${GATEWAY_PORT:-8000}:8000",)}
SIMULATORS = {"model-simulator", "platform-simulator"}
SERVICES = {"gateway", "crew", "redis", "minio"} | SIMULATORS

# Without them a feature is off; no value stands in for them.
OPTIONAL_SECRETS = frozenset({"TRUSTED_PROXY_KEY", "EMBEDDINGS_API_KEY"})
SECRET_NAME = re.compile(r"(KEY|PEPPER|PASSWORD|SECRET|TOKEN)$")
REQUIRED_VARIABLE = re.compile(r"^\$\{[A-Z0-9_]+:\?[^}]+\}$")
NAMED_VOLUME = re.compile(r"^[a-z][a-z-]*:/[a-z]+$")


def compose_findings(compose: ComposeFile) -> Iterator[str]:
    """Yield a sentence for everything that is not as it must be."""
    if set(compose.services) != SERVICES:
        yield f"the services are {sorted(compose.services)}, not {sorted(SERVICES)}"
    for name, service in compose.services.items():
        for finding in (*_unhardened(service), *_exposed(name, service), *_secrets(service), *_extras(name, service)):
            yield f"{name}: {finding}"
    yield from _networks(compose)


def _unhardened(service: Service) -> Iterator[str]:
    if not service.read_only:
        yield "the root file system is writable"
    if not any(mount.startswith("/tmp:") and "size=" in mount for mount in service.tmpfs):  # noqa: S108 - in the container
        yield "no bounded tmpfs for /tmp"
    if service.cap_drop != ("ALL",):
        yield "capabilities are not dropped"
    if "no-new-privileges:true" not in service.security_opt:
        yield "new privileges are possible"
    if any(option.startswith(("seccomp", "apparmor", "label")) for option in service.security_opt):
        yield "the engine's own confinement is changed"
    if service.pids_limit <= 0:
        yield "processes are not limited"
    if not service.mem_limit:
        yield "memory is not limited"
    if not service.init:
        yield "nobody reaps orphans"
    if service.restart != "unless-stopped":
        yield "it is not restarted"
    if "options" not in service.logging:
        yield "logs are not limited"


def _exposed(name: str, service: Service) -> Iterator[str]:
    if service.ports != PUBLISHED.get(name, ()):
        yield f"publishes {list(service.ports)}, not {list(PUBLISHED.get(name, ()))}"
    for volume in service.volumes:
        if not NAMED_VOLUME.match(volume):
            yield f"mounts {volume}, which is not a named volume"


def _secrets(service: Service) -> Iterator[str]:
    for variable, value in service.environment.items():
        is_left_out = variable in OPTIONAL_SECRETS and value == f"${{{variable}:-}}"
        if SECRET_NAME.search(variable) and not is_left_out and not REQUIRED_VARIABLE.match(value):
            yield f"{variable} is not a required variable"


def _extras(name: str, service: Service) -> Iterator[str]:
    if service.healthcheck is None and service.build is None:
        yield "no health check"
    if (service.profiles == ("simulators",)) is not (name in SIMULATORS):
        yield "simulators, and only they, are in the profile `simulators`"
    if name == "crew" and (service.deploy is None or service.deploy.replicas != "${CREW_MAX_INSTANCES:-3}"):
        yield "not as many containers as the gateway listens to"


def _networks(compose: ComposeFile) -> Iterator[str]:
    members: dict[str, set[str]] = {network: set() for network in compose.networks}
    for name, service in compose.services.items():
        if not service.networks:
            yield f"{name}: is on the default network, where everybody is"
        for network in service.networks:
            members.setdefault(network, set()).add(name)
    if members != MEMBERS:
        yield f"the networks connect {_sorted(members)}, not {_sorted(MEMBERS)}"
    for network in sorted(INTERNAL & set(compose.networks)):
        if compose.networks[network].internal is not True:
            yield f"the network {network} leads outside"


def _sorted(members: dict[str, set[str]]) -> dict[str, list[str]]:
    return {network: sorted(names) for network, names in sorted(members.items())}
