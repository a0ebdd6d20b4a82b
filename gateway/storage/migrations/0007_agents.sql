-- Who was chosen to answer: for a session, with everything that was chosen before, and for each turn.

-- The newest row of a session is its choice. A row says what was the case at that moment; nothing of it is ever changed.
CREATE TABLE agent_switch (
    session_id      TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    organization_id TEXT NOT NULL,
    agent_id        TEXT,              -- NULL: nobody, the crew plans
    agent_name      TEXT NOT NULL,     -- what the agent was called then
    switched_at     INTEGER NOT NULL,
    message_count   INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (session_id, position)
) WITHOUT ROWID;

CREATE TRIGGER agent_switch_is_history BEFORE UPDATE ON agent_switch
BEGIN SELECT RAISE(ABORT, 'agent switches are history'); END;

-- With its session it goes: the session is gone already when its rows are.
CREATE TRIGGER agent_switch_stays BEFORE DELETE ON agent_switch
WHEN EXISTS (SELECT 1 FROM session WHERE id = OLD.session_id)
BEGIN SELECT RAISE(ABORT, 'agent switches are history'); END;

-- As it stood when the turn was accepted; what is chosen later is for later turns.
ALTER TABLE turn ADD COLUMN agent_id TEXT;
ALTER TABLE turn ADD COLUMN agent_choice TEXT NOT NULL DEFAULT 'automatic'
    CHECK (agent_choice IN ('explicit', 'session', 'automatic'));
