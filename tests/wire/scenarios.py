"""What people do with a chat, each told to a client step by step; the result is a verdict and the stored messages."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.support.scripted_worker import says
from tests.wire.driver import Driver, Snapshot
from tests.wire.lanes import Lane
from tests.wire.panel import Panel, open_panel, shown_messages
from tests.wire.stage import WHOLE, WORDS, Gates, breaks_off, fails_after_tools, paced, uses_tools
from tests.wire.verdict import Verdict, places_in, verdict
from tests.wire.world import World

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario ends with. `notes` is what was seen on the way."""

    shown: Snapshot
    verdict: Verdict
    stored: list[dict[str, Any]]
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """A lane in the world. `base` leads to the gateway, by default directly."""

    lane: Lane
    driver: Driver
    world: World
    base: str | None = None

    def question(self, what: str) -> str:
        """A question that nobody has asked yet."""
        return f"{what}? (no. {next(_numbers)}, {self.lane})"

    async def panel(self, session_id: str | None = None, **more: Any) -> Panel:
        """A chat on the screen, in a session of its own unless one is named: clients make their own ids."""
        given = {"base": self.base, "sends_last_only": self.lane.sends_last_only, **more}
        return await open_panel(self.driver, self.world, session_id or secrets.token_urlsafe(12), **given)

    def shows_finished_agent(self, shown: Snapshot) -> bool:
        """An agent is done, and so are its tools."""
        return any(data.get("state") == "done" for _, data in verdict(self.lane.family, shown).data)

    async def outcome(self, panel: Panel, **notes: Any) -> Outcome:
        """What is on the screen and in the store now."""
        shown = await panel.look()
        stored = await self.world.history(panel.session_id)
        return Outcome(shown, verdict(self.lane.family, shown, stored), stored, notes)


Scenario = Callable[[Scene], Awaitable[Outcome]]


async def basic(scene: Scene) -> Outcome:
    """A question and its answer; each piece is seen before the next one is said."""
    gates, panel, question = Gates(), await scene.panel(), scene.question("basic")
    scene.world.stage.plays(question, paced(gates))
    await panel.send(question)
    for number in range(len(WORDS)):
        gates.open(number)
        await panel.shows("".join(WORDS[: number + 1]))
    gates.open(len(WORDS))
    await panel.over()
    return await scene.outcome(panel)


async def tools(scene: Scene) -> Outcome:
    """Agents, tools of which one fails, text, sources."""
    panel, question = await scene.panel(), scene.question("tools")
    scene.world.stage.plays(question, uses_tools)
    await panel.ask(question)
    return await scene.outcome(panel)


async def error_in_stream(scene: Scene) -> Outcome:
    """The run fails in the middle of its answer."""
    panel, question = await scene.panel(), scene.question("error")
    scene.world.stage.plays(question, breaks_off(("half ", "an answer"), "The model does not answer."))
    await panel.ask(question)
    return await scene.outcome(panel)


async def error_after_tools(scene: Scene) -> Outcome:
    """The run fails when its tools have answered: no client may take that for a reason to ask again."""
    gates, panel, question = Gates(), await scene.panel(), scene.question("after tools")
    scene.world.stage.plays(question, fails_after_tools(gates))
    gates.open(0)
    await panel.ask(question)
    return await scene.outcome(panel)


async def stop_after_tools(scene: Scene) -> Outcome:
    """The same with a stop of the gateway."""
    gates, panel, question = Gates(), await scene.panel(), scene.question("after tools")
    scene.world.stage.plays(question, fails_after_tools(gates))
    await panel.send(question)
    await panel.until(scene.shows_finished_agent)
    await scene.world.stop(panel.session_id)
    await panel.over()
    return await scene.outcome(panel)


async def drop_after_tools(scene: Scene) -> Outcome:
    """The same with a connection that breaks."""
    passage = scene.world.proxy.passage()
    gates, panel, question = Gates(), await scene.panel(base=passage.url), scene.question("after tools")
    scene.world.stage.plays(question, fails_after_tools(gates))
    await panel.send(question)
    await panel.until(scene.shows_finished_agent)
    passage.cut()
    await panel.over()
    gates.open(0)
    await scene.world.ended(panel.session_id)
    return await scene.outcome(panel)


async def http_error(scene: Scene) -> Outcome:
    """The gateway refuses before the first byte."""
    panel = await scene.panel(key="no such key")
    await panel.ask(scene.question("refused"))
    return await scene.outcome(panel)


async def stop(scene: Scene) -> Outcome:
    """The gateway is asked to stop in the middle, and the client sees the end of it before its own stop."""
    gates, panel, question = Gates(), await scene.panel(), scene.question("stop")
    scene.world.stage.plays(question, paced(gates))
    await panel.send(question)
    gates.open(0)
    await panel.shows(WORDS[0])
    await scene.world.stop(panel.session_id)
    await panel.over()
    await panel.stop()
    return await scene.outcome(panel, stream=await scene.world.stream_status(panel.session_id))


async def stop_at_once(scene: Scene) -> Outcome:
    """The client's own stop comes first; the gateway is told after that."""
    gates, panel, question = Gates(), await scene.panel(), scene.question("stop")
    scene.world.stage.plays(question, paced(gates))
    await panel.send(question)
    gates.open(0)
    await panel.shows(WORDS[0])
    await panel.stop()
    await panel.over()
    still = await scene.world.stream_status(panel.session_id)
    await scene.world.stop(panel.session_id)
    return await scene.outcome(panel, stream=(still, await scene.world.stream_status(panel.session_id)))


async def drop_and_resume(scene: Scene) -> Outcome:
    """The connection breaks in the middle; the same screen asks for the rest."""
    passage = scene.world.proxy.passage()
    gates, panel, question = Gates(), await scene.panel(base=passage.url), scene.question("drop")
    scene.world.stage.plays(question, paced(gates))
    await panel.send(question)
    gates.open(0)
    await panel.shows(WORDS[0])
    passage.cut()
    broken = verdict(scene.lane.family, await panel.over())
    await panel.resume()
    await panel.answered(2)
    for number in range(1, len(WORDS) + 1):
        gates.open(number)
    await panel.over()
    return await scene.outcome(panel, broken=(broken.status, broken.text, broken.error))


async def reload_and_resume(scene: Scene) -> Outcome:
    """The page is loaded again while a second answer is written: a new client object, what history has, the rest."""
    gates, before, question = Gates(), await scene.panel(), scene.question("reload")
    scene.world.stage.plays(first := scene.question("first"), says("First."))
    scene.world.stage.plays(question, paced(gates))
    await before.ask(first)
    await before.send(question)
    gates.open(0)
    await before.shows(WORDS[0])
    loaded = shown_messages(scene.lane, await scene.world.history(before.session_id))
    panel = await scene.panel(before.session_id, messages=loaded)
    await panel.resume()
    await panel.shows(WORDS[0])
    for number in range(1, len(WORDS) + 1):
        gates.open(number)
    await panel.over()
    await before.over()
    return await scene.outcome(panel)


async def nothing_to_resume(scene: Scene) -> Outcome:
    """The page is loaded again when the answer is whole."""
    before, question = await scene.panel(), scene.question("whole")
    scene.world.stage.plays(question, says(WHOLE))
    await before.ask(question)
    loaded = shown_messages(scene.lane, await scene.world.history(before.session_id))
    panel = await scene.panel(before.session_id, messages=loaded)
    await panel.resume()
    await panel.over()
    return await scene.outcome(panel)


async def waiting(scene: Scene) -> Outcome:
    """A second screen asks while the first one's answer is being written: it is told so, and gets its own."""
    gates, first, question = Gates(), await scene.panel(), scene.question("first screen")
    scene.world.stage.plays(question, paced(gates))
    await first.send(question)
    gates.open(0)
    await first.shows(WORDS[0])
    loaded = shown_messages(scene.lane, await scene.world.history(first.session_id))
    second = await scene.panel(first.session_id, messages=loaded)
    scene.world.stage.plays(question := scene.question("second screen"), says(WHOLE))
    await second.send(question)
    told = await second.until(lambda shown: bool(places_in(scene.lane.family, shown)))
    for number in range(1, len(WORDS) + 1):
        gates.open(number)
    await first.over()
    await second.over()
    return await scene.outcome(second, places=places_in(scene.lane.family, told))


async def new_chat(scene: Scene) -> Outcome:
    """A page that resumes on loading is opened for a chat that does not exist yet; then something is asked."""
    panel, question = await scene.panel(), scene.question("new")
    scene.world.stage.plays(question, says(WHOLE))
    await panel.resume()
    empty = verdict(scene.lane.family, await panel.over())
    await panel.ask(question)
    return await scene.outcome(panel, empty=(empty.status, empty.error))


async def regenerate(scene: Scene) -> Outcome:
    """Another answer is asked for, and then a further question."""
    panel, question, further = await scene.panel(), scene.question("again"), scene.question("further")
    scene.world.stage.plays(question, says("The first answer."), says("The second one."))
    scene.world.stage.plays(further, says(WHOLE))
    await panel.ask(question)
    await panel.regenerate()
    again = verdict(scene.lane.family, await panel.over())
    await panel.ask(further)
    return await scene.outcome(panel, again=(again.roles, again.text))


async def edit(scene: Scene) -> Outcome:
    """The first of two questions is asked in other words, twice; what followed it is gone each time."""
    panel, better, best = await scene.panel(), scene.question("better"), scene.question("best")
    scene.world.stage.plays(better, says("Better."))
    scene.world.stage.plays(best, says(WHOLE))
    for question in (scene.question("first"), scene.question("second")):
        scene.world.stage.plays(question, says("Not it."))
        await panel.ask(question)
    await panel.edit(0, better)
    once = verdict(scene.lane.family, await panel.over())
    await panel.edit(0, best)
    await panel.over()
    return await scene.outcome(panel, once=(once.roles, once.text))


# Not every client can.
RESUMING = {"drop_and_resume", "reload_and_resume", "nothing_to_resume", "new_chat"}
SCENARIOS: dict[str, Scenario] = {
    each.__name__: each
    for each in (
        basic,
        tools,
        error_in_stream,
        error_after_tools,
        stop_after_tools,
        drop_after_tools,
        http_error,
        stop,
        stop_at_once,
        drop_and_resume,
        reload_and_resume,
        nothing_to_resume,
        waiting,
        new_chat,
        regenerate,
        edit,
    )
}
