package bot_test

import (
	"os"
	"testing"

	"motirbot/bot/render"
	"motirbot/internal/discordtest"
)

// When the store's file is gone, who wants something kept hears that it was
// not, and questions are still answered.
func TestStoreIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	owner := w.guild.Owner
	answer := w.ask("What about batteries?").Wait(w.ctx())
	panel := owner.Slash(w.channel, "settings").Wait(w.ctx())
	if err := os.Remove(w.store.Path()); err != nil {
		t.Fatal(err)
	}
	for name, done := range map[string]*discordtest.Interaction{
		"subscribe": owner.Slash(w.channel, "subscribe", discordtest.Opt("topic", "EU")),
		"digest":    owner.Slash(w.channel, "digest on"),
		"settings":  owner.Select(panel, "m1:set:0:"+w.guild.Owner.ID+":mentions", "off"),
		"vote":      w.mina().Click(answer, "m1:up:0::"+answerID(answer)),
	} {
		t.Run(name, func(t *testing.T) { shows(t, done.Wait(w.ctx()), render.English.StoreLost) })
	}
	shows(t, w.ask("And on steel?").Wait(w.ctx()), "batteries")
}
