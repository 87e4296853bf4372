package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"motirbot/bot/rest"
)

// Run is the bot's life: it returns when the context ends, which is no error,
// or when Discord turns the bot away. By then answers under way are done or
// their readers told, and no goroutine is left.
func (b *Bot) Run(ctx context.Context) error {
	defer b.rest.Close()
	b.started = b.cfg.Now()
	base, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	b.base = base
	if err := b.prepare(ctx); err != nil {
		return quiet(ctx, whyNot(err))
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
		end(errRestarting)
	}
	disconnect()
	parts.Wait()
	b.handlers.Wait() // nothing can come any more
	return whyNot(err)
}

// quiet makes nothing of an error that comes of being stopped.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// prepare does what has to be done before the first event.
func (b *Bot) prepare(ctx context.Context) error {
	app, err := b.api.application(ctx)
	if err != nil {
		return fmt.Errorf("asking Discord who the bot is: %w", err)
	}
	b.api.app = app
	if err := errors.Join(b.guilds.refresh(ctx), b.shelf.refresh(ctx)); err != nil {
		return err
	}
	return b.register(ctx)
}

// register tells Discord the commands, if they are not those it knows.
func (b *Bot) register(ctx context.Context) error {
	commands := definitions()
	key, current := "discord commands "+b.api.app+" "+b.cfg.GuildID, fingerprint(b.api.app, commands)
	known, err := b.cfg.Memory.Meta(ctx, key)
	if err != nil || known == current {
		return err
	}
	err = b.api.overwriteCommands(ctx, b.cfg.GuildID, commands)
	if b.cfg.GuildID != "" && (rest.IsForbidden(err) || rest.HasStatus(err, http.StatusNotFound)) {
		return fmt.Errorf("%w (%w)", ErrNotInGuild, err)
	}
	if err != nil {
		return fmt.Errorf("registering commands: %w", err)
	}
	b.logger.Info("discord: commands registered", "guild", b.cfg.GuildID)
	return b.cfg.Memory.SetMeta(ctx, key, current)
}

// windDown lets answers under way finish, or after a while ends them; each
// tells its reader. The gateway stays open meanwhile, so that who asks now
// hears why there is no answer.
func (b *Bot) windDown(end context.CancelCauseFunc) {
	b.closing.Store(true)
	b.logger.Info("discord: stopping")
	grace, cancel := context.WithTimeout(b.base, b.cfg.StopGrace)
	defer cancel()
	b.running.wait(grace)
	end(errRestarting)
	told, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	b.running.wait(told)
}
