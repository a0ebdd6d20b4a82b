"""The real clients, in Node and Python, against the real gateway; and the bytes that they are too kind to refuse."""
