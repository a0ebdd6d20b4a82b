"""The crew containers as the gateway sees them: who is there, who has room, and what a run says."""
