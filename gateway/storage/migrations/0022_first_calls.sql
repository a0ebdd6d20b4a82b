-- The tool calls with which an answer certainly begins: by name in the audit, which holds no words of the person, and with
-- their arguments in the turn, for as long as that is kept.

ALTER TABLE routing_decision ADD COLUMN first_tools TEXT NOT NULL DEFAULT '[]';  -- JSON list of names
ALTER TABLE turn ADD COLUMN first_calls TEXT NOT NULL DEFAULT '[]';              -- JSON list of {tool, input}
