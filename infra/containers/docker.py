"""The docker command line: every call ends in time, every failure is one type."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from infra.containers.files import ROOT

LOOK_SECONDS = 15.0
KEPT_CHARACTERS = 2_000


class StepFailed(Exception):
    """Something is not as it must be."""


class CommandFailed(StepFailed):
    """A docker command ended with an error or not in time."""


class NoEngine(Exception):
    """There is no Docker engine with compose and buildx here."""


@dataclass(frozen=True, slots=True)
class Docker:
    """A docker client that has an engine."""

    program: str

    def run(
        self, *arguments: str, limit_seconds: float, stdin: str = "", environment: Mapping[str, str] | None = None
    ) -> str:
        """Return the standard output. Raises CommandFailed."""
        try:
            result = subprocess.run(  # noqa: S603 - docker, with arguments of this package
                [self.program, *arguments],
                cwd=ROOT,
                env=environment,
                input=stdin,
                capture_output=True,
                text=True,
                check=False,
                timeout=limit_seconds,
            )
        except subprocess.TimeoutExpired as error:
            raise CommandFailed(f"`docker {arguments[0]} …` took more than {limit_seconds:g} s") from error
        if result.returncode != 0:
            output = (result.stdout + result.stderr).strip()
            raise CommandFailed(
                f"`docker {' '.join(arguments)}` ended with {result.returncode}:\n{output[-KEPT_CHARACTERS:]}"
            )
        return result.stdout

    def has_image(self, image: str, *, limit_seconds: float) -> bool:
        """Whether the engine has the image, or can have it from its registry."""
        for command in (("image", "inspect", image), ("pull", "--quiet", image)):
            try:
                self.run(*command, limit_seconds=limit_seconds)
            except CommandFailed:
                continue
            return True
        return False


def find_engine() -> Docker:
    """Return the client of a running engine. Raises NoEngine."""
    program = shutil.which("docker")
    if program is None:
        raise NoEngine("there is no docker client on PATH")
    docker = Docker(program)
    for needed in (("info",), ("compose", "version"), ("buildx", "version")):
        try:
            docker.run(*needed, limit_seconds=LOOK_SECONDS)
        except CommandFailed as error:
            raise NoEngine(str(error)) from error
    return docker
