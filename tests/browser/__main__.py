"""`python -m tests.browser [--shots FOLDER] [STATE …]`: every state of the panel in Chromium.

Exit status 0 when all states are as they must be. The pictures stay in the folder, to be looked at.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import yaml

from tests.infra.launcher.launched import ROOT, START_SECONDS, Launched, launched

FOLDER = Path(__file__).parent
OTHER = "org_other"
# A session of 10,000 messages comes in as a file; answers come at 200 tokens a second.
SETTINGS = {"IMPORT_MAX_BYTES": "33554432", "MODEL_SIM_TOKEN_MS": "5"}
# The simulator asks for nothing; here it does, so that there is something to show.
PRICES = {"version": "tests", "models": [{"model": "simulator/analyst", "input": "0.30", "output": "1.50"}]}
# The command that makes keys asks no platform.
NOWHERE = "http://127.0.0.1:9"


def main() -> int:
    """Start the product, drive the browser, do what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser")
    parser.add_argument("--shots", type=Path, default=ROOT / "var" / "browser")
    parser.add_argument("states", nargs="*", help="only these")
    options = parser.parse_args()
    shots: Path = options.shots
    shots.mkdir(parents=True, exist_ok=True)
    with _dashboard() as dashboard, tempfile.TemporaryDirectory() as folder:
        agents = _careful_agents(Path(folder, "agents"))
        prices = Path(folder, "prices.json")
        prices.write_text(json.dumps(PRICES))
        settings = {
            **SETTINGS,
            "CORS_ORIGINS": json.dumps([dashboard]),
            "AGENTS_DIR": str(agents),
            "PRICES_FILE": str(prices),
        }
        with launched(Path(folder, "var"), environment=settings) as product:
            product.wait_until_ready()
            return _drive(product, shots, options.states, dashboard)


def _careful_agents(folder: Path) -> Path:
    """The agents that come with us, but for one that asks before it keeps anything."""
    shutil.copytree(ROOT / "gateway" / "agents", folder)
    declared = yaml.safe_load((folder / "agents.yaml").read_text())
    (product,) = [agent for agent in declared["specialists"] if agent["slug"] == "product_analyst"]
    product["approval"] = ["create_artifact"]
    (folder / "agents.yaml").write_text(yaml.safe_dump(declared))
    return folder


@contextmanager
def _dashboard() -> Generator[str]:
    """Another origin, where the example page is."""
    handler = partial(SimpleHTTPRequestHandler, directory=ROOT / "docs" / "examples")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _drive(product: Launched, shots: Path, states: list[str], dashboard: str) -> int:
    environment = {
        **os.environ,
        "BASE": product.url,
        "DASHBOARD": dashboard,
        "KEY": product.key,
        "OTHER_KEY": _key_of_another_organization(product.data_dir),
        "SHOTS": str(shots),
        "PATH": os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]]),
    }
    with subprocess.Popen(
        ["node", "states.mjs", *states],
        cwd=FOLDER,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as driver:
        assert driver.stdin is not None
        assert driver.stdout is not None
        for line in driver.stdout:
            said = json.loads(line)
            sys.stdout.write(line)
            sys.stdout.flush()
            if "want" in said:
                _do(said["want"], product)
                driver.stdin.write("done\n")
                driver.stdin.flush()
        return driver.wait()


def _do(what: str, product: Launched) -> None:
    """`kill`: the gateway dies; its supervisor starts it again. `start`: wait until it has."""
    if what == "kill":
        os.kill(product.pids()["gateway"], signal.SIGKILL)
        return
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{product.url}/readyz", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the gateway did not come back")


def _key_of_another_organization(data_dir: Path) -> str:
    issued = subprocess.run(
        [sys.executable, "-m", "gateway", "keys", "issue", "--organization", OTHER, "--user", "usr_other"],
        cwd=ROOT,
        env={
            **os.environ,
            "API_GATEWAY_URL": NOWHERE,
            "DATA_DIR": str(data_dir),
            **json.loads((data_dir / "secrets.json").read_text()),
        },
        check=True,
        capture_output=True,
        text=True,
    )
    return issued.stdout.split()[-1]


if __name__ == "__main__":
    sys.exit(main())
