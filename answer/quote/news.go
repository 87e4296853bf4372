package quote

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"motirbot/retrieval"
)

var (
	// deeds are verbs of what is new: something was settled, begun or changed.
	deeds = regexp.MustCompile(`(?i)\b(?:agree[ds]?|sign(?:s|ed)|approv\w+|decide[ds]?|adopt\w*|conclude[ds]?|select\w*|extend\w*|rais(?:es?|ed)|lower(?:s|ed)|launch\w*|introduc\w+|impos\w+|abolish\w*|initial(?:l?ed|s)|recommend\w*|propos\w+|submit\w*|establish\w*|set up|takes? effect|enter(?:s|ed)? into force|start(?:s|ed)?|begins?|began|opens?|opened|added|exempt\w*|record)\b|합의|체결|서명|결정|확정|승인|의결|개정|시행|도입|신설|폐지|선정|지정|제출|건의|출범|착수|발효|연장|확대|축소|기록`)
	// asides are sentences that add to others, point back at them, tell of what came
	// before, or say who somebody is.
	asides = regexp.MustCompile(`(?i)\b(?:also|moreover|furthermore|in addition|had (?:\w+ )?\w+(?:ed|en))\b|^(?:\S+ ){0,2}(?:them|that|those|these|this|such|it)\b|(?-i:\b(?:is|are) (?:an?|the|\p{Lu}\p{L}+)\b)|아울러|한편|이 외`)
	// spoken finds what somebody is quoted with.
	spoken = regexp.MustCompile(`“[^”]{30,}”|"[^"]{30,}"`)
	// meetings are verbs of who met whom, which is not what came of it.
	meetings = regexp.MustCompile(`(?i)\b(?:met|held|hold|holds|attend\w*|took part|take part|takes part|visit\w*|chair\w*|participa\w+|led the|presented|gathered|welcomed|host\w*|took place|takes place)\b|참석|개최|만나|면담|주재|방문|열었다|가졌다`)
)

// line is how many words a line of a list may have.
const line = 35

// news says how much a candidate tells by itself, whatever is asked: what was
// settled, with figures and in the words of the title, rather than who met whom
// or said what.
func (c Candidate) news() float64 {
	var held facts
	words := 0
	said := c.doc.sentences[c.first : c.last+1]
	for _, s := range said {
		held |= s.facts
		words += s.words
	}
	score := 0.7*c.titled() + 1/(1+float64(c.first)/4)
	aside := asides.MatchString(c.Text)
	score += 0.5*flag(!aside && deeds.MatchString(c.Text)) - 0.6*flag(meetings.MatchString(c.Text)) - 0.6*flag(spoken.MatchString(c.Text))
	score += 0.4*flag(held&(money|percent) != 0) + 0.1*flag(held&count != 0)
	score -= 0.4*flag(aside) + 0.4*flag(c.first < c.last) + 0.3*flag(said[0].leans)
	return score - max(0, float64(words-line)/line)
}

// newest chooses the candidate of a release for its line on a list: what is new,
// and of what is asked about as much as any sentence says.
func newest(candidates []Candidate, q retrieval.Query) (Candidate, bool) {
	if len(candidates) == 0 {
		return Candidate{}, false
	}
	digest, lead := q.Wants == retrieval.WantsDigest, candidates[0]
	if digest {
		// The first sentence names the subject, which a title may not do. Only that
		// somebody met gives way, to what was settled there.
		met := meetings.MatchString(lead.Text) && !deeds.MatchString(lead.Text) || spoken.MatchString(lead.Text)
		candidates = slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool {
			return c.quote != lead.quote && (!met || !deeds.MatchString(c.Text) || asides.MatchString(c.Text) || c.titled() < 1.0/3)
		})
	}
	worth := func(c Candidate) float64 {
		if digest {
			return c.news()
		}
		return c.news() + 0.5*c.Features[termsPeak]
	}
	return slices.MaxFunc(candidates, func(a, b Candidate) int { return cmp.Compare(worth(a), worth(b)) }), true
}

// titled returns the share of the title's terms that a candidate holds.
func (c Candidate) titled() float64 {
	shared, said := 0, c.doc.sentences[c.first:c.last+1]
	for term := range c.doc.title {
		if slices.ContainsFunc(said, func(s sentence) bool { return s.bag[term] > 0 }) {
			shared++
		}
	}
	return ratio(float64(shared), float64(len(c.doc.title)))
}

// clause matches where a clause ends and another follows that may be left out.
var clause = regexp.MustCompile(`;\s|[,–—]\s(?:which|who|while|where|whose|but|and|with|as|after|including|such|so|because)\s|,\s[\p{L}]+ing\s`)

// shortened cuts a sentence that is too long for a line at the end of a clause,
// where it has one there, and shows that it did.
func shortened(text string) string {
	words := strings.Fields(text)
	if len(words) <= line {
		return text
	}
	least, most := len(strings.Join(words[:line/3], " ")), len(strings.Join(words[:line], " "))
	cut := 0
	for _, loc := range clause.FindAllStringIndex(text, -1) {
		if least <= loc[0] && loc[0] <= most && balanced(text[:loc[0]]) {
			cut = loc[0]
		}
	}
	if cut == 0 {
		return text
	}
	return strings.TrimRight(text[:cut], " ") + " …"
}

// balanced reports whether a text closes all that it opens.
func balanced(text string) bool {
	return strings.Count(text, "(") == strings.Count(text, ")") && strings.Count(text, "“") == strings.Count(text, "”")
}

// What a summary may hold at most, and of how many sentences it is made at least.
const (
	mostSummed      = 5
	mostSummedWords = 150
	leastRead       = 8
)

// summary chooses sentences of the release that the best candidate is of: its
// first, which says what it is about, and on from there those that tell most, in
// the order of the text, each under the heading that ran into it. What somebody
// is quoted with is left out.
func summary(grades []graded) []graded {
	id := grades[0].Release
	rest := slices.DeleteFunc(slices.Clone(grades), func(g graded) bool { return g.Release != id || spoken.MatchString(g.Text) })
	if len(rest) == 0 {
		return grades[:1]
	}
	slices.SortStableFunc(rest, func(a, b graded) int { return cmp.Compare(b.news(), a.news()) })
	least := rest[min(len(rest)-1, max(leastRead, len(rest)/2))].news()
	slices.SortStableFunc(rest, func(a, b graded) int { return a.first - b.first })
	var chosen []graded
	words := 0
	for i, g := range rest {
		n := len(strings.Fields(g.Text))
		if len(chosen) == mostSummed || i > 0 && (words+n > mostSummedWords || g.news() < least || slices.ContainsFunc(chosen, g.overlaps)) {
			continue
		}
		if heading := g.doc.sentences[g.first].heading; heading != "" {
			named := *g.Candidate
			named.Text = "[" + heading + "] " + named.Text
			g.Candidate = &named
		}
		chosen = append(chosen, g)
		words += n
	}
	return chosen
}
