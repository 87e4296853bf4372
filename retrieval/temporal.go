package retrieval

import (
	"regexp"
	"strconv"
	"strings"

	"motirbot/release"
)

// timeFactor favours releases that came out in the days named, or soon after:
// September's figures come out in October. A release whose text names the
// month or year itself is as good.
func (v *View) timeFactor(q Query, times []TimeExpr, record int) float64 {
	if q.Released || len(times) == 0 {
		return 1
	}
	best, early := 0.5, 0
	r := v.records[record]
	for _, t := range times {
		late := release.Period{From: t.Period.From, To: t.Period.To}
		if !late.To.IsZero() {
			late.To = late.To.AddDays(45)
		}
		switch {
		case r.Date.Before(t.Period.From):
			early++
		case t.Period.Contains(r.Date):
			best = max(best, 1.0)
		case late.Contains(r.Date):
			best = max(best, 0.9)
		}
		switch v.namesTime(record, t) {
		case inHead:
			best = max(best, 1.25)
		case inText:
			best = max(best, 1.0)
		}
	}
	if best == 0.5 && early == len(times) {
		return 0.3 // it cannot tell of what was still to come
	}
	return best
}

type mention int

const (
	unmentioned mention = iota
	inText
	inHead // in the title or the first sentence
)

// namesTime says where a release names the expression's month with its year,
// its year, or its day.
func (v *View) namesTime(record int, t TimeExpr) mention {
	p := t.Period
	if p.From.IsZero() || p.To.IsZero() {
		return unmentioned
	}
	r := v.records[record]
	head, year := v.heads[record], p.From.String()[:4]
	switch {
	case p.Days() >= 365:
		return whereIsYear(year, head, r.Body)
	case p == release.MonthOf(p.From.Year, p.From.Month):
		month := p.From.Month.String()
		if containsWord(head, month) && sameSeason(r.Date, p) {
			return inHead
		}
		return whereIs(month+" "+year, head, r.Body)
	case p.From == p.To && sameSeason(r.Date, p):
		return whereIs(p.From.Month.String()+" "+strconv.Itoa(p.From.Day), head, r.Body)
	}
	return unmentioned
}

// partOfYear finds what makes a year's number the date of something shorter.
var partOfYear = regexp.MustCompile(`(?i)(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{1,2},)?|half(?: of)?|quarters?(?: of)?|months of) $`)

// whereIsYear is whereIs for a whole year: a head that speaks of a month or a
// half of it is not about the year.
func whereIsYear(year, head, body string) mention {
	for at := 0; ; {
		i := strings.Index(head[at:], year)
		if i < 0 {
			return min(whereIs(year, head, body), inText)
		}
		if at += i; !partOfYear.MatchString(head[max(0, at-leadLength):at]) && containsWord(head[at:], year) {
			return inHead
		}
		at += len(year)
	}
}

func whereIs(words, head, body string) mention {
	switch {
	case containsWord(head, words):
		return inHead
	case containsWord(body, words):
		return inText
	}
	return unmentioned
}

// sameSeason: a title that names a bare month means the last one before it.
func sameSeason(published release.Date, p release.Period) bool {
	return !published.Before(p.From) && p.From.DaysUntil(published) < 100
}
