package bot

import (
	"encoding/json"
	"runtime/debug"

	"motirbot/bot/discord"
)

// handle takes an event of the gateway. It must not wait for anything.
func (b *Bot) handle(name string, raw json.RawMessage) {
	defer func() {
		if r := recover(); r != nil {
			b.logger.Error("discord: event not taken", "event", name, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	switch name {
	case "READY":
		b.introduce(raw)
	case "INTERACTION_CREATE":
		in, err := discord.ParseInteraction(raw)
		if err != nil {
			b.logger.Error("discord: interaction not understood", "err", err)
			return
		}
		b.once(in.ID, func() { b.commands.Serve(b.base, in) })
	case "MESSAGE_CREATE":
		if m, ok := b.hear(raw); ok {
			b.once(m.ID, func() { m.serve(b.base) })
		}
	default:
		b.state.Guilds.Learn(name, raw)
	}
}

// once runs do in a goroutine, unless it has been for this id: after a lost
// connection, Discord repeats what it is not sure we have had.
func (b *Bot) once(id string, do func()) {
	if known, _ := b.seen.ContainsOrAdd(id, struct{}{}); known {
		return
	}
	// A bot that stops waits for what is running, not for answers alone: a
	// command cut short would leave its user without a word.
	handler := "handler of " + id
	b.commands.Running.Add(handler, "", func(error) {})
	b.handlers.Go(func() {
		defer b.commands.Running.Remove(handler)
		do()
	})
}

// introduce takes what Discord says of the bot itself.
func (b *Bot) introduce(raw json.RawMessage) {
	var ready struct {
		User struct {
			ID       string `json:"id"`
			Username string `json:"username"`
		} `json:"user"`
		Guilds []struct{} `json:"guilds"`
	}
	if err := json.Unmarshal(raw, &ready); err != nil {
		b.logger.Error("discord: READY not understood", "err", err)
		return
	}
	b.state.SetMe(ready.User.ID)
	b.announce.Do(func() {
		if b.cfg.OnReady != nil {
			b.cfg.OnReady(Invitation{AppID: b.app, Name: ready.User.Username, Guilds: len(ready.Guilds)})
		}
	})
}
