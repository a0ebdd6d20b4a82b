-- One row per model call. It outlives its session, and, without the names of anybody, its user: an organization pays for
-- what was asked. What a month has cost is added up beside it, so that admission need not read a month of rows.

CREATE TABLE llm_usage (
    number           INTEGER PRIMARY KEY,
    organization_id  TEXT NOT NULL,
    user_id          TEXT,            -- these are NULL once the user was erased
    session_id       TEXT,
    turn_id          TEXT,
    message_id       TEXT,
    run_id           TEXT,
    call_id          TEXT NOT NULL,
    agent            TEXT NOT NULL,
    provider         TEXT,
    asked_model      TEXT NOT NULL,
    model            TEXT NOT NULL,   -- the one that answered
    input_tokens     INTEGER NOT NULL,
    output_tokens    INTEGER NOT NULL,
    cached_tokens    INTEGER,         -- NULL: the provider does not tell
    reasoning_tokens INTEGER,
    cost_micros      INTEGER,         -- millionths of a US dollar; NULL: nobody knows the price
    price_book       TEXT,
    duration_ms      INTEGER NOT NULL,
    first_token_ms   INTEGER,
    finish_reason    TEXT,
    is_own_key       INTEGER NOT NULL DEFAULT 0 CHECK (is_own_key IN (0, 1)),
    is_estimated     INTEGER NOT NULL CHECK (is_estimated IN (0, 1)),
    called_at        INTEGER NOT NULL
);
CREATE INDEX llm_usage_by_time ON llm_usage (organization_id, called_at);
CREATE INDEX llm_usage_by_user ON llm_usage (organization_id, user_id, called_at);
CREATE INDEX llm_usage_by_turn ON llm_usage (turn_id);

CREATE TABLE organization_spend (
    organization_id TEXT NOT NULL,
    month           TEXT NOT NULL,    -- as in 2026-11, UTC
    cost_micros     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, month)
) WITHOUT ROWID;

-- What is set aside for a turn as long as it is open. The end of the turn, whatever ends it, gives it back.
ALTER TABLE turn ADD COLUMN reserved_micros INTEGER NOT NULL DEFAULT 0;
