"""Requests that nobody thought of, generated from the API's own description, by three identities."""
