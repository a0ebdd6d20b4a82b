"""The seeded generator: two made-up shops over 90 days, with the effects of `effects.py` planted in the first."""
