-- +goose Up

-- What a search needs of the newest text of each release, made by the indexer:
-- read when a search begins, and never worked out again. A row of another
-- revision or maker is out of date. The blob comes last, so that the columns
-- before it are found without reading it.
CREATE TABLE word_index (
    release_id TEXT    NOT NULL PRIMARY KEY REFERENCES releases (id) ON DELETE CASCADE,
    revision   INTEGER NOT NULL,
    maker      TEXT    NOT NULL,
    date       TEXT    NOT NULL,           -- title, date and address are those of the text
    title      TEXT    NOT NULL,
    url        TEXT    NOT NULL,
    chunks     INTEGER NOT NULL,           -- into how many the text is cut
    hashes     BLOB    NOT NULL,           -- SHA-256 of what is embedded of each
    data       BLOB    NOT NULL            -- chunks, words and times, as package retrieval writes them
) STRICT;
CREATE INDEX word_index_date ON word_index (date);

-- The vectors of the chunks, by model.
CREATE TABLE vector_index (
    model      TEXT    NOT NULL,
    release_id TEXT    NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
    revision   INTEGER NOT NULL,
    maker      TEXT    NOT NULL,
    made       INTEGER NOT NULL,           -- how many of them there are; -1: nobody has asked for them
    data       BLOB    NOT NULL,
    PRIMARY KEY (model, release_id)
) STRICT;
CREATE INDEX vector_index_release ON vector_index (release_id);

-- What the rows of a year were put together to: read instead of them as long as
-- the key, which names what it was made from, is the one wanted.
CREATE TABLE segments (
    year INTEGER NOT NULL PRIMARY KEY,
    key  INTEGER NOT NULL,
    data BLOB    NOT NULL
) STRICT;

ALTER TABLE releases ADD COLUMN changed INTEGER NOT NULL DEFAULT 0; -- generation in which its text or its index last changed

-- How a text is cut stands in the index now.
DROP TABLE chunks;
DELETE FROM meta WHERE key = 'chunker';

-- What a model that costs nothing has made is made again; the rest is kept, by
-- its text, for the day on which the same is asked for once more.
PRAGMA secure_delete = OFF;
CREATE TABLE kept (
    model  TEXT NOT NULL,
    hash   TEXT NOT NULL,
    vector BLOB NOT NULL,                  -- little-endian float32
    PRIMARY KEY (model, hash)
) STRICT;
INSERT INTO kept SELECT model, hash, vector FROM vectors WHERE model NOT LIKE 'local-%';
DROP TABLE vectors;
ALTER TABLE kept RENAME TO vectors;
PRAGMA secure_delete = ON;
