-- Turns that go on where another one waited for a person: each is continued once at most.

ALTER TABLE turn ADD COLUMN continues TEXT;
CREATE UNIQUE INDEX one_continuation_per_turn ON turn (continues) WHERE continues IS NOT NULL;
