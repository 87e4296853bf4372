-- +goose Up

-- Each release of a source is one by itself. Where two sources show the same
-- one, one of them stands for both, and the other is kept behind it.
ALTER TABLE releases ADD COLUMN shown_as  TEXT    NOT NULL DEFAULT ''; -- the release that stands for this one; '': it is shown itself
ALTER TABLE releases ADD COLUMN of_record INTEGER NOT NULL DEFAULT 0;  -- from the issuer's own page
CREATE INDEX releases_shown_as ON releases (shown_as) WHERE shown_as <> '';

-- What earlier versions took for one release has to be taken apart, which is
-- more than SQL can say: see split.go.
INSERT OR REPLACE INTO meta (key, value) VALUES ('split', 'due');
