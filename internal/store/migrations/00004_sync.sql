-- +goose Up
-- Mail that is here in part, every folder of a mailbox, and what a person chose of them. Times are Unix milliseconds UTC, 0 unknown.

ALTER TABLE account ADD COLUMN reach INTEGER NOT NULL DEFAULT 0; -- days of mail that come whole; 0: all

ALTER TABLE folder ADD COLUMN follow TEXT NOT NULL DEFAULT '';      -- a person's choice: yes, no; empty: by its role
ALTER TABLE folder ADD COLUMN listed INTEGER NOT NULL DEFAULT 1;    -- 1: the server lists it
ALTER TABLE folder ADD COLUMN relist INTEGER NOT NULL DEFAULT 0;    -- 1: placements of an older uidvalidity are not matched yet
ALTER TABLE folder ADD COLUMN settling INTEGER NOT NULL DEFAULT 0;  -- 1: its role is another, and its mail does not say so yet
ALTER TABLE folder ADD COLUMN allowed INTEGER NOT NULL DEFAULT 0;   -- gone messages that a person lets go
ALTER TABLE folder ADD COLUMN compared_at INTEGER NOT NULL DEFAULT 0; -- when its whole list was last compared, Unix seconds; 0: never
ALTER TABLE folder ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0; -- when the server was last asked

-- Kept by the triggers below, so that 100,000 placements are never counted: all, and those whose mail is here by its
-- head, by its beginning, or cannot come.
ALTER TABLE folder ADD COLUMN here INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folder ADD COLUMN heads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folder ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folder ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;

ALTER TABLE raw ADD COLUMN extent TEXT NOT NULL DEFAULT ''; -- how much of it is here: head, part; empty: all that can come
ALTER TABLE raw ADD COLUMN apart INTEGER NOT NULL DEFAULT 0; -- 1: it came in Junk and stood nowhere else since: whatever it refers to, it joins nothing
CREATE INDEX raw_head ON raw (internal_date) WHERE extent = 'head' AND missing = '';

-- Mail in part that a person wants whole.
CREATE TABLE wanted (
  raw      INTEGER PRIMARY KEY,
  asked_at INTEGER NOT NULL,
  why      TEXT NOT NULL -- opened, searched, file
) STRICT;

UPDATE folder SET
  here = (SELECT count(*) FROM placement p WHERE p.folder = folder.id),
  missing = (SELECT count(*) FROM placement p JOIN raw r ON r.id = p.raw WHERE p.folder = folder.id AND r.missing <> '');

-- +goose StatementBegin
CREATE TRIGGER placement_in AFTER INSERT ON placement BEGIN
  UPDATE folder SET here = here + 1 WHERE id = NEW.folder;
  UPDATE folder SET
    heads = heads + (r.extent = 'head' AND r.missing = ''), parts = parts + (r.extent = 'part' AND r.missing = ''), missing = folder.missing + (r.missing <> '')
    FROM raw r WHERE r.id = NEW.raw AND folder.id = NEW.folder AND (r.extent <> '' OR r.missing <> '');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER placement_out AFTER DELETE ON placement BEGIN
  UPDATE folder SET here = here - 1 WHERE id = OLD.folder;
  UPDATE folder SET
    heads = heads - (r.extent = 'head' AND r.missing = ''), parts = parts - (r.extent = 'part' AND r.missing = ''), missing = folder.missing - (r.missing <> '')
    FROM raw r WHERE r.id = OLD.raw AND folder.id = OLD.folder AND (r.extent <> '' OR r.missing <> '');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER placement_other AFTER UPDATE OF raw ON placement WHEN OLD.raw <> NEW.raw BEGIN
  UPDATE folder SET
    heads = heads - (r.extent = 'head' AND r.missing = ''), parts = parts - (r.extent = 'part' AND r.missing = ''), missing = folder.missing - (r.missing <> '')
    FROM raw r WHERE r.id = OLD.raw AND folder.id = OLD.folder AND (r.extent <> '' OR r.missing <> '');
  UPDATE folder SET
    heads = heads + (r.extent = 'head' AND r.missing = ''), parts = parts + (r.extent = 'part' AND r.missing = ''), missing = folder.missing + (r.missing <> '')
    FROM raw r WHERE r.id = NEW.raw AND folder.id = NEW.folder AND (r.extent <> '' OR r.missing <> '');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER raw_more AFTER UPDATE OF extent, missing ON raw WHEN OLD.extent <> NEW.extent OR OLD.missing <> NEW.missing BEGIN
  UPDATE folder SET
    heads = heads + p.n * ((NEW.extent = 'head' AND NEW.missing = '') - (OLD.extent = 'head' AND OLD.missing = '')),
    parts = parts + p.n * ((NEW.extent = 'part' AND NEW.missing = '') - (OLD.extent = 'part' AND OLD.missing = '')),
    missing = folder.missing + p.n * ((NEW.missing <> '') - (OLD.missing <> ''))
    FROM (SELECT folder, count(*) AS n FROM placement WHERE raw = NEW.id GROUP BY folder) p WHERE folder.id = p.folder;
END;
-- +goose StatementEnd
