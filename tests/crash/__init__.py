"""The proof of the durable turns: real processes that are killed, paused and failed, and a history that is checked."""
