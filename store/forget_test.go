package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

// seen has a source show a release, which is stored.
func seen(t *testing.T, s *store.Store, source string, r release.Release) {
	t.Helper()
	r.Origin = source
	put(t, s, entry(r))
	_, err := s.RecordSightings(t.Context(), []store.Seen{{Sighting: store.Sighting{Source: source, ID: r.ID, Number: r.Number, ListedAs: r.Title, URL: r.URL, Date: r.Date, Hash: r.ContentHash()},
		Page: r.URL, Validators: store.Validators{ETag: "e"}}})
	if err != nil {
		t.Fatal(err)
	}
}

func feedItem(r release.Release) release.Release {
	r.ID, r.Source, r.Number, r.URL = release.ID("feed:"+r.Number), "feed", "item-"+r.Number, "https://feed.example/"+r.Number
	return r
}

func TestForget(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	s := open(t, path)
	secret := rel("1", "Kim Chulsoo Resigns Quietly", "2025-12-18", "Kim Chulsoo left the ministry. Nobody was told why.")
	other := rel("2", "Steel Talks Begin", "2025-12-18", "Talks on steel began in Seoul.")
	seen(t, s, "motir", secret)
	seen(t, s, "feed.example/rss", feedItem(secret)) // behind it
	edited := secret
	edited.Body = "Kim Chulsoo left. " + secret.Body
	seen(t, s, "motir", edited)
	seen(t, s, "motir", other)
	for id, answer := range map[string]string{"a": `{"citations":[{"release_id":"motir:1"}],"text":"Chulsoo"}`, "b": `{"release_id":"motir:2"}`} {
		if err := s.SaveAnswer(t.Context(), store.SavedAnswer{ID: id, Answer: []byte(answer)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutVectors(t.Context(), "paid", vectorsOf(4, entry(edited), entry(other))); err != nil {
		t.Fatal(err)
	}
	generation := must[int64](t)(s.Generation(t.Context()))

	if n := must[int](t)(s.Forget(t.Context(), []release.ID{"feed:1", "motir:1", "motir:77"})); n != 2 {
		t.Errorf("%d releases are forgotten", n)
	}
	if diff := cmp.Diff([]release.ID{"motir:2"}, ids(must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, err := s.Answer(t.Context(), "a"); err == nil {
		t.Error("the answer that quotes it is there")
	}
	if _, err := s.Answer(t.Context(), "b"); err != nil {
		t.Error(err)
	}
	if now := must[int64](t)(s.Generation(t.Context())); now == generation {
		t.Error("nobody learns of it")
	}
	if v := must[store.Validators](t)(s.Validators(t.Context(), secret.URL)); !v.IsZero() {
		t.Error("its page would not be read again")
	}
	left := must[contents](t)(readIndex(t.Context(), s, model))
	if len(left.Rows) != 1 || must[store.Stats](t)(s.Stats(t.Context())).Vectors[model] != 1 {
		t.Errorf("the index of %d releases is left", len(left.Rows))
	}
	hashes := append(entry(edited).Index.Hashes, entry(other).Index.Hashes...)
	if vectors := must[map[string][]float32](t)(s.Vectors(t.Context(), "paid", hashes)); len(vectors) != 1 {
		t.Errorf("%d vectors are left that were paid for", len(vectors))
	}
	for name, r := range map[string]release.Release{"as it was": secret, "the feed's": feedItem(secret), "a third source's": {ID: "x", Origin: "x", Title: secret.Title, Date: secret.Date},
		"edited": {ID: "motir:1", Source: "motir", Title: "Another title", Date: secret.Date}} {
		if !must[bool](t)(s.Forgotten(t.Context(), r)) {
			t.Errorf("%s: it is not known to be forgotten", name)
		}
	}
	for name, r := range map[string]release.Release{"another": other, "of another day": {ID: "motir:3", Source: "motir", Title: secret.Title, Date: other.Date.AddDays(1)},
		"another of the title, same source": {ID: "motir:4", Source: "motir", Title: secret.Title, Date: secret.Date}} {
		if must[bool](t)(s.Forgotten(t.Context(), r)) {
			t.Errorf("%s is taken for forgotten", name)
		}
	}
	// Nothing of it is in the file.
	for _, suffix := range []string{"", "-wal"} {
		if content, _ := os.ReadFile(path + suffix); bytes.Contains(content, []byte("Chulsoo")) {
			t.Errorf("its words are in motirbot.db%s", suffix)
		}
	}

	if n := must[int](t)(s.Readmit(t.Context(), []release.ID{"motir:1"}, "")); n != 2 {
		t.Errorf("%d are let in again", n)
	}
	seen(t, s, "motir", secret)
	if len(ids(must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})))) != 2 || must[bool](t)(s.Forgotten(t.Context(), feedItem(secret))) {
		t.Error("it does not come in again")
	}
}

func TestForgetSource(t *testing.T) {
	s := fresh(t)
	for n := range 3 {
		r := rel(fmt.Sprint(n), fmt.Sprintf("Talks no. %d", n), "2025-12-18", "Both sides met in Geoje and talked of ships.")
		if n < 2 {
			seen(t, s, "motir", r)
		}
		seen(t, s, "feed.example/rss", feedItem(r))
	}
	if err := s.SaveSourceState(t.Context(), store.SourceState{Name: "motir"}); err != nil {
		t.Fatal(err)
	}
	if n := must[int](t)(s.ForgetSource(t.Context(), "motir")); n != 2 {
		t.Errorf("%d are forgotten", n)
	}
	if diff := cmp.Diff([]release.ID{"feed:0", "feed:1", "feed:2"}, ids(must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})))); diff != "" {
		t.Errorf("the feed's copies (-want +got):\n%s", diff)
	}
	if states := must[[]store.SourceState](t)(s.SourceStates(t.Context())); len(states) != 0 {
		t.Errorf("%+v", states)
	}
	if forgotten := must[map[release.ID]bool](t)(s.ForgottenIDs(t.Context())); len(forgotten) != 2 || !forgotten["motir:1"] {
		t.Errorf("forgotten: %v", forgotten)
	}
	if n := must[int](t)(s.Readmit(t.Context(), nil, "motir")); n != 2 {
		t.Errorf("%d are let in again", n)
	}
	if n := must[int](t)(s.Drop(t.Context(), []release.ID{"feed:0", "feed:0"})); n != 1 {
		t.Errorf("%d are dropped", n)
	}
	if forgotten := must[map[release.ID]bool](t)(s.ForgottenIDs(t.Context())); len(forgotten) != 0 {
		t.Errorf("what was dropped is remembered: %v", forgotten)
	}
}
