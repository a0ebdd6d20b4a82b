"""A simulator of the analytics platform that chat tools read: its endpoints, its quirks, its own made-up data."""
