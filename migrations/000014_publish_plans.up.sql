-- Whoever has not signed in sees published plans alone. Those of a demo were always meant for everybody.

ALTER TABLE plans
    ADD COLUMN published_at timestamptz,
    ADD COLUMN version      int NOT NULL DEFAULT 1;

UPDATE plans
   SET published_at = created_at
 WHERE EXISTS (SELECT FROM installation WHERE demo);
