"""`python -m infra.bench NAME`: measure one thing. The exit status is 1 when a target was missed."""

import argparse
import asyncio
import sys

from infra.bench.first_token import bench_first_token
from infra.bench.latency import bench_latency
from infra.bench.memory import bench_memory
from infra.bench.streams import bench_streams
from infra.bench.tool_first import bench_tool_first


def main() -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description=__doc__)
    commands = parser.add_subparsers(dest="name", required=True)
    streams = commands.add_parser("streams", help="many silent event streams at one gateway")
    streams.add_argument("--count", type=int, default=10_000)
    latency = commands.add_parser("latency", help="what it adds that each token is committed before it is shown")
    latency.add_argument("--streams", type=int, default=30)
    latency.add_argument("--per-second", type=float, default=50)
    latency.add_argument("--seconds", type=float, default=10)
    latency.add_argument("--rounds", type=int, default=3)
    first_token = commands.add_parser("first_token", help="the first token of a simple question")
    first_token.add_argument("--count", type=int, default=20)
    tool_first = commands.add_parser("tool_first", help="the first text where a tool call is certain, and as ever")
    tool_first.add_argument("--count", type=int, default=20)
    memory = commands.add_parser("memory", help="a decision about a question, and a look into a memory of many facts")
    memory.add_argument("--facts", type=int, default=10_000)
    memory.add_argument("--questions", type=int, default=200)
    return 0 if asyncio.run(_measure(parser.parse_args())) else 1


async def _measure(asked: argparse.Namespace) -> bool:
    match asked.name:
        case "streams":
            return await bench_streams(asked.count)
        case "latency":
            return await bench_latency(
                streams=asked.streams, per_second=asked.per_second, seconds=asked.seconds, rounds=asked.rounds
            )
        case "tool_first":
            return await bench_tool_first(asked.count)
        case "memory":
            return await bench_memory(facts=asked.facts, questions_asked=asked.questions)
        case _:
            return await bench_first_token(asked.count)


if __name__ == "__main__":
    sys.exit(main())
