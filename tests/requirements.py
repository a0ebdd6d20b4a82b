"""What the product promises, sentence by sentence. A promise without a test fails the suite."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., Any])

REQUIREMENTS = {
    "frozen-lines": "Frozen lines are assessed and routed as promised, and nothing was learned from them.",
    "ask": "A question about the shop's data streams an answer whose numbers equal the data.",
    "overlap": "A question with several sides is answered by at least two specialists that overlap in time.",
    "deltas": "The answer arrives in many deltas, spread over the model's own pace.",
    "orders-file": "With an orders file, the numbers equal a count of the file, and netting is said.",
    "hang-up": "A client that leaves after the first token finds the whole answer in history.",
    "no-mixing": "Fifty questions in fifty sessions at once do not mix a single token.",
    "no-crewai": "No CrewAI, LiteLLM or simulator is reachable from the gateway.",
    "loopback": "Nothing in the test run connects to anything but this machine.",
    "store-first": "The question is stored before the first byte, every event before it is shown.",
    "fifo": "The questions of a session are answered one after another, in order.",
    "not-yours": "What belongs to somebody else answers byte for byte like what does not exist.",
    "tokens": "A token opens when every check holds; whatever is wrong with another one, the answer is the same.",
    "erasure": "What is erased is in no table, no index and no page of the files; a receipt says what there was.",
    "keys": "A key does what its scopes say, until it ends, and administrators of its organization keep it.",
    "grant": "A run reads its own organization, as long as it runs, and nothing else.",
    "ten-questions": "The ten questions are answered with the right tools and agents and the data's numbers.",
    "another-platform": "Another platform of the contract is reached by configuration alone.",
    "negative-set": "What must not happen does not: no foreign data, no outage as nothing, no part as a whole.",
    "no-secrets": "No secret and nobody's words are in a log or a refusal; no secret is in an event or the store.",
    "hostile-input": "Hostile headers, ids and URLs are answered as expected: no fault, nothing echoed or followed.",
    "injected": "A model that obeys everything it reads reads nothing of others and reaches nobody.",
    "permissions": "What a user may not see through chat is neither read nor shared, and refused as such.",
    "unavailable": "An outage of the platform is never told as 'no data'.",
    "close-run": "Closing the run request ends the model call within 100 ms.",
    "own-context": "Concurrent runs share nothing: not a token, not a citation.",
    "simulator-label": "An answer of the simulator says so in its metadata.",
    "ready": "One command starts everything and prints a key and a command that work.",
    "ends": "A signal ends every process within five seconds.",
    "taken-port": "A taken port or a missing module is one clear line and a failure.",
    "restart": "What was shown survives a restart of the gateway; no turn stays open.",
    "stop": "After `stopped` nothing is said or done; partial text is kept and the slot is free.",
    "resume": "A reader that comes back gets the rest byte for byte, without gap or repeat.",
    "once": "The same key is the same turn: fifty duplicates are one run.",
    "branches": "An edited question or a new answer begins a branch; the others are kept and can be shown.",
    "lists": "A question that comes with a list stands behind what the list shows; no turn is lost, no branch mixed.",
    "moved": "A worker that dies before the first token is replaced by another, unseen.",
    "poisoned": "A question that kills its workers meets two of them at most.",
    "scale": "Containers start while questions wait, up to the ceiling, and stop when they are idle.",
    "replace": "A container that will not end a run is replaced within five seconds.",
    "full-disk": "Without room, questions are refused before acceptance; nothing is damaged; it recovers by itself.",
    "artifact": "A chart, a table, a summary or a file that is asked for is made, shown, kept and versioned.",
    "closed-charts": "No chart can name a URL, an expression or anything else that would be fetched or computed.",
    "safe-bytes": "Bytes are served under types, names and headers of ours, whatever they and their names say.",
    "files": "Files of a question are kept as artifacts, never in rows of messages, and no URL of others is fetched.",
    "inline-images": "An image in an answer's text is kept as an artifact, also in many pieces; none is in a row.",
    "images": "Images from outside are read with limits and written anew: only what is seen comes through.",
    "chart-pictures": "A chart is drawn on the server as PNG and SVG; nothing that it names is fetched.",
    "pictures-confined": "What makes pictures has limits of memory and time; when it dies, the gateway goes on.",
    "artifact-outage": "An outage of the store of artifacts loses none: what is made meanwhile is readable at once.",
    "vote": "Every user has one vote on an answer, can change it and take it back.",
    "feedback": "Why a turn was stopped is kept with it, in the words of whoever stopped it last.",
    "sessions": "Sessions are named, pinned, archived, listed with stable cursors and found by their title.",
    "shown": "A session that is shown to the organization is read by everybody in it and written by its owner only.",
    "share": "A share shows texts and names of sources as they were, until it is revoked, expires or is deleted.",
    "protocols": "A reader of any protocol may follow and resume any turn.",
    "clean-end": "No stream ends without finish, abort or error, nor with anything open.",
    "last-question": "Of what a client claims was said only the last question counts.",
    "clients": "Released clients show text, tools, data, errors and stops as they were; their known bugs are listed.",
    "broken-wire": "An answer that is wrong on the wire is noticed, by a client or by the lint.",
    "reload": "A reload in the middle of an answer ends with the full text once, in each AI SDK version.",
    "agent-choice": "The agent that was chosen answers from the next question on; its model is told of it once.",
    "search": "Full-text search finds one's own messages, takes no operators, and keeps nothing of what was deleted.",
    "export": "A session is exported whole and in order, without being in memory as a whole.",
    "described": "The description of the API is valid and knows every status, code, header and shape that is answered.",
    "title": "The first answer gives the session a better title; one of the user's is never replaced.",
    "suggestions": "Questions that could be asked next are written beside the answer, which never waits for them.",
    "import": "An exported session comes back as it was, under new ids; anything else is refused and leaves nothing.",
    "generated": "Generated requests of three identities meet no 5xx, no undescribed answer, nothing of each other.",
    "crow-dashboard": "CROW's dashboard works as it is; after sixty messages the newest are the ones shown.",
    "documents": "Every route of the documents is there and answers in their shape.",
    "python-client": "The Python client reads answers as typed events, over broken connections; refusals have codes.",
    "typescript": "The TypeScript types are those of the API: right requests compile, wrong ones do not.",
    "memory": "What a person says of themselves is remembered, told to the agents as data, and named in the answer.",
    "memory-alone": "No memory of a user, an organization or a widget ever reaches anybody else.",
    "memory-source": "Only a person's own words become memories: no tool's output, no answer, whatever a model obeys.",
    "memory-own": "Memories are listed, corrected and deleted by their owner, and go with their session.",
    "helpers": "Each helper may fail or be slow: the answer streams, and its metadata says what was skipped.",
    "start-over": "To begin anew is a message of its own; the same words in another message do nothing.",
    "usage": "Every model call is one row with its tokens and its price, however the turn ends; unknown is not 0.",
    "usage-sums": "The usage of a hundred mixed turns is what the model's provider has counted.",
    "budget": "An organization cannot spend more than it may, nor many questions at once set aside more.",
    "import-contracts": "A forbidden import is caught by the check.",
}


def requirement(*ids: str) -> Callable[[Test], Test]:
    """Mark a test as proof of promises of this list."""
    unknown = set(ids) - set(REQUIREMENTS)
    if unknown:
        raise ValueError(f"no such requirement: {', '.join(sorted(unknown))}")
    mark: Callable[[Test], Test] = pytest.mark.requirement(*ids)
    return mark
