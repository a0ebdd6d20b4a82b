-- A container that somebody drained stays where it is until it is told to end; one that ends by itself is draining too.

ALTER TABLE worker ADD COLUMN is_drained INTEGER NOT NULL DEFAULT 0;
