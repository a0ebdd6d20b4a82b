"""The platform behind the tools: CROW's API gateway or the simulator, reached with our key, never with a run's."""
