"""How the container ends by itself: worn out, stuck, or blocked. Whoever supervises it starts a fresh one."""
