"""API keys from a shell, beside a gateway that runs."""

import asyncio
import os
import sys
from pathlib import Path

import httpx

from tests.gateway.api.test_sessions import SESSIONS
from tests.support.running_gateway import PEPPER, RunningGateway, running_gateway


async def keys(data_dir: Path, *arguments: str) -> tuple[int, list[str]]:
    """Run the command, with no more settings than it needs; its status and the lines that it printed."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "test",
        "DATA_DIR": str(data_dir),
        "KEY_PEPPER": PEPPER,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway", "keys", *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode().splitlines()


async def status(gateway: RunningGateway, key: str) -> int:
    """What the key is answered."""
    async with httpx.AsyncClient(base_url=gateway.public_url, headers={"x-api-key": key}, trust_env=False) as client:
        return (await client.get(SESSIONS)).status_code


async def test_a_key_is_made_replaced_listed_and_revoked_while_the_gateway_runs(tmp_path: Path) -> None:
    of_a = ("--organization", "org_a")
    async with running_gateway(tmp_path) as gateway:
        made, (key,) = await keys(tmp_path, "issue", *of_a, "--user", "usr_ci", "--name", "CI", "--days", "30")
        key_id = key.split("_")[2]
        rotated, (successor,) = await keys(tmp_path, "rotate", key_id, *of_a, "--grace-hours", "0")
        statuses = [await status(gateway, each) for each in (key, successor)]
        _, lines = await keys(tmp_path, "list", *of_a)
        foreign, _ = await keys(tmp_path, "revoke", successor.split("_")[2], "--organization", "org_b")
        revoked, _ = await keys(tmp_path, "revoke", successor.split("_")[2], *of_a)
        after = await status(gateway, successor)

    assert (made, rotated, foreign, revoked) == (0, 0, 1, 0)
    assert statuses == [401, 200]
    assert [line.split("\t")[1:3] for line in lines[:2]] == [["usr_ci", "chat:read,chat:write"]] * 2
    assert after == 401


async def test_a_wrong_call_says_so_and_changes_nothing(tmp_path: Path) -> None:
    assert (await keys(tmp_path, "issue", "--organization", "org a", "--user", "u"))[0] == 2
    assert (await keys(tmp_path, "issue", "--organization", "org_a", "--user", "u", "--scope", "all"))[0] == 2
    assert (await keys(tmp_path, "revoke", "0123456789ab", "--organization", "org_a"))[0] == 1
