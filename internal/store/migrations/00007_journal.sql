-- +goose Up
-- The team's journal: in which batches ops came, which messages of the journal folder hold them, what waits and why.
-- Times are Unix milliseconds UTC, 0 unknown or never. Secrets are in the keyring or the sealed file, never here.

-- Lines byte for byte. A cloned profile gives two lines one seq, so nothing but the record hash is unique.
CREATE TABLE op_made (
  n       INTEGER PRIMARY KEY,  -- in the order in which they came to count here
  device  TEXT NOT NULL,
  seq     INTEGER NOT NULL,     -- in its device's stream
  id      TEXT NOT NULL,        -- empty where the line cannot be read, as are object and grp
  object  TEXT NOT NULL,
  grp     TEXT NOT NULL,        -- id of the action's first op, its own if it is the only one
  hash    BLOB NOT NULL UNIQUE, -- record hash
  line    BLOB NOT NULL,
  batch   BLOB NOT NULL,        -- hash of the batch that brought it; empty: not sealed yet, or known by a snapshot alone
  came_at INTEGER NOT NULL,     -- 0: made here
  state   INTEGER NOT NULL,     -- journal.OpState: 0 and 1 take part in what is shown, the others wait
  governs INTEGER NOT NULL      -- 1: on @team, or a redact
) STRICT;
INSERT INTO op_made (n, device, seq, id, object, grp, hash, line, batch, came_at, state, governs)
  SELECT n, device, seq, id, object, grp, hash, line, x'', 0, 0, object = '@team' OR instr(line, '"k":"redact"') > 0 FROM op ORDER BY n;
DROP TABLE op;
ALTER TABLE op_made RENAME TO op;
CREATE INDEX op_object ON op (object, n) WHERE state < 2;
CREATE INDEX op_grp ON op (grp) WHERE state < 2;
CREATE INDEX op_id ON op (id) WHERE state < 2;
CREATE INDEX op_stream ON op (device, seq, hash);
CREATE INDEX op_governs ON op (device, seq, hash) WHERE governs = 1;
CREATE INDEX op_loose ON op (device, seq, hash) WHERE batch = x'';
CREATE INDEX op_waits ON op (state) WHERE state > 0;

-- A signed run of one device's lines, whole, so that every laptop can put back what the server lost.
CREATE TABLE batch (
  n      INTEGER PRIMARY KEY,
  hash   BLOB NOT NULL UNIQUE, -- of the signed text
  device TEXT NOT NULL,
  a      INTEGER NOT NULL,     -- first and last seq
  b      INTEGER NOT NULL,
  prev   BLOB NOT NULL,        -- hash of the device's batch before it
  have   TEXT NOT NULL,        -- what its author had seen of others (journal.Vector)
  sig    BLOB NOT NULL,
  lines  BLOB NOT NULL         -- zstd
) STRICT;
CREATE INDEX batch_stream ON batch (device, a, hash);

-- What is known of each message in the journal's folder, and those that wait to be put there (journal.Known).
CREATE TABLE journal_message (
  n       INTEGER PRIMARY KEY,
  ref     TEXT NOT NULL,    -- where the transport finds it; empty: not sent, as far as is known
  hash    BLOB NOT NULL,    -- of the container; zeros: not ours
  type    INTEGER NOT NULL,
  state   INTEGER NOT NULL, -- journal.KnownState
  at      INTEGER NOT NULL, -- by the server's clock
  seen    INTEGER NOT NULL, -- by this desk's
  size    INTEGER NOT NULL,
  epoch   INTEGER NOT NULL, -- of the team's secret
  author  TEXT NOT NULL,    -- device of a snapshot or presence
  batches BLOB NOT NULL,    -- hashes of the verified batches in it, 12 bytes each
  blobs   TEXT NOT NULL,    -- names, space-separated: whole in it
  dropped TEXT NOT NULL,    -- marked in it as erased
  why     TEXT NOT NULL,    -- what is wrong with it
  data    BLOB NOT NULL     -- the container, while something in it waits or it is not sent; else empty
) STRICT;
CREATE UNIQUE INDEX journal_message_ref ON journal_message (ref) WHERE ref <> '';
CREATE UNIQUE INDEX journal_message_outgoing ON journal_message (hash) WHERE ref = '';

ALTER TABLE blob ADD COLUMN shared INTEGER NOT NULL DEFAULT 0; -- 1: it belongs in the journal's folder too
CREATE INDEX blob_shared ON blob (name) WHERE shared = 1;

-- Objects on which something came that the projections do not show yet.
CREATE TABLE unprojected (
  n      INTEGER PRIMARY KEY,
  object TEXT NOT NULL UNIQUE
) STRICT;

-- Blobs that a stored op names and that have not come yet.
CREATE TABLE awaited_blob (
  name   TEXT NOT NULL,
  object TEXT NOT NULL, -- of that op
  PRIMARY KEY (name, object)
) STRICT, WITHOUT ROWID;
