"""`python -m gateway [keys …]`."""

import gc
import sys


def start() -> None:
    """Keep keys, or read the settings and serve: each imports what it needs, which takes longest."""
    # Nothing that is imported is garbage, and looking for some would be a sixth of the start. `serve` looks again.
    gc.disable()
    from gateway.settings import GatewaySettings, KeySettings, read_settings  # noqa: PLC0415

    if sys.argv[1:2] == ["keys"]:
        from gateway.commands import keep_keys  # noqa: PLC0415

        sys.exit(keep_keys(lambda: read_settings(KeySettings), sys.argv[2:]))
    settings = read_settings(GatewaySettings)
    from gateway.app import main  # noqa: PLC0415

    main(settings)


if __name__ == "__main__":
    start()
