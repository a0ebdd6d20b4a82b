-- When somebody wanted everything about them forgotten: what is still being learned of what they said before is not kept.

CREATE TABLE memory_forgotten (
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (organization_id, user_id)
) WITHOUT ROWID;
