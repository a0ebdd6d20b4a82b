-- Another stamp whenever what a search by meaning compares has changed: so that a gateway that keeps it in memory knows,
-- whoever changed it. It is drawn, not counted: a user who was forgotten and comes back never gets an old one again.

CREATE TABLE memory_stamp (
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    stamp           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, user_id)
) WITHOUT ROWID;

INSERT INTO memory_stamp (organization_id, user_id, stamp)
SELECT organization_id, user_id, random() FROM memory GROUP BY organization_id, user_id;

CREATE TRIGGER memory_stamped AFTER INSERT ON memory
BEGIN
    INSERT INTO memory_stamp (organization_id, user_id, stamp) VALUES (NEW.organization_id, NEW.user_id, random())
    ON CONFLICT (organization_id, user_id) DO UPDATE SET stamp = excluded.stamp;
END;

CREATE TRIGGER memory_stamped_anew
AFTER UPDATE OF organization_id, user_id, scope, session_id, embedder, sketch, superseded_by ON memory
BEGIN
    UPDATE memory_stamp SET stamp = random() WHERE organization_id = OLD.organization_id AND user_id = OLD.user_id;
END;

CREATE TRIGGER memory_stamped_away AFTER DELETE ON memory
BEGIN
    UPDATE memory_stamp SET stamp = random() WHERE organization_id = OLD.organization_id AND user_id = OLD.user_id;
END;
