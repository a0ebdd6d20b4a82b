"""Search "by meaning", done with words: stemmed terms joined by OR, ranked by bm25, scores in 0..1.

A vector index always returns its nearest neighbours; this one returns nothing when no word matches. Scores are
comparable within one answer only, as they are in the platform.
"""

import re
import sqlite3
from dataclasses import dataclass
from typing import Final

INDEX_INTERACTIONS = """
INSERT INTO interaction_text (rowid, body) SELECT n, summary FROM interaction
WHERE summary IS NOT NULL AND n > :after
"""
INDEX_PATTERNS = """
INSERT INTO pattern_text (rowid, body)
SELECT n, type || ' ' || coalesce(json_extract(data, '$.title'), '')
       || ' ' || coalesce(json_extract(data, '$.description'), '')
       || ' ' || coalesce(json_extract(data, '$.insights'), '') FROM pattern
"""
INDEX_PRODUCTS = """
INSERT INTO product_text (rowid, body)
SELECT n, title || ' ' || coalesce(category, '') || ' ' || coalesce(description, '') || ' ' || external_id FROM product
"""
INDEX_PASSAGES = "INSERT INTO passage_text (rowid, body) SELECT n, type || ' ' || content FROM passage"

MATCH_INTERACTIONS = """
SELECT interaction.*, -bm25(interaction_text) AS weight FROM interaction_text
JOIN interaction ON interaction.n = interaction_text.rowid
WHERE interaction_text MATCH :match AND interaction.organization_id = :organization_id
ORDER BY weight DESC, interaction.n LIMIT :limit
"""
MATCH_PATTERNS = """
SELECT pattern.*, -bm25(pattern_text) AS weight FROM pattern_text JOIN pattern ON pattern.n = pattern_text.rowid
WHERE pattern_text MATCH :match AND pattern.organization_id = :organization_id
ORDER BY weight DESC, pattern.n LIMIT :limit
"""
MATCH_PRODUCTS = """
SELECT product.*, -bm25(product_text) AS weight FROM product_text JOIN product ON product.n = product_text.rowid
WHERE product_text MATCH :match AND product.organization_id = :organization_id
ORDER BY weight DESC, product.n LIMIT :limit
"""
MATCH_PASSAGES = """
SELECT passage.*, -bm25(passage_text) AS weight FROM passage_text JOIN passage ON passage.n = passage_text.rowid
WHERE passage_text MATCH :match AND passage.organization_id = :organization_id
ORDER BY weight DESC, passage.n LIMIT :limit
"""

STOP_WORDS: Final = re.compile(
    r"""
    a | about | all | an | and | any | are | as | at | be | been | but | by | can | could | did | do | does |
    for | from | had | has | have | how | i | in | is | it | its | me | my | of | on | or | our | please | show
    | so | tell | than | that | the | their | them | there | these | they | this | to | us | was | we | were |
    what | when | where | which | who | why | will | with | would | you | your
    """,
    re.VERBOSE,
)
# The weight at which a score is one half; it only shapes the scale, never the order.
HALF_WEIGHT: Final = 4.0
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    row: sqlite3.Row
    score: float


def index_everything(connection: sqlite3.Connection) -> None:
    """Fill the four text indexes from their tables."""
    connection.execute(INDEX_INTERACTIONS, {"after": 0})
    connection.execute(INDEX_PATTERNS)
    connection.execute(INDEX_PRODUCTS)
    connection.execute(INDEX_PASSAGES)


def rank(connection: sqlite3.Connection, statement: str, *, organization_id: str, query: str, limit: int) -> list[Hit]:
    """Run one of the MATCH statements; best first, ties by age. A query without words finds nothing."""
    match = match_expression(query)
    if match is None:
        return []
    parameters = {"match": match, "organization_id": organization_id, "limit": limit}
    return [Hit(row, score_of(row["weight"])) for row in connection.execute(statement, parameters)]


def match_expression(query: str) -> str | None:
    """Return the FTS5 expression of a question: its words, quoted and joined by OR."""
    words = _WORD.findall(query.lower())
    terms = [word for word in words if not STOP_WORDS.fullmatch(word)] or words
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms)) or None


def score_of(weight: float) -> float:
    """Return a bm25 weight as a number between 0 and 1."""
    positive = max(weight, 0.0)
    return round(positive / (positive + HALF_WEIGHT), 4)
