"""The Dockerfiles are as they must be, and every rule bites."""

from pathlib import Path

import pytest

from infra.containers.check import static_findings
from infra.containers.dockerfile_rules import image_findings, instructions_of, product_findings
from infra.containers.files import DOCKERFILES, HERE, PRODUCT_DOCKERFILES, ROOT

GATEWAY = (ROOT / "Dockerfile.gateway").read_text()


def test_the_files_as_they_are_have_no_finding() -> None:
    assert list(static_findings()) == []


def test_every_dockerfile_is_checked() -> None:
    assert {*ROOT.glob("Dockerfile.*"), *HERE.glob("Dockerfile.*")} == set(DOCKERFILES)


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("USER 10001:10001", "USER root", "USER is root, not the numbers of one without rights"),
        ("USER 10001:10001", "USER 0:0", "USER is 0:0, not the numbers of one without rights"),
        ("USER 10001:10001\n", "", "USER is root, not the numbers of one without rights"),
        ('CMD ["python", "-I"', "CMD python -I", "no HEALTHCHECK in exec form"),
        (
            'ENTRYPOINT ["python", "-m", "gateway"]',
            "ENTRYPOINT python -m gateway",
            "nothing to start in exec form: signals would end at a shell",
        ),
        ("STOPSIGNAL SIGTERM\n", "", "STOPSIGNAL is not SIGTERM"),
        ("COPY gateway gateway", "ADD gateway gateway", "ADD fetches and unpacks unasked: COPY"),
        ("FROM ${BASE_IMAGE} AS build", "FROM python:latest AS build", "a stage is not built from BASE_IMAGE"),
        ("UV_COMPILE_BYTECODE=1", "UV_COMPILE_BYTECODE=0", "bytecode is not compiled"),
        ("org.opencontainers.image.licenses=", "licenses=", "no label licenses"),
        ("--no-dev --no-editable --extra gateway", "--no-dev --extra crew", "installs another extra than gateway"),
    ],
)
def test_a_spoilt_file_is_found(before: str, after: str, finding: str) -> None:
    assert before in GATEWAY

    assert list(product_findings(GATEWAY.replace(before, after, 1), extra="gateway")) == [finding]


def test_an_install_that_ignores_the_lock_is_found() -> None:
    (finding, *_) = product_findings(GATEWAY.replace("--locked ", ""), extra="gateway")

    assert finding.endswith("does not keep to the lock")


def test_an_empty_file_is_found() -> None:
    assert len(list(image_findings(""))) == 4


def test_continued_lines_and_comments_are_read_as_docker_reads_them() -> None:
    read = instructions_of("# syntax\nFROM a\nRUN one \\\n    # why\n    && two\n")

    assert [(each.name, each.value) for each in read] == [("FROM", "a"), ("RUN", "one     && two")]


@pytest.mark.parametrize("file", PRODUCT_DOCKERFILES, ids=lambda file: Path(file).name)
def test_what_is_copied_is_let_through_to_the_engine(file: Path) -> None:
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copies = [each.value.split() for each in instructions_of(file.read_text()) if each.name == "COPY"]
    sources = {word for words in copies if not words[0].startswith("--from") for word in words[:-1]}

    assert sources
    assert {source.partition("/")[0] for source in sources} <= let_through
