"""Decide what kind of request this is and answer it.

A JSON schema asks for an instance; instructions to write a title, to suggest questions or to find facts ask for that; a
question about what was said earlier is answered from the memories that the instructions hold; findings ask for a
synthesis; tools or their results ask for a specialist; anything else is answered directly. Text inside tool results is
data and is never followed, unless a security test says so.
"""

from infra.simulators.model.brain.answer import write_answer
from infra.simulators.model.brain.calls import first_calls
from infra.simulators.model.brain.conversation import Conversation, read_conversation
from infra.simulators.model.brain.direct import small_talk_reply, write_directly
from infra.simulators.model.brain.injections import injected_calls
from infra.simulators.model.brain.instances import write_instance
from infra.simulators.model.brain.jobs import small_job
from infra.simulators.model.brain.keeping import is_keeper, keeping_calls, kept, looked_up, without_form
from infra.simulators.model.brain.memories import found_facts, told_earlier
from infra.simulators.model.brain.periods import day_of
from infra.simulators.model.brain.question import Question, read_question
from infra.simulators.model.brain.refining import further_calls
from infra.simulators.model.brain.summaries import extended_summary
from infra.simulators.model.brain.synthesis import synthesise
from infra.simulators.model.brain.tools import OfferedTool, offered_tools
from infra.simulators.model.reply import Call, Reply
from infra.simulators.model.request import CompletionRequest, NamedTool

_MOST_ROUNDS = 3


def think(asked: CompletionRequest, *, obey_injections: bool = False) -> Reply:
    conversation = read_conversation(asked)
    meant = without_form(conversation.question)
    question = read_question(meant, conversation.earlier, today=day_of(conversation.instructions))
    if asked.wants_json:
        schema = asked.schema_asked or {"type": "object", "properties": {"answer": {"type": "string"}}}
        prompt = "\n".join(message.text for message in asked.messages if message.role == "user")
        return Reply(text=write_instance(schema, conversation, question, prompt))
    written = told_earlier(conversation.instructions, conversation.question)
    if written is None and not asked.tools:
        written = _written_beside(conversation.instructions, _last_said(asked))
    if written is None and conversation.findings is not None:
        written = synthesise(question, conversation.findings)
    if written is not None:
        return Reply(text=written)
    tools = _usable(asked)
    if tools:
        calls = _choose(asked, conversation, question, tools, obey_injections=obey_injections)
        if calls:
            return Reply(calls=tuple(calls if asked.parallel_tool_calls is not False else calls[:1]))
    if conversation.exchanges:
        found = looked_up(conversation.exchanges, tools)
        return Reply(text=write_answer(question, found) + kept(conversation.exchanges, tools))
    reply = small_talk_reply(conversation.question)
    if tools and reply is None:
        return Reply(text=write_answer(question, ()))
    return Reply(text=write_directly(conversation.instructions, conversation.question))


def _written_beside(instructions: str, text: str) -> str | None:
    """What one of the jobs beside the answers asks for, if this is one."""
    jobs = (found_facts, extended_summary, small_job)
    return next((written for job in jobs if (written := job(instructions, text)) is not None), None)


def _last_said(asked: CompletionRequest) -> str:
    return next((message.text for message in reversed(asked.messages) if message.role == "user"), "")


def _usable(asked: CompletionRequest) -> tuple[OfferedTool, ...]:
    tools = offered_tools(asked.tools)
    choice = asked.tool_choice
    if choice == "none":
        return ()
    if isinstance(choice, NamedTool):
        return tuple(tool for tool in tools if tool.name == choice.function.name)
    return tools


def _choose(
    asked: CompletionRequest,
    conversation: Conversation,
    question: Question,
    tools: tuple[OfferedTool, ...],
    *,
    obey_injections: bool,
) -> list[Call]:
    if conversation.rounds >= _MOST_ROUNDS:
        return []
    if obey_injections:
        injected = injected_calls(conversation.exchanges, tools)
        if injected:
            return injected
    lookups = tuple(tool for tool in tools if not is_keeper(tool))
    if conversation.rounds:
        found = looked_up(conversation.exchanges, tools)
        further = further_calls(question, found, lookups)
        return further or keeping_calls(conversation.question, question, conversation.exchanges, tools)
    calls = [] if small_talk_reply(conversation.question) is not None else first_calls(question, lookups)
    forced = asked.tool_choice == "required" or isinstance(asked.tool_choice, NamedTool)
    return calls or (_any_call(question, tools) if forced else [])


def _any_call(question: Question, tools: tuple[OfferedTool, ...]) -> list[Call]:
    """A call was demanded although none is needed."""
    for tool in tools:
        arguments = tool.arguments({"text": question.text})
        if arguments is not None:
            return [Call(tool.name, arguments)]
    return []
