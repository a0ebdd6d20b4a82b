-- What the platform answered to the tool calls of a running turn: the same call again gets the same answer.

CREATE TABLE tool_call (
    turn_id     TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    call_id     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status      INTEGER NOT NULL,
    headers     TEXT NOT NULL,
    body        BLOB NOT NULL,
    PRIMARY KEY (turn_id, call_id)
);
