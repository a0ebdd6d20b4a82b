"""compose.yaml is as it must be, and every rule bites."""

import functools
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from crew_container.settings import CrewSettings
from gateway.settings import GatewaySettings
from infra.containers.compose_file import ComposeFile, read_compose, variables_in_example, variables_of
from infra.containers.compose_rules import compose_findings
from infra.containers.files import COMPOSE, ENV_EXAMPLE

Document = dict[str, Any]
Spoil = Callable[[Document], object]

SERVICES = ("gateway", "crew", "redis", "minio", "model-simulator", "platform-simulator")


@functools.cache
def loaded() -> str:
    """The file as it is, in another notation, which is read a hundred times as quickly."""
    return json.dumps(yaml.safe_load(COMPOSE.read_text()))


@pytest.fixture
def document() -> Document:
    """The file as it is, to be spoilt. Merge keys share objects; here nothing is shared: a test spoils one service."""
    document: Document = json.loads(loaded())
    return document


def parsed(document: Document) -> ComposeFile:
    # Which is YAML, too.
    return read_compose(json.dumps(document))


def test_the_file_as_it_is_has_no_finding() -> None:
    assert list(compose_findings(read_compose(COMPOSE.read_text()))) == []


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("key", "value", "finding"),
    [
        ("read_only", False, "the root file system is writable"),
        ("tmpfs", ["/tmp"], "no bounded tmpfs for /tmp"),  # noqa: S108 - in the container
        ("cap_drop", ["NET_RAW"], "capabilities are not dropped"),
        ("security_opt", [], "new privileges are possible"),
        (
            "security_opt",
            ["no-new-privileges:true", "seccomp:unconfined"],
            "the engine's own confinement is changed",
        ),
        ("pids_limit", -1, "processes are not limited"),
        ("mem_limit", "", "memory is not limited"),
        ("init", False, "nobody reaps orphans"),
        ("restart", "always", "it is not restarted"),
        ("logging", {"driver": "json-file"}, "logs are not limited"),
    ],
)
def test_a_service_without_its_confinement_is_found(
    document: Document, service: str, key: str, value: object, finding: str
) -> None:
    document["services"][service][key] = value

    assert list(compose_findings(parsed(document))) == [f"{service}: {finding}"]


@pytest.mark.parametrize("key", ["privileged", "cap_add", "network_mode", "pid", "ipc", "devices", "extra_hosts"])
def test_a_key_that_nobody_has_thought_about_is_refused(document: Document, key: str) -> None:
    document["services"]["crew"][key] = "host"

    with pytest.raises(ValidationError) as refusal:
        parsed(document)

    assert [error["loc"] for error in refusal.value.errors()] == [("services", "crew", key)]


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (
            lambda d: d["services"]["redis"].update(ports=["6379:6379"]),
            "redis: publishes ['6379:6379'], not []",
        ),
        (
            lambda d: d["services"]["crew"].update(volumes=["/var/run/docker.sock:/sock"]),
            "crew: mounts /var/run/docker.sock:/sock, which is not a named volume",
        ),
        (
            lambda d: d["services"]["gateway"]["environment"].update(WORKER_KEY="in the file"),
            "gateway: WORKER_KEY is not a required variable",
        ),
        (
            lambda d: d["services"]["redis"]["environment"].update(REDIS_PASSWORD="${REDIS_PASSWORD:-redis}"),
            "redis: REDIS_PASSWORD is not a required variable",
        ),
        (lambda d: d["services"]["redis"].pop("healthcheck"), "redis: no health check"),
        (
            lambda d: d["services"]["model-simulator"].pop("profiles"),
            "model-simulator: simulators, and only they, are in the profile `simulators`",
        ),
        (
            lambda d: d["services"]["crew"].update(deploy={"replicas": "2"}),
            "crew: not as many containers as the gateway listens to",
        ),
        (lambda d: d["networks"]["crew"].clear(), "the network crew leads outside"),
        (
            lambda d: d["services"]["minio"].pop("networks"),
            "minio: is on the default network, where everybody is",
        ),
    ],
)
def test_an_opening_is_found(document: Document, spoil: Spoil, finding: str) -> None:
    spoil(document)

    assert next(compose_findings(parsed(document))) == finding


def test_a_crew_container_on_the_stores_network_is_found(document: Document) -> None:
    document["services"]["crew"]["networks"].append("data")

    (finding,) = compose_findings(parsed(document))

    assert finding.startswith("the networks connect ")


def test_a_service_more_is_found(document: Document) -> None:
    document["services"]["debug"] = document["services"]["redis"] | {"networks": ["data"]}

    assert len(list(compose_findings(parsed(document)))) == 2


def test_a_gateway_that_listens_inwards_on_every_network_is_not_what_the_file_says(document: Document) -> None:
    gateway = document["services"]["gateway"]
    hosts = {gateway["environment"][name] for name in ("GATEWAY_HOST", "GATEWAY_INTERNAL_HOST")}

    assert hosts == {"gateway-public", "gateway-internal"}
    assert gateway["networks"]["edge"] == {"aliases": ["gateway-public"]}
    assert gateway["networks"]["crew"] == {"aliases": ["gateway-internal"]}


def test_every_required_variable_is_in_the_example() -> None:
    required = {name for name, is_required in variables_of(COMPOSE.read_text()).items() if is_required}

    assert required >= {"WORKER_KEY", "KEY_PEPPER", "INTERNAL_GATEWAY_KEY", "LLM_API_KEY", "REDIS_PASSWORD"}
    assert required <= variables_in_example(ENV_EXAMPLE)


def test_the_example_holds_no_secret() -> None:
    settings = dict(line.split("=", 1) for line in ENV_EXAMPLE.read_text().splitlines() if line[:1].isalpha())
    secrets = {name: value for name, value in settings.items() if name.endswith(("KEY", "PEPPER", "PASSWORD"))}

    assert len(secrets) >= 6
    assert set(secrets.values()) == {"replace-me"}


@pytest.mark.parametrize(
    ("service", "settings", "fixed_by_the_image"),
    [
        # Starting containers is the engine's work there, so the settings of the local launcher are not passed on.
        (
            "gateway",
            GatewaySettings,
            {
                "crew_idle_seconds",
                "crew_supervisor_programs",
                "crew_supervisor_socket",
                "data_dir",
                "embedder_dir",
                "gateway_internal_port",
                "gateway_port",
            },
        ),
        ("crew", CrewSettings, {"crew_host", "crew_port", "crew_url"}),
    ],
)
def test_every_setting_can_be_set(
    document: Document, service: str, settings: type[GatewaySettings | CrewSettings], fixed_by_the_image: set[str]
) -> None:
    passed = {name.lower() for name in document["services"][service]["environment"]}

    assert passed == set(settings.model_fields) - fixed_by_the_image
