-- An answer of the gateway's own that is told again to the same words: a pointer to the message that has it, so that nothing
-- outlives its turn. The digest is of everything that the answer depends on.

CREATE TABLE kept_answer (
    organization_id TEXT NOT NULL,
    digest          TEXT NOT NULL,
    turn_id         TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    kept_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, digest)
) WITHOUT ROWID;
CREATE INDEX kept_answer_by_turn ON kept_answer (turn_id);
CREATE INDEX kept_answer_by_age ON kept_answer (organization_id, kept_at);

-- A row of the usage for which nobody was asked: such an answer.
ALTER TABLE llm_usage ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1));
