package command

import (
	"context"

	"motirbot/bot/discord"
	"motirbot/bot/render"
)

func privacyCommand() command {
	return command{slash(word{"privacy", "개인정보"}, word{"What is kept of you, and how to delete it", "보관하는 내용과 삭제 방법"}), (*call).privacy}
}

func (c *call) privacy(ctx context.Context, _ discord.Options) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	kept, err := c.Memory.PersonalData(ctx, c.in.Invoker().ID)
	if err != nil {
		return err
	}
	return c.show(ctx, render.Privacy{
		KeepAnswers: c.cfg.KeepAnswers, KeepGuilds: c.cfg.KeepGuilds, Servers: c.cfg.ModelServers, ReadsThreads: c.cfg.ReadsThreads,
		Kept: kept, User: c.in.Invoker().ID, Texts: c.texts,
	}.Message())
}

// deletion serves the buttons that delete a person's data. Discord shows them to
// that person alone.
func (c *call) deletion(ctx context.Context, id render.CustomID) error {
	person := c.in.Invoker().ID
	if id.User != person {
		return c.say(ctx, c.texts.OldButton)
	}
	if err := c.acknowledgeUpdate(ctx); err != nil {
		return err
	}
	switch id.Action {
	case render.DoDelete:
		kept, err := c.Memory.PersonalData(ctx, person)
		if err != nil {
			return err
		}
		return c.show(ctx, render.ConfirmDeletion(kept, person, c.texts))
	case render.DoDeleteIt:
		gone, err := c.Forget(ctx, person)
		if err != nil {
			return err
		}
		c.Logger.InfoContext(ctx, "discord: deleted the data of a person")
		return c.show(ctx, render.Deleted(gone, c.texts))
	default:
		return c.say(ctx, c.texts.DataKept)
	}
}
