-- +goose Up

-- Who is told of new releases. Either guild and channel are set, or person
-- alone, who is then told in direct messages.
CREATE TABLE subscriptions (
    id                INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- never given twice
    guild             TEXT    NOT NULL,
    channel           TEXT    NOT NULL,
    person            TEXT    NOT NULL,
    topic             TEXT    NOT NULL,          -- key of a topic; "*": every release
    role              TEXT    NOT NULL,          -- may be mentioned; "": nobody is
    created_by        TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,          -- microseconds since 1970, UTC
    paused_at         INTEGER NOT NULL,          -- 0 while active
    pause_reason      TEXT    NOT NULL,
    from_announcement INTEGER NOT NULL,          -- only later announcements are posted
    UNIQUE (guild, channel, person, topic)
) STRICT;

-- The weekly digest of a channel.
CREATE TABLE digests (
    guild        TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    active       INTEGER NOT NULL,
    weekday      INTEGER NOT NULL,               -- 0 is Sunday
    minute       INTEGER NOT NULL,               -- of the local day
    zone         TEXT    NOT NULL,               -- IANA name
    say_empty    INTEGER NOT NULL,               -- a week without releases is said
    created_by   TEXT    NOT NULL,
    since        INTEGER NOT NULL,               -- digests due up to then are not sent
    paused_at    INTEGER NOT NULL,
    pause_reason TEXT    NOT NULL,
    planned_week TEXT    NOT NULL,               -- the last one planned, as 2025-W51
    covered_to   TEXT    NOT NULL,               -- last day told of in it, YYYY-MM-DD
    PRIMARY KEY (guild, channel)
) STRICT, WITHOUT ROWID;

-- The outbox: every post to Discord that nobody asked for, before, while and
-- after it is sent. The key makes a delivery what it is: planned again, it is
-- the same one.
CREATE TABLE deliveries (
    seq           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- order of planning
    key           TEXT    NOT NULL UNIQUE,
    kind          TEXT    NOT NULL,
    guild         TEXT    NOT NULL,
    channel       TEXT    NOT NULL,
    person        TEXT    NOT NULL,
    lane          TEXT    NOT NULL,              -- deliveries of one lane go in order
    bucket        TEXT    NOT NULL,              -- whose rate limit counts
    payload       TEXT    NOT NULL,              -- JSON
    nonce         TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    attempts      INTEGER NOT NULL,
    not_before    INTEGER NOT NULL,
    claimed_by    TEXT    NOT NULL,
    claimed_until INTEGER NOT NULL,
    tried_at      INTEGER NOT NULL,              -- when the last attempt began
    unsure_at     INTEGER NOT NULL,              -- when the first one without an answer began, or 0
    repeated      INTEGER NOT NULL,              -- sent again though the first may have arrived
    gone_since    INTEGER NOT NULL,              -- first refusal of the channel, or 0
    message_id    TEXT    NOT NULL,
    error         TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;
-- Few of all deliveries are open, and each look at the outbox is at those.
CREATE INDEX deliveries_open ON deliveries (seq) WHERE state IN ('planned', 'sending');
CREATE INDEX deliveries_lane ON deliveries (lane, seq) WHERE state IN ('planned', 'sending');
CREATE INDEX deliveries_rate ON deliveries (bucket, tried_at);
CREATE INDEX deliveries_age ON deliveries (updated_at);
