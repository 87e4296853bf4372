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
	Deny           bool     // it answers everywhere but in Channels
	Private        bool     // answers are for the asker only, unless asked otherwise
	Language       string   // "en" or "ko"; "": as the user's client
	IgnoreMentions bool
	Threads        bool // each question gets one

	// What managers allow of what the operator does; 0 is all of it.
	MemberHourly int // questions of one member in an hour
	GuildHourly  int // of all of them together
	ModelShare   int // of the day's calls of the chat model, in percent
}

const guildColumns = "id, channels, deny, private, language, ignore_mentions, threads, member_hourly, guild_hourly, model_share"

// AllGuildSettings returns the settings of every server that has changed any.
func (s *Store) AllGuildSettings(ctx context.Context) ([]GuildSettings, error) {
	var all []GuildSettings
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx,
			"SELECT "+guildColumns+" FROM guilds ORDER BY id")
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
	err := row.Scan(&g.GuildID, &channels, &g.Deny, &g.Private, &g.Language, &g.IgnoreMentions, &g.Threads,
		&g.MemberHourly, &g.GuildHourly, &g.ModelShare)
	if err != nil {
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
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO guilds ("+guildColumns+", changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			g.GuildID, string(channels), g.Deny, g.Private, g.Language, g.IgnoreMentions, g.Threads,
			g.MemberHourly, g.GuildHourly, g.ModelShare, timestamp(s.now()))
		return err
	})
}
