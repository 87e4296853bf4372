package sample_test

import (
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/source/dump"
	"motirbot/source/sample"
)

func TestEightReleases(t *testing.T) {
	batch, err := dump.ReadFS(t.Context(), sample.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range batch.Problems {
		t.Error(p)
	}
	if len(batch.Releases) != 8 {
		t.Fatalf("%d releases, want 8", len(batch.Releases))
	}
	december := release.Period{From: release.NewDate(2025, 12, 15), To: release.NewDate(2025, 12, 18)}
	for _, r := range batch.Releases {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
		if r.Source != sample.Source || !strings.HasPrefix(string(r.ID), "sample-") {
			t.Errorf("%s of source %q would not be shown as a sample", r.ID, r.Source)
		}
		if !december.Contains(r.Date) {
			t.Errorf("%s is of %s, want %s", r.ID, r.Date, december)
		}
		if words := len(strings.Fields(r.Body)); words < 150 || words > 450 {
			t.Errorf("%s has %d words, which is no brief", r.ID, words)
		}
	}
}
