-- What was said on the way to a turn and in it, as a model has summarised it. A branch has the checkpoints of its own path.

CREATE TABLE context_checkpoint (
    turn_id         TEXT PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL,
    text            TEXT NOT NULL,
    turns           INTEGER NOT NULL,  -- how many turns it covers, this one included
    model           TEXT NOT NULL,
    created_at      INTEGER NOT NULL
);
