package bot_test

import (
	"context"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/internal/discordtest"
	"motirbot/release"
)

// TestHostileTexts has others write what should ping, format and link; the tests
// of package render look at more of it.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	const attack = "@everyone <@123456789012345678> <@&123456789012345678> [x](https://evil.example) `code` # **Big** discord.gg/abc"
	w := newWorld(t, nil)
	w.addRelease(release.Release{
		ID: "x:1", Source: "x", Title: attack, Date: release.NewDate(2025, 12, 1), Body: attack, Category: attack,
		Attachments: []release.Attachment{{Name: attack, URL: "javascript:alert(1)"}},
	})
	hostile := releases()[:2]
	for i := range hostile {
		hostile[i].Title, hostile[i].Body = attack, attack
	}
	w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		ans := answer.Answer{Kind: answer.KindAnswer, Mode: answer.ModeLLM, Model: attack, Coverage: coverage()}
		claim(&ans, hostile[0], attack, 0)
		return ans, nil
	}
	w.answers.latest = func(context.Context, answer.LatestRequest) (answer.Answer, error) {
		return listed(answer.KindList, hostile...), nil
	}
	answered := w.ask(attack).Wait(w.ctx())
	for _, m := range []*discordtest.Message{
		answered,
		w.mina().Click(answered, "Sources").Wait(w.ctx()),
		w.mina().Slash(w.channel, "latest", discordtest.Opt("topic", "eu")).Wait(w.ctx()),
		w.mina().Slash(w.channel, "release", discordtest.Opt("title", "x:1")).Wait(w.ctx()),
	} {
		if len(m.Pings) > 0 || len(m.Embeds) == 0 || strings.Contains(m.Embeds[0].Description, "](https://evil") {
			t.Errorf("pings %v, shows %s", m.Pings, m.Text())
		}
	}
	w.mina().Autocomplete(w.ctx(), w.channel, "release", "title", "x")
	w.checkMentions()
}
