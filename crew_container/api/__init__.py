"""HTTP in: check the key, parse, one call to the engine, render."""
