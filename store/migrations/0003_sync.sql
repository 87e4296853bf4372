-- +goose Up

-- What is known of each source that brings releases. Times are microseconds
-- since 1970, UTC; 0 is never.
CREATE TABLE sources (
    name          TEXT    NOT NULL PRIMARY KEY,
    last_attempt  INTEGER NOT NULL,
    last_success  INTEGER NOT NULL,
    last_error    TEXT    NOT NULL,
    last_error_at INTEGER NOT NULL,
    failures      INTEGER NOT NULL,            -- attempts in a row that failed
    failing_since INTEGER NOT NULL,
    retry_at      INTEGER NOT NULL,            -- the site asked to be left alone until then
    backfilled    INTEGER NOT NULL,            -- when the first sync was through
    floor         TEXT    NOT NULL,            -- the day it went back to; '' is all
    walked        INTEGER NOT NULL             -- when the whole list was last read
) STRICT, WITHOUT ROWID;

-- What a source last showed under an identity. A row is written after the
-- release is stored, so that an identity without a row is looked at again.
CREATE TABLE sightings (
    source     TEXT    NOT NULL,
    id         TEXT    NOT NULL REFERENCES identities (id),
    number     TEXT    NOT NULL,
    listed_as  TEXT    NOT NULL,               -- title in the list, which may differ from the release's
    url        TEXT    NOT NULL,
    date       TEXT    NOT NULL,
    hash       TEXT    NOT NULL,               -- of the text shown, which need not be the one kept
    checked_at INTEGER NOT NULL,
    gone       INTEGER NOT NULL,
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_identity ON sightings (id);

-- Releases that a source announced and that could not be read, or that seem
-- withdrawn and are not believed yet.
CREATE TABLE troubles (
    source   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    number   TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    url      TEXT    NOT NULL,
    date     TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    since    INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at  INTEGER NOT NULL,
    quiet    INTEGER NOT NULL,                 -- found by a first sync: never announced
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

-- What to ask a page conditionally with.
CREATE TABLE validators (
    url           TEXT NOT NULL PRIMARY KEY,
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may do what only one process may do at a time.
CREATE TABLE leases (
    name       TEXT    NOT NULL PRIMARY KEY,
    holder     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Releases that are news, in the order in which they became so. Ids only grow,
-- so that a reader can go on from the last one it has seen.
CREATE TABLE announcements (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    release_id TEXT    NOT NULL UNIQUE REFERENCES releases (id),
    at         INTEGER NOT NULL
) STRICT;

-- The same page under two sources is found by its address.
CREATE INDEX revisions_url ON revisions (url);
