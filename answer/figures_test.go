package answer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/embed"
	"motirbot/figures"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/store"
)

// statistics is releases as a figures.Source reads them; err is what it fails
// with, also those that no index holds.
type statistics struct {
	releases []release.Release
	reader   *figures.Reader
	err      error
}

func (statistics) Generation(context.Context) (int64, error) { return 1, nil }

func (s statistics) Observations(_ context.Context, asOf release.Date, each func(store.Statistics)) error {
	newest := slices.Clone(s.releases)
	slices.SortStableFunc(newest, func(a, b release.Release) int { return b.Date.Compare(a.Date) })
	for _, r := range newest {
		if r.Date.After(asOf) {
			continue
		}
		read := s.reader.Read(r)
		for i := range read {
			read[i].ReleaseID = r.ID
		}
		each(store.Statistics{Record: store.Record{Release: r, Revision: 1}, Observations: read})
	}
	return s.err
}

func report(month time.Month, title, body string) release.Release {
	date := release.NewDate(2025, month, 1)
	return release.Release{ID: release.NewID("dump", "", title, date), Source: "dump", Title: title, Date: date, Body: body}
}

// newStatistics answers from the indexed releases, with the figures of more.
func newStatistics(t *testing.T, indexed, more []release.Release, err error) *answer.Answerer {
	t.Helper()
	topics, readErr := readTopics()
	if readErr != nil {
		t.Fatal(readErr)
	}
	retriever, newErr := librarytest.Retriever(t.Context(), embed.NewLocal(), topics, indexed...)
	if newErr != nil {
		t.Fatal(newErr)
	}
	kept := statistics{slices.Concat(indexed, more), figures.NewReader(topics), err}
	return answer.New(answer.Config{
		Retriever: retriever, Figures: figures.NewSource(topics, kept),
		Now: func() time.Time { return lastDay.Start().Add(12 * time.Hour) },
	})
}

var trade = []release.Release{
	report(11, "Trade in October 2025", "Exports rose 2.0 percent from a year earlier to USD 58.0 billion in October 2025. Imports came to USD 52.0 billion.\nExports by region (USD million, %)\n| Region | Oct. 2025 | Change |\n|---|---|---|\n| China | 11,000 | △5.0 |"),
	report(12, "Trade in November 2025", "Exports rose 8.0 percent from a year earlier to USD 61.0 billion in November 2025. The trade balance was a surplus of USD 10.0 billion."),
}

func TestFigures(t *testing.T) {
	a := newStatistics(t, trade, nil, nil)
	for _, c := range []struct {
		name     string
		question answer.Question
		reason   answer.Reason
		plain    string // how the text begins
		quotes   []string
	}{
		{
			name: "a figure", question: answer.Question{Text: "exports in november 2025?"},
			plain:  "Exports, November 2025: USD 61.0 billion, up 8.0 percent from a year before. (2025-12-01) [1]",
			quotes: []string{"Exports rose 8.0 percent from a year earlier to USD 61.0 billion in November 2025."},
		},
		{
			name: "of a table's row", question: answer.Question{Text: "exports to china in october 2025"},
			plain:  "Exports to China, October 2025: USD 11,000 million, down 5.0 percent from a year before. (2025-11-01) [1]",
			quotes: []string{"| China | 11,000 | △5.0 |"},
		},
		{
			name: "in Korean words of ours", question: answer.Question{Text: "exports in november 2025?", Language: "ko"},
			plain:  "2025년 11월 수출: 610억 달러(USD 61.0 billion), 전년 동기 대비 8.0% 증가 (2025-12-01) [1]",
			quotes: []string{"Exports rose 8.0 percent from a year earlier to USD 61.0 billion in November 2025."},
		},
		{
			name: "worked out", question: answer.Question{Text: "how much more were exports in november than in october 2025"},
			plain:  "Exports, November 2025: USD 3.0 billion more than in October 2025. (2025-12-01) [1] (2025-11-01) [2]\n- Exports, November 2025",
			quotes: []string{"Exports rose 8.0 percent from a year earlier to USD 61.0 billion in November 2025."},
		},
		{
			name: "not held", question: answer.Question{Text: "imports in november 2025"}, reason: answer.ReasonNoFigure,
			plain:  "No release tells imports in November 2025.\nWhat they do say: Imports, October 2025: USD 52.0 billion. (2025-11-01) [1]\nThe index covers 2 releases",
			quotes: []string{"Imports came to USD 52.0 billion."},
		},
		{
			name: "another than is taken for granted", question: answer.Question{Text: "how big was the trade deficit of november 2025"}, reason: answer.ReasonFalsePremise,
			plain:  "The releases do not bear that out.\nWhat they do say: Trade balance, November 2025: a surplus of USD 10.0 billion. (2025-12-01) [1]",
			quotes: []string{"The trade balance was a surplus of USD 10.0 billion."},
		},
		{
			name: "of releases of a period alone", question: answer.Question{Text: "exports", Period: release.MonthOf(2025, 11)},
			plain:  "Exports, October 2025: USD 58.0 billion, up 2.0 percent from a year before. (2025-11-01) [1]",
			quotes: []string{"Exports rose 2.0 percent from a year earlier to USD 58.0 billion in October 2025."},
		},
		{
			name: "after another", question: answer.Question{Text: "and in october?", History: []answer.Turn{{Question: "exports in november 2025?"}}},
			plain:  "Exports, October 2025: USD 58.0 billion, up 2.0 percent from a year before. (2025-11-01) [1]",
			quotes: []string{"Exports rose 2.0 percent from a year earlier to USD 58.0 billion in October 2025."},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := a.Ask(t.Context(), c.question, nil)
			if err != nil {
				t.Fatal(err)
			}
			if plain := text.Plain(got); !strings.HasPrefix(plain, c.plain) || got.Reason() != c.reason {
				t.Errorf("reason %q, got %s\nwant %s", got.Reason(), plain, c.plain)
			}
			if len(got.Citations) == 0 || got.Mode != answer.ModeExtractive {
				t.Fatalf("%+v", got)
			}
			if quotes := got.Quotes(got.Citations[0].ReleaseID); !slices.Equal(quotes, c.quotes) {
				t.Errorf("quotes %q", quotes)
			}
			if got.Passages[0].ReleaseID != got.Citations[0].ReleaseID {
				t.Errorf("the passages begin with %s", got.Passages[0].Title)
			}
		})
	}
}

// The figures of other things are no answer.
func TestFiguresOfAThingThatNoReleaseNames(t *testing.T) {
	got, err := newStatistics(t, trade, nil, nil).Ask(t.Context(), answer.Question{Text: "wine exports in november 2025"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if plain := text.Plain(got); !strings.HasPrefix(plain, "No release mentions “wine”.") {
		t.Errorf("got %s", plain)
	}
}

// Some of what is asked for is told, and what is not is named.
func TestFiguresInPart(t *testing.T) {
	got, err := newStatistics(t, trade, nil, nil).Ask(t.Context(), answer.Question{Text: "exports and imports in november 2025"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if notices := text.Notices(got); got.Abstained() || len(got.Claims) != 1 || !slices.Contains(notices, "No release tells imports in November 2025.") {
		t.Errorf("%q %q", text.Plain(got), notices)
	}
}

// What stands in no release of the index is not told: one stored since, say.
func TestFiguresOfOthers(t *testing.T) {
	got, err := newStatistics(t, trade[:1], trade[1:], nil).Ask(t.Context(), answer.Question{Text: "exports in november 2025?"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.Plain(got), "61.0") {
		t.Errorf("got %s", text.Plain(got))
	}
}

func TestFiguresFail(t *testing.T) {
	lost := errors.New("the disk is gone")
	if _, err := newStatistics(t, trade, nil, lost).Ask(t.Context(), answer.Question{Text: "exports in november 2025?"}, nil); !errors.Is(err, lost) {
		t.Errorf("error %v", err)
	}
}
