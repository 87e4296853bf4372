package quote

import (
	"regexp"
	"strings"

	"motirbot/release"
	"motirbot/retrieval"
)

var (
	officeEnglish = regexp.MustCompile(`(?i)^[^\pL]*(?:so |and )?who(?:'s|’s|s| is| was)\s+(?:(?:currently|now)\s+)?(?:the\s+)?(?:current\s+)?(\pL[\pL\s’'&-]+?)(?:\s+(?:now|today|currently|right now|these days))?[^\pL]*$`)
	officeKorean  = regexp.MustCompile(`^[^\pL]*(?:(?:지금|현재|요즘)\s+)?([\pL\s]+?)(?:은|는|이|가)?\s*(?:지금\s+)?누(?:구|군)\S*[^\pL]*$`)
)

// mostLooked is how many releases that name an office are read for its holder.
const mostLooked = 200

// office returns the sentence of the newest release that puts a full name beside
// the office a question asks for, with that name stressed: of several who held
// it, the question means the last. It is not ok for any other question, or where
// no release does.
func (k *Quoter) office(view *retrieval.View, q retrieval.Query) (Sentence, bool) {
	m := officeEnglish.FindStringSubmatch(q.Text)
	if m == nil {
		m = officeKorean.FindStringSubmatch(q.Text)
	}
	issuers := view.Issuers(q.AsOf)
	if q.Asks != retrieval.AsksWho || m == nil || len(issuers) == 0 {
		return Sentence{}, false
	}
	title := view.WithoutHome(m[1], issuers[0])
	if title == "" {
		return Sentence{}, false
	}
	named := namedBeside(title, issuers[0])
	records := view.Holding(title, q.Period, q.AsOf)
	for _, listed := range records[:min(mostLooked, len(records))] {
		record, ok := view.Record(listed.ID)
		if !ok || record.Issuer.Label() != issuers[0].Label() || !named.MatchString(record.Body) {
			continue
		}
		lead, ok := view.Lead(record.ID)
		if !ok {
			continue
		}
		for _, d := range k.documents(view, q, []retrieval.Passage{lead}, 1) {
			for _, s := range d.sentences {
				if loc := named.FindStringSubmatchIndex(s.text); loc != nil && !s.row && !s.apart {
					return Sentence{Passage: d.passage, Text: s.text, Quote: d.body[s.start:s.end], P: 1, Bold: []Stress{nameOf(loc)}}, true
				}
			}
		}
	}
	return Sentence{}, false
}

// namedBeside matches a full name beside a title: "Trade Minister Yeo Han-koo",
// "Yeo Han-koo, Trade Minister", "여한구 통상교섭본부장", "(장관 김정관)". A title is not
// the end of a longer one, such as "Deputy Trade Minister".
func namedBeside(title string, issuer release.Issuer) *regexp.Regexp {
	title = regexp.QuoteMeta(title)
	if strings.ContainsFunc(title, func(r rune) bool { return r >= '가' && r <= '힣' }) {
		var own []string
		for _, name := range issuer.Names() {
			own = append(own, regexp.QuoteMeta(name))
		}
		return regexp.MustCompile(`(?:^|[\s(])([가-힣]{1,3}[^\s부처청원])\s(?:(?:` + strings.Join(own, "|") + `)\s)?` + title + `|\((?:[가-힣]+\s)?` + title + `\s([가-힣]{2,4})\)`)
	}
	const name = `((?:Sir |Dr\. )?\p{Lu}[\pL’'-]*(?: \([^()]{1,30}\))?(?: \p{Lu}[\pL’'-]+){1,2})`
	return regexp.MustCompile(`(?:^|[^\pL\s’'] ?|Korea[’']s |\b(?:\p{Ll}{4,}|by|to|of|as|for) )(?i:` + title + `) ` + name + `|` + name + `, (?i:` + title + `)\b`)
}

// nameOf is where the name stands in a match of namedBeside.
func nameOf(loc []int) Stress {
	if loc[2] >= 0 {
		return Stress{loc[2], loc[3]}
	}
	return Stress{loc[4], loc[5]}
}
