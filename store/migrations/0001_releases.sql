-- Rules for this folder:
--   * a file that has been released is never edited: add the next number;
--   * forward only, no Down part: a backup is one file;
--   * each file is one transaction (never "NO TRANSACTION"), which together
--     with the index below makes two processes that upgrade the same store
--     apply each step exactly once.

-- +goose Up

-- "motr": tells a motirbot store from the SQLite file of another program. It
-- must agree with applicationID in open.go.
PRAGMA application_id = 0x6d6f7472;

CREATE UNIQUE INDEX goose_db_version_once ON goose_db_version (version_id);

-- A release, whichever text is the newest.
CREATE TABLE releases (
    id         TEXT    NOT NULL PRIMARY KEY,
    title_key  TEXT    NOT NULL,           -- of the newest text
    date       TEXT    NOT NULL,           -- of the newest text, YYYY-MM-DD
    revision   INTEGER NOT NULL,           -- number of the newest text
    first_seen INTEGER NOT NULL,           -- microseconds since 1970, UTC
    withdrawn  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX releases_title_key ON releases (title_key);
CREATE INDEX releases_date ON releases (date, id);

-- Every text a release has had; rows are added and never changed.
CREATE TABLE revisions (
    release_id  TEXT    NOT NULL REFERENCES releases (id),
    revision    INTEGER NOT NULL,          -- 1 is the first text
    hash        TEXT    NOT NULL,          -- hex SHA-256 of what a reader sees
    stored_at   INTEGER NOT NULL,
    source      TEXT    NOT NULL,
    number      TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    date        TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    attachments TEXT    NOT NULL,          -- JSON array, or empty
    truncated   INTEGER NOT NULL,
    PRIMARY KEY (release_id, revision)
) STRICT;

-- Every ID under which a source has brought a release. The same release on two
-- lists has two identities and one row in releases.
CREATE TABLE identities (
    id         TEXT NOT NULL PRIMARY KEY,
    source     TEXT NOT NULL,
    release_id TEXT NOT NULL REFERENCES releases (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_release ON identities (release_id, source);

-- Spans of the newest text. The words themselves are in revisions.body.
CREATE TABLE chunks (
    release_id TEXT    NOT NULL REFERENCES releases (id),
    seq        INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    embed_hash TEXT    NOT NULL,
    PRIMARY KEY (release_id, seq)
) STRICT, WITHOUT ROWID;

-- A cache: what a model made of a text, little-endian float32. The rows lie in
-- the order in which they came and the index holds the keys alone: as WITHOUT
-- ROWID, each step of a search would compare whole rows, vectors included.
CREATE TABLE vectors (
    model  TEXT NOT NULL,
    hash   TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, hash)
) STRICT;

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: grows with every change to releases or chunks.
CREATE TABLE state (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL,
    changed_at INTEGER NOT NULL            -- 0 before the first change
) STRICT;
INSERT INTO state (one, generation, changed_at) VALUES (1, 0, 0);
