"""What the compose test takes for a whole answer with the right numbers."""

import json
from collections.abc import Mapping

import pytest

from infra.containers.docker import StepFailed
from infra.containers.question import Answer, check_complete, check_counts

WHOLE = (
    {"type": "start"},
    {"type": "text-start", "id": "t"},
    {"type": "text-delta", "id": "t", "delta": "web "},
    {"type": "text-delta", "id": "t", "delta": "1,500"},
    {"type": "text-end", "id": "t"},
    {"type": "finish", "messageMetadata": {"finishReason": "stop"}},
)


def read(*chunks: Mapping[str, object], is_done: bool = True) -> Answer:
    answer = Answer("ses_1")
    for chunk in chunks:
        answer.add(json.dumps(chunk))
    if is_done:
        answer.add("[DONE]")
    return answer


def test_a_whole_answer_is_one() -> None:
    answer = read(*WHOLE)

    check_complete(answer)
    assert answer.text == "web 1,500"


@pytest.mark.parametrize(
    "answer",
    [
        read(*WHOLE, is_done=False),
        read(*WHOLE[:-1]),
        read(*WHOLE[1:]),
        read(*WHOLE[:4], *WHOLE[5:]),
        read(*WHOLE[:3], *WHOLE[4:]),
        read(*WHOLE[:-1], {"type": "error", "errorText": "no"}, WHOLE[-1]),
        read(*WHOLE[:-1], {"type": "finish", "messageMetadata": {"finishReason": "length"}}),
        read(WHOLE[0], WHOLE[-1]),
    ],
    ids=["no DONE", "no finish", "no start", "text left open", "in one piece", "error", "cut short", "no text"],
)
def test_less_than_that_is_not(answer: Answer) -> None:
    with pytest.raises(StepFailed):
        check_complete(answer)


def test_each_name_is_followed_by_its_count() -> None:
    check_counts("| web | 1,500 [1] |\n| cctv | 600 [1] |", {"web": 1500, "cctv": 600})


@pytest.mark.parametrize("text", ["| web | 150 |", "| cctv | 1500 |", "web", ""])
def test_another_count_or_none_is_found(text: str) -> None:
    with pytest.raises(StepFailed):
        check_counts(text, {"web": 1500})
