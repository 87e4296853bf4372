-- +goose Up

-- Releases that somebody has had taken out, of which nothing else is kept: what
-- a source shows of them is passed over.
CREATE TABLE forgotten (
    id        TEXT    NOT NULL PRIMARY KEY,
    source    TEXT    NOT NULL,                -- that the ID belongs to
    title_key TEXT    NOT NULL,                -- by which another source's copy is known
    at        INTEGER NOT NULL                 -- microseconds since 1970, UTC
) STRICT, WITHOUT ROWID;
CREATE INDEX forgotten_title ON forgotten (title_key);
