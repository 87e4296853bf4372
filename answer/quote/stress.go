package quote

import (
	"cmp"
	"regexp"
	"slices"

	"motirbot/internal/dates"
	"motirbot/release"
)

// Stress is a range of bytes of a sentence that answers by itself.
type Stress struct{ Start, End int }

var (
	amount = regexp.MustCompile(`(?i)(?:USD|KRW|EUR|JPY|CNY|GBP|US\$|[$€₩£¥])\s?\d[\d.,]*(?:\s(?:million|billion|trillion))?|\d[\d.,]*\s?(?:(?:million|billion|trillion)\s)?(?:dollars|won|euros|pounds|yen|yuan)\b|\d[\d.,]*\s?[만억조천\d, ]*\s?(?:달러|원|유로|엔|위안|불)`)
	share  = regexp.MustCompile(`(?i)[-+]?\d[\d.,]*\s?(?:%|percent\b|per cent\b|퍼센트)`)
)

// mostStressed is how many parts of a sentence are stressed: of more than that
// none stands out.
const mostStressed = 3

// stressed returns what answers in a sentence, where it can be told: the dates
// for when, the names for who, the amounts for how much, the counted for how many.
func (a asked) stressed(text string, published release.Date) []Stress {
	var found []Stress
	add := func(pattern *regexp.Regexp) {
		for _, loc := range pattern.FindAllStringIndex(text, -1) {
			found = append(found, Stress{loc[0], loc[1]})
		}
	}
	if a.wanted&day != 0 {
		for _, m := range dates.Read(text, published) {
			found = append(found, Stress{m.Start, m.End})
		}
	}
	for _, kind := range []struct {
		of      facts
		pattern *regexp.Regexp
	}{{money, amount}, {percent, share}, {person, namePattern}} {
		if a.wanted&kind.of != 0 {
			add(kind.pattern)
		}
	}
	if a.counts != nil {
		found = nil
		add(a.counts)
	}
	slices.SortFunc(found, func(x, y Stress) int { return cmp.Compare(x.Start, y.Start) })
	var apart []Stress
	for _, s := range found {
		if len(apart) == 0 || s.Start >= apart[len(apart)-1].End {
			apart = append(apart, s)
		}
	}
	if len(apart) > mostStressed {
		return nil
	}
	return apart
}
