-- +goose Up

-- What a server's managers have set. A server without a row has the defaults,
-- which are zero everywhere.
CREATE TABLE guilds (
    id              TEXT    NOT NULL PRIMARY KEY,
    channels        TEXT    NOT NULL,          -- JSON array of ids; empty array: all
    private         INTEGER NOT NULL,          -- answers are for the asker only
    language        TEXT    NOT NULL,          -- "" as the user's client, else "en" or "ko"
    ignore_mentions INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL           -- microseconds since 1970, UTC
) STRICT, WITHOUT ROWID;

-- Interactions and messages that somebody is answering or has answered.
CREATE TABLE claims (
    id         TEXT    NOT NULL PRIMARY KEY,
    claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_age ON claims (claimed_at);

-- Answers given, for their buttons and for follow-up questions. The id is that
-- of the interaction or message that was answered.
CREATE TABLE answers (
    id       TEXT    NOT NULL PRIMARY KEY,
    guild    TEXT    NOT NULL,                 -- "" in direct messages
    channel  TEXT    NOT NULL,
    asker    TEXT    NOT NULL,
    parent   TEXT    NOT NULL,                 -- the answer this one follows up on, or ""
    private  INTEGER NOT NULL,
    question TEXT    NOT NULL,
    answer   TEXT    NOT NULL,                 -- JSON, with its passages
    prompt   TEXT    NOT NULL,                 -- version of the prompt
    model    TEXT    NOT NULL,                 -- "" for an extract
    corpus   TEXT    NOT NULL,                 -- state of the index
    given_at INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_talk ON answers (channel, asker, given_at);
CREATE INDEX answers_age ON answers (given_at);

CREATE TABLE votes (
    answer   TEXT    NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    voter    TEXT    NOT NULL,
    up       INTEGER NOT NULL,
    voted_at INTEGER NOT NULL,
    PRIMARY KEY (answer, voter)
) STRICT, WITHOUT ROWID;

-- Calls of the chat model by day.
CREATE TABLE model_calls (
    day   TEXT    NOT NULL PRIMARY KEY,        -- YYYY-MM-DD in Seoul
    calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
