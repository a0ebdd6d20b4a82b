"""Facts as people state them, and questions as they ask them: of templates, no two alike, the same in each run."""

import random
from collections.abc import Iterator
from typing import Final

_NAMES: Final = (
    "Rita Amal Jonas Mei Priya Tomas Ana Omar Lena Ivo Sofia Ravi Nadia Luca Hana Pedro Elif Marta Kofi Ines Yuki "
    "Carlos Greta Samir Olga Bruno Aisha Felix Noor Paulo Vera Dmitri Zoe Hugo Farah Emil Laila Oscar Mina Theo"
)
_CITIES: Final = (
    "Lisbon Porto Madrid Berlin Vienna Lyon Milan Oslo Dublin Krakow Athens Zurich Leeds Bristol Boston Denver Austin "
    "Seattle Chicago Toronto Colombo Kandy Chennai Mumbai Jakarta Osaka Busan Nairobi Accra Lima Quito Bogota Recife"
)
_PRODUCTS: Final = (
    "umbrellas, rain jackets, linen shirts, running shoes, wool scarves, leather belts, gift cards, silk ties, parkas, "
    "denim skirts, yoga mats, tote bags, sandals, hoodies, sun hats, kids' pyjamas, swimwear, cardigans, trench coats, "
    "work boots, watches, reading lamps, coffee mugs, candles, notebooks, backpacks, cycling gloves, cotton socks"
)
_MEASURES: Final = (
    "footfall, conversion, refunds, delivery times, queue lengths, basket size, stock levels, margins, returns, "
    "dwell time, complaints, star ratings, repeat purchases, abandoned carts, page speed, discount use, shrinkage, "
    "staff hours, newsletter clicks, missed calls"
)
_PLACES: Final = (
    "the north entrance, the web shop, the returns desk, the checkout page, the fitting rooms, the warehouse, the "
    "pop-up stand, the airport store, the outlet, the help line, the landing page, the loading dock, the food court"
)
_TIMES: Final = (
    "on Mondays, every Friday, at the end of the quarter, before the holidays, since 2019, in the mornings, after "
    "closing time, twice a month, during the sales, in the first week of May, every other Tuesday, at half past nine"
)
_TRAITS: Final = (
    "allergic to nuts, colour blind, new in the job, responsible for training, on parental leave, the union's contact, "
    "learning Portuguese, a former buyer, afraid of heights, keen on cycling, left-handed, working part time"
)
_FORMS: Final = (
    "bar charts, short bullet points, plain tables, percentages, absolute numbers, euros, weekly averages, two "
    "decimals, no jargon, the sources first, a one-line summary, comparisons with last year, medians, British spelling"
)
_SAID: Final = (
    "I manage the {city} store together with {name}.",
    "My boss {name} wants a report on {measure} {time}.",
    "{name} from {city} is {trait}.",
    "My team looks after {measure} at {place} in {city}.",
    "We stopped selling {product} in {city} because of {measure}.",
    "My target for {measure} of {product} is {number} percent.",
    "Please show {measure} as {form} when I ask about {product}.",
    "I prefer {form} for anything about {place}.",
    "{name} and I count {product} {time}.",
    "Our supplier for {product} sits in {city} and delivers {time}.",
    "The camera at {place} in {city} was moved in week {number}.",
    "My budget for {product} is {number} thousand euros.",
    "I moved from {city} to {city} to run {place}.",
    "{name} complained about {measure} at {place} {time}.",
    "In {city} we open late {time}, so {measure} look low.",
    "I am {trait}, and {name} stands in for me {time}.",
    "We test new {product} at {place} with {number} customers.",
    "My dashboard for {city} leaves out {place}.",
    "The campaign for {product} in {city} was {name}'s idea.",
    "Store {number} is the one with the broken counter at {place}.",
)
_ASKED: Final = (
    "Which store is {name} running with me?",
    "What should I tell {name} about {measure} this week?",
    "How are {measure} at {place} compared with last month?",
    "Why did {product} sell so badly in {city}?",
    "Am I going to reach my goal for {product}?",
    "Give me an overview of {measure} for {city}.",
    "Who delivers our {product}?",
    "Can you look at {place} for unusual {measure}?",
    "What happened with store {number}?",
    "Prepare something on {product} for the meeting {time}.",
    "Is it worth promoting {product} again in {city}?",
    "What does my team need to know about {place}?",
)
_SLOTS: Final[dict[str, tuple[str, ...]]] = {
    "name": tuple(_NAMES.split()),
    "city": tuple(_CITIES.split()),
    **{
        slot: tuple(each.strip() for each in listed.split(","))
        for slot, listed in {
            "product": _PRODUCTS,
            "measure": _MEASURES,
            "place": _PLACES,
            "time": _TIMES,
            "trait": _TRAITS,
            "form": _FORMS,
        }.items()
    },
    "number": tuple(map(str, range(2, 90))),
}


def facts(count: int) -> list[str]:
    """So many facts, no two alike."""
    return _distinct(_SAID, count, seed=1)


def questions(count: int) -> list[str]:
    """So many questions that some of these facts help with, in other words."""
    return _distinct(_ASKED, count, seed=2)


def _distinct(templates: tuple[str, ...], count: int, *, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    made: dict[str, None] = {}
    while len(made) < count:
        made[_filled(chance.choice(templates), chance)] = None
    return list(made)


def _filled(template: str, chance: random.Random) -> str:
    return "".join(_pieces(template, chance))


def _pieces(template: str, chance: random.Random) -> Iterator[str]:
    """Each place of a slot gets a word of its own: two cities of one fact differ in most facts."""
    for piece in template.split("{"):
        slot, closed, rest = piece.partition("}")
        yield f"{chance.choice(_SLOTS[slot])}{rest}" if closed else piece
