"""`make run`, tested by running it."""
