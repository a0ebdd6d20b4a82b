"""The chat panel in a real browser, against the whole product."""
