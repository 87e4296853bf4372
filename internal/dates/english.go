package dates

import (
	"slices"
	"strings"
	"time"

	"motirbot/release"
)

var months = monthNames()

func monthNames() map[string]time.Month {
	names := map[string]time.Month{"sept": time.September}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		names[name], names[name[:3]] = m, m
	}
	return names
}

var weekdays = map[string]int{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7,
}

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}

var counts = map[string]int{
	"a": 1, "one": 1, "two": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12,
}

func (r *reader) count(i int) (int, bool) {
	if n, ok := counts[r.word(i)]; ok {
		return n, true
	}
	return r.small(i)
}

// small reads up to three digits without an ending.
func (r *reader) small(i int) (n int, ok bool) {
	w := r.word(i)
	for _, c := range []byte(w) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, w != "" && len(w) <= 3
}

// iso reads 2025-12-17, 2025.12.17, 2025/12/17 and "2025. 12. 17.".
func (r *reader) iso(i int) (Mention, int) {
	year, ok := r.yearAt(i)
	if !ok || i+2 >= len(r.toks) {
		return Mention{}, i
	}
	sep := r.toks[i+1].gap
	switch {
	case sep != "-" && sep != "." && sep != "/", r.toks[i+2].gap != sep:
		// A token of words.Split that is a date in points has lost them.
		return Mention{}, i
	}
	month, ok1 := r.number(i + 1)
	day, ok2 := r.number(i + 2)
	if !ok1 || !ok2 {
		return Mention{}, i
	}
	m := Mention{Kind: Day, Period: civil(year, time.Month(month), day)}
	return r.bracketed(m, i+3)
}

// monthAt reads the name of a month; "may" and "march" only where they are
// hardly verbs.
func (r *reader) monthAt(i int) (time.Month, bool) {
	w := r.word(i)
	month := months[w]
	if month == 0 {
		return 0, false
	}
	if w != "may" && w != "march" && w != "mar" {
		return month, true
	}
	if _, ok := r.number(i + 1); ok && r.tight(i+1, ".") {
		return month, true
	}
	if _, next := r.ofYear(i + 1); next > i+1 {
		return month, true
	}
	if i == 0 {
		return 0, false
	}
	if _, ok := r.number(i - 1); ok && r.tight(i) {
		return month, true
	}
	capital := r.text[r.toks[i].Start] < 'a'
	switch r.word(i - 1) {
	case "in", "of", "since", "last", "next", "until", "before", "after", "from", "during", "between", "and", "or", "to", "by", "for", "this",
		"early", "mid", "late", "through", "end", "half":
		return month, r.tight(i, "-", "–")
	}
	return month, capital && w == "march" && r.tight(i)
}

// weekdayDate reads "Monday, June 15" and keeps the weekday with the day; a
// weekday alone is the newest such day.
func (r *reader) weekdayDate(i int) (Mention, int) {
	lead := i
	switch {
	case r.word(i) == "on" || r.word(i) == "last":
		i++
	case r.seq(i, "this", "past"):
		i += 2
	case r.word(i) == "this":
		i++
	}
	day := weekdays[r.word(i)]
	if day == 0 || len(r.word(i)) < 6 && r.text[r.toks[i].Start] >= 'a' || (lead < i && !r.tight(i)) {
		return Mention{}, lead
	}
	j := i + 1
	if r.word(j) == "the" {
		j++
	}
	if lead == i && r.tight(i+1, ",", ".", "(") && j < len(r.toks) {
		for _, read := range []func(int) (Mention, int){r.dayMonth, r.monthDay} {
			if m, next := read(j); next > j && m.Kind == Day {
				m.Named = day
				return m, next
			}
		}
	}
	if lead < i && r.tight(i+1, ",") {
		if _, next := r.weekdayDate(i); next > i+1 {
			return Mention{}, lead // "on Monday, June 15": the day is read by itself
		}
	}
	if len(r.word(i)) < 6 {
		return Mention{}, lead
	}
	for back := range 8 {
		d := r.ref.AddDays(-back)
		if (back > 0 || r.word(lead) != "last") && (int(d.Weekday())+6)%7+1 == day {
			return Mention{Kind: Weekday, Relative: true, Named: day, Period: release.Period{From: d, To: d}}, i + 1
		}
	}
	return Mention{}, lead
}

// dayMonth reads "5 December 2025", "the 5th of December", "15-17 December".
func (r *reader) dayMonth(i int) (Mention, int) {
	first, ok := r.number(i)
	if !ok {
		return Mention{}, i
	}
	j, last := i+1, first
	if k := r.to(j); k >= j {
		if n, ok := r.number(k); ok {
			j, last = k+1, n
		}
	}
	if r.word(j) == "of" && r.tight(j) {
		j++
	}
	month, ok := r.monthAt(j)
	if !ok || !r.tight(j, ".") {
		return Mention{}, i
	}
	year, next := r.ofYear(j + 1)
	year, supplied := r.supply(year, month, next)
	m := Mention{Kind: Day, Period: days(year, month, first, last), Yearless: supplied}
	if m.Period.IsZero() {
		return Mention{}, i
	}
	if last > first {
		m.Kind = Span
	}
	return m, next
}

// to returns the token after a sign or word that spans, or -1.
func (r *reader) to(i int) int {
	switch w := r.word(i); {
	case i >= len(r.toks):
	case r.toks[i].gap == "-" || r.toks[i].gap == "–" || r.toks[i].gap == "~" || r.toks[i].gap == "∼" || r.toks[i].gap == "～" || r.toks[i].gap == "—":
		return i
	case (w == "to" || w == "and" || w == "through" || w == "until") && r.tight(i):
		if r.word(i+1) == "the" {
			i++
		}
		return i + 1
	}
	return -1
}

// monthDay reads "December 15, 2025" and "December 15 to 17".
func (r *reader) monthDay(i int) (Mention, int) {
	month, ok := r.monthAt(i)
	if !ok {
		return Mention{}, i
	}
	first, ok := r.number(i + 1)
	if !ok || !r.tight(i+1, ".") {
		return Mention{}, i
	}
	if k := r.to(i + 2); k > 0 {
		if last, ok := r.number(k); ok && r.alone(k+1) {
			year, next := r.ofYear(k + 1)
			year, supplied := r.supply(year, month, next)
			if p := days(year, month, first, last); !p.IsZero() {
				return Mention{Kind: Span, Period: p, Yearless: supplied}, next
			}
		}
	}
	year, next := r.ofYear(i + 2)
	year, supplied := r.supply(year, month, next)
	return Mention{Kind: Day, Period: civil(year, month, first), Yearless: supplied}, next
}

// alone reports whether no month or unit claims the number before token i:
// "December 15 to 17 January" has two months.
func (r *reader) alone(i int) bool {
	w := r.word(i)
	return months[w] == 0 && w != "percent" && w != "countries" && w != "companies" || !r.tight(i)
}

func (r *reader) month(i int) (Mention, int) {
	j := i
	direction := r.word(i)
	if direction == "next" || direction == "last" {
		j++
	}
	month, ok := r.monthAt(j)
	if !ok || j > i && !r.tight(j) {
		return Mention{}, i
	}
	year, next := r.ofYear(j + 1)
	year, supplied := r.supply(year, month, next)
	m := Mention{Kind: Month, Yearless: supplied, Relative: j > i && supplied}
	if m.Relative && direction == "next" && !release.NewDate(year, month, 1).After(r.ref) {
		year++
	}
	if m.Relative && direction == "last" && month == r.ref.Month && year == r.ref.Year {
		year--
	}
	m.Period = monthsOf(year, month, 1)
	return m, next
}

// quarter reads "Q3 of 2024", "3Q 2024" and "the fourth quarter".
func (r *reader) quarter(i int) (Mention, int) {
	w, next := r.word(i), i+1
	var q int
	switch {
	case len(w) == 2 && w[0] == 'q':
		q = int(w[1] - '0')
	case len(w) == 2 && w[1] == 'q':
		q = int(w[0] - '0')
	case (ordinals[w] > 0 || w == "last") && r.word(i+1) == "quarter" && r.tight(i+1, "-"):
		q, next = ordinals[w], i+2
	default:
		return Mention{}, i
	}
	year, after := r.ofYear(next)
	if w == "last" {
		q = 4
		if year == 0 {
			p, kind := around(r.ref, "quarter", -1)
			return Mention{Kind: kind, Period: p, Relative: true}, next
		}
	}
	if q < 1 || q > 4 {
		return Mention{}, i
	}
	first := time.Month(3*q - 2)
	year, supplied := r.supply(year, first, after)
	return Mention{Kind: Quarter, Period: monthsOf(year, first, 3), Yearless: supplied}, after
}

// half reads "H1 2025" and "the first half of 2025". "First half" alone comes
// back as of the reference year; whether it means a year at all, the text does
// not say.
func (r *reader) half(i int) (Mention, int) {
	w, next := r.word(i), i+1
	var h int
	switch {
	case w == "h1" || w == "h2":
		h = int(w[1] - '0')
	case ordinals[w] > 0 && ordinals[w] < 3 && r.word(i+1) == "half" && r.tight(i+1, "-"):
		h, next = ordinals[w], i+2
	default:
		return Mention{}, i
	}
	year, after := r.ofYear(next)
	m := Mention{Kind: Half}
	if year == 0 {
		if p, k := r.calendarYear(next); k > next {
			m.Relative, year, after = true, p.From.Year, k
		}
	}
	first := time.Month(6*h - 5)
	year, m.Yearless = r.supply(year, first, after)
	m.Period = monthsOf(year, first, 6)
	return m, after
}

// calendarYear reads "of this year", "last year".
func (r *reader) calendarYear(i int) (release.Period, int) {
	j := i
	if r.word(j) == "of" {
		j++
	}
	shift, ok := map[string]int{"this": 0, "last": -1, "next": 1}[r.word(j)]
	if !ok || r.word(j+1) != "year" || !r.tight(j) || !r.tight(j+1) {
		return release.Period{}, i
	}
	p, _ := around(r.ref, "year", shift)
	return p, j + 2
}

func (r *reader) year(i int) (Mention, int) {
	year, ok := r.yearAt(i)
	if !ok || i > 0 && r.toks[i].gap != "" && strings.ContainsAny(r.toks[i].gap[len(r.toks[i].gap)-1:], "$.,€£") && !r.toks[i].spaced {
		return Mention{}, i
	}
	if _, ok := r.number(i + 1); ok && r.toks[i+1].gap == "-" {
		if _, ok := r.number(i + 2); ok && r.toks[i+2].gap == "-" {
			return Mention{}, i + 3 // no calendar has 2025-13-40
		}
	}
	return Mention{Kind: Year, Period: monthsOf(year, 1, 12)}, i + 1
}

// part reads some of a period: "early December", "the end of 2027", "the first
// 20 days of September", "the second week of May", "the week of June 8".
func (r *reader) part(i int) (Mention, int) {
	j := i
	for r.word(j) == "the" {
		j++
	}
	for _, read := range []func(int) (Mention, int){r.weekOf, r.firstOrLast, r.firstOfYear, r.ordinalPart, r.portionOf} {
		if m, next := read(j); next > j {
			return m, next
		}
	}
	return Mention{}, i
}

func (r *reader) weekOf(i int) (Mention, int) {
	if r.word(i) != "week" || !slices.Contains([]string{"of", "from", "starting", "beginning"}, r.word(i+1)) {
		return Mention{}, i
	}
	m, next := r.mentionAfterThe(i + 2)
	if next == i+2 || m.Kind != Day {
		return Mention{}, i
	}
	m.Kind, m.Period, m.Named = Week, release.WeekOf(m.Period.From), 0
	return m, next
}

// firstOrLast reads "the first 20 days of September".
func (r *reader) firstOrLast(i int) (Mention, int) {
	side := r.word(i)
	if (side != "first" && side != "last") || !isUnit(r.word(i+2)) || r.word(i+3) != "of" {
		return Mention{}, i
	}
	n, ok := r.count(i + 1)
	m, next := r.whole(i + 4)
	if !ok || next == i+4 {
		return Mention{}, i
	}
	return slice(m, side, n, r.word(i+2)), next
}

// firstOfYear reads "the first three quarters", of no year that is named.
func (r *reader) firstOfYear(i int) (Mention, int) {
	unit := r.word(i + 2)
	if r.word(i) != "first" || (unit != "quarters" && unit != "months") || !r.tight(i+1) || !r.tight(i+2) || r.word(i+3) == "of" {
		return Mention{}, i
	}
	n, ok := r.count(i + 1)
	if unit == "quarters" {
		n *= 3
	}
	if !ok || n < 1 || n > 11 {
		return Mention{}, i
	}
	year, supplied := r.supply(0, time.January, i+3)
	return Mention{Kind: Span, Period: monthsOf(year, 1, n), Yearless: supplied}, i + 3
}

// ordinalPart reads "the second full week of May" and "the first half of May".
func (r *reader) ordinalPart(i int) (Mention, int) {
	w, j := r.word(i), i+1
	if ordinals[w] == 0 && w != "last" {
		return Mention{}, i
	}
	if r.word(j) == "full" {
		j++
	}
	unit, of := r.word(j), r.word(j+1)
	if of != "of" && (of != "in" || unit != "week") {
		return Mention{}, i
	}
	m, next := r.whole(j + 2)
	if next == j+2 || m.Kind != Month {
		return Mention{}, i
	}
	switch unit {
	case "week":
		return nthWeek(m, w), next
	case "half":
		return portion(m, w+" half"), next
	}
	return Mention{}, i
}

// portionOf reads "early December", "mid-2026" and "the end of the quarter".
func (r *reader) portionOf(i int) (Mention, int) {
	w, j := r.word(i), i+1
	switch w {
	case "early", "mid", "late":
		if !r.tight(j, "-") {
			return Mention{}, i
		}
	case "end", "beginning", "start", "middle":
		if r.word(j) == "of" {
			j++
		} else if !r.tight(j, "-") {
			return Mention{}, i
		}
	default:
		return Mention{}, i
	}
	m, next := r.whole(j)
	if next == j {
		return Mention{}, i
	}
	return portion(m, w), next
}

func (r *reader) mentionAfterThe(i int) (Mention, int) {
	j := i
	if r.word(j) == "the" {
		j++
	}
	for _, read := range []func(int) (Mention, int){r.weekdayDate, r.iso, r.dayMonth, r.monthDay} {
		if m, next := read(j); next > j {
			return m, next
		}
	}
	return Mention{}, i
}

// whole reads a month, quarter or year, relative or not.
func (r *reader) whole(i int) (Mention, int) {
	j := i
	if r.word(j) == "the" {
		j++
	}
	for _, read := range []func(int) (Mention, int){r.relative, r.quarter, r.month, r.year} {
		if m, next := read(j); next > j && (m.Kind == Month || m.Kind == Quarter || m.Kind == Year) {
			return m, next
		}
	}
	return Mention{}, i
}

func slice(m Mention, side string, n int, unit string) Mention {
	whole := m.Period
	m.Kind = Span
	if strings.HasPrefix(unit, "quarter") {
		n *= 3
	}
	length := map[string]int{"day": 1, "week": 7}[strings.TrimSuffix(unit, "s")] * n
	switch {
	case length > 0 && side == "first":
		m.Period.To = whole.From.AddDays(length - 1)
	case length > 0:
		m.Period.From = whole.To.AddDays(1 - length)
	case side == "first":
		m.Period.To = release.NewDate(whole.From.Year, whole.From.Month+time.Month(n), 0)
	default:
		m.Period.From = release.NewDate(whole.To.Year, whole.To.Month+1-time.Month(n), 1)
	}
	m.Period = m.Period.Intersect(whole)
	return m
}

// nthWeek counts weeks of seven days from the first of the month, as people
// mean by "the first week of December".
func nthWeek(m Mention, ordinal string) Mention {
	whole := m.Period
	m.Kind = Week
	if ordinal == "last" {
		m.Period.From = whole.To.AddDays(-6)
		return m
	}
	m.Period.From = whole.From.AddDays(7 * (ordinals[ordinal] - 1))
	m.Period.To = m.Period.From.AddDays(6)
	m.Period = m.Period.Intersect(whole)
	return m
}

// portion is the stretch that people mean by "early", "mid" and "late".
func portion(m Mention, w string) Mention {
	n := m.Period.Days()
	day := func(share int) release.Date { return m.Period.From.AddDays(n * share / 30) }
	if m.Kind == Month {
		day = func(share int) release.Date { return m.Period.From.AddDays(share - 1) }
	}
	m.Kind = Part
	switch w {
	case "early", "beginning", "start":
		m.Period.To = day(10)
	case "mid", "middle":
		m.Period.From, m.Period.To = day(10), day(20)
	case "first half", "1st half":
		m.Period.To = day(15)
	case "second half", "2nd half":
		m.Period.From = day(16)
	default:
		m.Period.From = day(20)
	}
	return m
}

func isUnit(w string) bool {
	switch strings.TrimSuffix(w, "s") {
	case "day", "week", "wk", "month", "quarter", "year", "yr":
		return true
	}
	return false
}

// relative reads what is counted from the reference day.
func (r *reader) relative(i int) (Mention, int) {
	m := Mention{Relative: true}
	shifted := func(unit string, n, next int) (Mention, int) {
		m.Period, m.Kind = around(r.ref, unit, n)
		return m, next
	}
	j := i
	if r.word(j) == "the" {
		j++
	}
	w := r.word(j)
	switch {
	case r.seq(j, "day", "before", "yesterday"):
		return shifted("day", -2, j+3)
	case r.seq(j, "week", "so", "far"), r.seq(j, "month", "so", "far"):
		return shifted(w, 0, j+3)
	case i == j && w == "today":
		return shifted("day", 0, j+1)
	case i == j && w == "yesterday":
		return shifted("day", -1, j+1)
	case i == j && w == "tomorrow":
		return shifted("day", 1, j+1)
	}
	if n, next := r.ago(i); next > i {
		unit := r.word(next - 2)
		return shifted(unit, -n, next)
	}
	shift, ok := map[string]int{"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "upcoming": 1}[w]
	if !ok || j+1 >= len(r.toks) || !r.tight(j+1) {
		return Mention{}, i
	}
	k := j + 1
	if w == "this" && r.word(k) == "past" {
		k++
	}
	if unit := r.word(k); i == j && isUnit(unit) && !strings.HasSuffix(unit, "s") && unit != "day" {
		return shifted(unit, shift, k+1)
	}
	n, ok := r.count(k)
	if r.seq(k, "couple", "of") {
		n, ok, k = 2, true, k+1
	}
	if unit := strings.TrimSuffix(r.word(k+1), "s"); shift < 0 && ok && isUnit(unit) && unit != "quarter" {
		m.Kind, m.Period = Span, release.Period{From: back(r.ref, unit, n), To: r.ref}
		return m, k + 2
	}
	return Mention{}, i
}

// ago reads "two weeks ago".
func (r *reader) ago(i int) (n, next int) {
	n, ok := r.count(i)
	j := i + 1
	if r.seq(i, "couple", "of") {
		n, ok, j = 2, true, i+2
	}
	if !ok || !isUnit(r.word(j)) || r.word(j+1) != "ago" {
		return 0, i
	}
	return n, j + 2
}

// back is the day so many units before d.
func back(d release.Date, unit string, n int) release.Date {
	switch unit {
	case "day":
		return d.AddDays(-n)
	case "week", "wk":
		return d.AddDays(-7 * n)
	case "month":
		return release.NewDate(d.Year, d.Month-time.Month(n), d.Day)
	}
	return release.NewDate(d.Year-n, d.Month, d.Day)
}
