-- +goose Up

-- Whether each question gets a thread.
ALTER TABLE guilds ADD COLUMN threads INTEGER NOT NULL DEFAULT 0;
