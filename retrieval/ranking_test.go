package retrieval_test

import (
	"fmt"
	"strings"
	"testing"

	"motirbot/internal/goldentest"
	"motirbot/release"
	"motirbot/retrieval"
)

// ranked is questions of every kind on the sample corpus. What they find stands
// in testdata/ranking.golden, so that a change in ranking is a change to read.
var ranked = []string{
	"What did Korea ask the EU for on batteries?",
	"Who signed the joint declaration on the UK FTA?",
	"when is MC14 and where",
	"How much were Korea's exports from January to November 2025?",
	"why did the KNECC meet again",
	"latest on EU",
	"latest on free economic zones",
	"what's new with critical minerals",
	"anything about supply chains since December 17",
	"what was released on December 16, 2025",
	"Compare the talks with Norway and with the UK",
	"Did Japan or the EU ask for more cooperation?",
	"Park Jung-sung",
	"carbon border tax",
	"chips",
	"brussels steel quota",
	"tokyo minerals",
	"semicondctor exports recrod",
	"morocan ambasador",
	"KITA export tower",
	"copper TC/RC",
	"Who is the Director-General of the Free Economic Zone Planning Office?",
	"유럽연합 배터리",
	"한영 자유무역협정",
	"노르웨이 조선",
	"What does the Bank of Korea think of interest rates?",
	"sixth-largest economy by nominal GDP",
}

func TestRankingGolden(t *testing.T) {
	v := sampleView(t)
	var b strings.Builder
	for _, question := range ranked {
		fmt.Fprintf(&b, "%s\n", question)
		var last release.ID
		for i, p := range searchIn(t, v, question, retrieval.Frame{AsOf: friday}) {
			if p.ReleaseID != last {
				fmt.Fprintf(&b, "  %.2f  %s\n", p.Score, p.ReleaseID)
			}
			if last = p.ReleaseID; i < 3 {
				fmt.Fprintf(&b, "          %d–%d %s\n", p.Start, p.End, opening(p.Text))
			}
		}
		b.WriteString("\n")
	}
	goldentest.Check(t, "testdata/ranking.golden", b.String())
}

// opening is the first words of a passage.
func opening(text string) string {
	fields := strings.Fields(text)
	return strings.Join(fields[:min(len(fields), 9)], " ") + " …"
}

func TestRankingsOfEachIndex(t *testing.T) {
	v := sampleView(t)
	for _, question := range ranked {
		got, err := v.Rankings(t.Context(), understand(v, question), 5)
		if err != nil {
			t.Fatal(err)
		}
		for name, ids := range map[string][]release.ID{"lexical": got.Lexical, "vector": got.Vector, "fused": got.Fused} {
			if len(ids) > 5 {
				t.Errorf("%q: %d %s", question, len(ids), name)
			}
			for i, id := range ids {
				if hasID(ids[:i], id) {
					t.Errorf("%q: %s twice in %s", question, id, name)
				}
			}
		}
		for _, id := range append(got.Lexical[:min(1, len(got.Lexical))], got.Vector[:min(1, len(got.Vector))]...) {
			if !hasID(got.Fused, id) {
				t.Errorf("%q: the fusion lost %s, the first of an index", question, id)
			}
		}
	}
	early, err := v.Rankings(t.Context(), v.Understand("cooperation", retrieval.Frame{AsOf: period("2025-12-15", "").From}), 5)
	if err != nil || len(early.Fused) != 1 || early.Fused[0] != "sample-8-africa-forum" {
		t.Errorf("as of December 15: %v, %v", early.Fused, err)
	}
}
