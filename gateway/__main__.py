"""`python -m gateway [keys …]`."""

import gc


def start() -> None:
    """Import the gateway and begin."""
    # Nothing that is imported is garbage, and looking for some would be a sixth of the start. `serve` looks again.
    gc.disable()
    from gateway.app import main  # noqa: PLC0415

    main()


if __name__ == "__main__":
    start()
