package bot

import (
	"context"
	"encoding/json"
	"runtime/debug"
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
		in, err := parseInteraction(raw)
		if err != nil {
			b.logger.Error("discord: interaction not understood", "err", err)
			return
		}
		b.once(in.ID, func() { b.newCall(in).serve(b.base) })
	case "MESSAGE_CREATE":
		if talk, ok := b.hear(raw); ok {
			b.once(talk.msg.ID, func() { talk.serve(b.base) })
		}
	default:
		b.guilds.learn(name, raw)
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
	b.running.add(handler, "", func(error) {})
	b.handlers.Go(func() {
		defer b.running.remove(handler)
		do()
	})
}

// claim asks the store whether this process is the first to answer the
// interaction or message. A store that cannot say does not keep us from
// answering: the memory of this process has been asked already.
func (b *Bot) claim(ctx context.Context, id string) bool {
	ctx, cancel := sending(ctx)
	defer cancel()
	first, err := b.cfg.Memory.Claim(ctx, id)
	if err != nil {
		b.logger.Error("discord: not claimed", "id", id, "err", err)
		return true
	}
	return first
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
	b.user.Store(&ready.User.ID)
	b.announce.Do(func() {
		if b.cfg.OnReady != nil {
			b.cfg.OnReady(Invitation{AppID: b.api.app, Name: ready.User.Username, Guilds: len(ready.Guilds)})
		}
	})
}
