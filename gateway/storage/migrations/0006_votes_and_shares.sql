-- What people think of answers, and snapshots of sessions for whoever has the link. All of it goes with its session.

CREATE TABLE vote (
    message_id      TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    user_id         TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    session_id      TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    value           INTEGER NOT NULL CHECK (value IN (-1, 1)),
    comment         TEXT,
    voted_at        INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_id)
) WITHOUT ROWID;
CREATE INDEX vote_by_session ON vote (session_id, user_id, voted_at, message_id);

CREATE TABLE turn_feedback (
    turn_id         TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    user_id         TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    reason          TEXT NOT NULL CHECK (reason IN ('wrong', 'slow', 'changed_mind', 'other')),
    comment         TEXT,
    given_at        INTEGER NOT NULL,
    PRIMARY KEY (turn_id, user_id)
) WITHOUT ROWID;

-- The token is not kept, only the keyed digest of it; the messages are the snapshot itself, as readers get it.
CREATE TABLE share (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    session_id      TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    token_digest    TEXT NOT NULL UNIQUE,
    title           TEXT,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    messages        TEXT NOT NULL
);
CREATE INDEX share_by_owner ON share (organization_id, user_id, created_at DESC, id DESC);
CREATE INDEX share_by_session ON share (session_id);
CREATE INDEX share_to_expire ON share (expires_at) WHERE expires_at IS NOT NULL;
