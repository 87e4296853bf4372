package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/store"
)

// Files are indexed one after the other. What is stored then?
func TestReleasesOfFiles(t *testing.T) {
	entry := func(title, body, date string) string { return "-\n" + title + "\n" + body + " date" + date + "\n" }
	note := func(title, date, body string) string {
		return "---\ntitle: " + title + "\ndate: " + date + "\n---\n" + body + "\n"
	}
	const petrol, met = "Petrol cost 1,702.4 won a litre and diesel 1,588.1 won at the stations of the country.", "They met in Seoul and spoke about steel and its quotas for most of the day."
	a, b := entry("Weekly Prices", petrol, "2025-12-11"), entry("Steel Talks", met, "2025-12-12")
	tests := map[string]struct {
		files []string // "name: content"
		want  string   // added, changed, unchanged of the last; releases shown
	}{
		"the same again":                   {[]string{"x.txt", a + b, "x.txt", a + b}, "0 0 2, 2 shown"},
		"one more on top":                  {[]string{"x.txt", a + b, "x.txt", entry("New", "A new one.", "2025-12-13") + a + b}, "1 0 2, 3 shown"},
		"a corrected text":                 {[]string{"x.txt", a + b, "x.txt", a + entry("Steel Talks", met+" More.", "2025-12-12")}, "0 1 1, 2 shown"},
		"a corrected title":                {[]string{"x.txt", a + b, "x.txt", a + entry("Talks about Steel", met, "2025-12-12")}, "0 1 1, 2 shown"},
		"a corrected day":                  {[]string{"x.txt", a + b, "x.txt", a + entry("Steel Talks", met, "2025-12-13")}, "0 1 1, 2 shown"},
		"both, in a file by itself":        {[]string{"x.md", note("Steel Talks", "2025-12-12", met), "x.md", note("Talks about Steel", "2025-12-13", met)}, "0 1 0, 1 shown"},
		"both, among others":               {[]string{"x.txt", a + b, "x.txt", a + entry("Talks about Steel", met, "2025-12-13")}, "1 0 1, 3 shown"},
		"another release in a file":        {[]string{"x.md", note("Steel Talks", "2025-12-12", met), "x.md", note("Weekly Prices", "2025-12-13", petrol)}, "1 0 0, 2 shown"},
		"next week":                        {[]string{"x.txt", a, "x.txt", entry("Weekly Prices", "Petrol cost 1,689.9 won a litre and diesel 1,571.6 won at the stations of the country.", "2025-12-18")}, "1 0 0, 2 shown"},
		"two of one title and day":         {[]string{"x.txt", a + entry("Weekly Prices", "Rice cost less than in the week before.", "2025-12-11")}, "2 0 0, 2 shown"},
		"another file, the same":           {[]string{"x.txt", a, "y.txt", a}, "0 0 1, 1 shown"},
		"another file, another text":       {[]string{"x.txt", a, "y.txt", entry("Weekly Prices", "Rice cost less than in the week before.", "2025-12-11")}, "1 0 0, 2 shown"},
		"another file, nearly the same":    {[]string{"x.txt", a, "y.txt", entry("Weekly Prices", petrol+" So.", "2025-12-11")}, "1 0 0, 1 shown"},
		"another file's own text, again":   {[]string{"x.txt", a, "y.txt", entry("Weekly Prices", "Rice.", "2025-12-11"), "y.txt", entry("Weekly Prices", "Rice is dear.", "2025-12-11")}, "0 1 0, 2 shown"},
		"the file's own ids":               {[]string{"x.jsonl", `{"id":"1","title":"T","date":"2025-12-11","body":"One."}`, "x.jsonl", `{"id":"1","title":"T (corrected)","date":"2025-12-12","body":"Two."}`}, "0 1 0, 1 shown"},
		"one title under two of their ids": {[]string{"x.jsonl", `{"id":"1","title":"T","date":"2025-12-11","body":"One."}` + "\n" + `{"id":"2","title":"T","date":"2025-12-11","body":"One."}`}, "2 0 0, 2 shown"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, motirtest.Options{}, 1)
			folder, report := t.TempDir(), retrieval.Report{}
			for i := 0; i < len(test.files); i += 2 {
				path := filepath.Join(folder, test.files[i])
				if err := os.WriteFile(path, []byte(test.files[i+1]), 0o600); err != nil {
					t.Fatal(err)
				}
				batch, err := dump.Read(t.Context(), path)
				if err != nil || len(batch.Problems) > 0 {
					t.Fatal(err, batch.Problems)
				}
				for n := range batch.Releases {
					batch.Releases[n].Origin = batch.Origins[n]
				}
				if err := ingest.FileIDs(t.Context(), h.store, batch.Releases); err != nil {
					t.Fatal(err)
				}
				if report, err = h.indexer.Index(t.Context(), batch.Releases, nil); err != nil {
					t.Fatal(err)
				}
			}
			shown, err := h.store.Releases(t.Context(), store.Filter{})
			if got := fmt.Sprintf("%d %d %d, %d shown", report.Added, report.Changed, report.Unchanged, len(shown)); got != test.want || err != nil {
				t.Errorf("%s, %v; want %s", got, err, test.want)
			}
		})
	}
}

// A file of what the site has: shown once, in the text of record.
func TestFileAndSite(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 1)
	site := text("motir", "1", "Ship Talks", "2026-10-01", 6)
	file := site
	file.ID, file.Source, file.Number, file.URL, file.Origin = "dump:1", "dump", "", "", "file:/x"
	if _, err := h.indexer.Index(t.Context(), []release.Release{file}, nil); err != nil {
		t.Fatal(err)
	}
	h.bring(site)
	records := h.view().Records(release.Period{}, release.Date{})
	if len(records) != 1 || records[0].ID != "motir:1" {
		t.Errorf("shown: %+v", records)
	}
	if rec, ok := h.view().Record("dump:1"); !ok || rec.ID != "motir:1" {
		t.Errorf("dump:1 leads to %s", rec.ID)
	}
}
