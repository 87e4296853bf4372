package bot

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/render"
	"motirbot/store"
)

// deleted takes that messages were deleted. Those that asked the bot something
// take with them what their answers show of it.
func (b *Bot) deleted(raw json.RawMessage) {
	var gone struct {
		ID      string   `json:"id"`
		IDs     []string `json:"ids"`
		Channel string   `json:"channel_id"`
	}
	if json.Unmarshal(raw, &gone) != nil {
		return
	}
	if gone.ID != "" {
		gone.IDs = append(gone.IDs, gone.ID)
	}
	if len(gone.IDs) == 0 {
		return
	}
	b.once("deleted in "+gone.Channel+" "+gone.IDs[0], func(ctx context.Context) {
		for _, id := range gone.IDs {
			if err := b.forgetQuestion(ctx, id); err != nil {
				b.logger.WarnContext(ctx, "discord: the title of a deleted question stays", "message", id, "err", err)
			}
		}
	})
}

func (b *Bot) forgetQuestion(ctx context.Context, id string) error {
	if b.commands.Cancel(id) {
		return nil // nothing is shown of it yet
	}
	given, err := b.state.Recall(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it asked nothing
	}
	if err != nil {
		return err
	}
	if err := b.cfg.Memory.ForgetQuestion(ctx, id); err != nil {
		return err
	}
	asked, err := discordgo.SnowflakeTimestamp(id)
	if err != nil {
		return err
	}
	channel := given.Place.Channel // a thread, maybe
	shown, found, err := b.poster.Find(ctx, store.Target{Channel: channel}, id, asked)
	if err != nil || !found {
		return err
	}
	given.Question = ""
	return b.client.Edit(ctx, channel, shown, b.state.View(ctx, given, render.For(given.Answer.Language)).Message(), false)
}
