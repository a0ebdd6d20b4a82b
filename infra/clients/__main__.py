"""`python -m infra.clients`: write the files anew; with `--check`, only say whether they are up to date."""

import argparse
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from gateway.api.description.document import describe_endpoints
from gateway.api.routes import PUBLIC
from infra.clients.python_models import python_models
from infra.clients.python_operations import python_operations
from infra.clients.typescript import typescript

ROOT = Path(__file__).parents[2]


def made() -> Mapping[Path, str]:
    """The files and what must be in them."""
    document = describe_endpoints(PUBLIC)
    return {
        ROOT / "chat_client" / "models.py": _formatted(python_models(document)),
        ROOT / "chat_client" / "operations.py": _formatted(python_operations(document)),
        ROOT / "clients" / "typescript" / "crew-chat.d.ts": typescript(document),
    }


def main() -> int:
    """The exit status: 1 when a file is not as it would be written."""
    parser = argparse.ArgumentParser(prog="python -m infra.clients", description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    old = [path for path, text in made().items() if not path.exists() or path.read_text() != text]
    if is_check:
        names = ", ".join(str(path.relative_to(ROOT)) for path in old)
        print(f"clients: run `make clients`: {names}" if old else "clients: as the API's description says")  # noqa: T201
        return 1 if old else 0
    for path, text in made().items():
        path.write_text(text)
    return 0


def _formatted(source: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    command = [str(ruff), "format", "--stdin-filename", "generated.py", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
