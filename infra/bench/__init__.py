"""Measurements of the whole thing in real processes, printed as figures and ratios: `python -m infra.bench NAME`."""
