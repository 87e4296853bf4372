package quote

import (
	"regexp"
	"strings"

	"motirbot/internal/dates"
	"motirbot/retrieval"
)

// facts is a set of kinds of fact that a sentence holds or a question wants.
type facts uint16

const (
	money facts = 1 << iota
	percent
	count
	day
	person
	place
	reason
	speech
)

const speechBit = 7

var (
	percentPattern = regexp.MustCompile(`(?i)\d\s?(?:%|percent\b|per cent\b|퍼센트|배)|\b(?:half|doubled?|tripled?)\b`)
	numberPattern  = regexp.MustCompile(`(?i)\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundreds?|thousands?)\b`)
	namePattern    = regexp.MustCompile(`\p{Lu}[\p{L}’'.-]+ (?:\p{Lu}[\p{L}’'.-]*\.? )?\p{Lu}[\p{L}’'-]+|[가-힣]{2,4}\s?(?:장관|차관|차관보|실장|국장|과장|대표|위원장|회장|사장|부사장|본부장|센터장|대사|총리|대통령|의장|교수)`)
	placePattern   = regexp.MustCompile(`\b(?:in|at|to|near)(?: the)? \p{Lu}\p{L}+|[가-힣](?:에서|에)\s`)
	reasonPattern  = regexp.MustCompile(`(?i)\b(?:because|due to|owing to|as a result|in order to|so (?:as to|that)|thanks to|(?:driven|helped|hurt|hit|boosted|supported|caused) by|(?-i:led by [a-z])|in response to|in line with|amid|on the back of|reflect\w*|reasons?|suffer\w* from|weigh\w* on|explain\w*|since|given|aimed (?:to|at)|with (?:fewer|more|less|higher|lower)|on (?:strong\w*|weak\w*|higher|lower|rising|falling|new|(?:\w+ )?demand|investment)|(?:as|after) (?:[\w.%’'-]+ ){1,8}?(?:\w+ed|took|fell|rose|grew|came|went|left|made|began|cut|kept|lost|gave|had|did))\b|때문|위해|따라|따른|인해|이유|영향|힘입어|으로 인|기저효과|덕분|여파`)
	speechPattern  = regexp.MustCompile(`(?i)\b(?:said|says|stated|noted|stressed|emphasi[sz]ed|added|asked|urged|requested|proposed|explained|told|expressed|sees|saw|expects?|expected|hopes?|hoped|believes?|warned|argued|called|promised|pledged|welcomed|thanked|remarked|considers?)\b|[“”]|말했|밝혔|강조|당부|요청|설명했`)

	// howMuchOf asks for how much of a thing: tons, a share or a sum may tell it.
	howMuchOf    = regexp.MustCompile(`(?i)\bhow much (?:of )?(?:the )?(\pL+)`)
	auxiliary    = regexp.MustCompile(`(?i)^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|may|might|should|money|more|less)$`)
	wantsMoney   = regexp.MustCompile(`(?i)\b(?:how much|worth|costs?|money|price|budget|amount|value|volume|in dollars|billions?|millions?)\b|\$|얼마|금액|액은|액이|액\b|예산|달러|사업비`)
	wantsPercent = regexp.MustCompile(`(?i)\b(?:share|percent\w*|rate|grow\w*|growth|gr[oe]w|r[io]se|f[ae]ll|fell|drop\w*|increase\w*|decrease\w*|up or down|faster?|change[ds]?|less|more)\b|%|퍼센트|비율|증가율|증감|비중|늘|줄|감소|증가|세율`)
	wantsSpeech  = regexp.MustCompile(`(?i)\b(?:say|said|says|tell|told|quote|ask(?:ed)?|stress(?:ed)?|complain\w*|press|propose[ds]?|promise[ds]?|describe[ds]?)\b|뭐라|말했|발언|강조`)
)

// factsOf returns the kinds of fact in a sentence that names days.
func factsOf(text string, mentions []dates.Mention) facts {
	var f facts
	if len(mentions) > 0 {
		f |= day
	}
	for kind, pattern := range map[facts]*regexp.Regexp{money: amount, percent: percentPattern, person: namePattern, speech: speechPattern} {
		if pattern.MatchString(text) {
			f |= kind
		}
	}
	for _, loc := range reasonPattern.FindAllStringIndex(text, -1) {
		if !inMention(mentions, loc[1]+1) { // "since 2016" gives no reason
			f |= reason
			break
		}
	}
	for _, loc := range placePattern.FindAllStringIndex(text, -1) {
		if !inMention(mentions, loc[1]-1) {
			f |= place
			break
		}
	}
	for _, loc := range numberPattern.FindAllStringIndex(text, -1) {
		if !inMention(mentions, loc[0]) && !percentPattern.MatchString(text[loc[0]:min(len(text), loc[1]+9)]) {
			f |= count
			break
		}
	}
	return f
}

// listedIn returns how much of a list a sentence is, from 0 to 1.
func listedIn(text string) float64 {
	n := 0
	for _, mark := range []string{", ", "·", ";", " and ", "△", "및 "} {
		n += strings.Count(text, mark)
	}
	return min(1, float64(n)/6)
}

func inMention(mentions []dates.Mention, at int) bool {
	for _, m := range mentions {
		if m.Start <= at && at < m.End {
			return true
		}
	}
	return false
}

// wanted returns the kinds of fact of which one answers a question; 0 where any
// sentence may.
func wanted(q retrieval.Query) facts {
	var f facts
	switch q.Asks {
	case retrieval.AsksWho:
		f = person
	case retrieval.AsksWhen:
		f = day
	case retrieval.AsksWhere:
		f = place
	case retrieval.AsksWhy:
		f = reason
	case retrieval.AsksCount:
		f = count
	case retrieval.AsksAmount:
		of := howMuchOf.FindStringSubmatch(q.Text)
		switch {
		case of != nil && !auxiliary.MatchString(of[1]):
			f = count | money | percent
		case wantsPercent.MatchString(q.Text) && !wantsMoney.MatchString(q.Text):
			f = percent
		case wantsMoney.MatchString(q.Text):
			f = money
		default:
			f = count | money | percent
		}
	}
	if f == 0 && wantsSpeech.MatchString(q.Text) {
		f = speech
	}
	return f
}

var (
	questionWord = regexp.MustCompile(`(?i)\b(?:which|what|whose|how many|how much(?: of)?)\s+|누가|누구|언제|어디|얼마|몇|무엇|뭐`)
	countNoun    = regexp.MustCompile(`(?i)\bhow many (?:(\p{Latin}+) )?(\p{Latin}+)`)
	countUnit    = regexp.MustCompile(`몇\s?(퍼센트|\p{Hangul})`)
)

// focusOf returns the place of the term that a question word asks for: in
// English the next one, in Korean the one before. It is -1 where there is none.
func focusOf(question string, terms []retrieval.QueryTerm) int {
	loc := questionWord.FindStringIndex(question)
	if loc == nil {
		return -1
	}
	korean := question[loc[0]] >= 0x80
	for i := range terms {
		if korean {
			i = len(terms) - 1 - i
		}
		t := terms[i]
		if t.Plain {
			continue
		}
		if !korean && t.Start >= loc[1] && t.Start < loc[1]+24 || korean && t.End <= loc[0]+1 {
			return i
		}
	}
	return -1
}

// countOf is how a number of what a question counts looks: "six rounds" where it
// asks how many rounds, "11개" where it asks 몇 개. It is nil for other questions.
func countOf(question string) *regexp.Regexp {
	if m := countUnit.FindStringSubmatch(question); m != nil {
		if m[1] == "퍼센트" {
			m[1] = "(?:%|퍼센트)"
		}
		return regexp.MustCompile(`\d[\d,]*\s?여?\s?` + m[1])
	}
	m := countNoun.FindStringSubmatch(question)
	if m == nil {
		return nil
	}
	var nouns []string
	for _, noun := range m[1:] {
		if noun = strings.TrimSuffix(strings.ToLower(noun), "s"); len(noun) > 2 {
			nouns = append(nouns, regexp.QuoteMeta(noun))
		}
	}
	if len(nouns) == 0 {
		return nil
	}
	return regexp.MustCompile(`(?i)(?:\d[\d,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen))\s+(?:[\p{L}-]+ ){0,2}(?:` + strings.Join(nouns, "|") + `)s?\b`)
}
