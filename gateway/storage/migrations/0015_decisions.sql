-- What was decided about a question before it ran: how much effort it needs, and whose.

-- Decided about; one that nobody decided about in time runs all the same.
ALTER TABLE turn ADD COLUMN is_considered INTEGER NOT NULL DEFAULT 0 CHECK (is_considered IN (0, 1));
-- 0: the gateway answers it itself, without a slot.
ALTER TABLE turn ADD COLUMN needs_worker INTEGER NOT NULL DEFAULT 1 CHECK (needs_worker IN (0, 1));

CREATE INDEX turn_of_gateway ON turn (number) WHERE status = 'queued' AND needs_worker = 0;

-- One row a turn: the audit of what was decided, by whom, and without what. It never holds words of the person.
CREATE TABLE routing_decision (
    turn_id               TEXT PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    organization_id       TEXT NOT NULL,
    decided_at            INTEGER NOT NULL,
    took_ms               INTEGER NOT NULL,
    level                 TEXT NOT NULL CHECK (level IN ('ATOM', 'MOLECULE', 'CELL', 'ORGAN', 'ORGANISM')),
    assessed_by           TEXT NOT NULL
        CHECK (assessed_by IN ('cache', 'rules', 'classifier', 'model', 'fallback')),
    assessment_confidence REAL NOT NULL,
    needs_memory          INTEGER NOT NULL CHECK (needs_memory IN (0, 1)),
    tool_hints            TEXT NOT NULL,  -- JSON list
    agent_id              TEXT,           -- NULL: the crew plans, or the gateway answers
    routed_by             TEXT NOT NULL CHECK (routed_by IN
        ('explicit', 'session', 'cache', 'rules', 'classifier', 'examples', 'model', 'fallback')),
    route_confidence      REAL NOT NULL,
    candidates            TEXT NOT NULL,  -- JSON list, likeliest first
    skipped               TEXT NOT NULL   -- JSON list of helpers that failed
) WITHOUT ROWID;
CREATE INDEX routing_decision_by_organization ON routing_decision (organization_id, decided_at);
