package bot

import (
	"context"
	"errors"
	"time"
)

const (
	keepAnswers = 90 * 24 * time.Hour
	keepClaims  = 24 * time.Hour
)

// housekeep looks for news in the store and deletes what is old.
func (b *Bot) housekeep(ctx context.Context) {
	refresh, prune := time.NewTicker(b.cfg.RefreshEvery), time.NewTicker(b.cfg.PruneEvery)
	defer refresh.Stop()
	defer prune.Stop()
	b.prune(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-refresh.C:
			b.report("refresh", errors.Join(b.state.Guilds.Refresh(ctx), b.state.Catalog.Refresh(ctx)))
		case <-prune.C:
			b.prune(ctx)
		}
	}
}

func (b *Bot) prune(ctx context.Context) {
	now := b.cfg.Now()
	_, err := b.cfg.Memory.PruneAnswers(ctx, now.Add(-keepAnswers))
	_, err2 := b.cfg.Memory.PruneClaims(ctx, now.Add(-keepClaims))
	b.report("prune", errors.Join(err, err2))
}

func (b *Bot) report(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		b.logger.Error("discord: housekeeping", "what", what, "err", err)
	}
}
