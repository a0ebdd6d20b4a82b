"""Rules of a run that need no network, no clock and no CrewAI."""
