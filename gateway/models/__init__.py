"""The gateway's own language model, for small jobs beside the answers."""
