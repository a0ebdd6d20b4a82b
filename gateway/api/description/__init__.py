"""The public API, described for programs (OpenAPI) and for people, from the route table and the models."""
