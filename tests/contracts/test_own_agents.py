"""The port `OwnAgentStore`: each organization's own, changed only upon what was seen."""

import random
from dataclasses import replace

import pytest

from gateway.chat.agent_sets import OwnAgent, OwnAgents
from gateway.chat.errors import AgentExists, AgentsMoved
from gateway.chat.model import Principal
from shared.agents import AgentSpec
from shared.ids import AgentId, OrganizationId, UserId
from tests.contracts.conftest import Store
from tests.requirements import requirement

OPERATIONS = 150
BY = Principal(OrganizationId("org_a"), UserId("usr_1"), "admin")
OTHER = Principal(OrganizationId("org_b"), UserId("usr_2"), "admin")


def agent(number: int, slug: str | None = None, by: Principal = BY) -> OwnAgent:
    """Some agent; everything that has quotes, braces or another alphabet comes back as it was."""
    spec = AgentSpec(
        id=AgentId(f"agt_{by.organization_id}_{number}"),
        slug=slug or f"desk_{number}",
        name=f"Desk '{number}' \" 🎉",
        description="ünïcode; DROP TABLE own_agent",
        role="r {x}",
        goal="g",
        prompt=f"line\n{number}\t%s",
        tools=("b", "a"),
        approval=("a",),
        examples=("one, two", '["three"]'),
        model=None if number % 2 else "small/model",
        roles=("org:analyst", "admin"),
    )
    return OwnAgent(spec, number % 3 > 0, 1, number, number, by.user_id, by.user_id)


@requirement("own-agents")
async def test_what_is_kept_comes_back_and_nothing_of_anybody_else(store: Store) -> None:
    chance = random.Random(7)
    kept: dict[OrganizationId, OwnAgents] = {each.organization_id: OwnAgents() for each in (BY, OTHER)}
    stamps: list[str | None] = []
    for number in range(OPERATIONS):
        by = chance.choice((BY, OTHER))
        mine = kept[by.organization_id]
        some = chance.choice(mine.agents) if mine.agents else None
        match chance.choice(("add", "add", "change", "delete", "off", "on")):
            case "change" if some is not None:
                other = replace(
                    some, version=some.version + 1, updated_at=1_000 + number, is_enabled=not some.is_enabled
                )
                await store.own_agents.change(by, other, seen=mine.stamp, action="agent.changed")
                mine = replace(mine, agents=tuple(other if each is some else each for each in mine.agents))
            case "delete" if some is not None:
                await store.own_agents.delete(by, some.spec.id, seen=mine.stamp, now=number)
                mine = replace(mine, agents=tuple(each for each in mine.agents if each is not some))
            case "off" | "on" as wish:
                name = AgentId(f"agt_{chance.randrange(3)}")
                await store.own_agents.switch_off(by, name, is_off=wish == "off", seen=mine.stamp, now=number)
                mine = replace(mine, off=mine.off | {name} if wish == "off" else mine.off - {name})
            case _:
                new = agent(number, by=by)
                await store.own_agents.add(by, new, seen=mine.stamp, key=f"k{number}", fingerprint="f")
                mine = replace(mine, agents=(*mine.agents, new))
                assert await store.own_agents.made_by(by.organization_id, f"k{number}") == (new.spec.id, "f")
        stamp = await store.own_agents.stamp(by.organization_id)
        stamps.append(stamp)
        kept[by.organization_id] = replace(mine, stamp=stamp)

        for organization_id, expected in kept.items():
            assert await store.own_agents.load(organization_id) == expected

    assert len(set(stamps)) == OPERATIONS
    assert await store.own_agents.load(OrganizationId("org_c")) == OwnAgents()
    for number in range(OPERATIONS):
        assert await store.own_agents.made_by(OrganizationId("org_c"), f"k{number}") is None


@requirement("own-agents")
async def test_a_change_upon_what_is_past_changes_nothing(store: Store) -> None:
    await store.own_agents.add(BY, agent(1), seen=None, key=None, fingerprint="")
    before = await store.own_agents.load(BY.organization_id)

    for seen in (None, "ags_other"):
        with pytest.raises(AgentsMoved):
            await store.own_agents.add(BY, agent(2), seen=seen, key=None, fingerprint="")
        with pytest.raises(AgentsMoved):
            await store.own_agents.change(BY, replace(agent(1), version=2), seen=seen, action="agent.changed")
        with pytest.raises(AgentsMoved):
            await store.own_agents.delete(BY, agent(1).spec.id, seen=seen, now=2)
        with pytest.raises(AgentsMoved):
            await store.own_agents.switch_off(BY, AgentId("agt_x"), is_off=True, seen=seen, now=2)

    assert await store.own_agents.load(BY.organization_id) == before


@requirement("own-agents")
async def test_nobody_reaches_the_agents_of_another_organization(store: Store) -> None:
    mine = agent(1)
    await store.own_agents.add(BY, mine, seen=None, key="k", fingerprint="f")
    before = await store.own_agents.load(BY.organization_id)
    theirs = None

    await store.own_agents.change(OTHER, replace(mine, version=9), seen=theirs, action="agent.changed")
    theirs = await store.own_agents.stamp(OTHER.organization_id)
    await store.own_agents.delete(OTHER, mine.spec.id, seen=theirs, now=2)

    assert await store.own_agents.load(BY.organization_id) == before
    assert (await store.own_agents.load(OTHER.organization_id)).agents == ()


async def test_the_schema_says_no_to_a_second_agent_of_a_slug_or_a_key(store: Store) -> None:
    await store.own_agents.add(BY, agent(1), seen=None, key="k", fingerprint="f")
    stamp = await store.own_agents.stamp(BY.organization_id)

    for again, key in ((agent(2, "desk_1"), "other"), (agent(2), "k")):
        with pytest.raises(AgentExists):
            await store.own_agents.add(BY, again, seen=stamp, key=key, fingerprint="f")

    assert len((await store.own_agents.load(BY.organization_id)).agents) == 1
    await store.own_agents.add(OTHER, agent(1, by=OTHER), seen=None, key="k", fingerprint="f")
