"""The chat gateway: sessions, turns, history and the streams that browsers read."""
