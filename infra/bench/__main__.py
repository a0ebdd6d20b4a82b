"""`python -m infra.bench NAME`: measure one thing. The exit status is 1 when a target was missed."""

import argparse
import asyncio
import sys

from infra.bench.streams import bench_streams


def main() -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description=__doc__)
    commands = parser.add_subparsers(dest="name", required=True)
    streams = commands.add_parser("streams", help="many silent event streams at one gateway")
    streams.add_argument("--count", type=int, default=10_000)
    asked = parser.parse_args()
    match asked.name:
        case "streams":
            holds = asyncio.run(bench_streams(asked.count))
        case _:
            raise AssertionError(asked.name)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
