-- +goose Up
-- The answer: drafts of mails with their files, the outbox, saved replies. Times are Unix milliseconds UTC, 0 unknown.

ALTER TABLE draft RENAME TO draft_before;

-- Text being written; never in the journal. One open draft an anchor and kind; those that went with a mail stay as the
-- mail's, so that taking it back gives exactly them, and discarded ones stay a week.
CREATE TABLE draft (
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE, -- d…
  anchor     TEXT NOT NULL,
  kind       TEXT NOT NULL,    -- note, reply, forward
  detail     TEXT NOT NULL,    -- of a note its kind; of a reply empty or all
  outbox     TEXT NOT NULL,    -- s… of the mail that it went with; empty: open
  discarded  INTEGER NOT NULL, -- when; 0: not
  wordless   INTEGER NOT NULL, -- 1: neither text nor html holds a word
  begun_at   INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  seen_raw   INTEGER NOT NULL, -- the newest that stood in the ticket when it was begun or last looked at: raw.id,
  seen_op    INTEGER NOT NULL, -- op.n,
  seen_at    INTEGER NOT NULL, -- message.at
  parent     TEXT NOT NULL,    -- m… of the mail that is answered
  quoted     INTEGER NOT NULL,
  account    TEXT NOT NULL,
  sender     TEXT NOT NULL,    -- From, To and Cc as typed
  rcpt_to    TEXT NOT NULL,
  rcpt_cc    TEXT NOT NULL,
  subject    TEXT NOT NULL,
  saved      TEXT NOT NULL,    -- JSON list: names of the saved replies that were put in
  text       TEXT NOT NULL,    -- of a note all of it; of a mail its first words, for lists
  html       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_open ON draft (anchor, kind) WHERE outbox = '' AND discarded = 0;
CREATE INDEX draft_outbox ON draft (outbox) WHERE outbox <> '';
CREATE INDEX draft_discarded ON draft (discarded) WHERE discarded > 0;
CREATE INDEX draft_wordless ON draft (updated_at) WHERE wordless = 1;

INSERT INTO draft (id, anchor, kind, detail, outbox, discarded, wordless, begun_at, updated_at, seen_raw, seen_op, seen_at,
  parent, quoted, account, sender, rcpt_to, rcpt_cc, subject, saved, text, html)
SELECT 'd' || hex(randomblob(8)), anchor, kind, detail, '', 0, 0, updated_at, updated_at, 0, 0, 0,
  '', 0, '', '', '', '', '', '[]', text, ''
FROM draft_before ORDER BY anchor, kind;

DROP TABLE draft_before;

-- A file of a draft, copied in at once, so that it is what was attached whatever becomes of the file outside.
CREATE TABLE draft_file (
  id       TEXT NOT NULL PRIMARY KEY, -- f…
  draft    TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
  pos      INTEGER NOT NULL, -- order in the draft
  name     TEXT NOT NULL,
  type     TEXT NOT NULL,
  cid      TEXT NOT NULL,    -- of a picture in the text its Content-ID; empty: an attachment
  size     INTEGER NOT NULL, -- bytes that are here
  parts    INTEGER NOT NULL, -- chunks that are here
  sha256   TEXT NOT NULL,    -- hex, once it is whole
  hashing  BLOB NOT NULL,    -- the hash's state until then
  whole    INTEGER NOT NULL,
  begun_at INTEGER NOT NULL  -- or when its last bytes came
) STRICT;
CREATE INDEX draft_file_draft ON draft_file (draft, pos);
CREATE INDEX draft_file_half ON draft_file (begun_at) WHERE whole = 0;

-- Its bytes in zstd frames of at most 1 MiB each.
CREATE TABLE draft_file_chunk (
  n    INTEGER PRIMARY KEY,
  file TEXT NOT NULL REFERENCES draft_file(id) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (file, part)
) STRICT;

-- A mail on its way out (outbox.Item). Its bytes are in outbox_raw and never change.
CREATE TABLE outbox (
  id          TEXT NOT NULL PRIMARY KEY, -- s…
  version     INTEGER NOT NULL, -- one more at each change
  account     TEXT NOT NULL,
  ticket      TEXT NOT NULL,    -- anchor
  state       TEXT NOT NULL,    -- waiting, sending, sent, filed, held, unsure
  reason      TEXT NOT NULL,
  words       TEXT NOT NULL,
  sender      TEXT NOT NULL,    -- envelope
  subject     TEXT NOT NULL,
  message_id  TEXT NOT NULL,    -- without <>
  key         TEXT NOT NULL,    -- m… that it will have as a message
  size        INTEGER NOT NULL, -- bytes
  begun       INTEGER NOT NULL,
  queued      INTEGER NOT NULL,
  not_before  INTEGER NOT NULL,
  next_try    INTEGER NOT NULL,
  changed     INTEGER NOT NULL,
  failed_at   INTEGER NOT NULL,
  sent_at     INTEGER NOT NULL,
  seen        INTEGER NOT NULL,
  undo        INTEGER NOT NULL,
  settled     INTEGER NOT NULL,
  tries       INTEGER NOT NULL,
  looks       INTEGER NOT NULL,
  keys        INTEGER NOT NULL,
  draft       TEXT NOT NULL,    -- d… that it was
  action      TEXT NOT NULL,    -- op action that went with it
  closing     TEXT NOT NULL,    -- op action that closed the ticket with it
  seen_raw    INTEGER NOT NULL, -- the draft's marks at the key press
  seen_op     INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  open        INTEGER NOT NULL GENERATED ALWAYS AS -- outbox.Item.Open
    (state NOT IN ('draft', 'filed') OR state = 'filed' AND reason = 'some' AND settled = 0) VIRTUAL
) STRICT;
CREATE INDEX outbox_open ON outbox (ticket) WHERE open = 1;
CREATE INDEX outbox_ticket ON outbox (ticket, queued);
CREATE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_done ON outbox (changed) WHERE open = 0;

-- Whom a mail goes to, and what the server said of each.
CREATE TABLE outbox_recipient (
  mail  TEXT NOT NULL REFERENCES outbox(id) ON DELETE CASCADE,
  n     INTEGER NOT NULL,
  addr  TEXT NOT NULL,
  taken INTEGER NOT NULL,
  code  INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (mail, n)
) STRICT, WITHOUT ROWID;

-- A mail's bytes in zstd frames of at most 1 MiB each, written before its row in outbox.
CREATE TABLE outbox_raw (
  n    INTEGER PRIMARY KEY,
  mail TEXT NOT NULL,
  part INTEGER NOT NULL,
  at   INTEGER NOT NULL, -- when it was written
  data BLOB NOT NULL,
  UNIQUE (mail, part)
) STRICT;
CREATE INDEX outbox_raw_at ON outbox_raw (at);

-- Who puts a sent mail of this account into Sent (outbox.Filing): empty until learnt, server, us.
ALTER TABLE account ADD COLUMN filing TEXT NOT NULL DEFAULT '';

-- A saved reply as its file last was, and as it last could be read: a broken edit costs nobody the reply.
CREATE TABLE saved_reply (
  path       TEXT NOT NULL PRIMARY KEY,
  source     BLOB NOT NULL,
  good       BLOB NOT NULL, -- the newest source that could be read; empty: none yet
  changed_at INTEGER NOT NULL
) STRICT;

-- How often this agent put a saved reply in.
CREATE TABLE reply_use (
  name TEXT NOT NULL PRIMARY KEY,
  uses INTEGER NOT NULL,
  at   INTEGER NOT NULL -- the last time
) STRICT, WITHOUT ROWID;
