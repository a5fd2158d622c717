-- +goose Up
-- Suggestions that somebody at this desk said no to.

CREATE TABLE suggestion_dismissed (
  id TEXT NOT NULL PRIMARY KEY, -- g…
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
