package quote

import (
	"regexp"
	"strings"

	"motirbot/release"
	"motirbot/retrieval"
)

// otherMinistry finds bodies whose announcements the ministry does not make.
var otherMinistry = regexp.MustCompile(`(?i)\b(?:ministry of (?:foreign|education|health|national defen[cs]e|justice|unification|environment|land|culture|labou?r|employment|finance|economy and finance|agriculture|oceans|science|the interior|interior|gender|sme)|foreign ministry|health ministry|education ministry|defen[cs]e ministry|finance ministry|labou?r ministry|environment ministry|bank of korea|financial services commission|national assembly|blue house|supreme court of korea)\b`)

// together joins sources into one, for questions that need several.
func together(sources []source) source {
	var all source
	for _, s := range sources {
		all.sentences = append(all.sentences, s.sentences...)
		all.sentences = append(all.sentences, sentence{text: s.passage.Title, bag: s.title})
	}
	return all
}

// judge decides whether the source that answers best does answer. A name, an
// ordinal or a month of the question that it lacks is decisive; of the other
// words it has to hold a share that shrinks as the question grows, since a long
// question has more words that a release may say otherwise.
func judge(q retrieval.Query, units []retrieval.QueryTerm, best source) Verdict {
	if len(best.sentences) == 0 {
		return Verdict{Reason: ReasonNoEvidence}
	}
	if missing := decisive(q, units, best); missing.Reason != ReasonNone {
		return missing
	}
	held, missing, informative := 0.0, 0.0, 0
	weakest, weakestInfo := "", 0.0
	for _, u := range units {
		if u.Plain {
			continue
		}
		informative++
		m := best.match(u)
		held += m * u.IDF
		missing += (1 - m) * u.IDF
		if (1-m)*u.IDF > weakestInfo {
			weakest, weakestInfo = u.Text, (1-m)*u.IDF
		}
	}
	if informative > 0 && held < needed(informative)*(held+missing) {
		return Verdict{reasonFor(q), weakest}
	}
	return Verdict{}
}

// decisive looks for what no other words can stand in for.
func decisive(q retrieval.Query, units []retrieval.QueryTerm, best source) Verdict {
	if m := otherMinistry.FindString(q.Text); m != "" && !best.mentions(m) {
		return Verdict{ReasonOtherMinistry, m}
	}
	if q.Future() && !best.namesYearOf(q.Times) {
		return Verdict{ReasonFuture, q.Text[q.Times[0].Start:q.Times[0].End]}
	}
	if month, ok := otherMonth(q, best); ok {
		return Verdict{reasonFor(q), month}
	}
	if missing := unborne(q, best); missing != "" {
		return Verdict{reasonFor(q), missing}
	}
	if missing := offSubject(q, units, best); missing != "" {
		return Verdict{reasonFor(q), missing}
	}
	if missing := unnumbered(q, units, best); missing != "" {
		return Verdict{reasonFor(q), missing}
	}
	if missing, ok := wordless(q, units, best); ok {
		return Verdict{reasonFor(q), missing}
	}
	for _, u := range units {
		switch {
		case u.Name && !u.Known && u.Corrected == "":
			return Verdict{ReasonUnknownName, nameAt(q.Text, u)}
		case (u.Name || u.Ordinal) && !u.Plain && best.match(u) == 0:
			return Verdict{reasonFor(q), u.Text}
		case unmetOutcome(q, u, best):
			return Verdict{ReasonFalsePremise, u.Text}
		case best.denies(u):
			return Verdict{ReasonFalsePremise, u.Text}
		}
	}
	return Verdict{}
}

// nameAt returns the whole name that a unit is part of: "Elon Musk" for "Elon".
func nameAt(text string, u retrieval.QueryTerm) string {
	for _, loc := range capitalRun.FindAllStringIndex(text, -1) {
		if loc[0] <= u.Start && u.End <= loc[1] {
			return strings.Trim(text[u.Start:loc[1]], ".,'’")
		}
	}
	return u.Text
}

// outcome finds words for ends, breaks and victories. A release that does not say so does
// not bear out a question that takes it for granted.
var outcome = regexp.MustCompile(`(?i)^(?:w[io]n|wins|winners?|leave|leaving|quit|exit|withdr[ae]w\w*|cancel\w*|scrap\w*|abandon\w*|terminat\w*|resign\w*|fired?|arrest\w*|sued?|bann?\w*|collaps\w*|bankrupt\w*|refus\w*|reject\w*|broke|broken|walk\w* (?:out|away)|die[ds]?|death|scandal|veto\w*|boycott\w*|replac\w*|oppos\w*|dismiss\w*|lost|lose)$`)

// otherMonth reports that a question asks for the figures of a month and the
// release gives those of another: its title names one, and nowhere the one asked
// for. A day of that month is none of its figures.
func otherMonth(q retrieval.Query, best source) (string, bool) {
	if q.Released || len(q.Times) != 1 {
		return "", false
	}
	p := q.Times[0].Period
	if p != release.MonthOf(p.From.Year, p.From.Month) || !months.MatchString(best.passage.Title) {
		return "", false
	}
	month := p.From.Month.String()
	whole := regexp.MustCompile(`\b` + month + `(?: \d{4}|[^ ]| [^\d]|$)`)
	return month + " " + p.From.String()[:4], !best.says(whole)
}

var months = regexp.MustCompile(`\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b`)

// denies reports whether the source says that there was none of what a unit
// names, where it never says that there was.
func (s source) denies(u retrieval.QueryTerm) bool {
	denied := false
	for _, sentence := range s.sentences {
		if u.Plain || u.Match(sentence.bag) == 0 {
			continue
		}
		if !negated(sentence.text, u) {
			continue
		}
		denied = true
	}
	return denied
}

// negation finds "no subsidies", "without subsidies", "not a subsidy".
var negation = regexp.MustCompile(`(?i)\b(?:no|without|neither|nor|not an?|never)\s+(\w+)(?:\s+(\w+))?`)

func negated(text string, u retrieval.QueryTerm) bool {
	for _, m := range negation.FindAllStringSubmatch(text, -1) {
		for _, word := range m[1:] {
			if strings.EqualFold(strings.TrimSuffix(word, "s"), strings.TrimSuffix(u.Text, "s")) {
				return true
			}
		}
	}
	return false
}

// namesYearOf reports whether the source speaks of the year of a time to come,
// as plans and targets do.
func (s source) namesYearOf(times []retrieval.TimeExpr) bool {
	for _, t := range times {
		if !t.Relative && s.mentions(t.Period.From.String()[:4]) {
			return true
		}
	}
	return false
}

// needed is the share of a question's information that a release must hold, by
// the number of informative words and names in the question.
func needed(informative int) float64 {
	switch {
	case informative <= 3:
		return 0.6
	case informative == 4:
		return 0.42
	}
	return 0.3
}

func reasonFor(q retrieval.Query) Reason {
	switch {
	case otherMinistry.MatchString(q.Text):
		return ReasonOtherMinistry
	case q.Future():
		return ReasonFuture
	}
	return ReasonNoEvidence
}

// match returns how well the source meets a unit anywhere.
func (s source) match(u retrieval.QueryTerm) float64 {
	best := u.Match(s.title)
	for _, sentence := range s.sentences {
		best = max(best, u.Match(sentence.bag))
	}
	return best
}

// mentions reports whether the source's text holds words, in any letter case.
func (s source) mentions(words string) bool {
	words = strings.ToLower(words)
	for _, sentence := range s.sentences {
		if strings.Contains(strings.ToLower(sentence.text), words) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(s.passage.Title), words)
}
