package store_test

import (
	"maps"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

func TestSnapshot(t *testing.T) {
	s := fresh(t)
	entries := generatedRange(0, 12)
	put(t, s, entries...)
	unused := map[string][]float32{hashOf("no chunk has this"): {1}}
	if err := s.PutVectors(t.Context(), model, unused); err != nil {
		t.Fatal(err)
	}
	other := vectorsOf(2, entries[0])
	if err := s.PutVectors(t.Context(), "other", other); err != nil {
		t.Fatal(err)
	}

	snap := must[store.Snapshot](t)(s.Snapshot(t.Context(), model))
	listed := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))
	if diff := cmp.Diff(listed, snap.Records); diff != "" {
		t.Errorf("records (-listed +snapshot):\n%s", diff)
	}
	if diff := cmp.Diff(vectorsOf(4, entries...), snap.Vectors); diff != "" {
		t.Errorf("vectors (-put +snapshot):\n%s", diff)
	}
	byID := make(map[release.ID]store.Entry)
	for _, e := range entries {
		byID[e.Release.ID] = e
	}
	var want []store.Chunk
	for _, rec := range snap.Records {
		want = append(want, byID[rec.ID].Chunks...)
	}
	if diff := cmp.Diff(want, snap.Chunks); diff != "" {
		t.Errorf("chunks (-put +snapshot):\n%s", diff)
	}
	snap = must[store.Snapshot](t)(s.Snapshot(t.Context(), "other"))
	if diff := cmp.Diff(other, snap.Vectors); diff != "" {
		t.Errorf("vectors of the other model (-put +snapshot):\n%s", diff)
	}
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
	if err := s.PutVectors(t.Context(), "other", map[string][]float32{"a": {1}}); err != nil {
		t.Fatal(err)
	}
	got = must[store.Stats](t)(s.Stats(t.Context()))
	want := store.Stats{
		Releases: 2, Chunks: 6, From: generated(0).Release.Date, To: generated(30).Release.Date,
		SizeBytes: got.SizeBytes, Schema: got.Schema, LastChange: c.at,
		Vectors: map[string]int{model: 9, "other": 1},
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
