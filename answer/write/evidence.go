package write

import (
	"cmp"
	"slices"
	"strings"

	"motirbot/answer/model"
	"motirbot/release"
	"motirbot/retrieval"
)

// Source is a release of the evidence. Its number is its place from 1.
type Source struct {
	Passage retrieval.Passage // the best one: title, date, link
	Body    string            // whole
	Shown   string            // what the model is shown: the body, or passages of it with gaps marked
}

const (
	// overhead is what stands around a release in the prompt, in tokens.
	overhead = 40
	// leastShare is the least of a release that is worth showing, in tokens.
	leastShare = 200
	gap        = "[…]"
)

// Evidence puts releases together for the model, best first, whole as long as
// they fit into so many tokens. One that does not fit is cut at the bounds of
// passages, around the best of them. Where all is set every release gets a
// share, as a list of releases wants; else the last that fits in part ends it,
// and none takes more than three quarters while there are others.
func Evidence(view *retrieval.View, passages []retrieval.Passage, tokens int, all bool) []Source {
	var ids []release.ID
	best := map[release.ID]retrieval.Passage{}
	scores := map[release.ID]map[int]int{} // passage → the higher, the earlier it was found: all share the score of their release
	for n, p := range passages {
		if _, seen := best[p.ReleaseID]; !seen {
			ids = append(ids, p.ReleaseID)
			best[p.ReleaseID], scores[p.ReleaseID] = p, map[int]int{}
		}
		scores[p.ReleaseID][p.Seq] = len(passages) - n
	}
	var out []Source
	for i, id := range ids {
		record, ok := view.Record(id)
		if !ok {
			continue
		}
		share := tokens
		switch others := len(ids) - i - 1; {
		case all:
			share = tokens / (others + 1)
		case others > 0 && i == 0:
			share = tokens * 3 / 4
		}
		s := Source{Passage: best[id], Body: record.Body, Shown: record.Body}
		head := model.Tokens(record.Title) + overhead
		if head+model.Tokens(record.Body) > share {
			if !all && i > 0 && share < leastShare {
				break
			}
			s.Shown = around(view.Passages(id), scores[id], share-head)
		}
		if s.Shown == "" {
			break
		}
		tokens -= head + model.Tokens(s.Shown)
		out = append(out, s)
	}
	return out
}

// around takes passages of a release until the tokens are used up: those that
// were found, best first, then those nearest to them, and puts them in the order of
// the text. Passages that overlap or follow on each other are joined.
func around(passages []retrieval.Passage, scores map[int]int, tokens int) string {
	if len(passages) == 0 {
		return ""
	}
	distance := func(seq int) int {
		least := len(passages)
		for found := range scores {
			least = min(least, max(seq-found, found-seq))
		}
		return least
	}
	order := slices.Clone(passages)
	slices.SortStableFunc(order, func(a, b retrieval.Passage) int {
		return cmp.Or(cmp.Compare(scores[b.Seq], scores[a.Seq]), cmp.Compare(distance(a.Seq), distance(b.Seq)))
	})
	var taken []retrieval.Passage
	for _, p := range order {
		if cost := model.Tokens(p.Text) + 2; cost <= tokens || len(taken) == 0 && tokens > 0 {
			taken, tokens = append(taken, p), tokens-cost
		}
	}
	slices.SortFunc(taken, func(a, b retrieval.Passage) int { return cmp.Compare(a.Start, b.Start) })
	var text strings.Builder
	end := 0
	for i, p := range taken {
		switch {
		case i == 0 && p.Start > 0:
			text.WriteString(gap + "\n" + withHeads(p))
		case p.Start > end+2:
			text.WriteString("\n" + gap + "\n" + withHeads(p))
		default:
			if i > 0 && p.Start >= end {
				text.WriteString("\n")
			}
			text.WriteString(p.Text[min(max(end-p.Start, 0), len(p.Text)):])
		}
		end = max(end, p.End)
	}
	if end < passages[len(passages)-1].End {
		text.WriteString("\n" + gap)
	}
	return text.String()
}

// withHeads repeats the heads of a table that was cut.
func withHeads(p retrieval.Passage) string { return strings.TrimPrefix(p.Heads+"\n"+p.Text, "\n") }
