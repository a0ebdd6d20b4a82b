-- How often a model was asked for facts on a day of an organization: a limit that a restart does not lift.

CREATE TABLE learning_day (
    organization_id TEXT NOT NULL,
    day             TEXT NOT NULL,    -- as in 2026-11-21, UTC
    calls           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, day)
) WITHOUT ROWID;
