"""Answers that are wrong in one way each: what the suite must not let pass."""
