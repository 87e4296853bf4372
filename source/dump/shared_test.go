package dump_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/source/dump"
)

// shared returns a file of the data that is not part of the repository.
func shared(t *testing.T, name string) string {
	t.Helper()
	folder := os.Getenv("MOTIRBOT_SHARED")
	if folder == "" {
		t.Skip("MOTIRBOT_SHARED names no folder with data/" + name)
	}
	return filepath.Join(folder, "data", name)
}

func TestRealTextForm(t *testing.T) {
	batch, err := dump.Read(t.Context(), shared(t, "motir-december-2025.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range batch.Problems {
		t.Error(p)
	}
	var dates []string
	for i, r := range batch.Releases {
		dates = append(dates, r.Date.String()[8:])
		if r.Truncated != (i == 6) {
			t.Errorf("release %d: truncated is %t", i+1, r.Truncated)
		}
		if strings.Contains(r.Body, "date2025") {
			t.Errorf("release %d still ends in its date", i+1)
		}
	}
	if got, want := strings.Join(dates, " "), "18 18 17 17 16 16 16 15"; got != want {
		t.Errorf("days of December %s, want %s", got, want)
	}
}

func TestRealJSONLines(t *testing.T) {
	batch, err := dump.Read(t.Context(), shared(t, "dev-releases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if len(batch.Releases) != 87 || len(batch.Problems) != 0 {
		t.Errorf("%d releases and problems %v, want 87 and none", len(batch.Releases), batch.Problems)
	}
}
