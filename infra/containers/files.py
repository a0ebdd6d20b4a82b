"""Where the files of the containers are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

COMPOSE = ROOT / "compose.yaml"
COMPOSE_TEST = HERE / "compose.test.yaml"
COMPOSE_STAND_INS = HERE / "compose.stand-ins.yaml"
ENV_EXAMPLE = ROOT / ".env.example"

# The Dockerfiles with our own packages, and the extra that each of them installs.
PRODUCT_DOCKERFILES = {
    ROOT / "Dockerfile.gateway": "gateway",
    ROOT / "Dockerfile.crew": "crew",
    HERE / "Dockerfile.simulators": "gateway",
}
STAND_IN_DOCKERFILES = (HERE / "Dockerfile.redis-stand-in", HERE / "Dockerfile.s3-stand-in")
DOCKERFILES = (*PRODUCT_DOCKERFILES, *STAND_IN_DOCKERFILES)
