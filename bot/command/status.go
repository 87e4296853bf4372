package command

import (
	"context"
	"time"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/store"
)

func statusCommand() command {
	return command{slash(word{"status", "상태"}, word{"What the bot knows and how it is", "봇의 자료와 상태"}, privateOption()), (*call).status}
}

// votesFor is how far back managers are told of votes.
const votesFor = 30 * 24 * time.Hour

func (c *call) status(ctx context.Context, opts discord.Options) error {
	private, err := c.beginNotice(ctx, opts)
	if err != nil {
		return err
	}
	stats, err := c.Releases.Stats(ctx)
	if err != nil {
		return err
	}
	s := render.Status{
		Index: stats, Connected: c.cfg.Connected(c.in.GuildID), Started: c.started, Version: c.cfg.Version, Sample: c.Sample(),
		Model: c.cfg.Model, ModelCalls: c.cfg.Limits.ModelCalls, SyncEvery: c.cfg.SyncEvery, Now: c.Clock(),
	}
	if c.in.Manages() && private { // votes are the managers' to know
		votes, err := c.Memory.VotesOn(ctx, c.in.GuildID, c.Clock().Add(-votesFor))
		if err != nil {
			return err
		}
		s.Votes = &votes
	}
	sources, err := c.Memory.SourceStates(ctx)
	if err != nil {
		c.Logger.WarnContext(ctx, "discord: sources not read", "err", err)
	} else {
		s.Sources = append([]store.SourceState{}, sources...) // nil would say that they could not be read
	}
	return c.show(ctx, s.Message(c.texts))
}
