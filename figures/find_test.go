package figures_test

import (
	"strings"
	"testing"

	"motirbot/embed"
	"motirbot/figures"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// autumn are three months of invented statistics, and the first days of one.
var autumn = []release.Release{
	monthly("9", release.NewDate(2025, 10, 1), "Trade in September 2025",
		"Exports rose 10.0 percent from a year earlier to USD 64.0 billion in September 2025. Imports grew 8.0 percent to USD 55.0 billion. The trade balance was a surplus of USD 9.0 billion.\nChip exports came to USD 16.0 billion (+21.0%). Ship exports came to USD 3.0 billion (+20.0%). Exports to China came to USD 11.5 billion (+1.0%)."),
	monthly("10", release.NewDate(2025, 11, 1), "Trade in October 2025",
		"Exports rose 2.0 percent from a year earlier to USD 58.0 billion in October 2025. Imports fell 2.0 percent to USD 52.0 billion. The trade balance was a surplus of USD 6.0 billion.\nChip exports came to USD 15.0 billion (+24.0%). Ship exports came to USD 4.0 billion (+30.0%). Exports to China came to USD 11.0 billion (-5.0%)."),
	monthly("11a", release.NewDate(2025, 11, 21), "Exports in the first 20 days of November 2025",
		"Exports in the first 20 days of November 2025 rose 8.0 percent from a year earlier to USD 38.0 billion."),
	monthly("11", release.NewDate(2025, 12, 1), "Trade in November 2025",
		"Exports rose 8.0 percent from a year earlier to USD 61.0 billion in November 2025. Imports grew 1.0 percent to USD 51.0 billion. The trade balance was a surplus of USD 10.0 billion.\nChip exports came to USD 17.0 billion (+37.0%). Ship exports came to USD 2.4 billion (-18.0%). Exports to China came to USD 12.0 billion (+7.0%)."),
}

type asking struct {
	*figures.Source
	view *retrieval.View
}

func newAsking(t testing.TB, releases []release.Release) asking {
	t.Helper()
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	s := openStore(t)
	index(t, s, releases)
	r, err := retrieval.New(s, embed.NewLocal(), topics)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return asking{figures.NewSource(topics, s), r.View()}
}

func index(t testing.TB, s *store.Store, releases []release.Release) {
	t.Helper()
	if _, err := newIndexer(t, s).WithFigures(newReader(t).Observations).Index(t.Context(), releases, nil); err != nil {
		t.Fatal(err)
	}
}

func (a asking) read(text string, asOf release.Date) figures.Question {
	return a.Read(a.view.Understand(text, retrieval.Frame{AsOf: asOf}))
}

// told is the answer to the last of the questions, "-" where it is none for
// figures.
func (a asking) told(t testing.TB, asOf release.Date, questions ...string) string {
	t.Helper()
	data, err := a.Dataset(t.Context(), asOf)
	if err != nil {
		t.Fatal(err)
	}
	var q figures.Question
	for _, text := range questions {
		q = a.read(text, asOf).Continue(q)
	}
	found, ok := data.Find(q, asOf)
	if !ok {
		return "-"
	}
	teller := figures.Teller{Names: data, Korean: q.Korean}
	var lines []string
	if lead := teller.Lead(found); lead != "" {
		lines = append(lines, lead)
	} else {
		for _, r := range found.Rows {
			lines = append(lines, teller.Row(r))
		}
	}
	for _, m := range found.Missing {
		lines = append(lines, "not: "+teller.Missing(m))
	}
	for _, r := range found.Near {
		lines = append(lines, "near: "+teller.Row(r))
	}
	if found.Denied {
		lines = append(lines, "denied")
	}
	return strings.Join(lines, "\n")
}

func TestFind(t *testing.T) {
	a := newAsking(t, autumn)
	const november = "Exports, November 2025: USD 61.0 billion, up 8.0 percent from a year before."
	for _, c := range []struct{ name, question, want string }{
		{"a total", "What were Korea's total exports in November 2025?", november},
		{"the month reported, not that of the release", "exports last month?", november},
		{"keywords", "exports nov 2025", november},
		{"the newest", "latest export figures", november},
		{"a month without a year", "exports in november", november},
		{"a year that stands alone", "november exports 2025", november},
		{"a part of a month that is asked for", "exports in the first 20 days of november 2025", "Exports, November 1–20, 2025: USD 38.0 billion, up 8.0 percent from a year before."},
		{"an item", "how much were chip exports in october 2025", "Exports of semiconductors, October 2025: USD 15.0 billion, up 24.0 percent from a year before."},
		{"a noun that is a verb elsewhere", "ship exports october growth rate", "Exports of ships, October 2025: USD 4.0 billion, up 30.0 percent from a year before."},
		{"a partner in lower case", "exports to china in september", "Exports to China, September 2025: USD 11.5 billion, up 1.0 percent from a year before."},
		{"Korean", "11월 무역수지는?", "2025년 11월 무역수지: 100억 달러(USD 10.0 billion) 흑자"},
		{"a Korean list", "10월 반도체와 선박 수출 얼마야", "2025년 10월 반도체 수출: 150억 달러(USD 15.0 billion), 전년 동기 대비 24.0% 증가\n2025년 10월 선박 수출: 40억 달러(USD 4.0 billion), 전년 동기 대비 30.0% 증가"},
		{"two measures", "exports and imports in october 2025", "Exports, October 2025: USD 58.0 billion, up 2.0 percent from a year before.\nImports, October 2025: USD 52.0 billion, down 2.0 percent from a year before."},
		{"the highest month", "which month of 2025 had the highest exports", "Highest of the 3 months in the index: exports, September 2025: USD 64.0 billion, up 10.0 percent from a year before."},
		{"how much more", "how much more were exports in september than in november 2025", "Exports, September 2025: USD 3.0 billion more than in November 2025."},
		{"items that fell", "which items fell in november 2025", "Exports of ships, November 2025: USD 2.4 billion, down 18.0 percent from a year before."},
		{"months in a row", "how many months in a row has there been a surplus", "Trade balance: in surplus for at least the 3rd month in a row in November 2025, since September 2025."},
		{"the first month past a limit", "first month with chip exports above 15.5 billion", "First of the 3 months in the index: exports of semiconductors, September 2025: USD 16.0 billion, up 21.0 percent from a year before."},
		{"a share", "share of chips in exports in november 2025", "Exports of semiconductors, November 2025: 27.9 percent of the total (USD 17.0 billion of USD 61.0 billion)."},
		{"a sum", "exports september to november 2025", "Exports, 2025-09-01 to 2025-11-30: USD 183.0 billion, the sum of 3 months (USD billion: 64.0 + 58.0 + 61.0)."},
		{"a partner that is not held", "exports to Vietnam in November 2025", "not: exports to Vietnam in November 2025\nnear: " + november},
		{"a month that is not held", "imports in december 2025", "not: imports in December 2025\nnear: Imports, November 2025: USD 51.0 billion, up 1.0 percent from a year before."},
		{"a premise that is false", "how much did exports fall in november 2025", november + "\ndenied"},
		{"a question whether", "did exports fall in november 2025?", november},
		{"the reason for what did not happen", "why did chip exports drop in november 2025", "Exports of semiconductors, November 2025: USD 17.0 billion, up 37.0 percent from a year before.\ndenied"},
		{"the reason for what did", "why did ship exports drop in november 2025", "-"},
		{"something unknown", "exports of kimchi in november 2025", "-"},
		{"what somebody said", "what did the minister say about exports in november 2025", "-"},
		{"news on a partner", "latest on china", "-"},
		{"what another country exports", "Chinese exports in november 2025", "-"},
		{"what comes from there", "US exports to Korea in november 2025", "-"},
		{"what is sold there", "car sales in the US in november 2025", "-"},
		{"months that would each have to be looked at", "which months of 2025 had a trade deficit", "-"},
		{"no figure at all", "where was the forum held", "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := a.told(t, release.NewDate(2025, 12, 5), c.question); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.question, got, c.want)
			}
		})
	}
}

func TestFindAsOf(t *testing.T) {
	a := newAsking(t, autumn)
	for _, c := range []struct {
		name string
		asOf release.Date
		want string
	}{
		{"while the month runs, the part that is told", release.NewDate(2025, 11, 25), "Exports, November 1–20, 2025: USD 38.0 billion, up 8.0 percent from a year before."},
		{"then the whole", release.NewDate(2025, 12, 1), "Exports, November 2025: USD 61.0 billion, up 8.0 percent from a year before."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := a.told(t, c.asOf, "exports in november 2025"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestContinue(t *testing.T) {
	a := newAsking(t, autumn)
	asOf := release.NewDate(2025, 12, 5)
	for _, c := range []struct {
		name      string
		questions []string
		want      string
	}{
		{"another measure", []string{"exports in october 2025?", "and imports?"}, "Imports, October 2025: USD 52.0 billion, down 2.0 percent from a year before."},
		{"another item", []string{"chip exports in october 2025", "and ships?"}, "Exports of ships, October 2025: USD 4.0 billion, up 30.0 percent from a year before."},
		{"another month, of the same year", []string{"chip exports in october 2025", "and in september?"}, "Exports of semiconductors, September 2025: USD 16.0 billion, up 21.0 percent from a year before."},
		{"the whole month", []string{"exports 1-20 november 2025", "and the whole month?"}, "Exports, November 2025: USD 61.0 billion, up 8.0 percent from a year before."},
		{"a part of it", []string{"exports in november 2025", "in the first 20 days only?"}, "Exports, November 1–20, 2025: USD 38.0 billion, up 8.0 percent from a year before."},
		{"over two turns", []string{"11월 수출은?", "수입은?", "반도체만 보면?"}, "not: 2025년 11월 반도체 수입\nnear: 2025년 11월 수입: 510억 달러(USD 51.0 billion), 전년 동기 대비 1.0% 증가"},
		{"something else", []string{"exports in october 2025?", "who chaired the forum in Nairobi?"}, "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := a.told(t, asOf, c.questions...); got != c.want {
				t.Errorf("%q\ngot  %s\nwant %s", c.questions, got, c.want)
			}
		})
	}
}

// A release in the reader's own language is cited where two tell the same.
func TestFindInOwnLanguage(t *testing.T) {
	a := newAsking(t, append([]release.Release{
		monthly("k", release.NewDate(2025, 12, 1), "2025년 11월 수출입 동향", "11월 수출은 8.0% 증가한 610억 달러, 수입은 1.0% 증가한 510억 달러로 집계됐다."),
	}, autumn...))
	asOf := release.NewDate(2025, 12, 5)
	for question, want := range map[string]string{
		"exports in november 2025": "Exports, November 2025: USD 61.0 billion, up 8.0 percent from a year before.",
		"11월 수출":                   "2025년 11월 수출: 610억 달러, 전년 동기 대비 8.0% 증가",
	} {
		if got := a.told(t, asOf, question); got != want {
			t.Errorf("%s: got %s, want %s", question, got, want)
		}
	}
}

func TestMayTell(t *testing.T) {
	a := newAsking(t, nil)
	day := release.NewDate(2025, 12, 5)
	q := a.read("exports to Vietnam in November 2025", day)
	for _, c := range []struct {
		name, title, sentence string
		read, want            bool
	}{
		{"it does", "Trade in November 2025", "Exports to Vietnam, the ministry added, passed USD 5 billion.", true, true},
		{"of another item", "Trade in November 2025", "ICT exports to Vietnam stood at USD 4.3 billion.", true, false},
		{"of another month", "Trade in October 2025", "Exports to Vietnam stood at USD 4.3 billion.", true, false},
		{"without a number", "Trade in November 2025", "Exports to Vietnam grew.", true, false},
		{"without its measure", "Trade in November 2025", "Vietnam took goods of USD 5 billion.", true, false},
		{"the same where nothing else was read", "Trade in November 2025", "Vietnam took goods of USD 5 billion.", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := a.MayTell(c.title, c.sentence, day, q, c.read); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// FuzzQuestion reads any text without failing, and finds only rows with a value
// or change whose words stand in their quotes.
func FuzzQuestion(f *testing.F) {
	a := newAsking(f, autumn)
	for _, text := range []string{"exports nov 2025", "11월 수출 얼마", "chips vs cars, sept and oct", "first 20 days", "which items fell most", "above 20 billion", "(%)~△"} {
		f.Add(text)
	}
	asOf := release.NewDate(2025, 12, 5)
	f.Fuzz(func(t *testing.T, text string) {
		data, err := a.Dataset(t.Context(), asOf)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := data.Find(a.read(text, asOf), asOf)
		for _, r := range append(found.Rows, found.Near...) {
			if v, c := r.Value, r.Change; v.Value.IsZero() && c.Change.IsZero() || !strings.Contains(v.Quote, v.Value.Written) || !strings.Contains(c.Quote, c.Change.Written) {
				t.Errorf("%q: %+v", text, r)
			}
			_ = figures.Teller{Names: data}.Row(r)
		}
		_ = figures.Teller{Names: data}.Lead(found)
		_ = figures.Teller{Names: data, Korean: true}.Lead(found)
	})
}
