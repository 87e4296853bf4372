package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/figures"
	"motirbot/ingest"
	"motirbot/prompts"
	"motirbot/store"
)

const serveHelp = `Runs the Discord bot until it is stopped with Ctrl-C or SIGTERM; answers under
way are finished first. It needs the bot's token and no privileged intent.

The bot syncs by itself, with the settings that ` + "`motirbot sync --help`" + ` names,
and posts the alerts and digests that were subscribed to. Several bots may run
on one index, each with its share of the shards (DISCORD_SHARDS and
DISCORD_SHARD_IDS): one of them syncs and posts, and another takes over when that
one ends. Each question is answered and each post is sent once.

Releases that are indexed meanwhile are answered from without a restart. While
there are none at all, the bot answers from the sample: with a first sync, until
that has stored something. When the index is deleted or replaced under it, the
bot says so and ends with status 1, for nothing could be kept any more.`

const serveExamples = `  DISCORD_TOKEN=… motirbot serve
  DISCORD_TOKEN=… DISCORD_GUILD_ID=123456789012345678 motirbot serve`

const (
	// refreshEvery is how soon the bot notices what another process indexed.
	refreshEvery = 15 * time.Second
	// watchEvery is how soon it notices that the index is gone. Until it does,
	// it tells whoever wants something kept that it cannot.
	watchEvery = 30 * time.Second
	// sayEvery bounds how often it says that it cannot tell.
	sayEvery = time.Minute
)

func newServeCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "serve",
		Short:             "Run the Discord bot",
		Long:              serveHelp,
		Example:           serveExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		Annotations:       map[string]string{groupOf: "serve"},
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
}

func (a *app) serve(ctx context.Context) (err error) {
	d, err := loadDiscord(a.environ)
	if err != nil {
		return err
	}
	if a.cfg.DB == "" {
		return usagef("there is no folder to keep the index in: name a file with --db or MOTIRBOT_DB")
	}
	plan, err := loadSyncPlan(a.environ)
	if err != nil {
		return err
	}
	memory, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	s, closeSample, err := a.stand(ctx, memory, bot.NewBudget(memory, d.modelCalls, a.now))
	defer func() { err = errors.Join(err, closeSample()) }()
	if err != nil {
		return err
	}
	return a.serveFrom(ctx, d, memory, s, plan)
}

// serveFrom runs the bot, and with it syncs and deliveries. What happens on
// Discord is kept in the index, also while answers come from the sample.
func (a *app) serveFrom(ctx context.Context, d discord, memory *store.Store, s *stand, plan syncPlan) error {
	ready := make(chan struct{})
	watched := newMetrics(memory, &a.meter, a.log)
	if err := watched.listen(ctx, d.metrics); err != nil {
		return err
	}
	greet := a.greet(!s.grown(), plan.note, watched.note())
	var rest *background
	known, err := a.catalog()
	if err != nil {
		return err
	}
	onDiscord, err := bot.New(bot.Config{
		Token: d.token.Reveal(), GuildID: d.guild, APIURL: d.api.Reveal(),
		Answers: counted{s, watched, a.now}, Figures: s, Releases: s, Memory: memory, Topics: s.own.retriever.Topics(), Issuer: known.Default(),
		Sample: s.sample != nil, Grown: s.grown, SyncEvery: plan.every,
		Model: a.cfg.ChatModel, PromptVersion: prompts.Version, Version: version(),
		ModelServers: a.cfg.modelServers(), Limits: d.limits, KeepAnswers: d.keep, MessageContent: d.content,
		Shards: d.shards, ShardIDs: d.shardIDs, Leases: memory,
		Logger: a.log, Now: a.now, NewID: incidentID,
		OnReady:    func(i bot.Invitation) { greet(i); close(ready) },
		OnNotice:   func(line string) { fmt.Fprintln(a.errOut, "motirbot: "+line) },
		OnSettings: func() { rest.engine.Wake() },
	})
	if err != nil {
		return err
	}
	if rest, err = a.background(ctx, memory, s, plan, watched, onDiscord.Poster()); err != nil {
		return err
	}
	watched.watch(onDiscord, rest.checks...)
	working, stop := context.WithCancelCause(ctx)
	var parts sync.WaitGroup
	parts.Go(func() { rest.run(working, ready) })
	parts.Go(func() {
		if err := a.watch(working, memory); err != nil {
			// Said now, for answers under way may still take a while.
			a.log.ErrorContext(ctx, "the index is gone, so the bot stops", "err", err)
			stop(err)
		}
	})
	err = onDiscord.Run(working)
	if cause := context.Cause(working); errors.Is(cause, store.ErrLost) {
		err = errors.Join(cause, err)
	}
	stop(nil)
	parts.Wait()
	return turnedAway(err)
}

// watch returns when the index is gone: what is asked of the bot to keep would
// be lost, and so would the note that a post has been sent. While it cannot be
// told whether it is, writes fail and the bot goes on, for that may pass.
func (a *app) watch(ctx context.Context, index *store.Store) error {
	ticks := a.watchNow
	if ticks == nil {
		ticker := time.NewTicker(watchEvery)
		defer ticker.Stop()
		ticks = ticker.C
	}
	var said time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
		}
		err := index.Present()
		switch now := a.now(); {
		case errors.Is(err, store.ErrLost):
			return err
		case err != nil && now.Sub(said) >= sayEvery:
			said = now
			a.log.ErrorContext(ctx, "the index cannot be reached, so nothing is kept", "err", err)
		}
	}
}

// served makes what a bot answers from an index with, and what keeps that fresh.
func (a *app) served(ctx context.Context, lib *library, budget answer.Budget) (face, error) {
	cfg := answer.Config{Budget: budget, Meter: &a.meter, Now: a.now, Logger: a.log}
	if err := a.addModel(&cfg); err != nil {
		return face{}, err
	}
	var err error
	if cfg.Retriever, err = lib.retriever(ctx); err != nil {
		return face{}, err
	}
	statistics := figures.NewSource(cfg.Retriever.Topics(), lib.store)
	cfg.Figures = statistics
	return face{releases: lib.store, retriever: cfg.Retriever, answers: answer.New(cfg), figures: statistics}, nil
}

// keepFresh brings the index up to date with the store. Questions under way
// keep the old one.
func (a *app) keepFresh(ctx context.Context, fresh ingest.Refresher) {
	ticker := time.NewTicker(refreshEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if _, err := fresh.Refresh(ctx); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "the index was not brought up to date", "err", err)
		}
	}
}

// greet tells the owner that the bot is up and how to invite it.
func (a *app) greet(isSample bool, notes ...string) func(bot.Invitation) {
	return func(i bot.Invitation) {
		fmt.Fprintf(a.out, "On Discord as %s, %s.\n", cleanLine(i.Name), place(i))
		fmt.Fprintf(a.out, "To invite it: %s\n", i.URL())
		if i.UserInstall {
			fmt.Fprintf(a.out, "For oneself alone: %s\n", i.PersonalURL())
		}
		if isSample {
			fmt.Fprintln(a.out, sampleNote)
		}
		for _, note := range notes {
			if note != "" {
				fmt.Fprintln(a.out, note)
			}
		}
		fmt.Fprintln(a.out, "Ctrl-C stops it.")
	}
}

// place is where on Discord the bot is: with several shards, only the servers of
// the first one are known by then.
func place(i bot.Invitation) string {
	if i.ShardCount == 1 {
		return "on " + plural(i.Guilds, "server")
	}
	return fmt.Sprintf("with %d of %d shards", len(i.Shards), i.ShardCount)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// turnedAway marks what is wrong in the settings and not in the world.
func turnedAway(err error) error {
	for _, setting := range []error{bot.ErrTokenRefused, bot.ErrDisallowedIntents, bot.ErrShards, bot.ErrNotInGuild} {
		if errors.Is(err, setting) {
			return usageError{err}
		}
	}
	return err
}

// incidentID is short enough to be read out.
func incidentID() string { return rand.Text()[:8] }
