package bot_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/internal/discordtest"
)

// load is people asking all at once.
type load struct {
	interactions int
	atOnce       int
	model        time.Duration // until an answer is there
}

// latencies are what it took to respond first to each interaction, in order.
type latencies []time.Duration

func (l latencies) quantile(q float64) time.Duration {
	return l[min(int(q*float64(len(l))), len(l)-1)]
}

// put asks, waits until every question is answered, and fails the test unless
// each is answered exactly once.
func (l load) put(t testing.TB) latencies {
	w := newWorld(t, func(c *bot.Config) { c.StreamEvery = time.Second }, discordtest.Patience(2*time.Minute))
	w.answers.ask = func(ctx context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		select {
		case <-ctx.Done():
			return answer.Answer{}, ctx.Err()
		case <-time.After(l.model):
			return batteries(), nil
		}
	}
	// The server compiles Discord's description when it first needs it.
	w.ask("anybody there?").WaitFor(context.Background(), hasButton("Sources"))
	var asked []*discordtest.Interaction
	var users []*discordtest.User
	for i := range l.atOnce {
		users = append(users, w.srv.User(fmt.Sprintf("user %d", i)))
	}
	for len(asked) < l.interactions {
		batch := make([]*discordtest.Interaction, min(l.atOnce, l.interactions-len(asked)))
		for i := range batch {
			batch[i] = users[i].Slash(w.channel, "ask", discordtest.Opt("question", fmt.Sprintf("question %d", len(asked)+i)))
		}
		for _, i := range batch {
			i.WaitFor(context.Background(), hasButton("Sources"))
		}
		asked = append(asked, batch...)
	}
	return w.firstResponses(asked)
}

func (w *world) firstResponses(asked []*discordtest.Interaction) latencies {
	w.t.Helper()
	var all latencies
	for _, i := range asked {
		took, ok := i.Answered()
		if !ok {
			w.t.Errorf("interaction %s has no response", i.ID)
		}
		all = append(all, took)
		if !hasText("batteries made in the EU")(i.Response()) || len(i.Followups()) > 0 {
			w.t.Errorf("interaction %s was answered with %q and %d more", i.ID, i.Response().Text(), len(i.Followups()))
		}
	}
	slices.Sort(all)
	if got := len(w.srv.Requests(discordtest.RouteCallback)) - 1; got != len(asked) {
		w.t.Errorf("%d first responses to %d interactions", got, len(asked))
	}
	if got := len(w.answers.questions()) - 1; got != len(asked) {
		w.t.Errorf("%d questions answered of %d", got, len(asked))
	}
	return all
}

func TestLoad(t *testing.T) {
	all := load{interactions: 100, atOnce: 50, model: 100 * time.Millisecond}.put(t)
	if most := all[len(all)-1]; most > 3*time.Second {
		t.Errorf("a first response after %v, which Discord does not accept", most)
	}
}

// BenchmarkFirstResponse is 1,000 interactions, 50 at a time, while the model
// takes five seconds.
func BenchmarkFirstResponse(b *testing.B) {
	for b.Loop() {
		all := load{interactions: 1000, atOnce: 50, model: 5 * time.Second}.put(b)
		b.ReportMetric(float64(all.quantile(0.5).Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(all.quantile(0.99).Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "max-ms")
	}
}
