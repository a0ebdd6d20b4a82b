-- Who was asked before the provider that answered, and failed without a word: a JSON list of names, NULL for nobody.

ALTER TABLE llm_usage ADD COLUMN failed_providers TEXT;
