package figures

import (
	"math"
	"strconv"
	"strings"

	"motirbot/figures/observation"
)

var currencies = map[string]string{
	"usd": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "달러": "USD", "불": "USD", "krw": "KRW", "₩": "KRW", "won": "KRW", "원": "KRW",
	"eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "유로": "EUR", "jpy": "JPY", "¥": "JPY", "yen": "JPY", "엔": "JPY",
	"gbp": "GBP", "£": "GBP", "pounds": "GBP", "파운드": "GBP", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "위안": "CNY",
}

var scales = map[string]float64{
	"thousand": 1e3, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12,
	"천": 1e3, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8, "십억": 1e9, "조": 1e12,
}

var counted = map[string]string{
	"%": "percent", "percent": "percent", "pct": "percent", "percents": "percent", "퍼센트": "percent", "프로": "percent",
	"pp": "points", "포인트": "points", "%p": "points", "%포인트": "points", "point": "", "points": "",
	"unit": "units", "units": "units", "대": "units", "ton": "tons", "tons": "tons", "tonne": "tons", "tonnes": "tons", "톤": "tons",
	"barrel": "barrels", "barrels": "barrels", "배럴": "barrels", "day": "days", "days": "days", "일": "days", "건": "cases", "cases": "cases",
	"개": "pieces", "명": "people", "people": "people", "persons": "people", "employees": "people", "곳": "places", "개사": "companies", "companies": "companies", "firms": "companies",
	"배": "times", "times": "times", "척": "ships", "gw": "GW", "mw": "MW",
}

// amount is a number of a text with its unit; bad is why it cannot be used.
type amount struct {
	observation.Amount
	signed  bool // it has a sign, and Number bears it
	marker  string
	bad     string
	between bool // a range
}

// joined is the text of up to three units of Hangul or one other from i on,
// longest first, that table holds.
func joined[T any](us []unit, i int, table map[string]T) (v T, key string, end int) {
	if i >= len(us) {
		return v, "", i
	}
	s := ""
	for j := i; j < len(us) && j < i+4 && (j == i || !us[j].space); j++ {
		s += us[j].norm
		if found, ok := table[s]; ok {
			v, key, end = found, s, j+1
		}
	}
	if key != "" {
		return v, key, end
	}
	return v, "", i
}

// readAmount reads the amount that starts at unit i; end == i if there is none.
func readAmount(text string, us []unit, i int, marks triangles) (a amount, end int) {
	j, sign := i, 1.0
	switch us[j].norm {
	case "+", "-", "△", "▲", "▽", "▼":
		if j+1 >= len(us) || us[j+1].space && !(i > 0 && (us[i-1].norm == "(" || us[i-1].norm == ",")) {
			return a, i
		}
		a.signed, a.marker = true, us[j].norm
		if sign = marks.sign(us[j].norm); sign == 0 {
			a.bad = "a triangle whose meaning is not told"
		}
		j++
	}
	if j+1 < len(us) && us[j].norm == "us" && us[j+1].norm == "$" {
		j++
	}
	if c := currencies[us[j].norm]; c != "" && j+1 < len(us) && !us[j].hangul && us[j+1].digit {
		a.Unit = c
		j++
	}
	if j >= len(us) || !us[j].digit {
		return amount{}, i
	}
	first := j
	var value, step float64
	if value, step, j = readNumber(us, j); j == first {
		return amount{}, i
	}
	a.Number, a.Step = sign*value, step
	j = a.readUnit(us, j)
	a.Start, a.End = us[i].start, us[j-1].end
	a.Written = text[a.Start:a.End]
	if spaced(us, first, j) {
		a.bad = "a number with spaces in it"
	}
	if i > 0 && (us[i-1].norm == "~" || us[i-1].norm == "-" && !us[i-1].space) || j < len(us) && us[j].norm == "~" {
		a.between = true
	}
	return a, j
}

// readNumber reads "58.9 billion", "611억 4,000만": how much, and what the last
// digit written stands for. end == j if there is no number.
func readNumber(us []unit, j int) (value, step float64, end int) {
	step = 1
	first := j
	for korean := false; j < len(us) && us[j].digit && (j == first || korean); {
		n, err := strconv.ParseFloat(strings.ReplaceAll(us[j].norm, ",", ""), 64)
		if err != nil {
			return 0, 0, first
		}
		_, decimals, _ := strings.Cut(us[j].norm, ".")
		step = math.Pow(10, -float64(len(decimals)))
		trailing := strings.TrimRight(us[j].norm, "0")
		j++
		scale, key, next := joined(us, j, scales)
		if key != "" && (len(key) > 1 || !us[j].space) {
			if korean = us[j].hangul; korean && decimals == "" && j > first+1 {
				step = math.Pow(10, float64(len(us[j-1].norm)-len(trailing)-strings.Count(us[j-1].norm[len(trailing):], ",")))
			}
			n, step, j = n*scale, step*scale, next
		} else if korean = false; j > first+1 && us[j-1].space && value > 0 && n >= value {
			j--
			break
		}
		value += n
	}
	return exact(value), step, j
}

// exact is a number as it was written, without what multiplying has left behind
// the digits that a float64 holds for sure: 4.1 million is not 4099999.9999999995.
func exact(n float64) float64 {
	n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64) // what it wrote itself
	return n
}

func (a *amount) readUnit(us []unit, j int) int {
	if j >= len(us) {
		return j
	}
	k := j
	if us[j].norm == "us" && j+1 < len(us) {
		k++
	}
	if c, key, next := joined(us, k, currencies); key != "" && a.Unit == "" && !strings.ContainsAny(key, "$₩€¥£") {
		a.Unit = c
		return next
	}
	if a.Unit != "" {
		return j
	}
	if us[j].norm == "per" && j+1 < len(us) && us[j+1].norm == "cent" {
		a.Unit = "percent"
		return j + 2
	}
	if us[j].norm == "percentage" && j+1 < len(us) && strings.HasPrefix(us[j+1].norm, "point") {
		a.Unit = "points"
		return j + 2
	}
	if u, key, next := joined(us, j, counted); key != "" && u != "" {
		if u == "percent" && next < len(us) && (us[next].norm == "p" || us[next].norm == "point" || us[next].norm == "points" || us[next].norm == "포") && (!us[next].space || us[next].norm != "p") {
			a.Unit = "points"
			for next < len(us) && (us[next].norm == "p" || us[next].norm == "포" || us[next].norm == "인" || us[next].norm == "트" || strings.HasPrefix(us[next].norm, "point")) {
				next++
			}
			return next
		}
		a.Unit = u
		return next
	}
	return j
}

// spaced reports whether the number at units first to end, or what stands right
// before it, looks like one that a scan has torn: "12, 345", "58. 9", "1 234".
func spaced(us []unit, first, end int) bool {
	own := us[first].norm
	if first > 0 && us[first].space && us[first-1].digit && !strings.Contains(us[first-1].norm, ".") {
		return true
	}
	if first > 1 && us[first-2].digit && (us[first-1].norm == "." || us[first-1].norm == "," && len(own) >= 3 && strings.Trim(own[:3], "0123456789") == "" && (len(own) == 3 || own[3] == '.' || own[3] == ',') && len(us[first-2].norm) <= 3) {
		return true
	}
	if n := first + 1; n < len(us) && n <= end {
		if us[n].digit && us[n].space {
			return true
		}
		if n+1 < len(us) && us[n+1].digit {
			switch us[n].norm {
			case ".":
				return true
			case ",":
				return !us[n+1].space && len(us[n+1].norm) == 3 || us[n+1].space && us[n].space
			}
		}
	}
	return false
}

// triangles says what the signs △ and ▲ mean in a release.
type triangles struct{ white, black float64 }

func (t triangles) sign(mark string) float64 {
	switch mark {
	case "-":
		return -1
	case "△", "▽":
		return t.white
	case "▼":
		return -1
	case "▲":
		return t.black
	}
	return 1
}

// readTriangles looks for what a text says of its triangles. △ is a decrease
// in Korean statistics; what ▲ is has to be told, or to follow from △ beside it.
func readTriangles(text string) triangles {
	t := triangles{white: -1}
	told := func(mark string) float64 {
		for at := 0; ; {
			i := strings.Index(text[at:], mark)
			if i < 0 {
				return 0
			}
			i += at
			at = i + len(mark)
			before := strings.TrimRight(text[max(0, i-16):i], "( ")
			after := strings.TrimLeft(text[at:min(len(text), at+24)], ")는은 :=")
			after = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(after, "marks "), "means "), "an ")
			after = strings.TrimPrefix(strings.TrimPrefix(after, "is "), "a ")
			for _, w := range []struct {
				word string
				sign float64
			}{{"증가", 1}, {"감소", -1}, {"increase", 1}, {"decrease", -1}, {"상승", 1}, {"하락", -1}} {
				if strings.HasSuffix(before, w.word) && strings.HasPrefix(text[at:], ")") || strings.HasPrefix(after, w.word) && !isDigitAfter(text, at) {
					return w.sign
				}
			}
		}
	}
	if s := told("△"); s != 0 {
		t.white = s
	}
	if t.black = told("▲"); t.black == 0 && strings.Contains(text, "△") && triangleSigns(text) {
		t.black = -t.white
	}
	return t
}

func isDigitAfter(text string, at int) bool { return at < len(text) && isDigit(text[at]) }

// triangleSigns reports whether △ stands before a number somewhere.
func triangleSigns(text string) bool {
	for at := strings.Index(text, "△"); at >= 0; {
		if isDigitAfter(text, at+len("△")) {
			return true
		}
		next := strings.Index(text[at+1:], "△")
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}
