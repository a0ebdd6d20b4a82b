-- Whatever a person deletes is to leave the files too: each deletion asks for the index and the write-ahead log to be
-- cleared away (until now those of messages did).

CREATE TRIGGER session_lost AFTER DELETE ON session
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;
CREATE TRIGGER vote_lost AFTER DELETE ON vote
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;
CREATE TRIGGER turn_feedback_lost AFTER DELETE ON turn_feedback
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;
CREATE TRIGGER share_lost AFTER DELETE ON share
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;
CREATE TRIGGER artifact_lost AFTER DELETE ON artifact
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;
CREATE TRIGGER api_key_lost AFTER DELETE ON api_key
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;

-- Sessions that are kept for so many days are looked for by their age.
CREATE INDEX session_by_age ON session (updated_at);
