-- Projections: everything here is computed from sources and may be dropped at any time. Never migrated: another
-- projectionVersion in schema.go drops and rebuilds all of it.

-- id = at in seconds, or the next that is free, so that rowid order is date order and the index's steps are small.
CREATE TABLE message (
  id       INTEGER PRIMARY KEY,
  raw      INTEGER NOT NULL UNIQUE,
  key      TEXT NOT NULL, -- that of raw, by which it is found: a second index in random order costs each batch of mail
  anchor   TEXT NOT NULL, -- of its own Message-ID; found by node
  put      TEXT NOT NULL, -- the anchor that a person put it to (its ticket register); empty: none
  links    TEXT NOT NULL, -- anchors of the mails it names (thread.Links), space-separated
  token    TEXT NOT NULL, -- the ticket number it carries
  conv     TEXT NOT NULL, -- Outlook's conversation
  ticket   INTEGER NOT NULL, -- 0: in no ticket
  at       INTEGER NOT NULL,
  date     INTEGER NOT NULL,
  name     TEXT NOT NULL, -- From
  addr     TEXT NOT NULL,
  rcpt     TEXT NOT NULL, -- names and addresses of To and Cc, for to:
  peer     TEXT NOT NULL, -- of To and Cc the first who is not us: of our own mail the contact
  peername TEXT NOT NULL,
  out      INTEGER NOT NULL, -- from one of our addresses
  outside  INTEGER NOT NULL, -- addressed to somebody who is not us
  judged   TEXT NOT NULL, -- kind of machine, as read and by the rules
  machine  TEXT NOT NULL, -- the one in force: by hand before that
  channel  TEXT NOT NULL, -- by a rule for systems outside; name and addr are then of who waits
  phone    TEXT NOT NULL,
  bounce   TEXT NOT NULL, -- JSON of ticket.Bounce
  thanks   INTEGER NOT NULL,
  place    TEXT NOT NULL, -- the role of the folder that decides: inbox, sent, junk, trash or empty
  mailbox  TEXT NOT NULL, -- our address it was delivered to
  subject  TEXT NOT NULL,
  snippet  TEXT NOT NULL,
  files    INTEGER NOT NULL, -- attachments
  problem  TEXT NOT NULL,    -- first thing that could not be read
  extent   TEXT NOT NULL,    -- of its raw: head, part or empty
  indexed  INTEGER NOT NULL  -- the part of the search index that it stands in; 0: not yet
) STRICT;
CREATE INDEX message_ticket ON message (ticket, at);
CREATE INDEX message_unindexed ON message (id) WHERE indexed = 0;
CREATE INDEX message_head ON message (ticket, at) WHERE extent = 'head';
CREATE INDEX message_files ON message (ticket) WHERE files > 0;
CREATE INDEX message_put ON message (anchor) WHERE put <> '';
CREATE INDEX message_token ON message (token) WHERE token <> '';
CREATE INDEX message_conv ON message (conv) WHERE conv <> '';
CREATE INDEX message_problem ON message (id) WHERE problem <> '';

-- Mail that carries the journal: it has no message, and is in no ticket.
CREATE TABLE journal_mail (
  raw INTEGER PRIMARY KEY,
  id  TEXT NOT NULL -- its Message-ID
) STRICT;

-- Which ticket a Message-ID's hash belongs to, present or only named in another mail's References.
CREATE TABLE node (
  anchor TEXT NOT NULL PRIMARY KEY,
  ticket INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX node_ticket ON node (ticket);

-- The tickets that mails were sent from, by the ops that say so: a first word of ours names no other mail.
CREATE TABLE sent_from (
  key    TEXT NOT NULL, -- m…
  anchor TEXT NOT NULL,
  PRIMARY KEY (key, anchor)
) STRICT, WITHOUT ROWID;

-- Written by ticket.Project through writeRow alone.
CREATE TABLE ticket (
  id            INTEGER PRIMARY KEY,
  anchor        TEXT NOT NULL,
  number        TEXT NOT NULL,
  subject       TEXT NOT NULL,
  status        TEXT NOT NULL,
  priority      TEXT NOT NULL,
  pipeline      TEXT NOT NULL,
  department    TEXT NOT NULL,
  channel       TEXT NOT NULL,
  owner         TEXT NOT NULL,
  contact_name  TEXT NOT NULL,
  contact_addr  TEXT NOT NULL,
  mailbox       TEXT NOT NULL,
  snippet       TEXT NOT NULL,
  messages      INTEGER NOT NULL,
  unread        INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  customer_at   INTEGER NOT NULL,
  waits_since   INTEGER NOT NULL,
  snoozed       INTEGER NOT NULL,
  snooze_until  INTEGER NOT NULL,
  snooze_reply  INTEGER NOT NULL,
  snooze_reason TEXT NOT NULL,
  snooze_note   TEXT NOT NULL,
  back          TEXT NOT NULL,
  bounce        TEXT NOT NULL, -- JSON of ticket.Bounced, or empty
  mentioned     INTEGER NOT NULL,
  shown         INTEGER NOT NULL,
  spam          INTEGER NOT NULL,
  machine       INTEGER NOT NULL,
  history       INTEGER NOT NULL,
  next_change   INTEGER NOT NULL,
  routed_at     INTEGER NOT NULL, -- when it began, by which the policy that routed it was chosen; 0: nothing routed it
  company       TEXT NOT NULL,    -- c… of the contact, or empty
  queues        TEXT NOT NULL, -- JSON of its places, to take them out again without a scan
  sets          TEXT NOT NULL  -- JSON of store.sets
) STRICT;
CREATE INDEX ticket_anchor ON ticket (anchor);
CREATE INDEX ticket_updated ON ticket (updated_at) WHERE shown = 1;
CREATE INDEX ticket_status ON ticket (status, updated_at) WHERE shown = 1;
CREATE INDEX ticket_owner ON ticket (owner, updated_at) WHERE shown = 1;
CREATE INDEX ticket_priority ON ticket (priority, updated_at) WHERE shown = 1 AND priority <> 'medium';
CREATE INDEX ticket_unread ON ticket (updated_at) WHERE shown = 1 AND unread > 0;
CREATE INDEX ticket_contact ON ticket (contact_addr, updated_at) WHERE shown = 1;
CREATE INDEX ticket_company ON ticket (company) WHERE company <> '';
CREATE INDEX ticket_next ON ticket (next_change) WHERE next_change > 0;
CREATE INDEX ticket_snooze ON ticket (snooze_until) WHERE snooze_until > 0;

-- By which addresses and domains a company is or was found.
CREATE TABLE company_key (
  key    TEXT NOT NULL, -- address or domain, lower case
  object TEXT NOT NULL, -- c…
  PRIMARY KEY (key, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX company_object ON company_key (object);

CREATE TABLE ticket_tag (
  kind   TEXT NOT NULL, -- tag, category, department
  value  TEXT NOT NULL,
  ticket INTEGER NOT NULL,
  PRIMARY KEY (kind, value, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue_ticket (
  queue  TEXT NOT NULL,
  sort   INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  PRIMARY KEY (queue, sort, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue_count (
  queue  TEXT NOT NULL PRIMARY KEY,
  n      INTEGER NOT NULL,
  unread INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Notes, callbacks and meetings as rows of the search index; ids as of message.
CREATE TABLE note (
  id      INTEGER PRIMARY KEY,
  op      TEXT NOT NULL UNIQUE, -- the op whose text is indexed, or the o… of a callback or meeting
  path    TEXT NOT NULL, -- note/…, or agenda
  object  TEXT NOT NULL,
  indexed INTEGER NOT NULL -- as of message
) STRICT;
CREATE INDEX note_object ON note (object);
CREATE INDEX note_unindexed ON note (id) WHERE indexed = 0;

-- Callbacks and meetings (free objects).
CREATE TABLE agenda (
  object TEXT NOT NULL PRIMARY KEY,
  kind   TEXT NOT NULL,
  anchor TEXT NOT NULL, -- of its ticket
  at     INTEGER NOT NULL,
  until  INTEGER NOT NULL,
  state  TEXT NOT NULL, -- open, done, here, cancelled
  owner  TEXT NOT NULL,
  title  TEXT NOT NULL,
  number TEXT NOT NULL,
  link   TEXT NOT NULL,
  uid    TEXT NOT NULL, -- of the invitation it was taken from
  organizer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_uid ON agenda (uid) WHERE uid <> '';
CREATE INDEX agenda_at ON agenda (at);
CREATE INDEX agenda_anchor ON agenda (anchor);

-- Parts of the search index: part n is the FTS5 table entry_fts_n (part.go), and an entry's indexed says in which it is.
CREATE TABLE index_part (
  n      INTEGER PRIMARY KEY,
  docs   INTEGER NOT NULL,
  newest INTEGER NOT NULL, -- id of an entry in it, or of one that was
  oldest INTEGER NOT NULL,
  writes INTEGER NOT NULL  -- transactions since it was last merged
) STRICT;
