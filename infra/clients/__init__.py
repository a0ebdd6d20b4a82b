"""What clients are given of the API, made from its description: types for TypeScript, models and methods for Python."""
