-- +goose Up
-- Sources: what cannot be computed again. Only these are migrated. Times are Unix milliseconds UTC, 0 unknown.

-- One line a setting; values are text, JSON where they are more.
CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A mailbox's sign-in. The password is in the keyring or the sealed file, never here.
CREATE TABLE account (
  id            TEXT NOT NULL PRIMARY KEY,
  email         TEXT NOT NULL,
  login         TEXT NOT NULL,
  imap_host     TEXT NOT NULL,
  imap_port     INTEGER NOT NULL,
  imap_security TEXT NOT NULL,
  imap_pin      TEXT NOT NULL,
  smtp_host     TEXT NOT NULL,
  smtp_port     INTEGER NOT NULL,
  smtp_security TEXT NOT NULL,
  smtp_pin      TEXT NOT NULL,
  display_name  TEXT NOT NULL,
  added_at      INTEGER NOT NULL,
  synced_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What of a folder is here (imapsync.Folder).
CREATE TABLE folder (
  id          INTEGER PRIMARY KEY,
  account     TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  role        TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  lowest      INTEGER NOT NULL,
  highest     INTEGER NOT NULL,
  done        INTEGER NOT NULL,
  present     INTEGER NOT NULL,
  modseq      INTEGER NOT NULL,
  UNIQUE (account, name)
) STRICT;

-- A mail as it came. id is this desk's own; key is the message id of journal.md §3.1.
CREATE TABLE raw (
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE,
  size          INTEGER NOT NULL,
  internal_date INTEGER NOT NULL, -- the server's, at first sight
  arrived_at    INTEGER NOT NULL,
  missing       TEXT NOT NULL,    -- why the body is not here; empty: it is
  role          TEXT NOT NULL,    -- of the folder it stands in, or stood in last: inbox, sent, junk …
  tries         INTEGER NOT NULL DEFAULT 0 -- times that parsing it broke; parked at 3
) STRICT;

-- Its bytes in zstd frames of at most 1 MiB each; id = raw << 12 | frame.
CREATE TABLE raw_frame (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- Where a mail stands on a server. Must equal the server's state.
CREATE TABLE placement (
  folder      INTEGER NOT NULL REFERENCES folder(id) ON DELETE CASCADE,
  uidvalidity INTEGER NOT NULL,
  uid         INTEGER NOT NULL,
  raw         INTEGER NOT NULL,
  flags       TEXT NOT NULL, -- space-separated, sorted
  modseq      INTEGER NOT NULL,
  PRIMARY KEY (folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX placement_raw ON placement (raw);

-- The journal: lines byte for byte. seq numbers a device's own stream.
CREATE TABLE op (
  n      INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  id     TEXT NOT NULL,
  object TEXT NOT NULL,
  grp    TEXT NOT NULL, -- id of the action's first op, its own if it is the only one
  hash   BLOB NOT NULL UNIQUE,
  line   BLOB NOT NULL,
  UNIQUE (device, seq)
) STRICT;
CREATE INDEX op_object ON op (object, n);
CREATE INDEX op_grp ON op (grp);
CREATE INDEX op_id ON op (id);

-- Personal text that ops name (journal.md §3.3): 16 bytes of salt, then the text.
CREATE TABLE blob (
  name TEXT NOT NULL PRIMARY KEY,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What this agent has read: m… of messages, op ids of notes.
CREATE TABLE read_mark (
  key TEXT NOT NULL PRIMARY KEY,
  at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Reminders shown, so that each is shown at least once and at most twice.
CREATE TABLE fired (
  key   TEXT NOT NULL PRIMARY KEY,
  at    INTEGER NOT NULL,
  times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Text being written, one a ticket and kind; never in the journal.
CREATE TABLE draft (
  anchor     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  text       TEXT NOT NULL,
  detail     TEXT NOT NULL, -- of a note its kind
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (anchor, kind)
) STRICT, WITHOUT ROWID;
