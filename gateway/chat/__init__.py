"""The core: sessions, turns, their events and their rules. No framework, no clock, no I/O."""
