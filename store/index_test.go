package store_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

func TestReadIndex(t *testing.T) {
	s := fresh(t)
	entries := generatedRange(0, 12)
	put(t, s, entries...)
	edited := generated(3).Release
	edited.Body += " More."
	put(t, s, store.Entry{Release: edited}) // nobody has indexed its new text
	other := entry(generated(5).Release)
	if _, err := s.PutReleases(t.Context(), sized(8, other), "other"); err != nil {
		t.Fatal(err)
	}

	all := must[contents](t)(readIndex(t.Context(), s, model))
	listed := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))
	if diff := cmp.Diff(listed, all.Records); diff != "" {
		t.Errorf("records (-listed +read):\n%s", diff)
	}
	if len(all.Rows) != 11 {
		t.Errorf("%d rows", len(all.Rows))
	}
	for i, e := range entries {
		if i != 3 {
			checkIndex(t, s, e)
		}
	}
	all = must[contents](t)(readIndex(t.Context(), s, "other"))
	for _, row := range all.Rows {
		if (row.Vectors != nil) != (row.ID == other.Release.ID) {
			t.Errorf("%s has %d bytes of vectors of the other model", row.ID, len(row.Vectors))
		}
	}

	var within []release.ID
	err := s.ReadIndex(t.Context(), model, func(store.Catalog, func(int, uint64) []byte) []release.Period {
		return []release.Period{{From: entries[4].Release.Date, To: entries[4].Release.Date}}
	}, func(r store.IndexRow) error { within = append(within, r.ID); return nil })
	if diff := cmp.Diff([]release.ID{"motir:3", "motir:4", "motir:5"}, slices.Sorted(slices.Values(within))); diff != "" || err != nil {
		t.Errorf("of a day: %v\n%s", err, diff)
	}
}

// What is lacking is found, and what is whole is known to be.
func TestUnindexed(t *testing.T) {
	ctx, s := t.Context(), fresh(t)
	check := func(what, maker string, asked bool, want ...release.ID) {
		t.Helper()
		if err := s.SetIndexed(ctx, maker, model); err != nil {
			t.Fatal(err)
		}
		var got []release.ID
		for _, l := range must[[]store.Lacking](t)(s.Unindexed(ctx, maker, model, asked, "", 10)) {
			got = append(got, l.ID)
		}
		n := must[int](t)(s.CountUnindexed(ctx, maker, model, asked))
		if diff := cmp.Diff(want, got); diff != "" || n != len(want) {
			t.Errorf("%s: %d, %s", what, n, diff)
		}
		whole := must[int](t)(s.CountUnindexed(ctx, maker, model, true)) == 0
		if said := must[bool](t)(s.Indexed(ctx, maker, model)); said != whole {
			t.Errorf("%s: it is said to be whole: %t", what, said)
		}
	}
	check("nothing is there", maker, false)
	put(t, s, generatedRange(0, 3)...)
	check("all is whole", maker, false)
	check("of another maker", "another", false, "motir:0", "motir:1", "motir:2")
	partly, unasked := entry(generated(3).Release), entry(generated(4).Release)
	partly.Index.Made, unasked.Index.Made = 1, store.NotAsked
	put(t, s, partly)
	check("one has failed", maker, false, "motir:3")
	put(t, s, entry(partly.Release), unasked)
	check("one was not asked for", maker, false)
	check("asked for", maker, true, "motir:4")
	put(t, s, entry(unasked.Release))
	edited := generated(1).Release
	edited.Body += " More."
	put(t, s, store.Entry{Release: edited})
	check("one was edited", maker, false, "motir:1")
	if err := s.Withdraw(ctx, edited.ID); err != nil {
		t.Fatal(err)
	}
	check("and withdrawn", maker, false)
	if _, err := s.PutReleases(ctx, []store.Entry{generated(6)}, "other"); err != nil {
		t.Fatal(err)
	}
	check("one of another model", maker, false, "motir:6")
}

func TestVectors(t *testing.T) {
	s := fresh(t)
	stored := map[string][]float32{
		"a":   {0, 1, -1, 0.1},
		"b":   {math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.Inf(-1)), float32(math.Copysign(0, -1))},
		`c"'`: {3},
	}
	if err := s.PutVectors(t.Context(), model, stored); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		model  string
		hashes []string
		want   map[string][]float32
	}{
		{"all", model, []string{"b", "a", `c"'`}, stored},
		{"some are missing", model, []string{"a", "z"}, map[string][]float32{"a": stored["a"]}},
		{"asked twice", model, []string{"a", "a"}, map[string][]float32{"a": stored["a"]}},
		{"none asked", model, nil, map[string][]float32{}},
		{"another model", "other", []string{"a"}, map[string][]float32{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := must[map[string][]float32](t)(s.Vectors(t.Context(), tt.model, tt.hashes))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPutVectorsReplacesAndRefuses(t *testing.T) {
	s := fresh(t)
	for _, v := range []float32{1, 2} {
		if err := s.PutVectors(t.Context(), model, map[string][]float32{"a": {v}}); err != nil {
			t.Fatal(err)
		}
	}
	for name, err := range map[string]error{
		"no model":     s.PutVectors(t.Context(), "", map[string][]float32{"a": {3}}),
		"no hash":      s.PutVectors(t.Context(), model, map[string][]float32{"": {3}}),
		"empty vector": s.PutVectors(t.Context(), model, map[string][]float32{"a": {3}, "b": {}}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	got := must[map[string][]float32](t)(s.Vectors(t.Context(), model, []string{"a", "b"}))
	if diff := cmp.Diff(map[string][]float32{"a": {2}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestStats(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	got := must[store.Stats](t)(s.Stats(t.Context()))
	if got.Schema < 1 || got.SizeBytes == 0 {
		t.Errorf("empty store: %+v", got)
	}
	empty := store.Stats{Schema: got.Schema, SizeBytes: got.SizeBytes, Vectors: map[string]int{}}
	if diff := cmp.Diff(empty, got); diff != "" {
		t.Errorf("empty store: %s", diff)
	}
	put(t, s, generated(0), generated(30), generated(90))
	if err := s.Withdraw(t.Context(), generated(90).Release.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutReleases(t.Context(), []store.Entry{generated(0)}, "other"); err != nil {
		t.Fatal(err)
	}
	got = must[store.Stats](t)(s.Stats(t.Context()))
	want := store.Stats{
		Releases: 2, Chunks: 6, From: generated(0).Release.Date, To: generated(30).Release.Date,
		SizeBytes: got.SizeBytes, Schema: got.Schema, LastChange: c.at,
		Vectors: map[string]int{model: 9, "other": 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMeta(t *testing.T) {
	s := fresh(t)
	if got := must[string](t)(s.Meta(t.Context(), "chunker")); got != "" {
		t.Errorf("before it was set: %q", got)
	}
	settings := map[string]string{"chunker": "2", "commands": "abc"}
	for key := range maps.Keys(settings) {
		for _, value := range []string{"1", settings[key]} {
			if err := s.SetMeta(t.Context(), key, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	for key, want := range settings {
		if got := must[string](t)(s.Meta(t.Context(), key)); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}
