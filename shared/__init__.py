"""The contract between gateway and crew container."""
