"""Tool calls for questions about one thing that is named in free words: what people say of it, or a product. Pure.

Around the name every word must be known; the name itself is one to four words, none of which only points at something,
joins things or speaks of anything but goods. What is found under it is for the model to judge.
"""

import re
from typing import Final

from pydantic import JsonValue

from gateway.chat.mind.phrases import as_written, bare_request
from gateway.chat.mind.topics import topics
from shared.runs import FirstCall

_SAY: Final = re.compile(
    r"(?:please )?what (?:do|did|are) (?:people|customers|shoppers|visitors|our customers|our visitors) (?:say|saying)"
    r" about (?:the |our )?(?P<name>[a-z]{3,20}(?: [a-z]{3,20})?)(?P<social> on social(?: media)?)?"
)
_ASKING: Final = r"(?:(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:tell|show|give) me )?"
# A word of two letters joins things; a number alone may be part of a name.
_NAME: Final = r"(?:the |our |a |an )?(?P<name>[a-z][a-z'-]{2,20}(?: (?:[a-z][a-z'-]{2,20}|[0-9]{1,4}))*?)"
_PRODUCT: Final = tuple(
    re.compile(_ASKING + pattern)
    for pattern in (
        f"what (?:does|do) {_NAME} cost",
        f"how much (?:does|do) {_NAME} cost",
        f"how much (?:is|are) {_NAME}",
        f"(?:(?:what is|what's|whats) )?(?:the )?price of {_NAME}",
        f"(?:is (?=the |our |a )|are ){_NAME}(?: still| currently)? (?:in stock|available|sold out|out of stock)",
        f"do we (?:still )?have (?:any )?{_NAME} in stock",
        f"what (?:is|are) {_NAME} made of",
        f"(?:what|which) (?:colors|colours|sizes|materials) (?:does|do) {_NAME} come in",
        f"(?:what|which) (?:colors|colours|sizes) (?:is|are) {_NAME} available in",
    )
)
_MOST_WORDS: Final = 4
_POINTING: Final = (
    "about all and any anything are because but each everything except for from here her him his how last next not now "
    "off one ones online onto other our over per same social some than that the their them then there these they this "
    "those today tomorrow too under versus was week what when where which while who why with without year month "
    "yesterday you your its media again already also always anymore either ever instead lately mostly nowadays often "
    "overall recently sometimes though usually especially exactly generally"
)
_NO_SUBJECTS: Final = frozenset(_POINTING.split())
# What has a price or can be there, and is no product; and what picks one out of several.
_NO_PRODUCTS: Final = (
    "product products item items article articles sku two three four five six seven eight nine ten asap parking wifi "
    "delivery deliveries shipping shipment returns refund refunds rent tax taxes vat discount discounts budget ads "
    "advertising campaign campaigns marketing subscription insurance salary staff assistant help support feature "
    "data dashboard report reports average total sum rest second third fourth fifth first cheapest dearest best "
    "worst most least latest newest enough after before between compared plus minus times more less still only just "
    "both such anybody somebody something nothing thing things stuff company business organization website brand "
)
_NO_GOODS: Final = _NO_SUBJECTS | frozenset(_NO_PRODUCTS.split())
_GOODS: Final = frozenset({"products"})


def calls_about(text: str) -> tuple[FirstCall, ...]:
    """The calls that a question about one named thing begins with; none where it is no such question."""
    bare = bare_request(text)
    return () if bare is None else _of_voices(bare, text) or _of_product(bare, text)


def _of_voices(bare: str, text: str) -> tuple[FirstCall, ...]:
    """What is said of a subject: the best matches, and how many name it."""
    found = _SAY.fullmatch(bare)
    if found is None or _NO_SUBJECTS.intersection(found["name"].split()):
        return ()
    channel: dict[str, JsonValue] = {} if found["social"] is None else {"source_type": "social"}
    subject = _written(found["name"], text)
    return (
        FirstCall(tool="list_interactions", input={"q": subject, **channel}),
        FirstCall(tool="search_interactions", input={"query": subject, **channel}),
    )


def _of_product(bare: str, text: str) -> tuple[FirstCall, ...]:
    """A fact of one product that is named."""
    names = [found["name"] for pattern in _PRODUCT if (found := pattern.fullmatch(bare)) is not None]
    if not names or not _is_goods(names[0]):
        return ()
    return (FirstCall(tool="search_products", input={"query": _written(names[0], text)}),)


def _is_goods(name: str) -> bool:
    words = name.split()
    return len(words) <= _MOST_WORDS and not _NO_GOODS.intersection(words) and topics(words) <= _GOODS


def _written(name: str, text: str) -> str:
    return as_written(f" {name}", text).strip()
