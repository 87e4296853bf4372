package store_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/store"
)

// A store of an earlier motirbot, with a feed's key all over it, knows the same
// after the move, announces nothing again, and no longer holds the key.
func TestMoveSource(t *testing.T) {
	const key, old = "s3cr3t-key", "a.example/rss"
	at, err := address.Parse("https://a.example/rss?key=" + key)
	if err != nil {
		t.Fatal(err)
	}
	path, ctx := filepath.Join(t.TempDir(), "motirbot.db"), t.Context()
	s := must[*store.Store](t)(store.Open(ctx, path, store.WithClock(newClock().now)))
	item := func(name, query string) store.Entry {
		r := rel("", name, "2025-12-17", "It was signed. It begins next year.")
		r.Source, r.URL = "feed", "https://a.example/"+name+query
		r.Number = r.URL
		r.Attachments = []release.Attachment{{Name: "a.pdf", URL: "https://a.example/a.pdf" + query}}
		r.ID = release.NewID("feed", r.Number, r.Title, r.Date)
		return entry(r)
	}
	before, after := item("view", "?no=1&key="+key), item("view", "?no=1")
	put(t, s, before, item("other", ""))
	see := func(name string, e store.Entry) []release.ID {
		return must[[]release.ID](t)(s.RecordSightings(ctx, []store.Seen{{Sighting: store.Sighting{
			Source: name, ID: e.Release.ID, Number: e.Release.Number, URL: e.Release.URL, Date: e.Release.Date, Hash: e.Release.ContentHash(),
		}}}))
	}
	if news := see(old, before); len(news) != 1 {
		t.Fatalf("news: %v", news)
	}
	saved, err := json.Marshal(map[string]any{"id": before.Release.ID, "url": before.Release.URL})
	if err != nil {
		t.Fatal(err)
	}
	err = s.SaveAnswer(ctx, store.SavedAnswer{ID: "1", Channel: "c", Asker: "a", Answer: saved, Given: newClock().now()})
	if err != nil {
		t.Fatal(err)
	}
	state := store.SourceState{Name: old, LastSuccess: newClock().now(), Backfilled: newClock().now(), Failures: 2}
	if err := s.SaveSourceState(ctx, state); err != nil {
		t.Fatal(err)
	}

	for range 2 { // the second time there is nothing left to do
		if err := s.MoveSource(ctx, old, []string{at.Key(), "a.example/rss#2"}, at.Strip); err != nil {
			t.Fatal(err)
		}
	}
	states := must[[]store.SourceState](t)(s.SourceStates(ctx))
	if len(states) != 2 || states[0].Name != "a.example/rss#2" || states[1].Name != at.Key() || states[1].Failures != 2 || !states[1].Backfilled.Equal(state.Backfilled) {
		t.Errorf("states: %+v", states)
	}
	sightings := must[[]store.Sighting](t)(s.Sightings(ctx, at.Key()))
	if len(sightings) != 1 || sightings[0].ID != after.Release.ID || sightings[0].ReleaseID != after.Release.ID || sightings[0].Hash != after.Release.ContentHash() {
		t.Errorf("sightings: %+v", sightings)
	}
	if outcomes := put(t, s, after); outcomes[0] != store.Unchanged {
		t.Errorf("the same item without the key is %s", outcomes[0])
	}
	if news := see(at.Key(), after); len(news) != 0 {
		t.Errorf("announced again: %v", news)
	}
	revisions := must[[]store.Record](t)(s.Revisions(ctx, after.Release.ID))
	if len(revisions) != 1 || revisions[0].URL != after.Release.URL || revisions[0].Attachments[0].URL != "https://a.example/a.pdf?no=1" {
		t.Errorf("revisions: %+v", revisions)
	}
	kept := must[store.SavedAnswer](t)(s.Answer(ctx, "1"))
	if got := string(kept.Answer); got != strings.ReplaceAll(string(saved), `\u0026key=`+key, "") {
		t.Errorf("the answer: %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(must[[]byte](t)(os.ReadFile(path)), []byte(key)) {
		t.Error("the file still holds the key")
	}
}

// A source that keeps its name keeps its state, beside others.
func TestMoveSourceKeepsName(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	clean := func(link string) string { return link }
	if err := s.MoveSource(ctx, "a", []string{"b"}, clean); err != nil {
		t.Fatal(err)
	}
	if states := must[[]store.SourceState](t)(s.SourceStates(ctx)); len(states) != 0 {
		t.Errorf("made out of nothing: %+v", states)
	}
	if err := s.SaveSourceState(ctx, store.SourceState{Name: "a", Failures: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.MoveSource(ctx, "a", []string{"a", "b"}, clean); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSourceState(ctx, store.SourceState{Name: "b", Failures: 5}); err != nil {
		t.Fatal(err)
	}
	if err := s.MoveSource(ctx, "a", []string{"a", "b"}, clean); err != nil {
		t.Fatal(err)
	}
	states := must[[]store.SourceState](t)(s.SourceStates(ctx))
	if len(states) != 2 || states[0].Failures != 1 || states[1].Failures != 5 {
		t.Errorf("states: %+v", states)
	}
}
