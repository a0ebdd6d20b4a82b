"""Searches that are three quarters alike letter by letter, or by their vectors: one is the same, the others are not."""

THE_SAME = ("search for API docs", "search api documentation")
ALIKE_AND_DIFFERENT = [
    ("interactions of customer 123", "interactions of customer 124"),
    ("refunds in March", "refunds in May"),
    ("negative reviews 2025", "negative reviews 2026"),
    ("last week footfall", "this week footfall"),
    ("customers like X2", "customers do not like X2"),
    ("revenue for store A", "revenue for store B"),
    ("web interactions summary", "cctv interactions summary"),
    ("sessions on 2026-01-01", "sessions on 2026-01-02"),
    ("top products", "worst products"),
    ("orders in January", "orders in February"),
]
