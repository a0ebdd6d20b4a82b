"""`make run`: the whole product on one machine, on loopback, from one terminal."""
