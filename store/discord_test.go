package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/store"
)

func openDiscord(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func discordStore(t *testing.T) *store.Store {
	return openDiscord(t, filepath.Join(t.TempDir(), "motirbot.db"))
}

func TestGuildSettings(t *testing.T) {
	s, ctx := discordStore(t), context.Background()
	first := store.GuildSettings{GuildID: "1", Channels: []string{"10", "11"}, Private: true, Language: "ko", IgnoreMentions: true, Deny: true, MemberHourly: 3, GuildHourly: 40, ModelShare: 25}
	second := store.GuildSettings{GuildID: "2", Channels: []string{}}
	for _, g := range []store.GuildSettings{{GuildID: "1", Language: "en"}, first, second} {
		if err := s.SaveGuildSettings(ctx, g); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.AllGuildSettings(ctx)
	if diff := cmp.Diff([]store.GuildSettings{first, second}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestClaimIsGivenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	stores := []*store.Store{openDiscord(t, path), openDiscord(t, path)}
	var given atomic.Int64
	var waiting sync.WaitGroup
	for i := range 20 {
		waiting.Go(func() {
			first, err := stores[i%2].Claim(context.Background(), "1")
			if err != nil {
				t.Error(err)
			}
			if first {
				given.Add(1)
			}
		})
	}
	waiting.Wait()
	if given.Load() != 1 {
		t.Errorf("given %d times", given.Load())
	}
	if n, err := stores[0].PruneClaims(context.Background(), time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("%d forgotten, %v", n, err)
	}
	if first, err := stores[1].Claim(context.Background(), "1"); !first || err != nil {
		t.Errorf("not given after it was forgotten: %v", err)
	}
}

func TestSavedAnswers(t *testing.T) {
	s, ctx := discordStore(t), context.Background()
	began := time.Date(2025, 12, 18, 9, 0, 0, 0, time.UTC)
	save := func(id, channel, asker string, after time.Duration) store.SavedAnswer {
		a := store.SavedAnswer{
			ID: id, Guild: "g", Channel: channel, Asker: asker, Parent: "p", Private: true, Question: "q " + id,
			Answer: []byte(`{"Text":"x"}`), Prompt: "p1", Model: "m", Corpus: "7@2025-12-18", Given: began.Add(after),
		}
		if err := s.SaveAnswer(ctx, a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	save("1", "c", "mina", 0)
	second := save("2", "c", "mina", time.Minute)
	save("3", "c", "jun", 2*time.Minute)
	save("4", "d", "mina", 3*time.Minute)

	got, err := s.Answer(ctx, "2")
	if diff := cmp.Diff(second, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	last, err := s.LastAnswer(ctx, "c", "mina", false, began)
	if last.ID != "2" || err != nil {
		t.Errorf("last answer %q, %v", last.ID, err)
	}
	if _, err := s.LastAnswer(ctx, "c", "mina", false, began.Add(2*time.Minute)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if _, err := s.Answer(ctx, "9"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestVotes(t *testing.T) {
	s, ctx := discordStore(t), context.Background()
	given := time.Date(2025, 12, 18, 9, 0, 0, 0, time.UTC)
	if err := s.SaveAnswer(ctx, store.SavedAnswer{ID: "1", Answer: []byte("{}"), Given: given}); err != nil {
		t.Fatal(err)
	}
	for _, vote := range []struct {
		voter string
		up    bool
	}{{"mina", true}, {"mina", false}, {"mina", false}, {"jun", true}} {
		if err := s.Vote(ctx, "1", vote.voter, vote.up); err != nil {
			t.Fatal(err)
		}
	}
	// Kept again, as after a repeated delivery, an answer keeps its votes.
	if err := s.SaveAnswer(ctx, store.SavedAnswer{ID: "1", Answer: []byte("{}"), Given: given}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Votes(ctx, "1"); got != (store.Votes{Up: 1, Down: 1}) || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.Vote(ctx, "2", "mina", true); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if n, err := s.PruneAnswers(ctx, given.Add(time.Second)); n != 1 || err != nil {
		t.Errorf("%d pruned, %v", n, err)
	}
	if got, err := s.Votes(ctx, "1"); got != (store.Votes{}) || err != nil {
		t.Errorf("votes outlive their answer: %+v, %v", got, err)
	}
}
