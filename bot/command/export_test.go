package command

import (
	"context"
	"log/slog"
	"time"

	"motirbot/bot/discord"
	"motirbot/store"
)

// What the tests of this package's parts need to reach.

var (
	ParseSince = parseSince
	ParseWeek  = parseWeek
)

// Outlet shows each text that a stream sends.
type Outlet func(text string)

// Show implements discord.Responder.
func (o Outlet) Show(_ context.Context, m discord.Message, _ bool) error {
	o(m.Content)
	return nil
}

// Stream starts a stream of drafts to the outlet.
func Stream(ctx context.Context, out Outlet, every time.Duration) (text func(string), finish func()) {
	s := startStream(ctx, &stream{out: out, every: every, draft: discord.Plain, logger: slog.New(slog.DiscardHandler)})
	return s.text, s.finish
}

// ApplySetting changes settings as a component of the panel does.
func ApplySetting(g store.GuildSettings, of string, values ...string) store.GuildSettings {
	applySetting(&g, of, values)
	return g
}
