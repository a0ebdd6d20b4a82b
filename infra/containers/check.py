"""`python -m infra.containers.check`: the Dockerfiles and the compose file, without an engine and in a few seconds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from infra.containers.compose_file import read_compose, variables_in_example, variables_of
from infra.containers.compose_rules import compose_findings
from infra.containers.dockerfile_rules import image_findings, product_findings
from infra.containers.files import (
    COMPOSE,
    COMPOSE_STAND_INS,
    COMPOSE_TEST,
    DOCKERFILES,
    ENV_EXAMPLE,
    PRODUCT_DOCKERFILES,
    ROOT,
    STAND_IN_DOCKERFILES,
)

LIMIT_SECONDS = 30


def main() -> int:
    """Print every finding; 1 if there is one."""
    findings = [*static_findings(), *hadolint_findings()]
    docker = _docker_with_compose()
    if docker is None:
        sys.stdout.write("containers: no docker client with compose here; compose.yaml is checked by our rules alone\n")
    else:
        findings += compose_config_findings(docker)
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    if not findings:
        sys.stdout.write(f"containers: {len(DOCKERFILES)} Dockerfiles and compose.yaml are as they must be\n")
    return 1 if findings else 0


def static_findings() -> Iterator[str]:
    """Check by our own rules."""
    for file, extra in PRODUCT_DOCKERFILES.items():
        yield from _named(file, product_findings(file.read_text("utf-8"), extra=extra))
    for file in STAND_IN_DOCKERFILES:
        yield from _named(file, image_findings(file.read_text("utf-8")))
    yield from _named(COMPOSE, _compose_findings(COMPOSE.read_text("utf-8")))


def hadolint_findings() -> Iterator[str]:
    """Check the Dockerfiles with hadolint, which the development environment has."""
    linter = shutil.which("hadolint", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    if linter is None:
        yield "hadolint is not installed: it is in the dependency group dev"
    else:
        yield from _output_of([linter, "--no-color", *map(str, DOCKERFILES)])


def compose_config_findings(docker: str) -> Iterator[str]:
    """Let compose itself read its files, with the example's settings."""
    for files in ([COMPOSE], [COMPOSE, COMPOSE_TEST, COMPOSE_STAND_INS]):
        named = [argument for file in files for argument in ("--file", str(file))]
        yield from _output_of(
            [docker, "compose", "--env-file", str(ENV_EXAMPLE), *named, "--profile", "simulators", "config", "--quiet"]
        )


def _compose_findings(text: str) -> Iterator[str]:
    try:
        compose = read_compose(text)
    except yaml.YAMLError as error:
        yield f"is not YAML: {error}"
    except ValidationError as error:
        for each in error.errors():
            yield f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
    else:
        yield from compose_findings(compose)
        missing = {name for name, is_required in variables_of(text).items() if is_required}
        for name in sorted(missing - variables_in_example(ENV_EXAMPLE)):
            yield f"{name} is required and not in {ENV_EXAMPLE.name}"


def _docker_with_compose() -> str | None:
    docker = shutil.which("docker")
    if docker is None or _run([docker, "compose", "version"]).returncode != 0:
        return None
    return docker


def _output_of(command: list[str]) -> Iterator[str]:
    result = _run(command)
    if result.returncode != 0:
        yield (result.stdout + result.stderr).strip() or f"{command[0]} ended with {result.returncode}"


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - commands of this module
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )


def _named(file: Path, findings: Iterator[str]) -> Iterator[str]:
    return (f"{file.relative_to(ROOT)}: {finding}" for finding in findings)


if __name__ == "__main__":
    sys.exit(main())
