package dates

import (
	"strings"
	"time"

	"motirbot/release"
)

// koreanEnds are the words that end a mention in Korean; what follows in the
// same run of Hangul is a particle.
var koreanEnds = []string{
	"이번주", "지난주", "저번주", "다음주", "이번달", "지난달", "상반기", "하반기", "지난해", "분기", "그제", "오늘", "어제", "내일", "금주", "이달",
	"올해", "금년", "작년", "전년", "내년", "년", "월", "일", "주", "달", "말", "초",
}

// koreanYears are words for a year, by its distance from the reference year.
var koreanYears = []struct {
	word  string
	shift int
}{{"올해", 0}, {"금년", 0}, {"지난해", -1}, {"작년", -1}, {"전년", -1}, {"내년", 1}}

// koreanUnits are words for a calendar unit; spaces in them may be left out.
var koreanUnits = []struct {
	words []string
	unit  string
	shift int
}{
	{[]string{"이번", "주"}, "week", 0}, {[]string{"금주"}, "week", 0}, {[]string{"지난", "주"}, "week", -1}, {[]string{"저번", "주"}, "week", -1},
	{[]string{"다음", "주"}, "week", 1}, {[]string{"이번", "달"}, "month", 0}, {[]string{"이달"}, "month", 0}, {[]string{"지난", "달"}, "month", -1},
	{[]string{"다음", "달"}, "month", 1}, {[]string{"오늘"}, "day", 0}, {[]string{"어제"}, "day", -1}, {[]string{"내일"}, "day", 1},
}

var koreanWeekdays = []string{"월", "화", "수", "목", "금", "토", "일"}

// korean reads "2025년 12월 15일(월)", "'26.9월", "지난 17일", "올해 상반기",
// "1~9월", "3분기", "12.18.(목)" and words such as 지난주.
func (r *reader) korean(i int) (Mention, int) {
	if c := r.word(i)[0]; c < 0x80 && !isDigit(c) {
		return Mention{}, i
	}
	var m Mention
	year, j := 0, i
	named := false
	for _, y := range koreanYears {
		if strings.HasPrefix(r.word(j), y.word) {
			year, j, m.Relative = r.ref.Year+y.shift, j+1, true
			break
		}
	}
	direction := 0
	switch {
	case j > i:
	case r.word(j) == "지난":
		direction, j = -1, j+1
	case r.word(j) == "오는":
		direction, j = 1, j+1
	default:
		year, j = r.koreanYear(i)
		named = j > i
	}
	if direction != 0 {
		m.Relative = true
	}
	if m2, next := r.koreanDay(j, year, direction); next > j {
		m2.Relative = m.Relative
		return m2, next
	}
	if m2, next := r.koreanPart(j, year); next > j {
		m2.Relative = m.Relative
		return m2, next
	}
	if direction == 0 && year != 0 && (named || m.Relative) {
		m.Kind, m.Period = Year, monthsOf(year, 1, 12)
		return r.koreanEdge(m, j)
	}
	for _, u := range koreanUnits {
		if next := r.koreanWords(i, u.words); next > i {
			m.Relative = true
			m.Period, m.Kind = around(r.ref, u.unit, u.shift)
			return m, next
		}
	}
	return Mention{}, i
}

// koreanWords reads words in a row, with or without the spaces between them.
func (r *reader) koreanWords(i int, list []string) int {
	if strings.HasPrefix(r.word(i), strings.Join(list, "")) {
		return i + 1
	}
	if len(list) == 2 && r.word(i) == list[0] && strings.HasPrefix(r.word(i+1), list[1]) && r.tight(i+1) {
		return i + 2
	}
	return i
}

// koreanYear reads "2025년" and "'25년"; before a month in points the word may
// be missing ("'26.9월").
func (r *reader) koreanYear(i int) (year, next int) {
	n, ok := r.yearAt(i)
	if !ok && i < len(r.toks) && len(r.word(i)) == 2 {
		gap := r.toks[i].gap
		if short, isNum := r.small(i); isNum && (strings.HasSuffix(gap, "'") || strings.HasSuffix(gap, "’") || strings.HasSuffix(gap, "‘")) {
			n, ok = 2000+short, true
		}
	}
	if !ok {
		return 0, i
	}
	if r.unit(i+1, "년") {
		return n, i + 2
	}
	if _, isNum := r.number(i + 1); isNum && r.toks[i+1].gap == "." {
		return n, i + 1
	}
	return 0, i
}

// unit reports whether token i is the unit of the number before it.
func (r *reader) unit(i int, w string) bool {
	return i < len(r.toks) && r.toks[i].gap == "" && !r.toks[i].spaced && strings.HasPrefix(r.toks[i].Text, w)
}

// koreanDay reads months and days: "12월 15일", "1~9월", "9월 1~20일", "17일",
// "12.18.(목)".
func (r *reader) koreanDay(i, year, direction int) (Mention, int) {
	first, ok := r.number(i)
	if !ok {
		return Mention{}, i
	}
	if i+1 < len(r.toks) && r.toks[i+1].gap == "." && (year != 0 || r.pointed(i+1)) {
		if day, ok := r.number(i + 1); ok && first <= 12 && !r.unit(i+2, "월") {
			y, supplied := r.koreanSupply(year, time.Month(first), direction)
			m := Mention{Kind: Day, Period: civil(y, time.Month(first), day), Yearless: supplied}
			if !m.Period.IsZero() {
				return r.bracketed(m, i+2)
			}
		}
	}
	last, j := first, i+1
	if n, k := r.spanned(i); k > i {
		last, j = n, k+1
	}
	switch {
	case r.unit(j, "월") && first <= 12 && last <= 12 && last >= first:
		y, supplied := r.koreanSupply(year, time.Month(first), direction)
		m := Mention{Kind: Month, Period: monthsOf(y, time.Month(first), last-first+1), Yearless: supplied}
		if last > first {
			m.Kind = Span
			return m, j + 1
		}
		if d, next := r.koreanDays(j+1, y, time.Month(first)); next > j+1 {
			d.Yearless = supplied
			return d, next
		}
		return r.koreanEdge(m, j+1)
	case r.unit(j, "일") && !isDuration(r.toks[j].Text, r.word(j+1)):
		y, month := r.ref.Year, r.ref.Month
		if direction < 0 && first > r.ref.Day {
			month--
		}
		if direction > 0 && first < r.ref.Day {
			month++
		}
		whole := release.NewDate(y, month, 1)
		m, next := r.koreanDays(i, whole.Year, whole.Month)
		m.Monthless, m.Yearless = true, true
		return m, next
	}
	return Mention{}, i
}

// koreanDays reads "15일", "1~20일" and "1일부터 20일" of a month.
func (r *reader) koreanDays(i, year int, month time.Month) (Mention, int) {
	first, ok := r.number(i)
	if !ok || !r.tight(i) && !r.tight(i, "(", ".") {
		return Mention{}, i
	}
	last, j := first, i+1
	if n, k := r.spanned(i); k > i {
		last, j = n, k+1
	}
	if !r.unit(j, "일") || isDuration(r.toks[j].Text, r.word(j+1)) {
		return Mention{}, i
	}
	next := j + 1
	if last == first {
		if n, k := r.spanned(j); k > j && r.unit(k+1, "일") && n > first {
			last, next = n, k+2
		} else if n, ok := r.number(j + 1); ok && strings.HasPrefix(r.toks[j].Text, "일부터") && r.unit(j+2, "일") && n > first {
			last, next = n, j+3
		}
	}
	m := Mention{Kind: Day, Period: days(year, month, first, last)}
	if last > first {
		m.Kind = Span
		return m, next
	}
	return r.bracketed(m, next)
}

// spanned reads the second number of "1~20"; k is its token.
func (r *reader) spanned(i int) (n, k int) {
	if i+1 >= len(r.toks) || !strings.ContainsAny(r.toks[i+1].gap, "~∼～–-") {
		return 0, i
	}
	if n, ok := r.number(i + 1); ok {
		return n, i + 1
	}
	return 0, i
}

// bracketed reads the weekday in "15일(월)".
func (r *reader) bracketed(m Mention, next int) (Mention, int) {
	if next < len(r.toks) && strings.HasSuffix(r.toks[next].gap, "(") {
		for n, w := range koreanWeekdays {
			if t := r.word(next); t == w || t == w+"요일" {
				m.Named = n + 1
				return m, next + 1
			}
		}
	}
	return m, next
}

// pointed reports whether the number at token i is the day of a date in points.
func (r *reader) pointed(i int) bool { return isDateTail(r.text[r.toks[i].End:]) }

// koreanPart reads 상반기, 하반기 and 3분기.
func (r *reader) koreanPart(i, year int) (Mention, int) {
	w := r.word(i)
	m := Mention{}
	first, count, next := time.January, 6, i+1
	switch q, ok := r.number(i); {
	case strings.HasPrefix(w, "상반기"):
		m.Kind = Half
	case strings.HasPrefix(w, "하반기"):
		m.Kind, first = Half, time.July
	case ok && q <= 4 && (r.unit(i+1, "분기") || r.word(i+1) == "4" && r.toks[i+1].gap == "/" && r.unit(i+2, "분기")):
		m.Kind, first, count, next = Quarter, time.Month(3*q-2), 3, i+2
		if r.word(i+1) == "4" {
			next++
		}
	default:
		return Mention{}, i
	}
	year, m.Yearless = r.koreanSupply(year, first, 0)
	m.Period = monthsOf(year, first, count)
	return m, next
}

// koreanEdge reads 말 and 초 after a month or a year: "2027년 말".
func (r *reader) koreanEdge(m Mention, i int) (Mention, int) {
	w := r.word(i)
	switch {
	case i >= len(r.toks) || !r.tight(i):
	case w == "말" || strings.HasPrefix(w, "말까지") || strings.HasPrefix(w, "말에"):
		return portion(m, "late"), i + 1
	case w == "초" || strings.HasPrefix(w, "초에") || strings.HasPrefix(w, "초부터"):
		return portion(m, "early"), i + 1
	}
	return m, i
}

func (r *reader) koreanSupply(year int, month time.Month, direction int) (int, bool) {
	if year != 0 {
		return year, false
	}
	begun := !release.NewDate(r.ref.Year, month, 1).After(r.ref)
	switch {
	case direction > 0 && begun && month != r.ref.Month:
		return r.ref.Year + 1, true
	case direction > 0 || begun:
		return r.ref.Year, true
	}
	return r.ref.Year - 1, true
}

// isDuration tells "20일간" and "20일 동안" from the twentieth.
func isDuration(unit, next string) bool {
	for _, w := range []string{"간", "만에", "째", "여", "동안", "이내", "분"} {
		if strings.HasPrefix(strings.TrimPrefix(unit, "일"), w) {
			return true
		}
	}
	for _, w := range []string{"동안", "이내", "만에"} {
		if unit == "일" && strings.HasPrefix(next, w) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
