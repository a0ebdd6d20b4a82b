-- All artifacts of a user are listed too, newest first.

CREATE INDEX artifact_by_user ON artifact (organization_id, user_id, created_at, id);
