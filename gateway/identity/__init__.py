"""Who is calling: API keys of people's programs, grants of runs, the key of the workers."""
