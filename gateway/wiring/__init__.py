"""The parts put together: the only place that knows which adapter stands behind a port."""
