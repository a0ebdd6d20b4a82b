-- Agents that an organization made for itself, and system agents that it switched off; in which roles a turn was asked.

CREATE TABLE own_agent (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    slug            TEXT NOT NULL,
    name            TEXT NOT NULL,
    description     TEXT NOT NULL,
    role            TEXT NOT NULL,
    goal            TEXT NOT NULL,
    prompt          TEXT NOT NULL,
    tools           TEXT NOT NULL,     -- JSON lists of words, these four
    approval        TEXT NOT NULL,
    examples        TEXT NOT NULL,
    roles           TEXT NOT NULL,
    model           TEXT,
    is_enabled      INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    version         INTEGER NOT NULL,
    created_by      TEXT,              -- NULL: somebody who was erased
    created_at      INTEGER NOT NULL,
    updated_by      TEXT,
    updated_at      INTEGER NOT NULL,
    request_key     TEXT,              -- by which a repetition of the request that made it is recognised
    fingerprint     TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX own_agent_by_slug ON own_agent (organization_id, slug);
CREATE UNIQUE INDEX own_agent_by_key ON own_agent (organization_id, request_key) WHERE request_key IS NOT NULL;

CREATE TABLE agent_off (
    organization_id TEXT NOT NULL,
    agent_id        TEXT NOT NULL,
    PRIMARY KEY (organization_id, agent_id)
) WITHOUT ROWID;

-- Another stamp after each change of what an organization has made of its agents: what is kept in memory is compared with
-- it, and so is what a change was decided upon.
CREATE TABLE agent_stamp (
    organization_id TEXT PRIMARY KEY,
    stamp           TEXT NOT NULL
) WITHOUT ROWID;

-- JSON list of words: who an agent is for is asked again when the turn runs.
ALTER TABLE turn ADD COLUMN roles TEXT NOT NULL DEFAULT '["member"]';
