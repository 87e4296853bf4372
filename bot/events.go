package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime/debug"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/internal/logctx"
	"motirbot/store"
)

// handle takes an event of the gateway. It must not wait for anything.
func (b *Bot) handle(shard int, name string, raw json.RawMessage) {
	defer func() {
		if r := recover(); r != nil {
			b.logger.Error("discord: event not taken", "event", name, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	switch name {
	case "READY":
		b.introduce(shard, raw)
	case "INTERACTION_CREATE":
		in, err := discord.ParseInteraction(raw)
		if err != nil {
			b.logger.Error("discord: interaction not understood", "err", err)
			return
		}
		b.once(in.ID, func(ctx context.Context) { b.commands.Serve(ctx, in) })
	case "MESSAGE_CREATE":
		if m, ok := b.hear(raw); ok {
			b.once(m.ID, m.serve)
		}
	case "MESSAGE_UPDATE":
		if m, ok := b.hear(raw); ok && m.Edited != "" {
			b.once("edited "+m.ID+" "+m.Edited, m.serve)
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		b.deleted(raw)
	default:
		b.state.Guilds.Learn(name, raw)
		b.meet(shard, name, raw)
	}
}

// meet sees the bot come to a server, or leave it. An outage of Discord's is
// neither.
func (b *Bot) meet(shard int, name string, raw json.RawMessage) {
	if name != "GUILD_CREATE" && name != "GUILD_DELETE" {
		return
	}
	var guild struct {
		ID          string `json:"id"`
		Unavailable bool   `json:"unavailable"`
		JoinedAt    string `json:"joined_at"`
	}
	if json.Unmarshal(raw, &guild) != nil || guild.Unavailable {
		return
	}
	if name == "GUILD_DELETE" {
		if b.state.Guilds.Leave(guild.ID) {
			b.logger.Info("discord: left a server", "guild", guild.ID)
			b.guildsChanged()
		}
		return
	}
	if !b.state.Guilds.Enter(shard, guild.ID) {
		return
	}
	b.logger.Info("discord: joined a server", "guild", guild.ID)
	b.guildsChanged()
	b.once("joined "+guild.ID+" "+guild.JoinedAt, func(ctx context.Context) { b.greet(ctx, guild.ID, guild.JoinedAt) })
}

// guildsChanged has the store told which servers the bot is on.
func (b *Bot) guildsChanged() {
	select {
	case b.moved <- struct{}{}:
	default: // it is about to be told
	}
}

// greet says on a server that the bot is there, where it may.
func (b *Bot) greet(ctx context.Context, guild, joined string) {
	channel := b.state.Guilds.Greeting(b.state.Me(), guild)
	if channel == "" {
		b.logger.InfoContext(ctx, "discord: no channel to greet in", "guild", guild)
		return
	}
	if first, _ := b.state.Claim(ctx, "joined "+guild+" "+joined); !first {
		return
	}
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	t := render.For(b.state.Language(ctx, store.Target{Guild: guild}))
	out := discord.ChannelMessage{Client: b.client, Channel: channel, Nonce: guild}
	if err := out.Show(ctx, render.Greeting(b.state.Issuers(), b.state.Mention(), b.state.Answers.Examples(ctx, t.Lang), t), false); err != nil {
		b.logger.InfoContext(ctx, "discord: not greeted", "guild", guild, "err", err)
	}
}

// once runs do in a goroutine, unless it has been for this id: after a lost
// connection, Discord repeats what it is not sure we have had. What is logged
// with its context has the id.
func (b *Bot) once(id string, do func(context.Context)) {
	if known, _ := b.seen.ContainsOrAdd(id, struct{}{}); known {
		return
	}
	// A bot that stops waits for what is running, not for answers alone: a
	// command cut short would leave its user without a word.
	handler := "handler of " + id
	b.commands.Running.Add(handler, "", func(error) {})
	b.handlers.Go(func() {
		defer b.commands.Running.Remove(handler)
		do(logctx.With(b.base, slog.String("request", id)))
	})
}

// introduce takes what Discord says of the bot itself when a shard is connected.
func (b *Bot) introduce(shard int, raw json.RawMessage) {
	var ready struct {
		User struct {
			ID       string `json:"id"`
			Username string `json:"username"`
		} `json:"user"`
		Guilds []struct {
			ID string `json:"id"`
		} `json:"guilds"`
	}
	if err := json.Unmarshal(raw, &ready); err != nil {
		b.logger.Error("discord: READY not understood", "err", err)
		return
	}
	b.state.SetMe(ready.User.ID)
	var present []string
	for _, guild := range ready.Guilds {
		present = append(present, guild.ID)
	}
	b.state.Guilds.SetPresent(shard, present)
	b.guildsChanged()
	b.announce.Do(func() {
		if b.cfg.OnReady != nil {
			b.cfg.OnReady(Invitation{AppID: b.app.ID, Name: ready.User.Username, Guilds: len(ready.Guilds), UserInstall: b.app.UserInstall, Shards: b.gateway.Shards(), ShardCount: b.gateway.Count()})
		}
		b.once("registered commands", b.twice)
	})
}
