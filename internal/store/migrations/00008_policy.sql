-- +goose Up
-- The versions of a desk's own policy.yaml by which its tickets are routed; a team's come with the journal.
CREATE TABLE policy_version (
  n      INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL, -- from when it is in force, ms
  source BLOB NOT NULL     -- the file, packed
) STRICT;
