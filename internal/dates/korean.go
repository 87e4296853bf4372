package dates

import (
	"regexp"
	"strings"
	"time"

	"motirbot/release"
)

var (
	// koreanYears are words for a year, by its distance from the reference year.
	koreanYears = map[string]int{"올해": 0, "금년": 0, "올": 0, "지난해": -1, "작년": -1, "전년": -1, "재작년": -2, "내년": 1}
	// directions tell which of the days, months or units of a name is meant.
	directions  = map[string]int{"지난": -1, "저번": -1, "이번": 0, "다음": 1, "오는": 1}
	koreanDays  = map[string]int{"오늘": 0, "어제": -1, "그제": -2, "그저께": -2, "내일": 1, "모레": 2}
	koreanUnits = map[string]int{"주": int(aWeek), "주말": int(aWeekend), "달": int(aMonth), "분기": int(aQuarter), "해": int(aYear)}
	stretches   = map[string]int{
		"일": int(aDay), "일간": int(aDay), "주": int(aWeek), "주간": int(aWeek), "개월": int(aMonth), "개월간": int(aMonth), "달": int(aMonth),
		"달간": int(aMonth), "년": int(aYear), "년간": int(aYear),
	}
	koreanCounts   = map[string]int{"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "다섯": 5, "여섯": 6}
	koreanOrdinals = map[string]int{
		"첫": 1, "첫째": 1, "둘째": 2, "두": 2, "셋째": 3, "세": 3, "넷째": 4, "네": 4, "다섯째": 5, "다섯": 5, "마지막": -1,
	}
	shiftedMonths  = map[string]int{"이달": 0, "전월": -1, "내달": 1}
	koreanSeasons  = map[string]int{"봄": 3, "여름": 6, "가을": 9, "겨울": 12}
	koreanWeekdays = weekdayNames()

	// particles match what may follow on a word for a time.
	particles = regexp.MustCompile(`^(?:은|는|이|가|을|를|의|에|에서|부터|까지|과|와|도|로|으로|나|이나|며|이며|인|이다|이었다|였|께|경|쯤|자|중|내|엔|보다|대비|기준|현재|호|별|부로|이후|이전|란|라)+$`)
)

func weekdayNames() map[string]int {
	all := map[string]int{}
	for n, w := range []string{"월", "화", "수", "목", "금", "토", "일"} {
		all[w], all[w+"요일"] = n+1, n+1
	}
	return all
}

var koreanSlots = map[string]slot{
	"of-time":  {words: union(koreanYears, directions), digits: true, read: (*reader).koreanYear},
	"toward":   {words: directions},
	"계절":       {words: koreanSeasons},
	"단위":       {words: koreanUnits},
	"째":        {words: koreanOrdinals},
	"하루":       {words: koreanDays},
	"stretch":  {words: stretches},
	"몇":        {words: koreanCounts, digits: true, read: takes(counting(koreanCounts))},
	"요일":       {words: koreanWeekdays, read: readWeekday},
	"of-month": {words: map[string]int{"초": 0, "초순": 0, "상순": 0, "중순": 0, "하순": 0, "말": 0}, read: readPortion},
	"of-turn":  {words: map[string]int{"연초": 0, "연말": 0}, read: readPortion},
}

const till = "[~∼～–-]"

var koreanRules = []rule{
	{"of-time? [ .]dd [.]dd [(]요일", koreanDate},
	{"of-time [ .]dd [.]dd", func(r *reader, m match) (Mention, bool) {
		found, ok := koreanDate(r, m)
		return found, ok && m.year != 0
	}},
	{"of-time? [ .]dd _월 [ (.]dd " + till + "dd _일", koreanDaysOf},
	{"of-time? [ .]dd _월 [ (.]dd _일 _부터 dd _일", koreanDaysOf},
	{"of-time? [ .]dd _월 [ (.]dd _일 " + till + "dd _일", koreanDaysOf},
	{"of-time? [ .]dd _월 [ (.]dd _일 [(]요일?", koreanDaysOf},
	{"of-time? [ .]dd " + till + "dd _월", func(r *reader, m match) (Mention, bool) {
		if m.n[0] >= m.n[1] || m.n[1] > 12 {
			return Mention{}, false
		}
		found := koreanStretch(r, m, Span, time.Month(m.n[1]), 1) // of the newest that is over, or goes on
		found.Period.From = release.NewDate(found.Period.From.Year, time.Month(m.n[0]), 1)
		return found, true
	}},
	{"of-time? [ .]dd _월 of-month", func(r *reader, m match) (Mention, bool) {
		return portionOf(koreanMonth(r, m), m.word), m.n[0] <= 12
	}},
	{"of-time? [ .]dd _월 째 번째? 주", koreanWeek},
	{"of-time? [ .]dd _월 dd _주|주차", koreanWeek},
	{"of-time? [ .]dd _월", func(r *reader, m match) (Mention, bool) { return koreanMonth(r, m), m.n[0] <= 12 }},

	{"dd [_ ]일 동안|이내|만에|연속", func(*reader, match) (Mention, bool) { return Mention{}, true }},
	{"최근 몇 [_ ]stretch 간? 동안?", func(r *reader, m match) (Mention, bool) { return since(r.ref, unit(m.n[1]), m.n[0]), true }},
	{"지난 몇 [_ ]stretch 간? 동안?", func(r *reader, m match) (Mention, bool) {
		day := r.word(m.next-1) == "일" // "지난 17일" is a date
		return since(r.ref, unit(m.n[1]), m.n[0]), !day
	}},
	{"몇 [_ ]stretch 전", func(r *reader, m match) (Mention, bool) { return around(r.ref, unit(m.n[1]), -m.n[0]), true }},
	{"of-time? [ .]dd " + till + "dd _일", monthless},
	{"of-time? [ .]dd _일 _부터 dd _일", monthless},
	{"of-time? [ .]dd _일 " + till + "dd _일", monthless},
	{"of-time? [ .]dd _일 [(]요일?", monthless},

	{"of-time? 상반기|하반기", func(r *reader, m match) (Mention, bool) {
		first := map[string]time.Month{"상반기": time.January, "하반기": time.July}[m.word]
		return koreanStretch(r, m, Half, first, 6), true
	}},
	{"of-time? [ .]dd [/]4? _분기", func(r *reader, m match) (Mention, bool) {
		return koreanStretch(r, m, Quarter, time.Month(3*m.n[0]-2), 3), m.n[0] <= 4
	}},
	{"of-time? 계절", func(r *reader, m match) (Mention, bool) {
		found := koreanStretch(r, m, Span, time.Month(m.n[0]), 3)
		return found, found.Relative || m.year != 0 || strings.HasPrefix(r.word(m.next), "부터")
	}},
	{"toward 달 dd _일 [(]요일?", func(r *reader, m match) (Mention, bool) { return dayOfShifted(r, m, m.n[0], m.n[1]) }},
	{"toward 단위 요일?", func(r *reader, m match) (Mention, bool) {
		found := around(r.ref, unit(m.n[1]), m.n[0])
		if m.weekday != 0 && found.Kind == Week {
			d := found.Period.From.AddDays(m.weekday - 1)
			found = Mention{Kind: Day, Relative: true, Named: m.weekday, Period: release.Period{From: d, To: d}}
		} else if m.weekday != 0 {
			return Mention{}, false
		}
		return found, true
	}},
	{"금주", func(r *reader, _ match) (Mention, bool) { return around(r.ref, aWeek, 0), true }},
	{"이달|전월|내달 dd _일 [(]요일?", func(r *reader, m match) (Mention, bool) { return dayOfShifted(r, m, shiftedMonths[m.word], m.n[0]) }},
	{"이달|전월|내달", func(r *reader, m match) (Mention, bool) { return around(r.ref, aMonth, shiftedMonths[m.word]), true }},
	{"하루", func(r *reader, m match) (Mention, bool) { return around(r.ref, aDay, m.n[0]), true }},
	{"of-turn", func(r *reader, m match) (Mention, bool) { return portionOf(around(r.ref, aYear, 0), m.word), true }},
	{"of-time of-month", func(_ *reader, m match) (Mention, bool) {
		found, ok := koreanYearOnly(m)
		return portionOf(found, m.word), ok
	}},
	{"of-time", func(r *reader, m match) (Mention, bool) {
		if r.word(m.next - 1)[0] < 0x80 || r.word(m.next-1) == "올" {
			return Mention{}, false
		}
		return koreanYearOnly(m)
	}},
}

// koreanYear reads "2025년", "'25년" and words such as 작년; before a month in
// points the word may be missing ("'26.9월"). 지난 and 오는 tell the year from
// the month.
func (r *reader) koreanYear(i int, m *match) int {
	w := r.word(i)
	if shift, ok := koreanYears[w]; ok {
		m.year, m.relative = r.ref.Year+shift, true
		return i + 1
	}
	if coming, ok := directions[w]; ok && coming != 0 {
		m.coming, m.relative = coming, true
		return i + 1
	}
	n, ok := r.yearAt(i)
	if !ok {
		n, ok = r.shortYear(i)
	}
	if bare, isYear := digits(w, 2); !ok && isYear && len(w) == 2 && r.word(i+1) == "년" {
		// "25년 11월" is a year, "25년 만에" is none.
		part := r.word(i + 2)
		_, isNumber := r.number(i + 2)
		n, ok = 2000+bare, part == "상반기" || part == "하반기" || isNumber && (r.word(i+3) == "월" || r.word(i+3) == "분기")
	}
	if !ok {
		return i
	}
	if r.word(i+1) == "년" && r.parted(i+1, "_") {
		m.year = n
		return i + 2
	}
	if _, isNumber := r.number(i + 1); isNumber && r.toks[i+1].gap == "." {
		m.year = n
		return i + 1
	}
	return i
}

func readWeekday(r *reader, i int, m *match) int {
	n := koreanWeekdays[r.word(i)]
	if n == 0 {
		return i
	}
	m.weekday = n
	return i + 1
}

func readPortion(r *reader, i int, m *match) int {
	if _, ok := portions[r.word(i)]; !ok {
		return i
	}
	m.word = r.word(i)
	return i + 1
}

// koreanDate is a date in points: "12.18.(목)", "’26.3.11".
func koreanDate(r *reader, m match) (Mention, bool) {
	if m.n[0] > 12 || r.word(m.next) == "월" && r.parted(m.next, "_") {
		return Mention{}, false
	}
	year, supplied := r.supply(m, time.Month(m.n[0]))
	found := Mention{Kind: Day, Period: civil(year, time.Month(m.n[0]), m.n[1]), Yearless: supplied, Relative: m.relative, Named: m.weekday}
	return found, !found.Period.IsZero()
}

func koreanMonth(r *reader, m match) Mention {
	return koreanStretch(r, m, Month, time.Month(m.n[0]), 1)
}

func koreanStretch(r *reader, m match, kind Kind, first time.Month, count int) Mention {
	year, supplied := r.supply(m, first)
	return Mention{Kind: kind, Period: monthsOf(year, first, count), Yearless: supplied, Relative: m.relative}
}

// koreanDaysOf is one dd of a month, or the days from one to another.
func koreanDaysOf(r *reader, m match) (Mention, bool) {
	last := m.n[m.count-1]
	if m.n[0] > 12 {
		return Mention{}, false
	}
	year, supplied := r.supply(m, time.Month(m.n[0]))
	found := Mention{Kind: Day, Period: days(year, time.Month(m.n[0]), m.n[1], last), Yearless: supplied, Relative: m.relative, Named: m.weekday}
	if m.count > 2 {
		found.Kind = Span
	}
	return found, m.count == 2 || last > m.n[1]
}

func koreanWeek(r *reader, m match) (Mention, bool) {
	return nthWeek(koreanMonth(r, m), m.n[1]), m.n[0] <= 12 && m.n[1] <= 5
}

func koreanYearOnly(m match) (Mention, bool) {
	return Mention{Kind: Year, Period: monthsOf(m.year, 1, 12), Relative: m.relative}, m.year != 0
}

// dayOfShifted is a day of a month named by its distance: "지난달 15일".
func dayOfShifted(r *reader, m match, months, day int) (Mention, bool) {
	month := around(r.ref, aMonth, months).Period.From
	found := Mention{Kind: Day, Relative: true, Yearless: true, Named: m.weekday, Period: civil(month.Year, month.Month, day)}
	return found, !found.Period.IsZero()
}

// monthless is a day, or days, of which the month has to be supplied.
func monthless(r *reader, m match) (Mention, bool) {
	first, last := m.n[0], m.n[m.count-1]
	year, month := r.ref.Year, r.ref.Month
	if m.coming < 0 && first > r.ref.Day {
		month--
	}
	if m.coming > 0 && first < r.ref.Day {
		month++
	}
	whole := release.NewDate(year, month, 1)
	found := Mention{Kind: Day, Yearless: true, Monthless: true, Relative: m.relative, Named: m.weekday}
	found.Period = days(whole.Year, whole.Month, first, last)
	if m.count > 1 {
		found.Kind = Span
	}
	return found, m.year == 0 && (m.count == 1 || last > first)
}

// pieces cuts a word of Hangul into words of the grammar and the particles behind
// them ("월말까지"); one that goes on otherwise is left whole ("일본", "일간").
func (g *grammar) pieces(word string) []string {
	var out []string
	rest := word
	for rest != "" {
		n := 0
		for _, length := range []int{4, 3, 2, 1} {
			if size := length * len("가"); size <= len(rest) && g.hangul[rest[:size]] {
				n = size
				break
			}
		}
		if n == 0 {
			break
		}
		out = append(out, rest[:n])
		rest = rest[n:]
	}
	switch {
	case rest == "":
		return out
	case out != nil && particles.MatchString(rest):
		return append(out, rest)
	}
	return []string{word}
}
