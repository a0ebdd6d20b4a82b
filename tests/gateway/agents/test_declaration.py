"""The declaration of the system agents."""

from pathlib import Path

import pytest

from crew_container.tools.catalogue import all_tools
from gateway.agents.declaration import DeclarationError, read_roster
from infra.bench.processes import started
from tests.support.running_gateway import running_gateway
from tests.support.scripted_worker import says

GOOD = """
specialists:
  - {id: agt_1, slug: one, name: One, description: knows one, role: r, goal: g, prompt: one.md, tools: [list]}
synthesiser: {id: agt_2, slug: two, name: Two, description: writes, role: r, goal: g, prompt: one.md}
"""
MANY = "".join(
    f"  - {{id: agt_m{n}, slug: m{n}, name: M, description: d, role: r, goal: g, prompt: one.md}}\n" for n in range(32)
)


def declared(tmp_path: Path, text: str) -> Path:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "one.md").write_text("Be one.\n")
    (tmp_path / "agents.yaml").write_text(text)
    return tmp_path


def test_the_shipped_agents_are_those_of_the_crew() -> None:
    roster = read_roster()
    everybody = (*roster.specialists, roster.synthesiser)

    assert {spec.slug: spec.tools for spec in everybody} == {
        "interaction_analyst": (
            "get_interaction_summary",
            "list_interactions",
            "search_interactions",
            "interaction_timeseries",
            "get_product",
            "get_analytics_overview",
            "create_artifact",
        ),
        "pattern_analyst": (
            "search_patterns",
            "list_patterns",
            "get_pattern_report",
            "get_organization_context",
            "create_artifact",
        ),
        "product_analyst": (
            "search_products",
            "list_products",
            "get_product",
            "search_patterns",
            "get_organization_context",
            "create_artifact",
        ),
        "synthesiser": (),
    }
    assert {tool for spec in everybody for tool in spec.tools} == set(all_tools())
    assert all(spec.examples for spec in roster.specialists)
    assert all(len(spec.prompt) > 100 for spec in everybody)


def test_a_declaration_is_read(tmp_path: Path) -> None:
    roster = read_roster(declared(tmp_path, GOOD))

    assert [(spec.id, spec.prompt) for spec in roster.specialists] == [("agt_1", "Be one.")]
    assert roster.synthesiser.slug == "two"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("slug: one", "slug: One"),
        ("slug: one", "slug: two"),
        ("slug: one", "slug: planner"),
        ("id: agt_1", "id: agt_2"),
        ("id: agt_1", "id: a/b"),
        ("name: One", 'name: "One\\nTwo"'),
        ("name: One", 'name: "One\\u2028Two"'),
        ("prompt: one.md", "prompt: ../prompts/one.md"),
        ("prompt: one.md", "prompt: none.md"),
        ("prompt: one.md", "prompt: [one.md]"),
        ("slug: one", "colour: red, slug: one"),
        ("specialists:", "specialists: ["),
        (GOOD, "specialists: []\n" + GOOD[GOOD.index("synthesiser:") :]),
        (GOOD, "just text"),
        ("tools: [list]", "roles: [admin]"),
        ("id: agt_1, slug: one", "id: agt_1, slug: agt_2"),
        ("synthesiser:", MANY + "synthesiser:"),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in GOOD

    with pytest.raises(DeclarationError, match=r"^agents\.yaml: .+\Z"):
        read_roster(declared(tmp_path, GOOD.replace(right, wrong)))


def test_a_folder_without_a_declaration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError):
        read_roster(tmp_path)


async def test_a_run_brings_the_agents_of_the_folder_that_was_named(tmp_path: Path) -> None:
    async with running_gateway(tmp_path / "data", agents_dir=declared(tmp_path, GOOD)) as gateway:
        worker = await gateway.add_worker(says("yes"))
        alice = await gateway.client()
        await alice.post("/api/v1/chat/messages", json={"message": "Who is there?"})

    (request,) = worker.requests
    assert [spec.id for spec in request.agents] == ["agt_1"]
    assert request.synthesiser.id == "agt_2"
    assert (request.agent, request.change) == (None, None)


async def test_without_a_folder_a_run_brings_the_agents_that_come_with_us(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        worker = await gateway.add_worker(says("yes"))
        alice = await gateway.client()
        await alice.post("/api/v1/chat/messages", json={"message": "Who is there?"})

    assert worker.requests[0].agents == read_roster().specialists


async def test_a_wrong_declaration_is_one_clear_line_at_start(tmp_path: Path) -> None:
    settings = {
        "DATA_DIR": str(tmp_path / "data"),
        "AGENTS_DIR": str(declared(tmp_path, GOOD.replace("slug: two", "slug: one"))),
        "API_GATEWAY_URL": "http://127.0.0.1:9",
        "INTERNAL_GATEWAY_KEY": "platform",
        "WORKER_KEY": "worker",
        "KEY_PEPPER": "pepper",
    }
    log = tmp_path / "log"
    async with started("gateway", environment=settings, log=log) as gateway:
        assert await gateway.process.wait() == 1

    assert log.read_text() == "gateway: agents.yaml: two agents are called 'one'\n"
