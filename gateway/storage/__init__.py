"""The only SQL: one SQLite file with one writer, its migrations and the adapters of the core's ports."""
