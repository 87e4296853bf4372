package quote

import (
	"regexp"
	"strings"

	"motirbot/retrieval"
)

// premise is something that a question takes for granted, and what a release
// has to say for it to be so.
type premise struct{ asks, bears *regexp.Regexp }

func newPremise(asks, bears string) premise {
	return premise{regexp.MustCompile(`(?i)\b(?:` + asks + `)\b`), regexp.MustCompile(`(?i)\b(?:` + bears + `)\b`)}
}

// premises are made of everyday words, which releases hold anyhow, or stand for
// facts about a person or thing that no other words of a release can give: a
// release that names Denis Redonnet does not tell how old he is.
var premises = []premise{
	newPremise(`(?:enter\w*|came|come|comes|go|goes|went|gone) into (?:force|effect)|in force|(?:take|takes|took|taken) effect`,
		`force|effect|effective|effectuat\w+|implement\w*|appl(?:y|ies|ied)|retroactive\w*`),
	newPremise(`signed|sign (?:the|an?|its|their)`, `sign(?:ed|s|ing|ature)?|signator\w+|conclu\w+|seal\w*|clinch\w*|inked|joined|enter\w* into`),
	newPremise(`north korean?s?|dprk|pyongyang`, `north korean?s?|dprk|pyongyang`),
	newPremise(`ratif\w+`, `ratif\w+|consent|approv\w+`),
	newPremise(`how old|(?:what|whose|his|her|their) age|born|birthday|birth ?date`, `aged?|born|birthday|years? old|year-old`),
	newPremise(`how tall|how heavy`, `tall|heavy|height|weigh\w*|met(?:er|re)s?|cm|kg|tons?|tonn?es?`),
	newPremise(`salary|salaries|paycheck|wages?|earns?|net worth`, `salar\w+|pay|paid|wages?|earn\w*|income|won|USD`),
	newPremise(`phone|telephone|e-?mail|fax`, `phone|telephone|e-?mail|fax|contact|tel`),
	newPremise(`wife|husband|married|marry|spouse|children|daughter|hobb(?:y|ies)|religion|zodiac`,
		`wife|husband|married|spouse|child\w*|daughters?|sons?|hobb\w+|family|religio\w+`),
	newPremise(`alma mater|graduate[ds]? from|what degrees?|stud(?:y|ied) at`, `university|college|school|degrees?|graduat\w+|stud(?:y|ied)`),
	newPremise(`how much (?:did|does|will|do|has)\b.*\bcosts?`, `costs?|costing|spen[dt]\w*|budgets?|price\w*|worth|invest\w*|funds?|KRW|won|USD|EUR|dollars?|euros?|yen|yuan`),
	newPremise(`share price|stock price|market cap\w*`, `shares?|stocks?|market cap\w*`),
	newPremise(`lawyers?|attorneys?`, `lawyers?|attorneys?|legal|law`),
}

// unborne returns what the question takes for granted and the source does not
// say.
func unborne(q retrieval.Query, best source) string {
	for _, p := range premises {
		if m := p.asks.FindString(q.Text); m != "" && !best.says(p.bears) {
			return m
		}
	}
	return ""
}

// says reports whether the pattern is in the source's text.
func (s source) says(pattern *regexp.Regexp) bool {
	for _, sentence := range s.sentences {
		if pattern.MatchString(sentence.text) {
			return true
		}
	}
	return pattern.MatchString(s.passage.Title)
}

var (
	// saidOn finds what a statement is asked to be on, at the end of a question.
	saidOn = regexp.MustCompile(`(?i)\b(?:say|said|says|tell|told|think|thinks|thought|promise|promised|propose|proposed|announced?|agreed?|decided?|complain|complained|discuss|discussed|talk|talked|ask|asked)\b.*\b(?:about|regarding|concerning)\s+([^?.!,;]+)[?.!]*$`)
	// reversedOutcome stands before an outcome that did not come: "without a win".
	reversedOutcome = regexp.MustCompile(`(?i)\b(?:without|not|no|never|n't|nobody|none)\s+(?:an? |the |any )?$`)
	wins            = regexp.MustCompile(`(?i)^(?:w[io]n|wins|winners?)$`)
	winsBorne       = regexp.MustCompile(`(?i)\b(?:awards?|awarded|receiv\w+|recipients?|prizes?|medals?|orders?|honou?r\w*|commend\w*|select\w*|chosen|chose|elected|beat\w*|victor\w*|preferred bidder)\b`)
)

// offSubject returns what a question wants to know said about, where the source
// has no word of it: "what did she tell the minister about rice?" is not
// answered by what she told him.
func offSubject(q retrieval.Query, units []retrieval.QueryTerm, best source) string {
	loc := saidOn.FindStringSubmatchIndex(q.Text)
	if loc == nil {
		return ""
	}
	missing := ""
	for _, u := range units {
		if u.Start < loc[2] || u.End > loc[3] || u.Plain {
			continue
		}
		if best.match(u) > 0 {
			return ""
		}
		missing = strings.TrimSpace(q.Text[loc[2]:loc[3]])
	}
	return missing
}

// wordless reports that a question has names and a subject, and the source the
// names only: who met Redonnet does not tell which hotel he slept in. A subject
// that can be said in other words may have been.
func wordless(q retrieval.Query, units []retrieval.QueryTerm, best source) (string, bool) {
	if q.Wants != retrieval.WantsAnswer {
		return "", false
	}
	named, missing := false, ""
	for _, u := range units {
		switch {
		case u.Plain:
		case u.Name:
			named = true
		case best.match(u) > 0, len(u.Expansions) > 1:
			return "", false
		case missing == "":
			missing = u.Text
		}
	}
	return missing, named && missing != ""
}

var (
	howMany    = regexp.MustCompile(`(?i)\bhow many (\p{L}+ )?(\p{L}+)`)
	howMuchFor = regexp.MustCompile(`(?i)\bhow much (?:money|cash)\b|\bhow much (?:did|does|do|will|has|have|is|was)\b.*\b(?:pay|paid|cost|spend|spent|lend|lent|donate[ds]?)\b|\bwhat (?:did|does) .* cost\b`)
)

// unnumbered returns what is to be counted or paid, where no sentence of the
// source holds a number with it.
func unnumbered(q retrieval.Query, units []retrieval.QueryTerm, best source) string {
	if m := howMuchFor.FindString(q.Text); m != "" && !best.says(money) {
		return m
	}
	loc := howMany.FindStringSubmatchIndex(q.Text)
	if loc == nil {
		return ""
	}
	counted := false
	for _, u := range units {
		if u.End <= loc[0] || u.Start >= loc[5] {
			continue
		}
		counted = true
		for _, s := range best.sentences {
			if u.Match(s.bag) > 0 && figure.MatchString(s.text) {
				return ""
			}
		}
	}
	if !counted {
		return ""
	}
	return q.Text[loc[4]:loc[5]]
}

// unmetOutcome reports whether a unit is an end, a break or a victory that the
// source does not tell of.
func unmetOutcome(q retrieval.Query, u retrieval.QueryTerm, best source) bool {
	switch {
	case !outcome.MatchString(u.Text) || best.match(u) > 0:
		return false
	case strings.HasPrefix(q.Text[u.End:], " out"), reversedOutcome.MatchString(q.Text[:u.Start]):
		return false
	}
	return !wins.MatchString(u.Text) || !best.says(winsBorne)
}
