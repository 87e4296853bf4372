package figures_test

import (
	"testing"

	"motirbot/release"
)

func TestHeadlines(t *testing.T) {
	reader := newReader(t)
	s := openStore(t)
	day := release.NewDate(2026, 4, 1)
	for number, body := range map[string]string{
		"total": "Semiconductor exports rose 9.0 percent to USD 12.1 billion in March 2026. Exports rose 2.4 percent to USD 57.8 billion. " +
			"Daily average exports rose 1.0 percent to USD 2.5 billion. Imports fell 1.5 percent to USD 52.0 billion. The trade balance posted a surplus of USD 5.8 billion.",
		"cars":    "Hybrid car exports rose 5.0 percent to USD 1.2 billion in March 2026. Car exports fell 1.0 percent to USD 6.2 billion. Car production rose 2.0 percent to 370,836 units.",
		"talks":   "The two ministers met in Seoul. Bilateral trade stood at USD 24.0 billion in 2025.",
		"history": "Exports rose 2.4 percent to USD 57.8 billion in March 2021. Imports fell 1.5 percent to USD 52.0 billion. The trade balance posted a surplus of USD 5.8 billion.",
	} {
		_, err := newIndexer(t, s).WithFigures(reader.Observations).Index(t.Context(), []release.Release{monthly(number, day, "Exports and "+number, body)}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	data := load(t, reader, s, release.Date{})
	id := func(number string) release.ID { return release.NewID("dump", number, "Exports and "+number, day) }
	want := "2026-03 exports USD 57.8 billion 2.4%\n2026-03 imports USD 52.0 billion -1.5%\n2026-03 balance USD 5.8 billion\n"
	if got := all(data.Headlines(id("total"), 3)); got != want {
		t.Errorf("main figures are %q, want %q", got, want)
	}
	want = "2026-03 exports cars USD 6.2 billion -1.0%\n2026-03 production cars 370,836 units 2.0%\n"
	if got := all(data.Headlines(id("cars"), 2)); got != want {
		t.Errorf("main figures on cars are %q, want %q", got, want)
	}
	for _, number := range []string{"talks", "history", "unknown"} {
		if got := all(data.Headlines(id(number), 3)); got != "" {
			t.Errorf("main figures of %s: %q", number, got)
		}
	}
	chips := data.Headlines(id("total"), 9)
	if last := chips[len(chips)-1]; len(chips) != 5 || data.Subject(last.Observation, false) != "exports · semiconductor" || data.Subject(last.Observation, true) != "수출 · 반도체" {
		t.Errorf("all of the month are %q", all(chips))
	}
}
