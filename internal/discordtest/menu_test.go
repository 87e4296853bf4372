package discordtest_test

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/internal/discordtest"
)

// TestPick chooses users, roles and channels, which the bot is told about.
func TestPick(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("g")
	ch, role := guild.AddChannel("c"), guild.AddRole("watchers", 0)
	mina := srv.User("mina")
	told := make(chan discordgo.MessageComponentInteractionData, 1)
	bot(t, srv, func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		if i.Type != discordgo.InteractionMessageComponent {
			return
		}
		told <- i.MessageComponentData()
		_ = dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredMessageUpdate})
	})
	asked := mina.Slash(ch, "ask", discordtest.Opt("question", "q"))
	callback(t, srv, asked, m{"type": 4, "data": m{"content": "x", "components": list(
		row(m{"type": 5, "custom_id": "user"}), row(m{"type": 6, "custom_id": "role"}), row(m{"type": 7, "custom_id": "any"}),
		row(m{"type": 8, "custom_id": "channel", "channel_types": []int{0}}),
	)}})
	shown := asked.Response()
	for _, c := range []struct {
		menu     string
		thing    any
		id       string
		resolved func(discordgo.MessageComponentInteractionDataResolved) bool
	}{
		{"user", mina, mina.ID, func(r discordgo.MessageComponentInteractionDataResolved) bool { return r.Users[mina.ID] != nil }},
		{"role", role, role.ID, func(r discordgo.MessageComponentInteractionDataResolved) bool { return r.Roles[role.ID] != nil }},
		{"any", role, role.ID, func(r discordgo.MessageComponentInteractionDataResolved) bool { return r.Roles[role.ID] != nil }},
		{"channel", ch, ch.ID, func(r discordgo.MessageComponentInteractionDataResolved) bool { return r.Channels[ch.ID] != nil }},
	} {
		mina.Pick(shown, c.menu, c.thing)
		select {
		case data := <-told:
			if data.CustomID != c.menu || len(data.Values) != 1 || data.Values[0] != c.id || !c.resolved(data.Resolved) {
				t.Errorf("%s: the bot was told %+v", c.menu, data)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: the bot was not told", c.menu)
		}
	}
}
