"""How the product is run: simulators, supervisor, containers, benchmarks."""
