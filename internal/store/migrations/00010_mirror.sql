-- +goose Up
-- The rest of the mirror: what colleagues' laptops tell the server first, and this one only where they did not.

ALTER TABLE mirror ADD COLUMN late INTEGER NOT NULL DEFAULT 0; -- 1: a colleague's act, which their own laptop does first

CREATE INDEX mirror_late ON mirror (raw) WHERE late = 1;

-- Acts of colleagues that were looked at: a mail is moved once for each.
CREATE TABLE mirror_heard (
  op TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
