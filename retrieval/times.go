package retrieval

import (
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

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

// maxYear bounds what counts as a year: "2300 companies" is none.
const minYear, maxYear = 1990, 2079

const (
	monthWord = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	yearWord  = `((?:19|20)\d\d)`
	ofYear    = `(?:(?:,|,?\s+of|,?\s+in)?\s+` + yearWord + `)?`
	dayWord   = `(\d{1,2})(?:st|nd|rd|th)?`
	ordinal   = `(first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)`
	countWord = `(\d{1,3}|a|one|two|three|four|five|six|seven|ten|twelve|few|couple of)`
)

// timeRule reads one form of time expression. read returns false where the
// match is no date after all (30 February, "may" the verb).
type timeRule struct {
	pattern *regexp.Regexp
	read    func(m match) (release.Period, bool)
	flags   timeFlags
}

// timeFlags: the time is counted from the day of asking; it is a bare month,
// whose name may be a verb; it is a day, so that what is none is no year either.
type timeFlags struct{ relative, month, day bool }

// match is what a rule's read function sees.
type match struct {
	groups []string // folded; groups[0] is the whole
	asOf   release.Date
	raw    string // as typed
	next   int    // a year that follows in the same sentence, 0 for none
}

func (m match) group(i int) string { return m.groups[i] }

func rule(pattern string, flags timeFlags, read func(match) (release.Period, bool)) timeRule {
	return timeRule{regexp.MustCompile(`(?i)\b` + pattern + `\b`), read, flags}
}

// timeParser reads time expressions. Its rules are tried in order; a stretch
// read by one rule is not read again.
type timeParser struct {
	rules []timeRule
	since *regexp.Regexp
	now   *regexp.Regexp
	span  *regexp.Regexp
	years *regexp.Regexp
}

func newTimeParser() *timeParser {
	relative, month := timeFlags{relative: true}, timeFlags{month: true}
	return &timeParser{
		rules: []timeRule{
			rule(yearWord+`[-./](\d{1,2})[-./](\d{1,2})`, timeFlags{day: true}, readISO),
			rule(`next\s+`+monthWord, relative, readNextMonth),
			rule(countWord+`\s+(day|week|wk|month|year|yr)s?\s+ago`, relative, readAgo),
			rule(dayWord+`\s*(?:[-–]|to|until|through|and)\s*(?:the\s+)?`+dayWord+`\s+(?:of\s+)?`+monthWord+ofYear, timeFlags{}, readDaysOfMonth),
			rule(`(?:the\s+)?week\s+(?:of|from|starting|beginning)\s+(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?`+dayWord+`\s+(?:of\s+)?`+monthWord+ofYear, timeFlags{}, readWeekOf(1, 2)),
			rule(`(?:the\s+)?week\s+(?:of|from|starting|beginning)\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?`+monthWord+`\s+`+dayWord+ofYear, timeFlags{}, readWeekOf(2, 1)),
			rule(`(?:the\s+)?(first|last)\s+(two|three|2|3)\s+weeks\s+of\s+(?:(this|last)\s+month|`+monthWord+ofYear+`)`, timeFlags{}, readWeeksOfMonth),
			rule(`(?:the\s+)?`+ordinal+`\s+(?:full\s+)?week\s+(?:of|in)\s+`+monthWord+ofYear, timeFlags{}, readNthWeek),
			rule(`(?:the\s+)?(early|mid|middle of|late|end of|beginning of|first half of|second half of)[\s-]+`+monthWord+ofYear, timeFlags{}, readPartOfMonth),
			rule(monthWord+`\s+`+dayWord+`\s*(?:[-–]|to|until|through|and)\s*(?:the\s+)?`+dayWord+`\b`+ofYear, timeFlags{}, readDayRange),
			rule(monthWord+`\s+`+dayWord+`(?:\s*,?\s+`+yearWord+`)?`, timeFlags{day: true}, readDay(2, 1)),
			rule(dayWord+`\s+(?:of\s+)?`+monthWord+ofYear, timeFlags{}, readDay(1, 2)),
			rule(`(?:q([1-4])|`+ordinal+`[\s-]+quarter)`+ofYear, timeFlags{}, readQuarter),
			rule(`(?:h([12])|(first|second|1st|2nd)\s+half)`+ofYear, timeFlags{}, readHalf),
			rule(monthWord+ofYear, month, readMonth),
			{regexp.MustCompile(`(?:` + yearWord + `년\s*)?(\d{1,2})월(?:\s*(\d{1,2})일)?|` + yearWord + `년`), readKorean, timeFlags{}},
			rule(`(?:the\s+)?(?:last|past|previous)\s+`+countWord+`\s+(day|week|wk|month|year|yr)s?`, relative, readPast),
			rule(`(?:this|current)\s+(?:past\s+)?(week|wk|month|quarter|year|yr)|(?:the\s+)?(?:week|month)\s+so\s+far`, relative, readThis),
			rule(`(?:last|previous|past)\s+(week|wk|month|quarter|year|yr)`, relative, readLast),
			rule(`(?:next|coming|upcoming)\s+(week|month|quarter|year)`, relative, readNext),
			rule(`(today|yesterday|tomorrow|the day before yesterday)`, relative, readNearDay),
			rule(`(?:last|this past|on|this)\s+(mon|tues|wednes|thurs|fri|satur|sun)day`, relative, readWeekday),
			rule(yearWord, timeFlags{}, readYear),
		},
		since: regexp.MustCompile(`(?i)\b(since|after|from|as of|starting|until|till|before|by|up to|through)\s+(?:the\s+)?(?:(start|beginning|end)\s+of\s+)?$`),
		now:   regexp.MustCompile(`(?i)^\s*(?:to|until|till|through|up to)\s+(?:now|date|today|the present)\b`),
		span:  regexp.MustCompile(`(?i)^\s*(?:to|and|until|till|through|[-–])\s*(?:the\s+)?$`),
		years: regexp.MustCompile(`\b` + yearWord + `\b`),
	}
}

// korean holds the relative expressions of Korean, which \b does not bound.
func korean(asOf release.Date) map[string]release.Period {
	week, day := release.WeekOf(asOf), func(n int) release.Period {
		d := asOf.AddDays(n)
		return release.Period{From: d, To: d}
	}
	lastWeek := release.WeekOf(week.From.AddDays(-1))
	thisMonth := release.MonthOf(asOf.Year, asOf.Month)
	lastMonth := release.MonthOf(asOf.Year, asOf.Month-1)
	return map[string]release.Period{
		"이번 주": week, "이번주": week, "금주": week,
		"지난 주": lastWeek, "지난주": lastWeek, "저번 주": lastWeek, "저번주": lastWeek,
		"오늘": day(0), "어제": day(-1),
		"이번 달": thisMonth, "이번달": thisMonth, "이달": thisMonth,
		"지난 달": lastMonth, "지난달": lastMonth,
		"다음 주": release.WeekOf(week.To.AddDays(1)), "다음주": release.WeekOf(week.To.AddDays(1)), "내년": yearPeriod(asOf.Year + 1),
		"올해": yearPeriod(asOf.Year), "작년": yearPeriod(asOf.Year - 1), "지난해": yearPeriod(asOf.Year - 1),
	}
}

// parse returns the time expressions of text in order, read as of a day.
// "Between July and August 2021" and "since October" come back as one.
func (p *timeParser) parse(text string, asOf release.Date) []TimeExpr {
	var found []TimeExpr
	taken := make([]bool, len(text))
	for phrase, period := range korean(asOf) {
		for i := strings.Index(text, phrase); i >= 0 && !taken[i]; i = strings.Index(text, phrase) {
			found = append(found, TimeExpr{Period: period, Start: i, End: i + len(phrase), Relative: true})
			mark(taken, i, i+len(phrase))
		}
	}
	for _, r := range p.rules {
		for _, loc := range r.pattern.FindAllStringSubmatchIndex(text, -1) {
			if anyMarked(taken, loc[0], loc[1]) {
				continue
			}
			m := match{groups: groups(text, loc), asOf: asOf, raw: text[loc[0]:loc[1]], next: p.yearAfter(text, loc[1])}
			if r.flags.month && isVerb(text, loc[0], m.raw) {
				continue
			}
			period, ok := r.read(m)
			if ok && !period.IsEmpty() {
				found = append(found, TimeExpr{
					Period: period, Start: loc[0], End: loc[1], Relative: r.flags.relative, Yearless: !p.years.MatchString(m.raw) && m.next == 0,
				})
			}
			if ok || r.flags.day {
				mark(taken, loc[0], loc[1])
			}
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Start < found[j].Start })
	found = p.join(text, found, asOf)
	for i := range found {
		found[i].Future = found[i].Period.From.After(asOf)
	}
	return found
}

// nearby is how far, in bytes, the words that bound an expression stand from it
// at most: looking through the whole text for each of many expressions would
// cost the square of its length.
const nearby = 64

// before returns what stands right before a byte, after returns what stands
// right after it.
func before(text string, at int) string { return text[max(0, at-nearby):at] }
func after(text string, at int) string  { return text[at:min(len(text), at+nearby)] }

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

// join makes one expression of "from X to Y" and opens an end for "since X".
func (p *timeParser) join(text string, found []TimeExpr, asOf release.Date) []TimeExpr {
	var out []TimeExpr
	for i := 0; i < len(found); i++ {
		e := found[i]
		lead := strings.ToLower(strings.TrimSpace(before(text, e.Start)))
		word := p.since.FindStringSubmatch(before(text, e.Start))
		opens := strings.HasSuffix(lead, "between") || strings.HasSuffix(lead, "from")
		switch {
		case i+1 < len(found) && p.spans(text, e, found[i+1], opens):
			e = span(e, found[i+1])
			i++
		case opens && p.now.MatchString(after(text, e.End)):
			e.Period.To = asOf
		case word != nil && !(strings.EqualFold(word[1], "from") && !e.Relative):
			e = bounded(e, strings.ToLower(word[1]), strings.ToLower(word[2]))
			e.Start -= len(word[0])
		}
		out = append(out, e)
	}
	return out
}

// spans reports whether two expressions are the ends of one: after "from" or
// "between", or two days with nothing but "to" between them.
func (p *timeParser) spans(text string, from, to TimeExpr, opens bool) bool {
	between := text[from.End:to.Start]
	days := from.Period.Days() == 1 && to.Period.Days() == 1 && strings.TrimSpace(strings.ToLower(between)) != "and"
	return (opens || days) && p.span.MatchString(between)
}

// span joins two expressions. "From November to January" goes over the turn of
// the year; ends in the wrong order are taken in the right one.
func span(from, to TimeExpr) TimeExpr {
	e := from
	e.End = to.End
	e.Period.To = to.Period.To
	if e.Period.IsEmpty() && from.Yearless {
		d := e.Period.From
		e.Period.From = release.NewDate(d.Year-1, d.Month, d.Day)
	}
	if e.Period.IsEmpty() {
		e.Period = release.Period{From: to.Period.From, To: from.Period.To}
	}
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
	case "since", "starting", "from":
		e.Period.To = release.Date{}
	case "after":
		e.Period = release.Period{From: e.Period.To.AddDays(1)}
	case "before":
		e.Period = release.Period{To: e.Period.From.AddDays(-1)}
	default: // until, as of
		e.Period.From = release.Date{}
	}
	return e
}

// isVerb holds for "may" and "march" where they are hardly months: not in
// capitals, and no preposition before them.
func isVerb(text string, start int, raw string) bool {
	word := strings.ToLower(strings.TrimRight(raw, "."))
	if word != "may" && word != "march" && word != "mar" {
		return false
	}
	lead := strings.Fields(strings.ToLower(before(text, start)))
	if len(lead) == 0 {
		return true
	}
	switch lead[len(lead)-1] {
	case "in", "of", "since", "last", "until", "before", "after", "from", "during", "between", "and", "or", "to", "by", "for", "this":
		return false
	}
	return raw[0] < 'A' || raw[0] > 'Z' || word == "may"
}

// yearAfter returns the year that a bare month borrows: "October or November
// 2024" means October 2024.
func (p *timeParser) yearAfter(text string, from int) int {
	rest := after(text, from)
	if loc := p.years.FindStringIndex(rest); loc != nil && loc[0] <= 40 && joinsMonths(rest[:loc[0]]) {
		year, _ := strconv.Atoi(rest[loc[0]:loc[1]])
		return year
	}
	return 0
}

func joinsMonths(between string) bool {
	for _, word := range strings.FieldsFunc(strings.ToLower(between), func(r rune) bool { return r == ' ' || r == ',' }) {
		switch word {
		case "and", "or", "to", "through", "until", "-", "–", "vs", "vs.", "with", "than", "in", "of":
		case "q1", "q2", "q3", "q4", "h1", "h2":
		default:
			if _, isMonth := monthOf(word); !isMonth {
				return false
			}
		}
	}
	return true
}

func groups(text string, loc []int) []string {
	out := make([]string, len(loc)/2)
	for i := range out {
		if loc[2*i] >= 0 {
			out[i] = strings.ToLower(text[loc[2*i]:loc[2*i+1]])
		}
	}
	return out
}

func mark(taken []bool, start, end int) {
	for i := start; i < end; i++ {
		taken[i] = true
	}
}

func anyMarked(taken []bool, start, end int) bool {
	for i := start; i < end; i++ {
		if taken[i] {
			return true
		}
	}
	return false
}

func monthOf(word string) (time.Month, bool) {
	word = strings.TrimRight(strings.ToLower(word), ".")
	if len(word) < 3 {
		return 0, false
	}
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if strings.HasPrefix(full, word) || word == "sept" && m == time.September {
			return m, true
		}
	}
	return 0, false
}
