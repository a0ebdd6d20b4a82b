"""How the simulated analyst reads, decides and writes. Pure: a request in, a reply out."""
