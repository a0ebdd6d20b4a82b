"""`python -m infra.containers.compose_test`: build the images, use the stack on a real Docker engine, take it down.

Without an engine it says so and ends with 2. Where the images of Redis and MinIO cannot be had, stand-ins take their
places, and the output names them.
"""

import contextlib
import json
import signal
import sys
import time

from infra.containers.confinement import (
    check_enforcement,
    check_gateway_image,
    check_inside,
    check_names,
    check_networks,
)
from infra.containers.docker import CommandFailed, Docker, NoEngine, StepFailed, find_engine
from infra.containers.question import Answer, Asker, check_counts
from infra.containers.report import Report
from infra.containers.stack import Stack, prepare_stack
from infra.containers.stores import check_redis, check_s3

EXIT_INTERRUPTED = 130
QUESTION = "How many interactions per channel do we have?"
PULL_SECONDS = 300.0
COME_BACK_SECONDS = 30.0
LOG_LINES = 30
REPLACEABLE = ("redis", "minio")


def main() -> int:
    """Return 0 when everything passed, 1 when something failed, 2 without an engine, 130 when interrupted."""
    try:
        docker = find_engine()
    except NoEngine as error:
        sys.stderr.write(f"compose-test: no Docker engine, nothing was tested: {error}\n")
        return 2
    # A CI job that is cancelled must leave nothing behind: SIGTERM unwinds like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    report = Report()
    stack = _choose_stack(docker, report)
    try:
        _use(report, stack)
        if report.has_failed():
            _show_logs(report, stack)
    except KeyboardInterrupt:
        report.note("interrupted")
        return EXIT_INTERRUPTED
    finally:
        with report.step("taken down, nothing left"):
            _take_down(stack)
    return report.end()


def _choose_stack(docker: Docker, report: Report) -> Stack:
    real = prepare_stack(docker, uses_stand_ins=False)
    services = json.loads(real.compose("config", "--format", "json", limit_seconds=PULL_SECONDS))["services"]
    images = [services[name]["image"] for name in REPLACEABLE]
    missing = [image for image in images if not docker.has_image(image, limit_seconds=PULL_SECONDS)]
    if not missing:
        return real
    report.note(f"note  cannot be had here: {', '.join(missing)}")
    report.note("note  stand-ins take their places: Debian's Redis, and OpenStack Swift's S3 API in place of MinIO")
    return prepare_stack(docker, uses_stand_ins=True)


def _use(report: Report, stack: Stack) -> None:
    with report.step("images built"):
        stack.build()
    if report.has_failed():
        return
    _note_sizes(report, stack)
    with report.step("stack up, every container healthy"):
        stack.up()
    if report.has_failed():
        return
    for name, check in (
        ("every container read-only, without capabilities, bounded; only the public port published", check_enforcement),
        ("our containers: not root, can write to /tmp and to the gateway's volume only", check_inside),
        ("gateway image without CrewAI", check_gateway_image),
        ("a crew container finds the internal gateway and the model, nothing else", check_names),
        ("every address and port tried from the crew and from the platform", check_networks),
        ("Redis: our user and its keys, nobody else", check_redis),
        ("S3: signed requests, nothing else", check_s3),
    ):
        with report.step(name):
            check(stack)
    _talk(report, stack)


def _talk(report: Report, stack: Stack) -> None:
    """Ask from outside; with one crew container less; with all of them; after a restart of the gateway."""
    counts: dict[str, int] = {}
    asker = Asker(f"http://127.0.0.1:{stack.port}", "")
    with report.step("the platform's own counts and the local key"):
        gateway = stack.container("gateway")
        counts = json.loads(stack.probe(gateway, "summary"))
        key = stack.docker.run("exec", gateway.Id, "cat", "/data/local.key", limit_seconds=10)
        asker = Asker(asker.url, key.strip())
    if report.has_failed():
        return
    first = Answer("")
    with report.step("a question from outside: whole answer, the platform's numbers"):
        first = _ask(report, asker, counts)
    crew = stack.containers("crew")
    with report.step(f"one of {len(crew)} crew containers killed: every question is answered"):
        stack.docker.run("kill", crew[0].Id, limit_seconds=10)
        # More questions than containers: the dead one's turn comes too.
        for _ in range(len(crew) + 1):
            _ask(report, asker, counts)
        _wait_for_workers(asker, len(crew) - 1)
    with report.step("the killed container is back in the pool"):
        stack.up()
        _wait_for_workers(asker, len(crew))
    with report.step("gateway restarted: the answer is in the history, the key still works"):
        stack.docker.run("restart", stack.container("gateway").Id, limit_seconds=60)
        stack.up()
        _wait_for_workers(asker, len(crew))
        stored = asker.texts_of(first.session_id)
        if stored != {"user": QUESTION, "assistant": first.text}:
            raise StepFailed(f"the history has {stored}")
        _ask(report, asker, counts)


def _ask(report: Report, asker: Asker, counts: dict[str, int]) -> Answer:
    answer = asker.ask(QUESTION)
    check_counts(answer.text, counts)
    report.note(
        f"note  {len(answer.deltas)} text deltas, first after {answer.first_delta_seconds:.2f} s, "
        f"whole answer after {answer.seconds:.2f} s"
    )
    return answer


def _wait_for_workers(asker: Asker, count: int) -> None:
    end = time.monotonic() + COME_BACK_SECONDS
    while (workers := asker.readiness().workers) != count:
        if time.monotonic() > end:
            raise StepFailed(f"{workers} crew containers in the pool, not {count}")
        time.sleep(0.2)


def _take_down(stack: Stack) -> None:
    stack.down()
    for listing in (("ps", "--all"), ("volume", "ls"), ("network", "ls"), ("image", "ls")):
        left = stack.left(*listing)
        if left:
            raise StepFailed(f"`docker {' '.join(listing)}` still shows {left}")


def _note_sizes(report: Report, stack: Stack) -> None:
    for name in ("crew-chat-gateway", "crew-chat-crew", "crew-chat-simulators"):
        size = stack.docker.run(
            "image", "inspect", "--format", "{{.Size}}", f"{name}:{stack.project}", limit_seconds=30
        )
        report.note(f"note  {name}: {int(size) / 1e6:.0f} MB")


def _show_logs(report: Report, stack: Stack) -> None:
    # It only explains: what failed is counted already.
    with contextlib.suppress(CommandFailed):
        report.note(stack.compose("ps", "--all", limit_seconds=30))
        report.note(stack.compose("logs", "--no-color", "--tail", str(LOG_LINES), limit_seconds=30))


if __name__ == "__main__":
    sys.exit(main())
