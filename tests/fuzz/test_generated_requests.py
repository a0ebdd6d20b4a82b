"""A small share of `make fuzz`: generated requests find no fault, and faults that are sown are found."""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.fuzz.careless import careless
from tests.fuzz.generator import generate
from tests.fuzz.stage import open_stage
from tests.requirements import requirement
from tests.support.conformance import description

Json = dict[str, Any]
SESSIONS = "/api/v1/chat/sessions"
SEED = 4711
# The others repeat much of this, and more slowly.
SMALL = ("coverage", "stateful")


@requirement("generated")
async def test_generated_requests_of_three_identities_meet_no_undescribed_answer(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        outcome = await generate(stage, description(), tmp_path, seed=SEED, examples=1, phases=SMALL)

    assert list(outcome.failures) == [], outcome.report
    assert outcome.cases > 300, outcome.report


def _forget_a_status(document: Json) -> None:
    del document["paths"][SESSIONS]["post"]["responses"]["201"]


def _promise_another_shape(document: Json) -> None:
    document["components"]["schemas"]["Health"]["properties"]["status"] = {"type": "integer"}


def _allow_what_is_refused(document: Json) -> None:
    document["components"]["schemas"]["CreateSession"]["properties"]["title"] = {"type": "string", "minLength": 300}


def _forget_a_method(document: Json) -> None:
    del document["paths"][SESSIONS]["get"]


# And by what it is found.
SOWN: Mapping[Callable[[Json], None], str] = {
    _forget_a_status: "Undocumented status code",
    _promise_another_shape: "Response violates schema",
    _allow_what_is_refused: "well-formed, and yet",
    _forget_a_method: "names_the_methods_of_the_path",
}


async def test_differences_between_description_and_gateway_are_found(tmp_path: Path) -> None:
    document = copy.deepcopy(description())
    for sow in SOWN:
        sow(document)
    async with open_stage(tmp_path / "data") as stage:
        outcome = await generate(
            stage,
            document,
            tmp_path,
            seed=SEED,
            examples=5,
            phases=["coverage", "fuzzing"],
            only=["create_session", "livez"],
        )

    assert {found for found in SOWN.values() if found not in outcome.report} == set(), outcome.report
    assert len(outcome.failures) >= len(SOWN), outcome.report


async def test_an_object_that_is_shown_to_others_is_found(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage, careless(stage) as url:
        outcome = await generate(
            stage,
            description(),
            tmp_path,
            seed=SEED,
            examples=20,
            phases=["stateful"],
            only=["create_session", "read_session"],
            url=url,
        )

    assert "Object-level authorization bypass" in outcome.report
    assert outcome.failures
