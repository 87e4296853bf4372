package dates

import (
	"maps"
	"regexp"
	"strings"
	"time"

	"motirbot/release"
)

var months = monthNames()

func monthNames() map[string]int {
	names := map[string]int{"sept": 9}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		names[name], names[name[:3]] = int(m), int(m)
	}
	return names
}

var (
	longDays  = map[string]int{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}
	shortDays = map[string]int{"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7}
	ordinals  = map[string]int{
		"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1,
	}
	counts = map[string]int{
		"a": 1, "one": 1, "two": 2, "three": 3, "few": 3, "several": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
		"nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	}
	units = map[string]int{
		"week": int(aWeek), "wk": int(aWeek), "weekend": int(aWeekend), "month": int(aMonth), "quarter": int(aQuarter),
		"year": int(aYear), "yr": int(aYear),
	}
	shifts = map[string]int{
		"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "upcoming": 1,
	}
	// portions are thirtieths of a whole.
	portions = map[string][2]int{
		"early": {1, 10}, "beginning": {1, 10}, "start": {1, 10}, "mid": {10, 20}, "middle": {10, 20}, "late": {20, 30}, "end": {20, 30},
		"초": {1, 10}, "초순": {1, 10}, "상순": {1, 10}, "중순": {10, 20}, "하순": {20, 30}, "말": {20, 30}, "연초": {1, 10}, "연말": {20, 30},
	}
	seasons = map[string]int{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
)

// numbered matches the quarters and halves of a year, perhaps with the year:
// "q1", "3q25", "h2".
var numbered = regexp.MustCompile(`^(?:([qh])([1-4])|([1-4])([qh]))((?:20)?\d\d)?$`)

var englishSlots = map[string]slot{
	"long-day": {words: longDays},
	"weekday": {words: union(longDays, shortDays), read: takes(func(r *reader, i int) (int, bool) {
		n, long := longDays[r.word(i)]
		if !long && r.text[r.toks[i].Start] < 'a' {
			n = shortDays[r.word(i)]
		}
		return n, n > 0
	})},
	"ordinal": {words: ordinals, digits: true},
	"unit":    {words: units},
	"units":   {words: pluralUnits()},
	"shift":   {words: shifts},
	"season":  {words: seasons},
	"count": {words: union(counts, map[string]int{"couple": 2}), digits: true, read: func(r *reader, i int, m *match) int {
		if r.word(i) == "couple" && r.word(i+1) == "of" {
			m.add(2)
			return i + 2
		}
		return takes(counting(counts))(r, i, m)
	}},
	"month": {words: months, read: takes((*reader).monthAt)},
	"dd":    {digits: true, read: takes((*reader).number)},
	"yyyy": {digits: true, read: func(r *reader, i int, m *match) int {
		n, ok := r.yearAt(i)
		if !ok {
			return i
		}
		m.year = n
		return i + 1
	}},
	"of-year": {anyGap: true, read: (*reader).ofYear},
	"part": {words: numberedParts(), digits: true, read: func(r *reader, i int, m *match) int {
		found := numbered.FindStringSubmatch(r.word(i))
		if found == nil {
			return i
		}
		n, _ := digits(found[2]+found[3], 1)
		m.add(n)
		m.word = found[1] + found[4]
		if y, ok := digits(found[5], 4); ok {
			m.year = 2000 + y%100
		}
		return i + 1
	}},
	"<day>":   inner(Day),
	"<month>": inner(Month),
	"<whole>": inner(Month, Quarter, Year),
}

var englishRules = []rule{
	{"weekday [ ,.(]the? [ ,.(]<day>", func(_ *reader, m match) (Mention, bool) {
		m.sub.Named = m.n[0]
		return m.sub, !m.sub.Relative
	}},
	{"on|last|this|next past? long-day", newestDay},
	{"long-day", newestDay},

	{"yyyy [-]dd [-]dd", yearMonthDay},
	{"yyyy [.]dd [.]dd [(]요일?", yearMonthDay},
	{"yyyy [/]dd [/]dd", yearMonthDay},
	{"yyyy [-]dd", func(r *reader, m match) (Mention, bool) {
		return Mention{Kind: Month, Period: monthsOf(m.year, time.Month(m.n[0]), 1)}, m.n[0] <= 12 && len(r.word(m.start+1)) == 2 && !r.parted(m.next, "-")
	}},
	{"dd [.]dd [.]yyyy", func(_ *reader, m match) (Mention, bool) { return dayOf(m.year, m.n[1], m.n[0]) }},
	{"dd [-]dd [-]yyyy", func(_ *reader, m match) (Mention, bool) { return dayOf(m.year, m.n[1], m.n[0]) }},
	{"dd [/]dd [/]yyyy", func(_ *reader, m match) (Mention, bool) {
		if m.n[0] > 12 {
			return dayOf(m.year, m.n[1], m.n[0])
		}
		return dayOf(m.year, m.n[0], m.n[1])
	}},

	{"the? week of|from|starting|beginning the? <day>", func(_ *reader, m match) (Mention, bool) {
		m.sub.Kind, m.sub.Period, m.sub.Named = Week, release.WeekOf(m.sub.Period.From), 0
		return m.sub, true
	}},
	{"the? first|last count units of the? <whole>", func(_ *reader, m match) (Mention, bool) {
		return slice(m.sub, m.word == "last", m.n[0], unit(m.n[1])), true
	}},
	{"the? first count units of-year?", func(r *reader, m match) (Mention, bool) {
		n := m.n[0]
		if unit(m.n[1]) == aQuarter {
			n *= 3
		} else if unit(m.n[1]) != aMonth {
			return Mention{}, false
		}
		year, supplied := r.supply(m, time.January)
		return Mention{Kind: Span, Period: monthsOf(year, 1, n), Yearless: supplied, Relative: m.relative}, n > 0 && n < 12 && r.word(m.next) != "of"
	}},
	{"the? ordinal full? week of|in the? <month>", func(_ *reader, m match) (Mention, bool) { return nthWeek(m.sub, m.n[0]), true }},
	{"the? ordinal half of the? <month>", func(_ *reader, m match) (Mention, bool) {
		if m.n[0] == 1 {
			return portion(m.sub, 1, 15), true
		}
		return portion(m.sub, 16, 30), m.n[0] <= 2
	}},
	{"the? early|mid|late [ -]<whole>", func(_ *reader, m match) (Mention, bool) { return portionOf(m.sub, m.word), true }},
	{"the? end|beginning|start|middle of? [ -–]the? [ -–]<whole>", func(_ *reader, m match) (Mention, bool) { return portionOf(m.sub, m.word), true }},

	{"part of-year?", partOfYear},
	{"yyyy [ -/]part", partOfYear},
	{"last|this|next year part", func(r *reader, m match) (Mention, bool) {
		// The slot of the part has taken the place of the word.
		m.year, m.relative = r.ref.Year+shifts[r.word(m.start)], true
		return partOfYear(r, m)
	}},
	{"last quarter of-year", func(_ *reader, m match) (Mention, bool) {
		return Mention{Kind: Quarter, Period: monthsOf(m.year, time.October, 3), Relative: m.relative, Yearless: m.relative}, true
	}},
	{"ordinal [ -]quarter|half of-year?", func(r *reader, m match) (Mention, bool) {
		m.word = m.word[:1]
		return partOfYear(r, m)
	}},

	{"the? day before yesterday", func(r *reader, _ match) (Mention, bool) { return around(r.ref, aDay, -2), true }},
	{"the? day after tomorrow", func(r *reader, _ match) (Mention, bool) { return around(r.ref, aDay, 2), true }},
	{"the? year to date", func(r *reader, _ match) (Mention, bool) {
		return Mention{Kind: Span, Relative: true, Period: release.Period{From: release.NewDate(r.ref.Year, time.January, 1), To: r.ref}}, true
	}},
	{"the? unit so far", func(r *reader, m match) (Mention, bool) { return around(r.ref, unit(m.n[0]), 0), true }},
	{"today|yesterday|tomorrow", func(r *reader, m match) (Mention, bool) {
		return around(r.ref, aDay, map[string]int{"today": 0, "yesterday": -1, "tomorrow": 1}[m.word]), true
	}},
	{"count units ago", func(r *reader, m match) (Mention, bool) { return around(r.ref, unit(m.n[1]), -m.n[0]), true }},
	{"earlier|later? shift past? unit", func(r *reader, m match) (Mention, bool) {
		return around(r.ref, unit(m.n[1]), m.n[0]), true
	}},
	{"the? shift count units", func(r *reader, m match) (Mention, bool) {
		n := m.n[1]
		if m.n[0] > 0 {
			n = -n
		}
		return since(r.ref, unit(m.n[2]), n), m.n[0] != 0 && unit(m.n[2]) != aQuarter
	}},

	{"dd [-–—~∼～]dd of? [ .]month of-year?", daysOfMonth},
	{"dd to|and|through|until the? dd of? [ .]month of-year?", daysOfMonth},
	{"dd of? [ .]month of-year?", func(r *reader, m match) (Mention, bool) {
		m.add(m.n[1])
		m.n[1], m.n[2] = m.n[0], m.n[1]
		return daysOfMonth(r, m)
	}},
	{"month [ .]dd [-–—~∼～]dd of-year?", monthDays},
	{"month [ .]dd to|and|through|until the? dd of-year?", monthDays},
	{"month [ .]dd of-year?", func(r *reader, m match) (Mention, bool) {
		year, supplied := r.supply(m, time.Month(m.n[0]))
		return Mention{Kind: Day, Period: civil(year, time.Month(m.n[0]), m.n[1]), Yearless: supplied, Relative: m.relative}, true
	}},
	{"next|last? month of-year?", func(r *reader, m match) (Mention, bool) {
		month := time.Month(m.n[0])
		year, supplied := r.supply(m, month)
		found := Mention{Kind: Month, Yearless: supplied, Relative: m.relative || m.word != "" && supplied}
		switch {
		case m.year != 0 || !supplied:
		case m.word == "next" && !release.NewDate(year, month, 1).After(r.ref):
			year++
		case m.word == "last" && month == r.ref.Month && year == r.ref.Year:
			year--
		}
		found.Period = monthsOf(year, month, 1)
		return found, true
	}},
	{"shift season", func(r *reader, m match) (Mention, bool) {
		found := season(r, m, time.Month(m.n[1]))
		if m.n[0] < 0 && found.Period.Contains(r.ref) || m.n[0] > 0 && !found.Period.From.After(r.ref) {
			found = season(r, match{year: found.Period.From.Year + m.n[0]}, time.Month(m.n[1]))
		}
		found.Relative, found.Yearless = true, true
		return found, true
	}},
	{"season of-year?", func(r *reader, m match) (Mention, bool) {
		lead := r.leads(r.toks[m.start].Start, "in", "since", "by", "until", "from", "during", "before", "after", "since the", "by the", "until the")
		return season(r, m, time.Month(m.n[0])), r.word(m.start) != "fall" && (m.year != 0 || lead)
	}},
	{"yyyy", func(r *reader, m match) (Mention, bool) {
		t := r.toks[m.start]
		amount := m.start > 0 && t.gap != "" && !t.spaced && strings.ContainsAny(t.gap[len(t.gap)-1:], "$.,€£")
		return Mention{Kind: Year, Period: monthsOf(m.year, 1, 12)}, !amount
	}},
}

// monthAt reads the name of a month; "may" and "march" only where they are
// hardly verbs.
func (r *reader) monthAt(i int) (int, bool) {
	w := r.word(i)
	month := months[w]
	if month == 0 {
		return 0, false
	}
	if w != "may" && w != "march" && w != "mar" {
		return month, true
	}
	if _, ok := r.number(i + 1); ok && r.parted(i+1, " .") {
		return month, true
	}
	if r.ofYear(i+1, &match{}) > i+1 {
		return month, true
	}
	if i == 0 {
		return 0, false
	}
	if _, ok := r.number(i - 1); ok && r.parted(i, " ") {
		return month, true
	}
	switch r.word(i - 1) {
	case "in", "of", "since", "last", "next", "until", "before", "after", "from", "during", "between", "and", "or", "to", "by", "for", "this",
		"early", "mid", "late", "through", "end", "half":
		return month, r.parted(i, " -–")
	}
	return month, r.text[r.toks[i].Start] < 'a' && w == "march" && r.parted(i, " ")
}

// ofYear reads the year after a month: "2025", ", 2025", "of 2025", "’25", "of
// last year".
func (r *reader) ofYear(i int, m *match) int {
	j := i
	if w := r.word(j); (w == "of" || w == "in") && r.parted(j, " ,") {
		j++
	}
	if y, ok := r.shortYear(j); ok {
		m.year = y
		return j + 1
	}
	if y, ok := r.yearAt(j); ok && (j == i && r.parted(j, " ,.’'") || j > i && r.parted(j, " ")) {
		m.year = y
		return j + 1
	}
	shift, ok := shifts[r.word(j)]
	if ok && r.parted(j, " ") && r.word(j+1) == "year" && r.parted(j+1, " ") {
		m.year, m.relative = r.ref.Year+shift, true
		return j + 2
	}
	return i
}

// newestDay is a day named by its weekday alone: the newest one, or the next.
// "On Monday, June 15" is read from the weekday on.
func newestDay(r *reader, m match) (Mention, bool) {
	if last := m.next - 1; last > m.start {
		if day, next := r.mention(last); next > m.next && day.Named != 0 {
			return Mention{}, false
		}
	}
	step := -1
	first := 0
	switch m.word {
	case "last":
		first = 1
	case "next":
		step, first = 1, 1
	}
	d := r.ref.AddDays(step * first)
	for (int(d.Weekday())+6)%7+1 != m.n[0] {
		d = d.AddDays(step)
	}
	return Mention{Kind: Weekday, Relative: true, Named: m.n[0], Period: release.Period{From: d, To: d}}, true
}

func yearMonthDay(_ *reader, m match) (Mention, bool) {
	return Mention{Kind: Day, Period: civil(m.year, time.Month(m.n[0]), m.n[1]), Named: m.weekday}, true
}

func dayOf(year, month, day int) (Mention, bool) {
	return Mention{Kind: Day, Period: civil(year, time.Month(month), day)}, true
}

// partOfYear is a quarter or a half by its number; whether "the first half" means
// a year at all, the text does not say.
func partOfYear(r *reader, m match) (Mention, bool) {
	n, length, kind := m.n[0], 3, Quarter
	if m.word == "h" {
		length, kind = 6, Half
	}
	if n < 1 || n > 12/length {
		return Mention{}, false
	}
	first := time.Month(length*(n-1) + 1)
	year, supplied := r.supply(m, first)
	return Mention{Kind: kind, Period: monthsOf(year, first, length), Yearless: supplied, Relative: m.relative}, true
}

func daysOfMonth(r *reader, m match) (Mention, bool) {
	first, last, month := m.n[0], m.n[1], time.Month(m.n[2])
	year, supplied := r.supply(m, month)
	found := Mention{Kind: Day, Period: days(year, month, first, last), Yearless: supplied, Relative: m.relative}
	if last > first {
		found.Kind = Span
	}
	return found, !found.Period.IsZero()
}

// monthDays leaves "December 15 to 17 January" and "December 5 to 17 countries" to
// the first day.
func monthDays(r *reader, m match) (Mention, bool) {
	if w := r.word(m.next); m.year == 0 && r.parted(m.next, " ") && (months[w] != 0 || w == "percent" || w == "countries" || w == "companies") {
		return Mention{}, false
	}
	m.n[0], m.n[1], m.n[2] = m.n[1], m.n[2], m.n[0]
	found, ok := daysOfMonth(r, m)
	return found, ok && found.Kind == Span
}

// season is three months, the newest that have begun if no year is named.
func season(r *reader, m match, first time.Month) Mention {
	year, supplied := r.supply(m, first)
	return Mention{Kind: Span, Period: monthsOf(year, first, 3), Yearless: supplied, Relative: m.relative}
}

func union(a, b map[string]int) map[string]int {
	all := map[string]int{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}

func pluralUnits() map[string]int {
	all := map[string]int{"day": int(aDay), "days": int(aDay)}
	for w, n := range units {
		all[w], all[w+"s"] = n, n
	}
	return all
}

func numberedParts() map[string]int {
	all := map[string]int{}
	for _, w := range []string{"q1", "q2", "q3", "q4", "h1", "h2"} {
		all[w] = 0
	}
	return all
}
