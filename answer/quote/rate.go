package quote

import (
	"motirbot/retrieval"
)

// rating says how well a sentence answers a question.
type rating struct {
	source, sentence int
	score            float64
	own              float64 // share of the question's information in the sentence itself
	fits             bool    // holds the kind of fact asked for
	detail           float64 // how much of the list asked for it holds
}

const (
	// A unit that the title meets has found the release; inside it, it tells
	// sentences apart much less.
	residual = 0.35
	// What the title meets is said of every sentence of the release, and what
	// the sentence before meets is often said of this one.
	titleCredit    = 0.7
	neighborCredit = 0.5
	// What a sentence points back to is said of it, step by step less surely.
	leaningCredit = 0.8
	leaningSteps  = 2
	mostBonus     = 0.2
	countBonus    = 0.5 // a number of just what is to be counted
)

// rate scores every sentence of the sources.
func rate(q retrieval.Query, units []retrieval.QueryTerm, sources []source) []rating {
	total := information(units)
	counts, wantsMost := countOf(q.Text), asksMost.MatchString(q.Text)
	fits, detail := fitting(q), detailing(q)
	var out []rating
	for i, src := range sources {
		for j, s := range src.sentences {
			own, whole := coverage(units, total, src, j)
			r := rating{source: i, sentence: j, own: own, fits: fits(s.text), detail: detail(s.text)}
			r.score = 0.9*own + 0.5*whole + 1.0*src.cover + 2.0*src.score
			if r.fits {
				r.score += kindBonus(q)
			}
			r.score += 0.4 * r.detail
			if counts != nil && counts.MatchString(s.text) {
				r.score += countBonus
			}
			if wantsMost && most.MatchString(s.text) {
				r.score += mostBonus
			}
			if s.opening {
				r.score += 0.05
			}
			out = append(out, r)
		}
	}
	return out
}

func information(units []retrieval.QueryTerm) float64 {
	total := 0.0
	for _, u := range units {
		total += u.IDF
	}
	return total
}

// coverage returns the share of the units that a sentence meets by itself, and
// the share with what its title and the sentence before it add.
func coverage(units []retrieval.QueryTerm, total float64, src source, j int) (own, whole float64) {
	if total == 0 {
		return 0, 0
	}
	for _, u := range units {
		here, title := src.reads(u, j), u.Match(src.title)
		best := max(here, titleCredit*title)
		if j > 0 {
			best = max(best, neighborCredit*u.Match(src.sentences[j-1].bag))
		}
		settled := (1 - residual) * title // said by the title for every sentence alike
		own += u.IDF * (settled + (1-settled)*here)
		whole += u.IDF * best
	}
	return own / total, whole / total
}

// reads returns how well a sentence meets a unit, read with those that it
// points back to: "They will hold its first meeting" tells of the dialogue that
// the sentence before has named.
func (s source) reads(u retrieval.QueryTerm, j int) float64 {
	best, credit := u.Match(s.sentences[j].bag), 1.0
	for k := j; k > 0 && j-k < leaningSteps && s.sentences[k].leans; k-- {
		credit *= leaningCredit
		best = max(best, credit*u.Match(s.sentences[k-1].bag))
	}
	return best
}
