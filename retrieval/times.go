package retrieval

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"motirbot/internal/dates"
	"motirbot/release"
)

// TimeExpr is a stretch of a question that names days.
type TimeExpr struct {
	Period     release.Period
	Start, End int  // byte offsets in the question
	Relative   bool // counted from the day of asking: "last week", "yesterday"
	Bound      bool // one end is open: "since October"
	Future     bool // lies wholly after the day of asking
	Yearless   bool // the year was supplied, not named
}

// leadLength bounds what is read before a time for the word that opens it.
const leadLength = 40

var (
	openers = regexp.MustCompile(`(?i)\b(since|after|from|as of|starting|until|till|before|by|up to|through)\s+(?:the\s+)?(?:(start|beginning|end)\s+of\s+)?$`)
	edges   = regexp.MustCompile(`(?i)^(?:the\s+)?(start|beginning|end)\s+of\b`)
	yearly  = regexp.MustCompile(`(?i)of\s+(?:\d{4}|(?:last|this|next)\s+year)$`)
	closers = regexp.MustCompile(`^\s*(부터|이후|이래|이전)`) // Korean opens an end behind the time
	toNow   = regexp.MustCompile(`(?i)^\s*(?:to|until|till|through|up to)\s+(?:now|date|today|the present)\b`)
)

// distinctTimes returns each period that a question names once, the first
// maxTimes of them.
func distinctTimes(found []TimeExpr) []TimeExpr {
	var out []TimeExpr
	for _, e := range found {
		known := slices.ContainsFunc(out, func(t TimeExpr) bool { return t.Period == e.Period && t.Bound == e.Bound })
		if !known && len(out) < maxTimes {
			out = append(out, e)
		}
	}
	return out
}

// readTimes returns the time expressions of a question in order, read as of
// the day of asking: dates with the words before them that open an end.
func readTimes(text string, asOf release.Date) []TimeExpr {
	var out []TimeExpr
	for _, m := range dates.Read(text, asOf) {
		said := strings.ToLower(text[m.Start:m.End])
		if m.Kind == dates.Weekday && !strings.Contains(said, " ") || m.Kind == dates.Half && m.Yearless && !m.Relative && strings.Contains(said, "half") {
			continue // "Monday", "the first half": of which week or year is not said
		}
		for months := time.Month(1); m.Monthless && !m.Relative && m.Period.From.After(asOf); months++ {
			// "23일" is the newest that has come, "31일" that of a month which has one.
			from, to := m.Period.From.Day, m.Period.To.Day
			p := release.Period{From: release.NewDate(asOf.Year, asOf.Month-months, from), To: release.NewDate(asOf.Year, asOf.Month-months, to)}
			if p.From.Day == from && p.To.Day == to {
				m.Period = p
			}
		}
		e := TimeExpr{Period: m.Period, Start: m.Start, End: m.End, Relative: m.Relative && !strings.Contains(said, "weeks of "), Yearless: m.Yearless}
		out = append(out, open(e, text, asOf))
	}
	return out
}

// open opens the end of a time that the word before it leaves open. "The end of
// 2024" is its last day, "the start" its first.
func open(e TimeExpr, text string, asOf release.Date) TimeExpr {
	part := ""
	if edge := edges.FindStringSubmatchIndex(text[e.Start:e.End]); edge != nil && yearly.MatchString(text[e.Start:e.End]) {
		part = strings.ToLower(text[e.Start+edge[2] : e.Start+edge[3]])
		e.Period = release.Period{From: release.NewDate(e.Period.From.Year, 1, 1), To: release.NewDate(e.Period.From.Year, 12, 31)}
	}
	lead := text[max(0, e.Start-leadLength):e.Start]
	word := openers.FindStringSubmatch(lead)
	after := closers.FindStringSubmatch(text[e.End:])
	switch {
	case after != nil:
		e = bounded(e, map[string]string{"이전": "before"}[after[1]], part)
		e.End += len(after[0])
	case strings.HasSuffix(strings.ToLower(strings.TrimSpace(lead)), "from") && toNow.MatchString(text[e.End:min(len(text), e.End+leadLength)]):
		e.Period.To = asOf
	case word != nil && !(strings.EqualFold(word[1], "from") && !e.Relative):
		e = bounded(e, strings.ToLower(word[1]), part)
		e.Start -= len(word[0])
	}
	e.Future = e.Period.From.After(asOf)
	return e
}

// bounded opens one end of e as its preposition says. "The end of 2024" is its
// last day, "the start" its first.
func bounded(e TimeExpr, word, part string) TimeExpr {
	if word == "by" {
		// "by 2030", "by December 19": a deadline that the text states, not a
		// bound on when it was released.
		return e
	}
	e.Bound = true
	switch part {
	case "end":
		e.Period.From = e.Period.To
	case "start", "beginning":
		e.Period.To = e.Period.From
	}
	switch word {
	case "until", "till", "as of", "up to", "through":
		e.Period.From = release.Date{}
	case "after":
		e.Period = release.Period{From: e.Period.To.AddDays(1)}
	case "before":
		e.Period = release.Period{To: e.Period.From.AddDays(-1)}
	default: // since, starting, from
		e.Period.To = release.Date{}
	}
	return e
}
