package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// GuildSettings is what the managers of a Discord server have set. The zero
// settings are the defaults.
type GuildSettings struct {
	GuildID        string
	Channels       []string // where the bot answers; none: everywhere
	Private        bool     // answers are for the asker only, unless asked otherwise
	Language       string   // "en" or "ko"; "": as the user's client
	IgnoreMentions bool
}

// AllGuildSettings returns the settings of every server that has changed any.
func (s *Store) AllGuildSettings(ctx context.Context) ([]GuildSettings, error) {
	var all []GuildSettings
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx,
			"SELECT id, channels, private, language, ignore_mentions FROM guilds ORDER BY id")
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanGuildSettings)
		return err
	})
	return all, err
}

func scanGuildSettings(row scanner) (GuildSettings, error) {
	var g GuildSettings
	var channels []byte
	if err := row.Scan(&g.GuildID, &channels, &g.Private, &g.Language, &g.IgnoreMentions); err != nil {
		return GuildSettings{}, err
	}
	if err := json.Unmarshal(channels, &g.Channels); err != nil {
		return GuildSettings{}, fmt.Errorf("channels of server %s: %w", g.GuildID, err)
	}
	return g, nil
}

// SaveGuildSettings stores the settings in place of what was there.
func (s *Store) SaveGuildSettings(ctx context.Context, g GuildSettings) error {
	if g.Channels == nil {
		g.Channels = []string{}
	}
	channels, err := json.Marshal(g.Channels)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO guilds (id, channels, private, language, ignore_mentions, changed_at)
			VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET channels = excluded.channels, private = excluded.private,
				language = excluded.language, ignore_mentions = excluded.ignore_mentions,
				changed_at = excluded.changed_at`,
			g.GuildID, string(channels), g.Private, g.Language, g.IgnoreMentions, timestamp(s.now()))
		return err
	})
}
