"""What the workers say happened: when each run began, spoke, called a tool and ended."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Run:
    """One run as its worker logged it. A run whose worker was killed has no end: `ended_at` is None."""

    run_id: str
    turn_id: str
    worker_id: str
    # The headers of its calls to the gateway.
    credentials: dict[str, str]
    organization_id: str
    begun_at: float
    ended_at: float | None = None
    said_at: list[float] = field(default_factory=list)
    # When, and what the gateway answered.
    tools: list[tuple[float, int]] = field(default_factory=list)


def read_runs(folder: Path) -> list[Run]:
    """All runs of all workers that log into this folder, in the order in which they began."""
    found: list[Run] = []
    for file in folder.glob("*.jsonl"):
        found += _runs(file.stem, file.read_text().split("\n"))
    return sorted(found, key=lambda run: run.begun_at)


def _runs(worker_id: str, lines: Iterable[str]) -> list[Run]:
    runs: dict[str, Run] = {}
    for line in lines:
        if not line.endswith("}"):
            continue
        said = json.loads(line)
        match said["what"]:
            case "begun":
                runs[said["run_id"]] = Run(
                    said["run_id"], said["turn_id"], worker_id, said["credentials"], said["organization_id"], said["at"]
                )
            case "said":
                runs[said["run_id"]].said_at.append(said["at"])
            case "tool":
                runs[said["run_id"]].tools.append((said["at"], said["status"]))
            case "ended":
                runs[said["run_id"]].ended_at = said["at"]
            case _:
                pass
    return list(runs.values())
