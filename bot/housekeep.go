package bot

import (
	"context"
	"errors"
	"time"
)

const (
	keepClaims = 24 * time.Hour
	// keepGuilds is how long the data of a server stays that the bot has left: it
	// may have been thrown out by mistake.
	keepGuilds = 30 * 24 * time.Hour
)

// housekeep looks for news in the store and deletes what is old.
func (b *Bot) housekeep(ctx context.Context) {
	refresh, prune := time.NewTicker(b.cfg.RefreshEvery), time.NewTicker(b.cfg.PruneEvery)
	defer refresh.Stop()
	defer prune.Stop()
	b.prune(ctx)
	b.state.Catalog.RefreshQuestions(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-refresh.C:
			b.report("refresh", errors.Join(b.state.Guilds.Refresh(ctx), b.state.Catalog.Refresh(ctx)))
			b.state.Catalog.RefreshQuestions(ctx)
		case <-b.moved:
			b.recordGuilds(ctx)
		case <-prune.C:
			b.recordGuilds(ctx)
			b.prune(ctx)
		}
	}
}

func (b *Bot) prune(ctx context.Context) {
	now := b.cfg.Now()
	_, err := b.cfg.Memory.PruneAnswers(ctx, now.Add(-b.cfg.KeepAnswers))
	_, err2 := b.cfg.Memory.PruneClaims(ctx, now.Add(-keepClaims))
	b.report("prune", errors.Join(err, err2))
}

// recordGuilds tells the store which servers the bot is on, and then deletes the
// data of those that it left long ago.
func (b *Bot) recordGuilds(ctx context.Context) {
	present, shards := b.state.Guilds.Present()
	if len(shards) == 0 {
		return // Discord has not told yet; one that was left may have invited the bot again
	}
	// Of the servers of other shards nothing is known here.
	err := b.cfg.Memory.RecordGuilds(ctx, present, func(guild string) bool { return shards[b.gateway.ShardOf(guild)] })
	if err == nil {
		var gone int
		if gone, err = b.cfg.Memory.PruneGuilds(ctx, b.cfg.Now().Add(-keepGuilds)); gone > 0 {
			b.logger.InfoContext(ctx, "discord: deleted the data of servers that the bot has left", "servers", gone)
		}
	}
	b.report("servers", err)
}

func (b *Bot) report(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		b.logger.Error("discord: housekeeping", "what", what, "err", err)
	}
}
