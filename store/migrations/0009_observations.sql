-- +goose Up

-- The figures read out of the newest text of each release, all of a release in
-- one row, since they are replaced together. A row of another revision or
-- reader is out of date.
CREATE TABLE observations (
    release_id TEXT    NOT NULL PRIMARY KEY,
    revision   INTEGER NOT NULL,
    reader     TEXT    NOT NULL,           -- what read them
    data       TEXT    NOT NULL            -- JSON array of observation.Observation
) STRICT;
