package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"motirbot/bot/command"
	"motirbot/bot/discord"
)

// Run is the bot's life: it returns when the context ends, which is no error,
// or when Discord turns the bot away. By then answers under way are done or
// their readers told, and no goroutine is left.
func (b *Bot) Run(ctx context.Context) error {
	defer b.client.Close()
	base, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	b.base = base
	if err := b.prepare(ctx); err != nil {
		return quiet(ctx, startupError(err))
	}
	connected, disconnect := context.WithCancel(base)
	defer disconnect()
	var parts sync.WaitGroup
	turnedAway := make(chan error, 1)
	parts.Go(func() { turnedAway <- b.gateway.Run(connected) })
	parts.Go(func() { b.housekeep(connected) })
	var err error
	select {
	case <-ctx.Done():
		b.windDown(end)
	case err = <-turnedAway:
		end(command.ErrRestarting)
	}
	disconnect()
	parts.Wait()
	b.handlers.Wait() // nothing can come any more
	return startupError(err)
}

// quiet makes nothing of an error that comes of being stopped.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // being stopped is no error
	}
	return err
}

// prepare does what has to be done before the first event.
func (b *Bot) prepare(ctx context.Context) error {
	err := patiently(ctx, func() (err error) {
		b.app, err = b.client.Application(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("asking Discord who the bot is: %w", err)
	}
	if err := errors.Join(b.state.Guilds.Refresh(ctx), b.state.Catalog.Refresh(ctx)); err != nil {
		return err
	}
	return b.register(ctx)
}

// patiently does what is needed to start, again after a while where Discord turns
// this address away: to end and be started again would only make that last.
func patiently(ctx context.Context, do func() error) error {
	for {
		err := do()
		blocked, is := errors.AsType[*discord.BlockedError](err)
		if !is {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Until(blocked.Until)):
		}
	}
}

// register tells Discord the commands, if they are not those it knows.
func (b *Bot) register(ctx context.Context) error {
	commands, err := command.Definitions(b.app.UserInstall)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append([]byte(b.app.ID+"\n"), commands...))
	key, current := commandsKey(b.app.ID, b.cfg.GuildID), hex.EncodeToString(sum[:])
	known, err := b.cfg.Memory.Meta(ctx, key)
	if err != nil || known == current {
		return err
	}
	err = patiently(ctx, func() error { return b.client.OverwriteCommands(ctx, b.cfg.GuildID, commands) })
	if b.cfg.GuildID != "" && (discord.IsForbidden(err) || discord.HasStatus(err, http.StatusNotFound)) {
		return fmt.Errorf("%w (%w)", ErrNotInGuild, err)
	}
	if err != nil {
		return fmt.Errorf("registering commands: %w", err)
	}
	b.logger.InfoContext(ctx, "discord: commands registered", "guild", b.cfg.GuildID)
	return b.cfg.Memory.SetMeta(ctx, key, current)
}

// windDown lets answers under way finish, or after a while ends them; each
// tells its reader. The gateway stays open meanwhile, so that who asks now
// hears why there is no answer.
//
//nolint:contextcheck // it begins when the context has ended
func (b *Bot) windDown(end context.CancelCauseFunc) {
	b.commands.Close()
	b.logger.Info("discord: stopping")
	grace, cancel := context.WithTimeout(b.base, b.cfg.StopGrace)
	defer cancel()
	b.commands.Running.Wait(grace)
	end(command.ErrRestarting)
	told, cancel := context.WithTimeout(context.Background(), discord.SendTimeout)
	defer cancel()
	b.commands.Running.Wait(told)
}
