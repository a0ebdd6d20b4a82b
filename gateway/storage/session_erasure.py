"""What goes with a session, and what stays of it, counted in SQLite.

The foreign keys remove the rows (`ON DELETE CASCADE`); a test compares these counts with what a deletion takes out of
every table.
"""

# A memory goes also when it was replaced by one that goes.
COUNT_OF_SESSION = """
WITH RECURSIVE mine (id) AS (
    SELECT id FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id),
asked (id) AS (
    SELECT id FROM turn WHERE organization_id = :organization_id AND session_id IN (SELECT id FROM mine)),
made (id) AS (
    SELECT id FROM artifact WHERE organization_id = :organization_id AND session_id IN (SELECT id FROM mine)),
forgotten (id) AS (
    SELECT id FROM memory WHERE organization_id = :organization_id AND session_id IN (SELECT id FROM mine)
    UNION SELECT memory.id FROM forgotten JOIN memory ON memory.superseded_by = forgotten.id)
SELECT 'session', (SELECT count(*) FROM mine)
UNION ALL SELECT 'turn', (SELECT count(*) FROM asked)
UNION ALL SELECT 'message', (SELECT count(*) FROM message WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'turn_event', (SELECT count(*) FROM turn_event WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'routing_decision', (SELECT count(*) FROM routing_decision WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'tool_call', (SELECT count(*) FROM tool_call WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'session_import', (SELECT count(*) FROM session_import WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'suggestion', (SELECT count(*) FROM suggestion WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'search_entry', (SELECT count(*) FROM search_entry
    WHERE message_id IN (SELECT id FROM message WHERE session_id IN (SELECT id FROM mine)))
UNION ALL SELECT 'agent_switch', (SELECT count(*) FROM agent_switch WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'share', (SELECT count(*) FROM share WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'vote', (SELECT count(*) FROM vote WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'turn_feedback', (SELECT count(*) FROM turn_feedback WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'artifact', (SELECT count(*) FROM made)
UNION ALL SELECT 'artifact_version', (SELECT count(*) FROM artifact_version WHERE artifact_id IN (SELECT id FROM made))
UNION ALL SELECT 'object_outbox', (SELECT count(*) FROM object_outbox WHERE object_key IN (
    SELECT object_key FROM artifact_version WHERE artifact_id IN (SELECT id FROM made)))
UNION ALL SELECT 'memory', (SELECT count(*) FROM forgotten)
UNION ALL SELECT 'kept_answer', (SELECT count(*) FROM kept_answer
    WHERE organization_id = :organization_id AND turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'context_checkpoint', (SELECT count(*) FROM context_checkpoint
    WHERE turn_id IN (SELECT id FROM asked))
"""

# A session that is not the caller's has been refused before this is asked.
COUNT_KEPT_OF_SESSION = """
SELECT 'audit_entry', (SELECT count(*) FROM audit_entry
    WHERE organization_id = :organization_id AND object_id = :session_id)
UNION ALL SELECT 'llm_usage', (SELECT count(*) FROM llm_usage
    WHERE organization_id = :organization_id AND session_id = :session_id)
"""
