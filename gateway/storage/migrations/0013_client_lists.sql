-- Clients that show with each question what they have before it: their lists tell where a question belongs.

ALTER TABLE turn ADD COLUMN follows_list INTEGER NOT NULL DEFAULT 0 CHECK (follows_list IN (0, 1));
