package bot_test

import (
	"slices"
	"sync"
	"testing"

	"motirbot/bot"
)

// Commands that stand twice are pointed out with the command that removes some;
// nothing is removed by itself, and what was removed is registered anew.
func TestCommandsStandTwice(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []string
	w := newWorld(t, func(c *bot.Config) {
		c.OnNotice = func(line string) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, line)
		}
	})
	once := len(w.srv.Commands(w.guild))
	serve := func(guild, want string) {
		t.Helper()
		w.stop()
		w.cfg.GuildID = guild
		w.start()
		w.until("it is told: "+want, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return slices.Contains(told, want)
		})
	}
	serve(w.guild.ID, "Commands stand twice on server "+w.guild.ID+": they are registered everywhere, too. `motirbot commands --clear everywhere` removes those.")
	serve("", "Commands stand twice on server "+w.guild.ID+": they are registered for it alone, too. `motirbot commands --clear "+w.guild.ID+"` removes those.")
	if got := len(w.srv.Commands(w.guild)); got != 2*once {
		t.Errorf("%d commands, want %d twice", got, once)
	}
	for _, guild := range []string{w.guild.ID, ""} {
		if err := bot.ClearCommands(w.ctx(), w.cfg, guild); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(w.srv.Commands(w.guild)); got != 0 {
		t.Errorf("%d commands are left", got)
	}
	w.restart()
	if got := len(w.srv.Commands(w.guild)); got != once || len(told) != 2 {
		t.Errorf("%d commands, want %d; told %q", got, once, told)
	}
}
