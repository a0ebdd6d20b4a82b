-- Questions that were edited and answers that were made again: the turns of a session are a tree, one branch is shown.

ALTER TABLE session ADD COLUMN client_id TEXT;     -- the name that a client gave the session, if it did
ALTER TABLE session ADD COLUMN head_turn_id TEXT;  -- the end of the branch that is shown
CREATE UNIQUE INDEX session_by_client_id ON session (organization_id, user_id, client_id) WHERE client_id IS NOT NULL;

ALTER TABLE message ADD COLUMN client_id TEXT;     -- the name that a client gave the message, if it did

ALTER TABLE turn ADD COLUMN parent_id TEXT;        -- the turn that it continues; NULL for a first one
-- The question that it answers; an answer that is made again has it in common with the first one.
ALTER TABLE turn ADD COLUMN question_message_id TEXT;

UPDATE turn SET
    parent_id = (
        SELECT earlier.id FROM turn AS earlier
        WHERE earlier.session_id = turn.session_id AND earlier.position < turn.position AND earlier.is_discarded = 0
        ORDER BY earlier.position DESC LIMIT 1),
    question_message_id = (SELECT message.id FROM message WHERE message.turn_id = turn.id AND message.role = 'user');
UPDATE session SET head_turn_id = (
    SELECT turn.id FROM turn WHERE turn.session_id = session.id AND turn.is_discarded = 0
    ORDER BY turn.position DESC LIMIT 1);

CREATE INDEX turn_by_parent ON turn (session_id, parent_id);
CREATE INDEX turn_by_question ON turn (question_message_id);
CREATE INDEX message_by_client_id ON message (session_id, client_id) WHERE client_id IS NOT NULL;
