package bot_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot/state"
	"motirbot/embed"
	"motirbot/internal/discordtest"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/source/sample"
	"motirbot/store"
)

// sampleFile is a store with the sample.
var sampleFile = sync.OnceValues(func() ([]byte, error) {
	batch, err := dump.ReadFS(context.Background(), sample.FS(), ".")
	if err != nil {
		return nil, err
	}
	return storeOf(batch.Releases)
})

// sampleWorld has the real answerer on the sample.
func sampleWorld(t testing.TB) *world {
	t.Helper()
	return sampleWorldWith(t, store.GuildSettings{})
}

// sampleWorldWith is sampleWorld on a server with settings.
func sampleWorldWith(t testing.TB, settings store.GuildSettings) *world {
	t.Helper()
	w := emptyWorld(t)
	ctx := context.Background()
	file, err := sampleFile()
	if err != nil {
		t.Fatal(err)
	}
	kept, embedder := openCopy(t, file), embed.NewLocal()
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := retrieval.New(kept, embedder, topics)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := retriever.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	w.store = kept
	w.cfg.Releases, w.cfg.Memory, w.cfg.Topics, w.cfg.Sample = kept, kept, topics, true
	w.cfg.Answers = answer.New(answer.Config{
		Retriever: retriever, Now: func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler),
	})
	settings.GuildID = w.guild.ID
	if err := kept.SaveGuildSettings(ctx, settings); err != nil {
		t.Fatal(err)
	}
	w.start()
	return w
}

// TestSample is the whole way, from a click to the ministry's sentence.
func TestSample(t *testing.T) {
	t.Parallel()
	w := sampleWorld(t)
	mina, ctx := w.mina(), w.ctx()
	answered := w.ask("What did Korea ask the EU for on batteries?").Wait(ctx)
	shows(t, answered, "batteries", "2025-12-18 · Korea and the EU", "8 releases, newest 2025-12-18", "sample, not the ministry's words")
	record(t, "sample-ask", answered)
	sources := mina.Click(answered, "Sources").Wait(ctx)
	shows(t, sources, "**", "2025-12-18")
	record(t, "sample-sources", sources)
	latest := mina.Slash(w.channel, "latest", discordtest.Opt("topic", "eu")).Wait(ctx)
	shows(t, latest, "Latest on European Union", "2025-12-18")
	record(t, "sample-latest", latest)
	week := mina.Slash(w.channel, "week").Wait(ctx)
	shows(t, week, "Releases from 2025-12-15 to 2025-12-21", "page 1 of 2")
	record(t, "sample-week", week)
	followUp := w.srv.WaitAnswer(ctx, mina.Reply(answered, "and on steel?"), hasButton("Sources"))
	shows(t, followUp, "steel")
	record(t, "sample-follow-up", followUp)
	nothing := w.ask("What did the ministry say about whaling in Antarctica?").Wait(ctx)
	shows(t, nothing, "8 releases")
	record(t, "sample-abstained", nothing)
	shows(t, mina.Slash(w.channel, "latest", discordtest.Opt("topic", "zzqx")).Wait(ctx), "zzqx")
	korean := w.srv.User("jun", discordtest.Locale("ko")).Slash(w.channel, "ask", discordtest.Opt("question", "EU 철강 수입 조치에 대해 뭐라고 했나요?")).Wait(ctx)
	record(t, "sample-ko", korean)
	w.checkMentions()
}

var _ state.Answers = (*answer.Answerer)(nil)
