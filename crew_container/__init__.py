"""The crew container: one HTTP process that lets CrewAI agents reason about one question at a time."""
