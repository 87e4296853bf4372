-- +goose Up

-- Whether the channels that managers have named are the only ones to answer in
-- (0) or those not to answer in (1); and what they allow of what the operator
-- does: 0 is all of it.
ALTER TABLE guilds ADD COLUMN deny INTEGER NOT NULL DEFAULT 0;
ALTER TABLE guilds ADD COLUMN member_hourly INTEGER NOT NULL DEFAULT 0;
ALTER TABLE guilds ADD COLUMN guild_hourly INTEGER NOT NULL DEFAULT 0;
ALTER TABLE guilds ADD COLUMN model_share INTEGER NOT NULL DEFAULT 0; -- percent

-- Servers that the bot has left, and when; their data goes after a while.
CREATE TABLE guilds_left (
    id      TEXT    NOT NULL PRIMARY KEY,
    left_at INTEGER NOT NULL                   -- microseconds since 1970, UTC
) STRICT, WITHOUT ROWID;

-- How often somebody asked, by windows of time.
CREATE TABLE uses (
    who   TEXT    NOT NULL,                    -- "guild 12", "user 34"
    since INTEGER NOT NULL,                    -- the window's beginning
    uses  INTEGER NOT NULL,
    PRIMARY KEY (who, since)
) STRICT, WITHOUT ROWID;

-- Calls of the chat model by day and by who asked, as in uses.
CREATE TABLE model_calls_by (
    day   TEXT    NOT NULL,                    -- YYYY-MM-DD in Seoul
    payer TEXT    NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (day, payer)
) STRICT, WITHOUT ROWID;
INSERT INTO model_calls_by (day, payer, calls) SELECT day, '', calls FROM model_calls;
DROP TABLE model_calls;
ALTER TABLE model_calls_by RENAME TO model_calls;

CREATE INDEX answers_asker ON answers (asker);
CREATE INDEX answers_guild ON answers (guild);
CREATE INDEX votes_voter ON votes (voter);
