"""Schemathesis against a stage: it makes requests from the description and looks at every answer."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.stage import PEERS, Stage

Json = dict[str, Any]

PHASES = ("examples", "coverage", "fuzzing", "stateful")
# What it may accept as well-formed is judged by our own check, which knows the codes.
WITHOUT = "positive_data_acceptance"
REPORT_CHARACTERS = 20_000
SETTINGS = """
workers = 1
request-timeout = 20
max-stream-events = 500
continue-on-failure = true
hooks = "tests.fuzz.checks"
# What an earlier run met must not decide over this one.
cache.enabled = false

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 408, 409, 413, 415, 422, 429, 503]

[auth.wfc]
path = {path}
peers = {peers}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many requests were made, and what was wrong with the answers."""

    cases: int
    failures: Sequence[str]
    report: str


async def generate(
    stage: Stage,
    document: Json,
    folder: Path,
    *,
    seed: int,
    examples: int,
    phases: Sequence[str] = PHASES,
    only: Sequence[str] = (),
    url: str | None = None,
) -> Outcome:
    """Make about `examples` requests of each kind for each operation (or those that are named in `only`).

    `url` is where they go, if not straight to the stage's gateway.
    """
    described, people, settings, report = (folder / name for name in ("api.json", "people.yaml", "st.toml", "out.json"))
    described.write_text(json.dumps(document))
    people.write_text(json.dumps(_people(stage)))
    settings.write_text(SETTINGS.format(path=json.dumps(str(people)), peers=json.dumps(PEERS)))
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("st"),
        *("--config-file", str(settings), "run", str(described), "--url", url or stage.gateway.public_url),
        *("--seed", str(seed), "--max-examples", str(examples), "--phases", ",".join(phases)),
        *("--exclude-checks", WITHOUT, "--no-color", "--no-shrink", "--generation-database", "none"),
        *("--report", "json", "--report-json-path", str(report)),
        *(option for name in only for option in ("--include-operation-id", name)),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NO_PROXY": "*"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not report.exists():
        raise RuntimeError(told.decode(errors="replace"))
    outcome = json.loads(report.read_text())
    failures = [f"{failure['title']}: {', '.join(failure['operations'])}" for failure in outcome["failures"]]
    if outcome["exit_code"] and not failures:
        failures = [f"Schemathesis ended with {outcome['exit_code']}"]
    return Outcome(outcome["test_cases"]["generated"], failures, told.decode(errors="replace")[:REPORT_CHARACTERS])


def _people(stage: Stage) -> Json:
    return {
        "auth": [
            {"name": name, "fixedHeaders": [{"name": "X-API-Key", "value": key}]} for name, key in stage.keys.items()
        ]
    }
