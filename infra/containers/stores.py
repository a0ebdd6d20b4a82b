"""Are Redis and the S3 service there for the gateway, and for nobody without the right to them?"""

import json

from infra.containers.docker import StepFailed
from infra.containers.stack import Stack

S3_ENDPOINT = "http://minio:9000"


def check_redis(stack: Stack) -> None:
    """Raises StepFailed unless our user has its own keys and nobody else has anything."""
    password = stack.environment["REDIS_PASSWORD"]
    answers: dict[str, str] = json.loads(stack.probe(stack.container("gateway"), "redis_users", password))
    words = {name: answer.split()[0] for name, answer in answers.items()}
    expected = {
        "default user": "-NOAUTH",
        "wrong password": "-WRONGPASS",
        "own key": "+OK",
        "foreign key": "-NOPERM",
        "administration": "-NOPERM",
    }
    if words != expected:
        raise StepFailed(f"Redis answers {answers}")


def check_s3(stack: Stack) -> None:
    """Raises StepFailed unless a signed session works and nothing else does."""
    keys = (stack.environment["S3_ACCESS_KEY"], stack.environment["S3_SECRET_KEY"])
    answers: dict[str, int] = json.loads(stack.probe(stack.container("gateway"), "s3_objects", S3_ENDPOINT, *keys))
    works = [answers[name] for name in ("bucket", "put", "get")] == [200, 200, 200] and answers["same bytes"]
    refuses = answers["wrong secret"] == 403 and answers["unsigned"] in {400, 401, 403}
    if not (works and refuses):
        raise StepFailed(f"the S3 service answers {answers}")
