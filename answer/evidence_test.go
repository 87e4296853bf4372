package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"motirbot/answer/model"
	"motirbot/answer/write"
	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/retrieval"
)

// TestEvidence: releases are shown whole as long as they fit; one that does not
// is cut around what was found in it, with its gaps marked.
func TestEvidence(t *testing.T) {
	long := release.Release{ID: "long", Source: "t", Title: "A Very Long Report on Trade", Date: lastDay.AddDays(-1)}
	for i := range 120 {
		if i == 70 {
			long.Body += "The zinc refinery in Ulsan will be enlarged by 300 workers.\n\n"
		}
		long.Body += fmt.Sprintf("Paragraph %d speaks at some length of matters of trade that nobody has asked about, so that it fills the page.\n\n", i)
	}
	short := release.Release{ID: "short", Source: "t", Title: "Zinc Is Mentioned", Date: lastDay.AddDays(-2), Body: "Zinc prices rose."}
	topics, err := readTopics()
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := librarytest.Retriever(t.Context(), embed.NewLocal(), topics, long, short)
	if err != nil {
		t.Fatal(err)
	}
	view := retriever.View()
	passages, err := view.Search(t.Context(), view.Understand("zinc refinery in Ulsan", retrieval.Frame{AsOf: lastDay}))
	if err != nil || passages[0].ReleaseID != "long" {
		t.Fatal(err, passages)
	}
	for _, c := range []struct {
		name   string
		tokens int
		all    bool
		whole  bool // the long release
		both   bool
	}{
		{"room for all", 20_000, false, true, true},
		{"room for a part", 1000, false, false, true},
		{"a share for each", 1000, true, false, true},
		{"room for hardly anything", 300, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			sources := write.Evidence(view, passages, c.tokens, c.all)
			if len(sources) == 0 || c.both != (len(sources) == 2) {
				t.Fatalf("%d releases", len(sources))
			}
			shown, total := sources[0].Shown, 0
			for _, s := range sources {
				total += model.Tokens(s.Shown)
			}
			if total > c.tokens {
				t.Errorf("%d tokens of %d", total, c.tokens)
			}
			if !strings.Contains(shown, "300 workers") || sources[0].Body != long.Body {
				t.Errorf("what was found is not shown:\n%s", shown)
			}
			if c.whole != (shown == long.Body) || c.whole == strings.Contains(shown, "[…]") {
				t.Errorf("whole %t:\n%s", shown == long.Body, shown)
			}
			for part := range strings.SplitSeq(shown, "\n[…]\n") {
				if part = strings.Trim(strings.TrimPrefix(strings.TrimSuffix(part, "[…]"), "[…]"), "\n"); !strings.Contains(long.Body, strings.Split(part, "\n")[0]) {
					t.Errorf("%q is not of the release", part)
				}
			}
		})
	}
}
