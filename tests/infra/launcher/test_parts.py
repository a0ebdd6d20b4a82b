"""What is started, and with which settings, by what the caller has set."""

import json
from pathlib import Path

import pytest

from infra.launcher.folder import Folder
from infra.launcher.parts import plan_product
from infra.launcher.settings import LauncherSettings

FOLDER = Folder("var", Path("/somewhere/var"))
SECRETS = {"WORKER_KEY": "w", "KEY_PEPPER": "p", "INTERNAL_GATEWAY_KEY": "i"}
PLATFORM, MODEL = "https://platform.example", "https://model.example/v1"


@pytest.mark.parametrize(
    ("platform", "model", "started"),
    [
        (None, None, ["platform-simulator", "model-simulator", "gateway", "crew-1"]),
        (PLATFORM, None, ["model-simulator", "gateway", "crew-1"]),
        (None, MODEL, ["platform-simulator", "gateway", "crew-1"]),
        (PLATFORM, MODEL, ["gateway", "crew-1"]),
    ],
)
def test_a_simulator_stands_in_for_what_is_not_set(platform: str | None, model: str | None, started: list[str]) -> None:
    given = {"API_GATEWAY_URL": platform or "", "LLM_BASE_URL": model or ""}
    settings = LauncherSettings(api_gateway_url=platform, llm_base_url=model)
    product = plan_product(settings, FOLDER, SECRETS, given, "")
    assert [part.name for part in product.started] == started
    assert platform in {None, product.environment["API_GATEWAY_URL"]}
    assert model in {None, product.environment["LLM_BASE_URL"]}
    assert all(product.environment[name] for name in given)


def test_each_crew_container_has_a_port_of_its_own() -> None:
    settings = LauncherSettings(crew_max_instances=5)
    crews = [part for part in plan_product(settings, FOLDER, SECRETS, {}, "").parts if part.kind == "crew"]
    assert [part.name for part in crews] == [f"crew-{number}" for number in range(1, 6)]
    assert [part.autostart for part in crews] == [True, False, False, False, False]
    assert len({part.environment["CREW_PORT"] for part in crews}) == 5


def test_the_internal_listener_is_beside_the_public_one_unless_it_is_set() -> None:
    beside = LauncherSettings(gateway_port=9000)
    assert (beside.public_url, beside.internal_url) == ("http://127.0.0.1:9000", "http://127.0.0.1:9001")
    elsewhere = LauncherSettings(gateway_host="0.0.0.0", gateway_internal_port=7000)
    assert (elsewhere.public_url, elsewhere.internal_url) == ("http://127.0.0.1:8000", "http://127.0.0.1:7000")


def test_what_the_caller_set_for_the_parts_is_passed_on_and_neighbours_are_not_asked_through_a_proxy() -> None:
    given = {"LLM_MODEL": "tiny", "CREW_SLOTS": "2", "https_proxy": "http://proxy:3128", "NO_PROXY": "intranet"}
    environment = plan_product(LauncherSettings(), FOLDER, SECRETS, given, "/orders.csv").environment
    assert {name: environment[name] for name in given} == {**given, "NO_PROXY": "intranet,127.0.0.1,localhost"}
    assert environment["PLATFORM_SIM_CSV"] == "/orders.csv"
    assert environment["PLATFORM_SIM_INTERNAL_KEY"] == environment["INTERNAL_GATEWAY_KEY"] == "i"


@pytest.mark.parametrize(
    ("given", "orders", "end"),
    [
        ({}, "", "today"),
        ({"PLATFORM_SIM_NOW": "2026-11-02"}, "", "2026-11-02"),
        # Orders have days of their own, and loading them takes seconds.
        ({}, "/orders.csv", None),
    ],
)
def test_made_up_days_end_yesterday_unless_it_is_said(given: dict[str, str], orders: str, end: str | None) -> None:
    environment = plan_product(LauncherSettings(), FOLDER, SECRETS, given, orders).environment

    assert environment.get("PLATFORM_SIM_NOW") == end


def test_the_gateway_and_nobody_else_is_told_how_to_start_and_stop_crew_containers() -> None:
    product = plan_product(LauncherSettings(crew_max_instances=2), FOLDER, SECRETS, {}, "")
    crews = {part.name: part.environment["CREW_URL"] for part in product.parts if part.kind == "crew"}
    environment = {**product.environment, "CREW_SUPERVISOR_SOCKET": "/somewhere/supervisor.sock"}

    assert list(crews) == ["crew-1", "crew-2"]
    assert json.loads(environment["CREW_SUPERVISOR_PROGRAMS"]) == crews
    secret = {"CREW_SUPERVISOR_PROGRAMS", "CREW_SUPERVISOR_SOCKET"}
    assert {part.kind for part in product.parts if not secret & set(part.hidden(environment))} == {"gateway"}


@pytest.mark.parametrize(("given", "drain"), [({}, {"DRAIN_SECONDS": "1"}), ({"DRAIN_SECONDS": "7"}, {})])
def test_the_gateway_drains_for_a_second_unless_it_is_told(given: dict[str, str], drain: dict[str, str]) -> None:
    product = plan_product(LauncherSettings(), FOLDER, SECRETS, given, "")

    assert [part.environment for part in product.parts if part.kind == "gateway"] == [drain]
    assert product.environment.items() >= given.items()
