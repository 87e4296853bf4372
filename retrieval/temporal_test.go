package retrieval_test

import (
	"testing"

	"motirbot/release"
	"motirbot/retrieval"
)

// exportsOf are releases that each report on another stretch of time, with the
// same words.
func exportsOf() []release.Release {
	return []release.Release{
		rel("october", "2025-11-01", "Exports in October", "Exports rose in October 2025. Officials were glad."),
		rel("november", "2025-12-01", "Exports in November", "Exports rose in November 2025. Officials were glad."),
		rel("november-20", "2025-11-21", "Interim Exports, November 1–20", "Exports rose in the period of November 1–20, 2025. Officials were glad."),
		rel("half", "2025-07-10", "Exports in the First Half of 2025", "Exports rose in the first half of 2025. Officials were glad."),
		rel("november-ko", "2025-12-01", "2025년 11월 수출 동향", "수출이 증가했다."),
		rel("cars", "2025-12-02", "Car Exports in November", "Exports of cars rose in November 2025. Exports of cars, exports."),
	}
}

func TestReleasesOfTheTimeAskedAboutComeFirst(t *testing.T) {
	v := viewOf(t, exportsOf()...)
	for _, c := range []struct {
		question, asOf string
		want           release.ID
	}{
		{"exports in november 2025", "2026-02-01", "november"},
		{"exports in November", "2025-12-19", "november"},
		{"exports in october", "2025-12-19", "october"},
		{"exports last month", "2025-12-19", "november"},
		{"exports in the first half of 2025", "2026-02-01", "half"},
		{"2025년 11월 수출", "2026-02-01", "november-ko"},
		{"exports in november", "2026-11-03", "november"}, // this November is not out yet
	} {
		passages := searchIn(t, v, c.question, retrieval.Frame{AsOf: period(c.asOf, "").From})
		if got := idsOf(passages); len(got) == 0 || got[0] != c.want {
			t.Errorf("%q as of %s finds %v, want %s first", c.question, c.asOf, got, c.want)
		}
	}
}
