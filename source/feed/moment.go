package feed

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"motirbot/release"
)

// A time stamp that says more than this is no time stamp.
const maxStamp = 80

// ahead is how far in the future a stamp may lie: it may be tomorrow already
// where the site stands.
const ahead = 48 * time.Hour

// moment reads a time stamp in any of the forms that people publish: RFC 822
// and 3339, dotted, with slashes, Korean, Japanese and Chinese, a month by its
// English name, seconds since 1970. What names no zone is the wall clock of
// zone. Where the order of day and month is open, the reading nearest to now
// counts, since feeds are about what is new. It reports false for what is no
// time, what no calendar has, and what cannot be when a page was published:
// before 1990, or in the future.
func moment(stamp string, zone *time.Location, now time.Time) (time.Time, bool) {
	if len(stamp) > maxStamp*utf8.UTFMax {
		return time.Time{}, false
	}
	s := stampReader{tokens: lexStamp(stamp)}
	if len(s.tokens) == 1 && s.tokens[0].kind == number && (s.tokens[0].width == 10 || s.tokens[0].width == 13) {
		seconds := int64(s.tokens[0].value)
		if s.tokens[0].width == 13 {
			seconds /= 1000
		}
		at := time.Unix(seconds, 0).In(zone)
		return at, plausible(at, now)
	}
	s.readClock()
	s.readZone(zone)
	if s.zone != nil {
		zone = s.zone
	}
	var best time.Time
	for _, day := range s.days() {
		at := time.Date(day.Year, day.Month, day.Day, s.hour, s.minute, s.second, 0, zone)
		if plausible(at, now) && (best.IsZero() || now.Sub(at).Abs() < now.Sub(best).Abs()) {
			best = at
		}
	}
	return best, !best.IsZero()
}

func plausible(at, now time.Time) bool { return at.Year() >= 1990 && at.Before(now.Add(ahead)) }

type tokenKind uint8

const (
	number tokenKind = iota + 1
	word
	sign
)

type stampToken struct {
	kind  tokenKind
	value int    // of a number
	width int    // its digits
	text  string // a word in lower case, or a sign
	used  bool
}

// lexStamp takes white space for nothing.
func lexStamp(stamp string) []stampToken {
	var tokens []stampToken
	for i := 0; i < len(stamp); {
		r, size := utf8.DecodeRuneInString(stamp[i:])
		start := i
		switch {
		case r >= '0' && r <= '9':
			t := stampToken{kind: number}
			for ; i < len(stamp) && stamp[i] >= '0' && stamp[i] <= '9'; i++ {
				if t.width++; t.width <= 14 {
					t.value = t.value*10 + int(stamp[i]-'0')
				}
			}
			tokens = append(tokens, t)
		case unicode.IsLetter(r):
			for ; i < len(stamp); i += size {
				if r, size = utf8.DecodeRuneInString(stamp[i:]); !unicode.IsLetter(r) {
					break
				}
			}
			tokens = append(tokens, stampToken{kind: word, text: strings.ToLower(stamp[start:i])})
		default:
			i += size
			if !unicode.IsSpace(r) {
				tokens = append(tokens, stampToken{kind: sign, text: stamp[start:i]})
			}
		}
	}
	return tokens
}

type stampReader struct {
	tokens               []stampToken
	after                int // the token behind the clock; 0: there is no clock
	hour, minute, second int
	zone                 *time.Location // nil: none is named
}

func (s *stampReader) number(i, narrowest, widest int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].kind == number && s.tokens[i].width >= narrowest && s.tokens[i].width <= widest
}

func (s *stampReader) is(i int, texts ...string) bool {
	if i < 0 || i >= len(s.tokens) {
		return false
	}
	return slices.Contains(texts, s.tokens[i].text)
}

func (s *stampReader) use(from, to int) {
	for i := from; i < to; i++ {
		s.tokens[i].used = true
	}
}

// readClock reads "17:30", "05:30:00.123 PM", "오후 5시 30분", and the compact
// "20251218T173000".
func (s *stampReader) readClock() {
	for i := range s.tokens {
		switch {
		case s.number(i, 1, 2) && s.is(i+1, ":") && s.number(i+2, 2, 2), s.number(i, 1, 2) && s.is(i+1, "시", "時", "时"):
			s.clockAt(i)
		case s.number(i, 12, 14): // with the date before it
			s.clockOf(i, s.tokens[i].value, s.tokens[i].width-8)
			s.tokens[i].value, s.tokens[i].width = s.tokens[i].value/pow10(s.tokens[i].width-8), 8
		case s.number(i, 4, 6) && s.number(i-2, 8, 8) && s.is(i-1, "t"):
			s.clockOf(i, s.tokens[i].value, s.tokens[i].width)
			s.use(i-1, i+1)
		}
		if s.after > 0 {
			break
		}
	}
	if s.hour > 24 || s.minute > 59 || s.second > 60 {
		s.hour, s.minute, s.second = 0, 0, 0
	}
	s.readHalf()
}

// clockAt reads a clock that begins with the hour.
func (s *stampReader) clockAt(i int) {
	s.hour, s.after = s.tokens[i].value, i+2
	if s.number(s.after, 1, 2) {
		s.minute = s.tokens[s.after].value
		s.after++
	}
	if s.is(s.after, ":", "분", "分") && s.number(s.after+1, 1, 2) {
		s.second = s.tokens[s.after+1].value
		s.after += 2
	}
	if s.is(s.after, ".", ",") && s.number(s.after+1, 1, 9) && s.after+1 > i+3 { // parts of a second
		s.after += 2
	}
	if s.is(s.after, "분", "分", "초", "秒") {
		s.after++
	}
	s.use(i, s.after)
}

// readHalf reads which half of the day the clock means.
func (s *stampReader) readHalf() {
	for i := range s.tokens {
		switch {
		case s.is(i, "pm", "오후", "午後", "下午") || s.is(i, "p") && s.is(i+1, ".") && s.is(i+2, "m"):
			if s.hour < 12 {
				s.hour += 12
			}
		case s.is(i, "am", "오전", "午前", "上午") || s.is(i, "a") && s.is(i+1, ".") && s.is(i+2, "m"):
			s.hour %= 12
		}
	}
}

func (s *stampReader) clockOf(i, value, digits int) {
	value %= pow10(digits)
	if digits < 6 {
		value *= 100
	}
	s.hour, s.minute, s.second, s.after = value/10000, value/100%100, value%100, i+1
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// readZone reads what stands behind a clock: "Z", "+0900", "+09:00 (KST)",
// "GMT+9", "JST". An abbreviation that several zones share is that of zone, if
// it is one of its own.
func (s *stampReader) readZone(zone *time.Location) {
	if s.after == 0 {
		return
	}
	for i := s.after; i < len(s.tokens); i++ {
		t := s.tokens[i]
		switch {
		case (t.text == "+" || t.text == "-" || t.text == "−") && s.number(i+1, 1, 4) && (i == s.after || s.zone != nil || s.tokens[i-1].used || s.is(i-1, "m")):
			east := s.tokens[i+1].value
			end := i + 2
			switch {
			case s.tokens[i+1].width >= 3:
				east = east/100*60 + east%100
			case s.is(end, ":") && s.number(end+1, 2, 2):
				east = east*60 + s.tokens[end+1].value
				end += 2
			default:
				east *= 60
			}
			if t.text != "+" {
				east = -east
			}
			if east >= -12*60 && east <= 14*60 {
				s.zone = time.FixedZone("", east*60)
			}
			s.use(i, end)
			return
		case t.kind == word && s.zone == nil:
			if name := strings.ToUpper(t.text); isNameOf(name, zone) {
				s.zone = zone
				s.use(i, i+1)
			} else if east, ok := zones[t.text]; ok {
				s.zone = time.FixedZone(name, east*60)
				s.use(i, i+1)
			}
		}
	}
}

// isNameOf reports whether the zone calls its time so, in summer or winter.
func isNameOf(name string, zone *time.Location) bool {
	for _, month := range []time.Month{time.January, time.July} {
		if own, _ := time.Date(2025, month, 1, 0, 0, 0, 0, zone).Zone(); own == name {
			return true
		}
	}
	return false
}

// zones are abbreviations with their minutes east of Greenwich, as RFC 822 and
// the tz database have them.
var zones = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "cest": 120, "mest": 120, "eet": 120,
	"eest": 180, "msk": 180, "gst": 240, "pkt": 300, "ist": 330, "ict": 420, "wib": 420, "hkt": 480, "sgt": 480, "myt": 480, "awst": 480,
	"kst": 540, "jst": 540, "acst": 570, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}

// days returns the days that the stamp may mean.
func (s *stampReader) days() []release.Date {
	var month time.Month
	var numbers []stampToken
	dotted := false
	for _, t := range s.tokens {
		switch {
		case t.used:
		case t.kind == number && t.width == 8 && len(numbers) == 0:
			return calendar(nil, t.value/10000, t.value/100%100, t.value%100)
		case t.kind == number && len(numbers) < 3:
			numbers = append(numbers, t)
		case t.kind == word && month == 0:
			month = monthNamed(t.text)
		case t.text == "." && len(numbers) == 1:
			dotted = true
		}
	}
	switch {
	case month != 0 && len(numbers) >= 2:
		day, year := numbers[0], numbers[1]
		if day.width == 4 {
			day, year = year, day
		}
		return calendar(nil, century(year), int(month), day.value)
	case month != 0 || len(numbers) < 3:
		return nil
	}
	a, b, c := numbers[0], numbers[1], numbers[2]
	switch {
	case a.width == 4:
		return calendar(nil, a.value, b.value, c.value)
	case c.width == 4 && dotted: // nobody writes the month first with dots
		return calendar(nil, c.value, b.value, a.value)
	case c.width == 4:
		return calendar(calendar(nil, c.value, b.value, a.value), c.value, a.value, b.value)
	}
	found := calendar(nil, century(a), b.value, c.value)
	found = calendar(found, century(c), b.value, a.value)
	if !dotted {
		found = calendar(found, century(c), a.value, b.value)
	}
	return found
}

func century(year stampToken) int {
	if year.width <= 2 {
		return 2000 + year.value
	}
	return year.value
}

// calendar adds a day, if there is one.
func calendar(days []release.Date, year, month, day int) []release.Date {
	d := release.NewDate(year, time.Month(month), day)
	if d != (release.Date{Year: year, Month: time.Month(month), Day: day}) {
		return days
	}
	return append(days, d)
}

// monthNamed knows "December", "dec" and "Sept".
func monthNamed(name string) time.Month {
	if len(name) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), name) {
			return m
		}
	}
	return 0
}
