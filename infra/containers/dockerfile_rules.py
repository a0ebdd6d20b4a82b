"""What must be true of our Dockerfiles beyond what hadolint knows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CONTINUATION = re.compile(r"\\\n")
BASE_IMAGE = "${BASE_IMAGE}"
# No tier of its own: three libraries for a gateway that compares texts by itself.
EMBEDDER = "embedder"
LABELS = ("title", "description", "licenses", "revision")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its lines joined."""

    name: str
    value: str


def instructions_of(text: str) -> list[Instruction]:
    """Read a Dockerfile without its comments."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = CONTINUATION.sub("", "\n".join(lines))
    split = (line.strip().partition(" ") for line in joined.splitlines() if line.strip())
    return [Instruction(name.upper(), value.strip()) for name, _, value in split]


def image_findings(text: str) -> Iterator[str]:
    """Yield what any image of ours may not do."""
    instructions = instructions_of(text)
    final = _final_stage(instructions)
    if any(not each.value.startswith(BASE_IMAGE) for each in instructions if each.name == "FROM"):
        yield "a stage is not built from BASE_IMAGE"
    if any(each.name == "ADD" for each in instructions):
        yield "ADD fetches and unpacks unasked: COPY"
    user = _last(final, "USER")
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", user):
        yield f"USER is {user or 'root'}, not the numbers of one without rights"
    if not re.search(r'CMD \["', _last(final, "HEALTHCHECK")):
        yield "no HEALTHCHECK in exec form"
    if not (_last(final, "ENTRYPOINT") or _last(final, "CMD")).startswith('["'):
        yield "nothing to start in exec form: signals would end at a shell"
    if _last(final, "STOPSIGNAL") != "SIGTERM":
        yield "STOPSIGNAL is not SIGTERM"


def product_findings(text: str, *, extra: str) -> Iterator[str]:
    """Yield what an image with our own packages may not do. `extra` is the only tier that it may install."""
    yield from image_findings(text)
    instructions = instructions_of(text)
    installs = [each.value for each in instructions if each.name == "RUN" and "uv " in each.value]
    for command in re.findall(r"uv (?:sync|export) [^&;|]*", " ".join(installs)):
        if "--locked" not in command or "--no-dev" not in command:
            yield f"`{command.strip()}` does not keep to the lock"
    if set(re.findall(r"--extra ([\w-]+)", " ".join(installs))) - {EMBEDDER} != {extra}:
        yield f"installs another extra than {extra}"
    if "UV_COMPILE_BYTECODE=1" not in text:
        yield "bytecode is not compiled"
    labels = _last(_final_stage(instructions), "LABEL")
    for label in LABELS:
        if f"org.opencontainers.image.{label}=" not in labels:
            yield f"no label {label}"


def _final_stage(instructions: list[Instruction]) -> list[Instruction]:
    starts = [number for number, each in enumerate(instructions) if each.name == "FROM"]
    return instructions[starts[-1] :] if starts else []


def _last(instructions: list[Instruction], name: str) -> str:
    return next((each.value for each in reversed(instructions) if each.name == name), "")
