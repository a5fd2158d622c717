-- +goose Up
-- What is done here and told the server too, each only where a person switched it on. Times are Unix milliseconds UTC, 0 unknown.

ALTER TABLE account ADD COLUMN mirror TEXT NOT NULL DEFAULT ''; -- switches that are on, sorted, space-separated: answered archive flagged junk seen trash

-- What is wanted of a mail on an account's server and was not seen done there. A newer act takes an older one's place.
CREATE TABLE mirror (
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  raw     INTEGER NOT NULL,
  kind    TEXT NOT NULL,    -- answered, flagged, seen, place
  want    TEXT NOT NULL,    -- on, off; of place archive, inbox, junk, trash
  origin  TEXT NOT NULL,    -- of place: ids of the folders it is taken out of, space-separated; where else it stands it stays
  act     INTEGER NOT NULL, -- another with each act, so that what comes back of an older one is told apart
  at      INTEGER NOT NULL,
  begun   INTEGER NOT NULL DEFAULT 0, -- 1: the server may have been told, and how that ended is not known
  tries   INTEGER NOT NULL DEFAULT 0,
  next    INTEGER NOT NULL DEFAULT 0, -- not before
  parked  INTEGER NOT NULL DEFAULT 0, -- since when it waits for a person; 0: not
  why     TEXT NOT NULL DEFAULT '',   -- how the last try ended
  PRIMARY KEY (account, raw, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX mirror_due ON mirror (account, next) WHERE parked = 0;
CREATE INDEX mirror_parked ON mirror (account, parked) WHERE parked > 0;
