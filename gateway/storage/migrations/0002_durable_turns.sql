-- Idempotency, leases, slots, stop requests; the pool and the queue's fairness, shared by every gateway on this file.

ALTER TABLE turn ADD COLUMN idempotency_key TEXT;
ALTER TABLE turn ADD COLUMN key_scope TEXT NOT NULL DEFAULT '';  -- the session that the client named, if any
ALTER TABLE turn ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE turn ADD COLUMN owner TEXT;           -- the gateway that runs it
ALTER TABLE turn ADD COLUMN lease_until INTEGER;  -- who may take it over, and when
ALTER TABLE turn ADD COLUMN slot INTEGER;
ALTER TABLE turn ADD COLUMN stop_requested INTEGER NOT NULL DEFAULT 0 CHECK (stop_requested IN (0, 1));
ALTER TABLE turn ADD COLUMN is_discarded INTEGER NOT NULL DEFAULT 0 CHECK (is_discarded IN (0, 1));
ALTER TABLE turn ADD COLUMN is_compacted INTEGER NOT NULL DEFAULT 0 CHECK (is_compacted IN (0, 1));

-- Since when it could have run: the wait of a turn behind another one of its session does not count.
ALTER TABLE turn ADD COLUMN claimable_since INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX one_turn_per_key ON turn (organization_id, user_id, key_scope, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX one_running_turn_per_slot ON turn (worker_id, slot) WHERE status = 'running' AND slot IS NOT NULL;
CREATE INDEX turn_open_by_organization ON turn (organization_id, number) WHERE status IN ('queued', 'running');
CREATE INDEX turn_running ON turn (owner, lease_until) WHERE status = 'running';
CREATE INDEX turn_to_compact ON turn (finished_at)
    WHERE is_compacted = 0 AND status IN ('done', 'failed', 'stopped', 'interrupted');

CREATE TABLE worker (
    id              TEXT PRIMARY KEY,
    url             TEXT NOT NULL,
    slots           INTEGER NOT NULL,
    version         TEXT NOT NULL,
    registered_at   INTEGER NOT NULL,
    heard_at        INTEGER NOT NULL,
    progress        INTEGER NOT NULL DEFAULT 0,
    is_draining     INTEGER NOT NULL DEFAULT 0,
    runs_begun      INTEGER NOT NULL DEFAULT 0,
    failures        INTEGER NOT NULL DEFAULT 0,
    failed_at       INTEGER NOT NULL DEFAULT 0,
    broken_until    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE worker_slot (
    worker_id TEXT NOT NULL REFERENCES worker (id) ON DELETE CASCADE,
    slot      INTEGER NOT NULL,
    PRIMARY KEY (worker_id, slot)
) WITHOUT ROWID;

-- When each organization was last served, counted in claims: the one that waits longest goes first.
CREATE TABLE organization_service (
    organization_id TEXT PRIMARY KEY,
    served          INTEGER NOT NULL
);
