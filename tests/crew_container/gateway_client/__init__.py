"""Tests of the crew container."""
