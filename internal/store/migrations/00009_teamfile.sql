-- +goose Up
-- How the team's files lie in this laptop's data folder. Their versions are ops and blobs; this is what was last in line.

-- A file whose folder and team were brought in line.
CREATE TABLE team_file (
  key      TEXT NOT NULL PRIMARY KEY, -- the path on @team without file/
  name     TEXT NOT NULL,             -- inside the data folder, with slashes
  print    TEXT NOT NULL,             -- of the content that was in line (teamfile.Print); empty: deleted
  version  TEXT NOT NULL,             -- id of the op whose content that is; empty: none, it was here before the team and waits to be shared
  accepted TEXT NOT NULL              -- of a saved reply: the op whose hosts and numbers a person here let out
) STRICT, WITHOUT ROWID;

-- Copies of versions that lost, beside the file, until a person takes them away.
CREATE TABLE team_beside (
  version TEXT NOT NULL PRIMARY KEY, -- id of the op that lost
  key     TEXT NOT NULL,
  name    TEXT NOT NULL              -- of the copy, inside the data folder
) STRICT, WITHOUT ROWID;

-- The rows that a company table of this laptop gave, so that a new export sends what changed.
CREATE TABLE company_row (
  file    TEXT NOT NULL, -- inside companies/
  company TEXT NOT NULL, -- c…
  print   BLOB NOT NULL, -- of the row
  PRIMARY KEY (file, company)
) STRICT, WITHOUT ROWID;
