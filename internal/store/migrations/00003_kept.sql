-- +goose Up
-- What a draft brought along by itself, and the versions of it that others wrote over.

ALTER TABLE draft_file ADD COLUMN along INTEGER NOT NULL DEFAULT 0; -- 1: it came with the mail that is forwarded
ALTER TABLE draft ADD COLUMN beside TEXT NOT NULL DEFAULT ''; -- d… of the draft whose version this was, while that tells of it
CREATE INDEX draft_beside ON draft (beside) WHERE beside <> '';
