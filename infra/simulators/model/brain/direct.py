"""Answer without tools: small talk, small writing jobs, and the honest "I cannot know"."""

from infra.simulators.model.brain.words import word_set, words

_GREETINGS = word_set("hi hello hey hiya greetings morning afternoon evening good day there")
_THANKS = word_set("thanks thank thx cheers you very much great nice perfect ok okay cool so a lot yes no sure")
_FAREWELLS = word_set("bye goodbye cu see you later ciao")
_THANKFUL = word_set("thanks thank thx cheers")
_GOODBYE = "Goodbye! Come back whenever you have another question about your data; I will be glad to help."
_HELLO = "Hello! I can look into your data for you: ask about visitors, orders, products, trends or complaints."
_READY = "Good. Tell me what you would like to know next, and I will look it up in your data."
_SELF = ("how are you", "who are you", "what can you do", "what are you", "help")


def is_small_talk(text: str) -> bool:
    return small_talk_reply(text) is not None


def small_talk_reply(text: str) -> str | None:
    """A friendly line back, or None when the text is about something."""
    said = set(words(text))
    spoken = " ".join(words(text))
    if not said or len(spoken) > 60:
        return None
    if said & _THANKFUL and said <= _THANKS | _GREETINGS:
        return "You are welcome! Ask me anything else about your data whenever you like; I am happy to look it up."
    if spoken.removeprefix("hello ").removeprefix("hi ") in _SELF:
        return (
            "I am a simulated analyst. I look things up with the tools I am given and answer from their results, "
            "with citations; what they do not hold, I say I do not know."
        )
    known = ((_FAREWELLS, _GOODBYE), (_GREETINGS, _HELLO), (_THANKS, _READY))
    return next((reply for vocabulary, reply in known if said <= vocabulary), None)


def write_directly(instructions: str, question: str) -> str:
    reply = small_talk_reply(question)
    if reply is not None:
        return reply
    task = set(words(instructions))
    if task & {"summarise", "summarize"}:
        return write_summary(question)
    return (
        "I cannot know that: I was given no data source to look it up in, and I do not guess figures. "
        "With access to your data I would search it and cite what I find."
    )


def write_summary(text: str) -> str:
    """The first sentences of the text."""
    line = " ".join(text.split())
    if len(line) <= 600:
        return line
    cut = line[:600]
    return cut[: cut.rfind(". ") + 1] or cut[: cut.rfind(" ")]
