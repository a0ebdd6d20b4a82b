"""Further rounds: after a first look-up, count the kinds of record apart."""

from infra.simulators.model.brain.calls import look_up, unique
from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.courses import rarely_bought
from infra.simulators.model.brain.question import Clause, Question
from infra.simulators.model.brain.tools import OfferedTool, looked_for
from infra.simulators.model.brain.words import stem, stem_set, words
from infra.simulators.model.reply import Call

# What can be called off afterwards: a count of these must know of the cancellations.
_CANCELLABLE = stem_set("order invoice purchase booking reservation sale")
_MOST_KINDS = 4
_LONGEST_OPENING = 6


def further_calls(question: Question, exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> list[Call]:
    calls = [
        call
        for clause in question.clauses
        if clause.counts
        for exchange in exchanges
        for call in _narrower(clause, exchange, tools)
    ]
    calls += _namings(exchanges, tools)
    made = [(exchange.tool, exchange.text) for exchange in exchanges]
    again = [(exchange.tool, exchange.arguments) for exchange in exchanges]
    return [
        call
        for call in unique(calls)
        if (call.tool, call.arguments) not in again
        and (not looked_for(call.arguments) or (call.tool, looked_for(call.arguments)) not in made)
    ]


def _namings(exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> list[Call]:
    """Look up products of which only the id is known, where somebody did something with them."""
    single = next((tool for tool in tools if tool.kind == "single"), None)
    counted = [exchange for exchange in exchanges if exchange.gave("bucket") == "all"]
    if single is None or not counted:
        return []
    known = {item.id for exchange in exchanges for item in exchange.result.items}
    ids = [
        value for item in rarely_bought(counted[0].result.items) for name, value in item.facts if name == "productId"
    ]
    wanted = (single.arguments({"id": product}) for product in ids[:_MOST_KINDS] if product not in known)
    return [Call(single.name, arguments) for arguments in wanted if arguments is not None]


def _narrower(clause: Clause, exchange: Exchange, tools: tuple[OfferedTool, ...]) -> list[Call]:
    tool = next((tool for tool in tools if tool.name == exchange.tool and tool.kind == "lookup"), None)
    anchor = next((term for term in anchors(clause) if term == exchange.text), None)
    if tool is None or anchor is None or not exchange.result.items:
        return []
    kinds = _kinds(clause, exchange, anchor)
    calls = [look_up(tool, kind, clause, 5) for kind in kinds]
    return [call for call in calls if call is not None]


def anchors(clause: Clause) -> tuple[str, ...]:
    """The words a first look-up was made with."""
    return clause.names or ((clause.noun.removesuffix("s"),) if clause.noun else ())


def _kinds(clause: Clause, exchange: Exchange, anchor: str) -> list[str]:
    """The ways the found records begin, up to the word looked for: "Order from Germany"."""
    found: list[str] = []
    for item in exchange.result.items:
        opening = _opening(item.title, anchor) or _opening(item.text, anchor)
        if opening is not None and opening not in found:
            found.append(opening)
    counted = [kind for kind in found if _begins_with(kind, clause.noun or "")]
    if not counted:
        guess = _as_asked(clause, anchor)
        return [*found, *guess][:_MOST_KINDS] if guess or len(found) > 1 else []
    if stem((clause.noun or "").lower()) in _CANCELLABLE and not any(_is_cancellation(kind) for kind in found):
        # A page shows some of the records only; whether there are cancellations must be asked.
        found.extend(f"Cancellation {rest}" for rest in (kind.partition(" ")[2] for kind in counted[:1]) if rest)
    return found[:_MOST_KINDS]


def _as_asked(clause: Clause, anchor: str) -> list[str]:
    """The question's own words as a record might begin: "orders … from Germany" → "Order from Germany"."""
    if not clause.noun or not clause.names or f"from {anchor}".lower() not in clause.text.lower():
        return []
    return [f"{clause.noun.removesuffix('s').capitalize()} from {anchor}"]


def _opening(text: str, anchor: str) -> str | None:
    """The first words up to and with the anchor; for a leading anchor, the word after it too."""
    at = text.casefold().find(anchor.casefold())
    if at < 0:
        return None
    opening = text[: at + len(anchor)]
    if any(mark in opening for mark in ",;:|\n") or len(words(opening)) > _LONGEST_OPENING:
        return None
    if at == 0:
        after = text[len(anchor) :].split(" ")
        opening = f"{text[: len(anchor)]}{after[0]} {after[1]}" if len(after) > 1 else ""
        return opening if after[1:] and after[1].isalpha() else None
    return opening


def _begins_with(kind: str, noun: str) -> bool:
    first = words(kind)[:1]
    return bool(first) and stem(first[0]) == stem(noun.lower())


def _is_cancellation(kind: str) -> bool:
    return kind.lower().startswith("cancel")
