-- What a search of memories reads comes from indexes alone: SQLite looks a row up for a column that its index has not, also
-- where the index is for rows of one value of it.

DROP INDEX memory_near;
CREATE INDEX memory_near ON memory (organization_id, user_id, scope, embedder, session_id, superseded_by, sketch)
    WHERE superseded_by IS NULL;
CREATE INDEX memory_preferred ON memory (organization_id, user_id, number)
    WHERE superseded_by IS NULL AND kind = 'preference';
