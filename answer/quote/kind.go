package quote

import (
	"regexp"
	"strings"

	"motirbot/retrieval"
)

var (
	money      = regexp.MustCompile(`(?i)(?:USD|KRW|EUR|CZK|JPY|CNY|US\$|[$€₩£¥])\s?\d|\b(?:million|billion|trillion)\b|\bdollars?\b|\b\d[\d.,]* won\b`)
	percentage = regexp.MustCompile(`(?i)\d(?:\s?%|\s?percent|\s?per cent)|\bhalf\b|\bdoubled?\b|\btripled?\b`)
	figure     = regexp.MustCompile(`(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|trillion|half|twice|third)\b`)
	toCome     = regexp.MustCompile(`(?i)\b(?:will|to be|plan(?:s|ned)?|schedul\w+|expect\w*|due|toward|aim\w*|intend\w*|by (?:the end of )?20\d\d|(?:first|second) half|next)\b`)
	duration   = regexp.MustCompile(`(?i)\b(?:\d+|one|two|three|four|five|six|seven|ten|a|an|few) (?:hours?|days?|weeks?|months?|years?)\b|\bimmediately\b`)
	day        = regexp.MustCompile(`\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b(?:19|20)\d\d\b|\b(?:this|last|next) (?:year|month|week)\b`)
	fullName   = regexp.MustCompile(`\p{Lu}[\p{L}’'.-]+ (?:\p{Lu}[\p{L}’'.-]*\.? )?\p{Lu}[\p{L}’'-]+`)
	place      = regexp.MustCompile(`\b(?:in|at|to|from)(?: the)? \p{Lu}`)
	reason     = regexp.MustCompile(`(?i)\b(?:because|due to|owing to|as a result|in order to|so as to|so that|thanks to|driven by|in response to|amid|meant to|aims? to|given|since|caused|to (?:stabili[sz]e|respond|ensure|strengthen|reduce|lessen|promote|secure))\b`)

	most        = regexp.MustCompile(`(?i)\b(?:most|largest|biggest|highest|top|leading|led|record|number one|first)\b`)
	asksMost    = regexp.MustCompile(`(?i)\b(?:which|what|who)\b.*\b(?:most|largest|biggest|highest|top)\b`)
	asksToCome  = regexp.MustCompile(`(?i)\bwhen (?:will|is|are)\b`)
	asksHowSoon = regexp.MustCompile(`(?i)\bhow (?:soon|quickly)\b`)
	asksMoney   = regexp.MustCompile(`(?i)\bhow much\b|\bworth\b|\bcost|\bmoney\b|\bprice|\bbudget|\$|\bexports?\b|\bamount\b|\bvolume\b|\bsell\b|\bbring in\b|\bfund|\binvest`)
	asksPercent = regexp.MustCompile(`(?i)\bshare\b|\bpercent|\brate\b|\bgr[oe]w|\bgrowth\b|\brise\b|\brose\b|\bfall\b|\bfell\b|\bincrease|\bdecrease|\bhow did\b|\bfaster\b|%`)
	asksNames   = regexp.MustCompile(`(?i)\b(?:which|what|name(?: the)?) (?:\w+ ){0,3}?(?:companies|firms|ministries|countries|officials|ministers|organi[sz]ations|institutions|partners|cities|ports|people|governors|executives|CEOs|guests|agencies|products|projects)\b|\bwho(?:m)? (?:were|are|attended|took part|spoke|joined|came)\b`)
	asksList    = regexp.MustCompile(`(?i)\bwhat (?:\w+ ){0,3}?(?:areas|topics|issues|points|measures|steps|tasks|goals|sectors|fields|complaints|concerns|problems|requests|demands|outcomes|objectives|items|plans)\b|\bwhat (?:is|was|were|are) (?:\w+ ){0,3}(?:discussed|agreed|covered|raised|covers?)\b|\bwhat (?:is|was|are|were) (?:on|in|part of) (?:the|its|their)\b|\bwhat (?:did|does|do|has|have)\b`)
	capitalRun  = regexp.MustCompile(`\p{Lu}[\p{L}\p{N}&’'.-]*(?: \p{Lu}[\p{L}\p{N}&’'.-]*)*`)
)

// countOf is how a number of what a question counts looks: "six rounds" where
// it asks how many rounds. It is nil for other questions.
func countOf(question string) *regexp.Regexp {
	m := howMany.FindStringSubmatch(question)
	if m == nil {
		return nil
	}
	nouns := []string{}
	for _, noun := range m[1:] {
		if noun = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(noun)), "s"); len(noun) > 2 {
			nouns = append(nouns, regexp.QuoteMeta(noun))
		}
	}
	if len(nouns) == 0 {
		return nil
	}
	return regexp.MustCompile(`(?i)(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen))\s+(?:[\p{L}-]+ ){0,2}(?:` + strings.Join(nouns, "|") + `)s?\b`)
}

// fitting returns what reports whether a sentence holds the kind of fact asked
// for: a sum, a share, a number, a day, a place, a person, a reason. The
// question is read here, once, and not again for each of many sentences.
func fitting(q retrieval.Query) func(text string) bool {
	switch q.Asks {
	case retrieval.AsksAmount, retrieval.AsksCount:
		share := asksPercent.MatchString(q.Text)
		number := figure
		if asksMoney.MatchString(q.Text) && !strings.Contains(strings.ToLower(q.Text), "how many") {
			number = money
		}
		return func(text string) bool { return share && percentage.MatchString(text) || number.MatchString(text) }
	case retrieval.AsksWhen:
		switch {
		case asksHowSoon.MatchString(q.Text):
			return duration.MatchString
		case asksToCome.MatchString(q.Text):
			return func(text string) bool { return day.MatchString(text) && toCome.MatchString(text) }
		}
		return day.MatchString
	case retrieval.AsksWho:
		return fullName.MatchString
	case retrieval.AsksWhere:
		return place.MatchString
	case retrieval.AsksWhy:
		return reason.MatchString
	}
	return func(string) bool { return true }
}

func kindBonus(q retrieval.Query) float64 {
	switch q.Asks {
	case retrieval.AsksAnything:
		return 0
	case retrieval.AsksAmount, retrieval.AsksCount:
		return 0.3
	}
	return 0.2
}

// detailing returns what says, from 0 to 1, how much of a list a sentence holds
// when the question asks for one: names where it asks which companies, points
// where it asks what was raised.
func detailing(q retrieval.Query) func(text string) float64 {
	switch {
	case asksNames.MatchString(q.Text):
		return func(text string) float64 { return min(1, float64(len(capitalRun.FindAllString(text, -1))-2)/5) }
	case asksList.MatchString(q.Text):
		return func(text string) float64 {
			return min(1, float64(strings.Count(text, ",")+strings.Count(text, " and ")+strings.Count(text, "△"))/5)
		}
	}
	return func(string) float64 { return 0 }
}
